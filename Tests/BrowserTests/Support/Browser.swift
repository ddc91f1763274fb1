import Foundation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A headless Chromium that is driven over two pipes, by its DevTools protocol: JSON messages, each ended by a zero byte.
///
/// It has a profile of its own, and no network: pages are files.
final class Browser {
    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    private let process: pid_t
    private let commands: Int32
    private let answers: Int32
    private let profile: String
    private var received = Data()
    private var number = 0
    private var session: String?
    /// Events of the page that are about errors, in the order in which they came.
    private(set) var complaints: [String] = []
    private var events: [String] = []

    /// - Parameter executable: Chromium, or a browser of its family.
    init(_ executable: String) throws {
        profile = NSTemporaryDirectory() + "/plumbline-browser-" + UUID().uuidString
        var toBrowser: [Int32] = [0, 0]
        var fromBrowser: [Int32] = [0, 0]
        guard pipe(&toBrowser) == 0, pipe(&fromBrowser) == 0 else { throw Failure("there are no pipes") }
        for descriptor in toBrowser + fromBrowser { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
        #else
            var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // Numbers above those that the browser expects first, so that neither is overwritten by the other.
        let (input, output) = (fcntl(toBrowser[0], F_DUPFD_CLOEXEC, 10), fcntl(fromBrowser[1], F_DUPFD_CLOEXEC, 10))
        posix_spawn_file_actions_adddup2(&actions, input, 3)
        posix_spawn_file_actions_adddup2(&actions, output, 4)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        let arguments =
            [executable, "--headless", "--remote-debugging-pipe", "--user-data-dir=\(profile)", "--no-first-run"]
            + ["--disable-gpu", "--disable-dev-shm-usage", "--disable-extensions", "--hide-scrollbars"]
            + ["--host-resolver-rules=MAP * ~NOTFOUND", "--disable-background-networking"]
            // The sandbox needs a user other than root.
            + (getuid() == 0 ? ["--no-sandbox"] : []) + ["about:blank"]
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process: pid_t = 0
        let status = posix_spawnp(&process, executable, &actions, nil, &words, environ)
        for descriptor in [toBrowser[0], fromBrowser[1], input, output] { close(descriptor) }
        guard status == 0 else {
            throw Failure("\(executable) cannot be started: \(String(cString: strerror(status)))")
        }
        self.process = process
        commands = toBrowser[1]
        answers = fromBrowser[0]
        let target = try call("Target.createTarget", ["url": "about:blank"])
        let attached = try call("Target.attachToTarget", ["targetId": target["targetId"] ?? "", "flatten": true])
        session = attached["sessionId"] as? String
        for domain in ["Page", "Runtime", "Log", "DOM"] { try call("\(domain).enable") }
    }

    deinit {
        close(commands)
        close(answers)
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        try? FileManager.default.removeItem(atPath: profile)
    }

    // MARK: The protocol

    /// Carries out a command and waits for its answer.
    @discardableResult
    func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
        number += 1
        var command: [String: Any] = ["id": number, "method": method, "params": parameters]
        if let session { command["sessionId"] = session }
        var data = try JSONSerialization.data(withJSONObject: command)
        data.append(0)
        try data.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = write(commands, bytes.baseAddress! + sent, bytes.count - sent)
                guard count > 0 else { throw Failure("the browser is gone") }
                sent += count
            }
        }
        while true {
            let answer = try message(within: 120)
            guard answer["id"] as? Int == number else {
                note(answer)
                continue
            }
            if let error = answer["error"] as? [String: Any] {
                throw Failure("\(method): \(error["message"] ?? error)")
            }
            return answer["result"] as? [String: Any] ?? [:]
        }
    }

    /// The next message.
    private func message(within seconds: Int32) throws -> [String: Any] {
        while true {
            if let end = received.firstIndex(of: 0) {
                let text = received[received.startIndex..<end]
                received = Data(received[(end + 1)...])
                return try JSONSerialization.jsonObject(with: Data(text)) as? [String: Any] ?? [:]
            }
            var waiting = pollfd(fd: answers, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, seconds * 1000) > 0 else { throw Failure("the browser does not answer") }
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            let count = read(answers, &buffer, buffer.count)
            guard count > 0 else { throw Failure("the browser is gone") }
            received.append(contentsOf: buffer[..<count])
        }
    }

    private func note(_ event: [String: Any]) {
        guard let method = event["method"] as? String else { return }
        events.append(method)
        let parameters = event["params"] as? [String: Any] ?? [:]
        switch method {
        case "Runtime.exceptionThrown": complaints.append("\(parameters["exceptionDetails"] ?? parameters)")
        case "Runtime.consoleAPICalled": complaints.append("console: \(parameters["args"] ?? parameters)")
        case "Page.javascriptDialogOpening": complaints.append("dialog: \(parameters["message"] ?? "")")
        case "Log.entryAdded":
            let entry = parameters["entry"] as? [String: Any] ?? [:]
            complaints.append("\(entry["level"] ?? ""): \(entry["text"] ?? "")")
        default: break
        }
    }

    // MARK: Pages

    /// Opens a file and waits until it has loaded.
    func open(_ path: String, fragment: String = "") throws {
        // From another page, so that a fragment is no jump within this one.
        try leave()
        complaints = []
        events = []
        let address = URL(fileURLWithPath: path).absoluteString + fragment
        let answer = try call("Page.navigate", ["url": address])
        if let error = answer["errorText"] as? String { throw Failure("\(path): \(error)") }
        while !events.contains("Page.loadEventFired") { note(try message(within: 120)) }
    }

    /// Shows a page that is empty and forbids nothing.
    func leave() throws {
        events = []
        try call("Page.navigate", ["url": "about:blank"])
        while !events.contains("Page.loadEventFired") { note(try message(within: 120)) }
    }

    /// The value of an expression.
    func value(_ expression: String) throws -> Any? {
        let answer = try call(
            "Runtime.evaluate",
            ["expression": expression, "returnByValue": true, "awaitPromise": true, "userGesture": true])
        if let details = answer["exceptionDetails"] as? [String: Any] { throw Failure("\(expression): \(details)") }
        return (answer["result"] as? [String: Any])?["value"]
    }

    func number(_ expression: String) throws -> Double {
        guard let number = try value(expression) as? NSNumber else { throw Failure("\(expression) is no number") }
        return number.doubleValue
    }

    func text(_ expression: String) throws -> String {
        guard let text = try value(expression) as? String else { throw Failure("\(expression) is no text") }
        return text
    }

    /// The elements of an array of strings.
    func texts(_ expression: String) throws -> [String] {
        guard let texts = try value(expression) as? [String] else { throw Failure("\(expression) is no list") }
        return texts
    }

    func press(_ key: String, code: Int) throws {
        for type in ["keyDown", "keyUp"] {
            try call("Input.dispatchKeyEvent", ["type": type, "key": key, "code": key, "windowsVirtualKeyCode": code])
        }
    }

    // MARK: What the reader has set

    func setScheme(_ scheme: String, media: String = "") throws {
        try call(
            "Emulation.setEmulatedMedia",
            ["media": media, "features": [["name": "prefers-color-scheme", "value": scheme]]])
    }

    func setSize(_ width: Int, _ height: Int) throws {
        try call(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false])
    }

    func setScripts(enabled: Bool) throws {
        try call("Emulation.setScriptExecutionDisabled", ["value": !enabled])
    }

    /// A picture of what the window shows, as PNG.
    func screenshot() throws -> Data {
        let answer = try call("Page.captureScreenshot", ["format": "png"])
        guard let data = (answer["data"] as? String).flatMap({ Data(base64Encoded: $0) }) else {
            throw Failure("there is no picture")
        }
        return data
    }

    func pdf() throws -> Data {
        let answer = try call("Page.printToPDF", ["printBackground": true])
        guard let data = (answer["data"] as? String).flatMap({ Data(base64Encoded: $0) }) else {
            throw Failure("there is no document")
        }
        return data
    }
}
