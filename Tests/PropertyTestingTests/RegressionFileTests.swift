import Foundation
import Testing
import Values

@testable import PropertyTesting

@Suite("The regression file")
final class RegressionFileTests {
    private let folder = NSTemporaryDirectory() + "plumbline-regressions-\(UUID().uuidString)"
    private var path: String { regressionPath(in: folder + "/Regressions", property: "sums of tensors") }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private var settings: PropertySettings {
        var settings = PropertySettings()
        settings.regressionFile = path
        return settings
    }

    private let generator = Generator.zip(
        Generator<HostArray>.tensor(shape: .shape(ranks: 1...2, extents: 1...3), .float32),
        Generator<Int>.integer(in: -9...9))

    private func fails(_ array: HostArray, _ number: Int) -> Bool {
        array.float32!.contains { $0.isNaN } && number < -2
    }

    @Test("A failure is stored as values and replayed first")
    func replay() throws {
        let report = runProperty("sums of tensors", generator, settings) { Measure(holds: !self.fails($0, $1)) }
        #expect(report.outcome == .failed)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(
            text == """
                # Inputs on which the property "sums of tensors" has failed. Each run tries them first; keep them under version control.
                # A line: hash, kind of failure, values in the order in which they are drawn. Lines that no longer fail may go.
                1c90cda3d14a | does not hold | int 1*2 | float32[1] nan:0x7FC00000 | int -3

                """)
        #expect(
            try String(contentsOfFile: folder + "/Regressions/.gitattributes", encoding: .utf8) == "*.txt merge=union\n"
        )
        var inputs: [Int] = []
        let again = runProperty("sums of tensors", generator, settings) { array, number in
            inputs.append(number)
            return Measure(holds: !self.fails(array, number))
        }
        #expect(inputs.first == -3)
        #expect(again.failures.first?.isReplayed == true)
        #expect(again.failures.first?.foundAtCase == 1)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text, "nothing new, nothing written")
    }

    @Test("What no longer fails, or is no input any more, is reported as stale and stays")
    func stale() throws {
        _ = runProperty("sums of tensors", generator, settings) { Measure(holds: !self.fails($0, $1)) }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let fixed = runProperty("sums of tensors", generator, settings) { _, _ in .perfect }
        #expect(fixed.outcome == .passed)
        #expect(fixed.staleRegressions.map(\.reason) == [.noLongerFails])
        let other = Generator.zip(
            Generator<HostArray>.tensor(shape: [1], .float32(0...1)), Generator<Int>.integer(in: 0...9))
        let changed = runProperty("sums of tensors", other, settings) { _, _ in .perfect }
        #expect(changed.staleRegressions.map(\.reason) == [.noLongerFits])
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test("Values outlive a generator that draws in another order")
    func refactoring() {
        _ = runProperty("sums of tensors", generator, settings) { Measure(holds: !self.fails($0, $1)) }
        let reordered = Generator.zip(
            Generator<Bool>.bool, Generator<HostArray>.tensor(shape: .shape(ranks: 1...2, extents: 1...3), .float32),
            Generator<Int>.integer(in: -9...9))
        var first: (HostArray, Int)?
        let report = runProperty("sums of tensors", reordered, settings) { _, array, number in
            first = first ?? (array, number)
            return .perfect
        }
        #expect(first?.0.float32?.contains { $0.isNaN } == true)
        #expect(report.staleRegressions.count == 1)
    }

    @Test("Lines that were changed by hand are reported and kept, and both sides of a conflict count")
    func damage() throws {
        try FileManager.default.createDirectory(atPath: folder + "/Regressions", withIntermediateDirectories: true)
        let good = RegressionLine(kind: .doesNotHold, replay: Replay(choices: [.integer(5)])).text
        let other = RegressionLine(kind: .doesNotHold, replay: Replay(choices: [.integer(6)])).text
        let bad = good.replacingOccurrences(of: "int 5", with: "int 7")
        try "<<<<<<< ours\n\(good)\n=======\n\(other)\n>>>>>>> theirs\n\(bad)\nnonsense\n\(good)\n"
            .write(toFile: path, atomically: true, encoding: .utf8)
        var inputs: [Int] = []
        let report = runProperty("sums of tensors", .integer(in: 0...1000), settings) { (number: Int) in
            inputs.append(number)
            return Measure(holds: number < 900)
        }
        #expect(inputs.prefix(2) == [5, 6])
        #expect(report.staleRegressions.map(\.reason) == [.unreadable, .unreadable, .noLongerFails, .noLongerFails])
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.contains(bad) && text.contains("nonsense") && text.contains("int 900"))
        #expect(!text.contains("<<<<<<<"))
        #expect(text.components(separatedBy: good).count == 2, "one line of each")
    }

    @Test("git merges two branches' failures without a conflict")
    func merge() throws {
        let shell = """
            set -e
            cd "\(folder)"
            export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
            git init -q -b main . && git add -A && git commit -q -m base
            """
        func run(_ script: String) throws -> Int32 {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = ["-c", script]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus
        }
        func fail(at limit: Int) {
            _ = runProperty("sums of tensors", .integer(in: 0...1000), settings) { (number: Int) in
                Measure(holds: number != limit && (limit < 900 || number < limit))
            }
        }
        fail(at: 900)
        #expect(try run(shell) == 0)
        let commit = "git -c user.name=a -c user.email=a@b commit -q -am x"
        #expect(try run("cd '\(folder)' && git checkout -q -b other") == 0)
        fail(at: 950)
        #expect(try run("cd '\(folder)' && \(commit) && git checkout -q main") == 0)
        fail(at: 970)
        #expect(
            try run("cd '\(folder)' && \(commit) && git -c user.name=a -c user.email=a@b merge -q --no-edit other") == 0
        )
        let file = try RegressionFile(path)
        #expect(file.lines.count == 3)
        #expect(file.damaged == [])
    }

    @Test("Every kind of value is read back bit for bit")
    func roundTrip() throws {
        var replay = Replay()
        for format in FloatFormat.allCases {
            for bits in EdgeValues.list(format) { replay.choices.append(.float(bits, format)) }
        }
        replay.choices += [.integer(.min), .integer(.max), .integer(0)]
        let start = replay.choices.count
        replay.choices += [RecordedChoice](repeating: .float(0x8000_0000, .float32), count: 6)
        replay.tensors = [TensorRecord(start: start, shape: [2, 3], format: .float32)]
        for kind in ["over 2^10 ulp", "threw A|B%\n", "größer"] {
            let line = RegressionLine(kind: FailureKind(kind), replay: replay)
            #expect(!line.text.contains("\n"))
            let read = try #require(RegressionLine(line.text))
            #expect(read.kind.text == kind)
            #expect(read.replay == replay)
            #expect(read.replay.tensors.map(\.shape) == [[2, 3]])
        }
        let empty = RegressionLine(
            kind: .doesNotHold, replay: Replay(tensors: [TensorRecord(start: 0, shape: [0, 2], format: .float32)]))
        #expect(RegressionLine(empty.text)?.replay.tensors.map(\.shape) == [[0, 2]])
    }

    @Test("A folder that cannot be written is noted")
    func unwritable() {
        var settings = PropertySettings()
        settings.regressionFile = "/dev/null/x/y.txt"
        let report = runProperty("unwritable", .bool, settings) { Measure(holds: !$0) }
        #expect(report.outcome == .failed)
        #expect(report.health.contains { $0.kind == .unwritableFile || $0.kind == .unreadableRegressions })
    }
}
