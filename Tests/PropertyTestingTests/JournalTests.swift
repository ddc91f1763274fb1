import Foundation
import Testing

@testable import PropertyTesting

/// A case that ends the process, in a process of its own, and what the next run says of it.
@Suite("The journal")
struct JournalTests {
    /// A folder for one test, told to child processes through the environment.
    private static func folder(_ test: String) -> String {
        let path = NSTemporaryDirectory() + "plumbline-journal-\(test)-\(getpid())"
        setenv("PLUMBLINE_TEST_JOURNAL_\(test)", path, 1)
        return path
    }

    private static func settings(_ test: String) -> PropertySettings {
        var settings = PropertySettings()
        settings.journalFolder = ProcessInfo.processInfo.environment["PLUMBLINE_TEST_JOURNAL_\(test)"]!
        return settings
    }

    private static let name = "reciprocals of whole numbers"
    private static let generator = Generator.zip(
        Generator<Int>.integer(in: -100...100), Generator<Float>.float32(0...1))

    @Test("A case that traps is reported by the next run, not run again, and tried once the program has changed")
    func trap() async {
        let folder = Self.folder("TRAP")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        await #expect(processExitsWith: .failure) {
            _ = runProperty(JournalTests.name, JournalTests.generator, JournalTests.settings("TRAP")) { number, _ in
                precondition(number <= 90, "a mistake that ends the process")
                return .perfect
            }
        }
        var settings = Self.settings("TRAP")
        settings.regressionFile = folder + "/regressions.txt"
        for _ in 0..<2 {
            var runs = 0
            let report = runProperty(Self.name, Self.generator, settings) { _, _ in
                runs += 1
                return .perfect
            }
            #expect(runs == 0)
            #expect(report.outcome == .failed)
            #expect(report.failures.map(\.kind) == [.trap])
            let number = report.failures[0].simplest.input(of: Self.generator)?.0 ?? 0
            #expect(number > 90)
            #expect(report.message?.contains("\(number)") == true)
            #expect(report.failures[0].error?.contains("SIG") == true, "\(report.message ?? "")")
        }
        // As after a fix: another program, in which the case passes.
        settings.journalIdentity = "changed"
        var first: Int?
        let healed = runProperty(Self.name, Self.generator, settings) { number, _ in
            first = first ?? number
            return .perfect
        }
        #expect(healed.outcome == .passed)
        #expect((first ?? 0) > 90, "it is run before all others")
        #expect(healed.healedTraps.count == 1)
        #expect(healed.staleRegressions.map(\.reason) == [.noLongerFails])
        let after = runProperty(Self.name, Self.generator, settings) { _, _ in .perfect }
        #expect(after.healedTraps == [])
        #expect(
            try! FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
                ".gitattributes", "regressions.txt",
            ])
    }

    @Test("A trap in a generator is reported too")
    func generatorTrap() async {
        let folder = Self.folder("GENERATOR")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        await #expect(processExitsWith: .failure) {
            let generator = Generator<Int>.integer(in: 0...1000).map { number -> Int in
                precondition(number < 500, "a mistake in a generator")
                return number
            }
            _ = runProperty("generator", generator, JournalTests.settings("GENERATOR")) { _ in .perfect }
        }
        let report = runProperty("generator", .integer(in: 0...1000), Self.settings("GENERATOR")) { (_: Int) in .perfect
        }
        #expect(report.failures.map(\.kind) == [.trap])
        #expect(report.message?.contains("in its generator") == true)
    }

    @Test(
        "A process that ends for another reason makes the case a suspect, which is run first, and guilty only the second time"
    )
    func suspect() async {
        let folder = Self.folder("SUSPECT")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for _ in 0..<2 {
            await #expect(processExitsWith: .exitCode(7)) {
                _ = runProperty(JournalTests.name, JournalTests.generator, JournalTests.settings("SUSPECT")) {
                    number, _ in
                    if number > 90 { _exit(7) }
                    return .perfect
                }
            }
        }
        let report = runProperty(Self.name, Self.generator, Self.settings("SUSPECT")) { _, _ in .perfect }
        #expect(report.failures.map(\.kind) == [.trap])
    }

    @Test("A case that calls exit is guilty at once")
    func exits() async {
        let folder = Self.folder("EXIT")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        await #expect(processExitsWith: .exitCode(0)) {
            _ = runProperty(JournalTests.name, JournalTests.generator, JournalTests.settings("EXIT")) { number, _ in
                if number > 90 { exit(0) }
                return .perfect
            }
        }
        let report = runProperty(Self.name, Self.generator, Self.settings("EXIT")) { _, _ in .perfect }
        #expect(report.failures.map(\.kind) == [.trap])
        #expect(report.message?.contains("error: an earlier run ended, as it called exit, while this case ran") == true)
    }

    @Test("A suspect that passes is innocent, and nothing is said of it")
    func innocent() async {
        let folder = Self.folder("INNOCENT")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        await #expect(processExitsWith: .exitCode(7)) {
            _ = runProperty(JournalTests.name, JournalTests.generator, JournalTests.settings("INNOCENT")) { number, _ in
                if number > 90 { _exit(7) }
                return .perfect
            }
        }
        let report = runProperty(Self.name, Self.generator, Self.settings("INNOCENT")) { _, _ in .perfect }
        #expect(report.outcome == .passed)
        #expect(report.healedTraps == [])
    }

    @Test("A trap on one of several threads accuses the case of that thread")
    func parallel() async {
        let folder = Self.folder("PARALLEL")
        defer { try? FileManager.default.removeItem(atPath: folder) }
        await #expect(processExitsWith: .failure) {
            var settings = JournalTests.settings("PARALLEL")
            settings.jobs = 3
            _ = runPropertyInParallel(JournalTests.name, JournalTests.generator, settings) { number, _ in
                precondition(number <= 90, "a mistake that ends the process")
                return .perfect
            }
        }
        let report = runProperty(Self.name, Self.generator, Self.settings("PARALLEL")) { _, _ in .perfect }
        #expect(report.failures.map(\.kind) == [.trap])
        #expect((report.failures.first?.simplest.input(of: Self.generator)?.0 ?? 0) > 90)
    }

    @Test("A journal that cannot be kept is noted, and the run goes on")
    func unwritable() {
        var settings = PropertySettings()
        settings.journalFolder = "/dev/null/journals"
        let report = runProperty(Self.name, Self.generator, settings) { _, _ in .perfect }
        #expect(report.outcome == .passed)
        #expect(report.health.map(\.kind) == [.unwritableFile])
    }
}
