import CompiledLibraries
import Foundation
import Reporting
import Testing

@testable import VerifyCommands

/// Ctrl-C at moments in which nothing but waiting is done.
@Suite("Interrupts")
struct InterruptionTests {
    @Test("Between the checks and the report a run is remembered already, and its report is written")
    func whileComparing() throws {
        let (store, reports) = (TemporaryFolder(), TemporaryFolder())
        // The run that comes before is a pipe: who reads it waits until somebody writes.
        let pipe = store.path + "/2026-01-01-000000.000-engine-aaaaaaaa.json"
        try #require(mkfifo(pipe, 0o600) == 0)
        let ending = try #require(
            try Executable.interrupt(
                [
                    "all", "--operation", "negate", "--cases", "0", "--output", reports.path, "--store", store.path,
                    "--format", "json", "--jobs", "1",
                ],
                when: { try RunStore(folder: store.path).runs.count == 2 },
                thenDo: { isRunning in
                    // It waits for somebody who writes, unless the interrupt has woken it.
                    while isRunning() {
                        let descriptor = open(pipe, O_WRONLY | O_NONBLOCK)
                        if descriptor >= 0 {
                            close(descriptor)
                            break
                        }
                        Thread.sleep(forTimeInterval: 0.01)
                    }
                }))
        #expect(ending.status == 0, "\(ending.errors)")
        #expect(reports.names == ["stability-report.json"])
        #expect(ending.output.contains("1 operation, 1 implementation: all within budget."))
    }

    @Test("While a library's function is tried, before any case, the run ends as others do")
    func whileTrying() throws {
        let marker = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: marker) }
        let library = try CompiledLibrary(
            """
            #include <stdio.h>
            #include <unistd.h>
            float stuck(float x) { fclose(fopen("\(marker)", "w")); for (;;) sleep(1); }
            """)
        let ending = try #require(
            try Executable.interrupt(
                [
                    "library", "exp", "--library", library.path, "--symbol", "stuck", "--timeout", "2", "--output",
                    library.folder + "/report", "--no-store",
                ], when: { FileManager.default.fileExists(atPath: marker) }))
        #expect(ending.status == 130)
        #expect(
            ending.errors == "interrupted after 0 of 1 operations; no report was written\n", "\(ending.errors)")
    }

    @Test("A recheck says how many shards it has proved")
    func recheck() throws {
        let ending = try Executable.run(
            ["recheck", "Reports/certificates", "--shards", "256", "--seed", "1", "--jobs", "1"], isInterrupted: true)
        #expect(ending.status == 130)
        #expect(
            ending.errors.contains(/interrupted after \d+ of .* shards, 0 differ \(--seed 1\)\n$/), "\(ending.errors)")
    }
}
