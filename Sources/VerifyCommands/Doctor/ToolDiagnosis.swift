import Foundation
internal import Reporting
internal import Specifications
internal import Subjects
internal import Verification

// What some commands and tests need besides: asked, not looked up in a list.

/// A program that something needs, and how to get it.
struct Tool {
    /// Its names, the usual one first.
    let names: [String]
    let purpose: String
    let apt: String
    let brew: String
    /// How to ask it for its version.
    var question = ["--version"]

    static let all = [
        Tool(
            names: ["swift"], purpose: "builds Plumbline and its tests", apt: "see https://swift.org/install",
            brew: "see https://swift.org/install"),
        Tool(
            names: ["cc", "clang", "gcc"], purpose: "compiles kernels, such as the one of 'verify init'",
            apt: "sudo apt-get install clang", brew: "xcode-select --install"),
        Tool(
            names: ["git"], purpose: "finds out where Plumbline is from, for 'verify init'",
            apt: "sudo apt-get install git", brew: "brew install git"),
        Tool(
            names: ["python3"], purpose: "runs subjects that are Python packages",
            apt: "sudo apt-get install python3", brew: "brew install python"),
        Tool(
            names: ["chromium", "chromium-browser", "google-chrome", "Google Chrome"],
            purpose: "tests reports in a browser",
            apt: "sudo apt-get install chromium", brew: "brew install --cask chromium"),
        Tool(
            names: ["man"], purpose: "shows the manual page", apt: "sudo apt-get install man-db",
            brew: "brew install man-db"),
    ]

    /// Where it is on the search path, and the first line that it says of its version.
    func find(in path: String) -> (path: String, version: String?)? {
        for name in names {
            for folder in path.split(separator: ":") {
                let candidate = "\(folder)/\(name)"
                var isFolder: ObjCBool = false
                if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue,
                    FileManager.default.isExecutableFile(atPath: candidate)
                {
                    return (candidate, Self.firstLine(of: candidate, question))
                }
            }
        }
        return nil
    }

    /// Nil for a program that does not answer within some seconds, or fails.
    private static func firstLine(of path: String, _ arguments: [String]) -> String? {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        guard (try? process.run()) != nil else { return nil }
        guard ended.wait(timeout: .now() + 15) == .success else {
            process.terminate()
            return nil
        }
        guard process.terminationStatus == 0 else { return nil }
        let text = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        return text.split(separator: "\n").first.map(String.init)
    }
}

extension Diagnosis {
    static func tools(_ tools: [Tool] = Tool.all, path: String) -> Section {
        let lines = tools.map { tool in
            guard let found = tool.find(in: path) else {
                #if os(macOS)
                    let remedy = tool.brew
                #else
                    let remedy = tool.apt
                #endif
                return Line(
                    state: .optional, name: tool.names[0], text: "not there: it \(tool.purpose)", remedy: remedy)
            }
            return Line(
                state: .good, name: tool.names[0],
                text: found.version.map { "\($0) (\(found.path))" } ?? "\(found.path), which does not say its version")
        }
        return Section(title: "Optional tools", lines: lines)
    }

    /// What Plumbline reads and writes, tried.
    static func files(specs: SpecsOption, store: RunStore) -> Section {
        var lines: [Line] = []
        do {
            let folder = try specs.specs ?? SpecsOption.folder()
            let catalog = try SpecificationCatalog(folder: folder)
            let known = Set(EngineSubject().implementations.map(\.operation))
            let mine = catalog.operations.filter(known.contains).count
            lines.append(
                Line(
                    state: .good, name: "specifications",
                    text: "\(catalog.operations.count) in \(folder), \(mine) of them of engine operations"))
        } catch {
            lines.append(
                Line(
                    state: .bad, name: "specifications", text: "\(error)",
                    remedy: "name the folder 'Specs' of a checkout of Plumbline, or one of your own, with --specs"))
        }
        lines.append(runs(store))
        lines.append(worker)
        return Section(title: "Files and processes, as tried", lines: lines)
    }

    /// Where runs are remembered, looked at and left as it is.
    private static func runs(_ store: RunStore) -> Line {
        let remedy = "name another folder with --store or PLUMBLINE_STORE"
        do {
            let count = try store.runs.count
            var place = URL(fileURLWithPath: store.folder).standardizedFileURL
            var isFolder: ObjCBool = false
            while !FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder), place.path != "/" {
                place.deleteLastPathComponent()
            }
            let isThere = place == URL(fileURLWithPath: store.folder).standardizedFileURL
            guard isFolder.boolValue, access(place.path, W_OK | X_OK) == 0 else {
                return Line(
                    state: .optional, name: "runs",
                    text: isFolder.boolValue
                        ? "nothing can be written to '\(place.path)'" : "'\(place.path)' is no folder",
                    remedy: remedy)
            }
            return Line(
                state: .good, name: "runs",
                text: isThere
                    ? "\(count) \(count == 1 ? "run" : "runs") remembered in \(store.folder), which is writable"
                    : "none remembered yet; the first run makes \(store.folder)")
        } catch {
            return Line(state: .optional, name: "runs", text: "\(error)", remedy: remedy)
        }
    }

    /// A function of the system's own mathematics library, called in a process of its own, as other people's are.
    private static var worker: Line {
        #if os(macOS)
            let library = "libSystem.B.dylib"
        #else
            let library = "libm.so.6"
        #endif
        do {
            let subject = try CLibrarySweepSubject(
                library: library, symbol: "sqrtf", form: .scalar, timeout: .seconds(10))
            // Child processes begin as this one does; what is wrong with its arithmetic is said there.
            let isInherited = arithmetic().lines.contains { $0.state == .bad }
            let defects = try subject.defects().filter { !isInherited || $0.kind != .floatingPointEnvironment }
            return Line(
                state: defects.isEmpty ? .good : .bad, name: "child processes",
                text: defects.isEmpty
                    ? "sqrtf of \(library) was called in one" + (isInherited ? ", with arithmetic as above" : "")
                    : "sqrtf of \(library), called in one: " + defects.map(\.message).joined(separator: "; "),
                remedy: defects.isEmpty ? nil : environmentRemedy)
        } catch {
            return Line(
                state: .bad, name: "child processes", text: "\(error)",
                remedy: "allow this program to start itself again: it must be executable where it is")
        }
    }
}
