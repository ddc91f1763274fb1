import Foundation
import Testing
import Verification

@testable import Reporting

/// What `make test-browser` says.
enum Given {
    static let executable = ProcessInfo.processInfo.environment["PLUMBLINE_BROWSER"]
    static let folder = ProcessInfo.processInfo.environment["PLUMBLINE_REPORT"]

    static var isComplete: Bool { executable != nil && folder != nil }
}

/// The report in a real browser. `make test-browser` says where both are: `PLUMBLINE_BROWSER` is the executable,
/// `PLUMBLINE_REPORT` the folder that `verify all` wrote to. Without them there is nothing to test here.
@Suite("The report in a browser", .serialized, .enabled(if: Given.isComplete, "run 'make test-browser'"))
struct ReportInBrowserTests {
    private let browser: Browser
    private var report: String { Given.folder! + "/stability-report.html" }

    init() throws {
        browser = try Browser(Given.executable!)
        try browser.setSize(1280, 900)
        try browser.setScheme("light")
    }

    private func record() throws -> RunRecord {
        try RunRecord(json: Data(contentsOf: URL(fileURLWithPath: Given.folder! + "/stability-report.json")))
    }

    /// A page of a record, in a folder of its own.
    private func inFolder(_ pages: [(path: String, text: String)], _ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "/plumbline-pages-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for page in pages {
            let url = URL(fileURLWithPath: folder + "/" + page.path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(page.text.utf8).write(to: url)
        }
        try body(folder)
    }

    @Test("It opens from a file without an error, and is one page of at most 2 MB and 100,000 elements")
    func opens() throws {
        try browser.open(report)
        #expect(browser.complaints == [])
        let size = try Data(contentsOf: URL(fileURLWithPath: report)).count
        #expect(size <= 2_000_000, "\(size) bytes")
        let elements = try browser.number("document.querySelectorAll('*').length")
        #expect(elements <= 100_000)
        #expect(try browser.text("document.querySelector('h1').textContent").contains("operation"))
        #expect(
            try browser.number("document.querySelectorAll('section.operation').length")
                == Double(record().operations.count))
    }

    @Test("Every link lands")
    func links() throws {
        try browser.open(report)
        #expect(try browser.texts(PageChecks.links) == [])
        let others = try browser.texts(
            "Array.from(document.querySelectorAll('a[href]')).map(a => a.getAttribute('href')).filter(h => h[0] !== '#')"
        )
        #expect(others == [])
        try browser.open(report, fragment: "#operation-5")
        #expect(
            try browser.number("Math.abs(document.getElementById('operation-5').getBoundingClientRect().top)") < 100)
    }

    @Test("Filters show what fits, count it, and hide the sections of the rest")
    func filters() throws {
        try browser.open(report)
        let rows = "Array.from(document.querySelectorAll('.map tbody tr')).filter(r => r.checkVisibility())"
        let all = try browser.number("\(rows).length")
        func set(_ id: String, _ value: String) throws {
            _ = try browser.value(
                "(() => { const e = document.getElementById('\(id)'); e.value = '\(value)'; e.dispatchEvent(new Event('input', {bubbles: true})); })()"
            )
        }
        try set("filter", "SoftMax")
        let names = try browser.texts("\(rows).map(r => r.cells[0].textContent.trim())")
        #expect(names.count > 1 && names.allSatisfy { $0.lowercased().contains("softmax") })
        #expect(try browser.text("document.getElementById('shown').textContent") == "\(names.count) of \(Int(all))")
        let sections = try browser.texts(
            "Array.from(document.querySelectorAll('section.operation')).filter(s => s.checkVisibility()).map(s => s.dataset.name)"
        )
        #expect(!sections.isEmpty && sections.allSatisfy { $0.lowercased().contains("softmax") })
        try set("filter", "")
        try set("verdict", "expected")
        let expected = try record().operations.flatMap(\.implementations).filter { $0.outcome == .failedAsExpected }
        #expect(try browser.texts("\(rows).map(r => r.cells[0].textContent.trim())") == expected.map(\.name))
        try set("known", "proof")
        #expect(try browser.number("\(rows).length") == 0)
        try set("verdict", "")
        #expect(try browser.number("\(rows).length") > 10)
        try set("filter", "no such operation")
        #expect(
            try browser.text("document.getElementById('shown').textContent")
                == "0 of \(Int(all)): no implementation has such a name and verdict")
        #expect(try browser.value("document.getElementById('everything').checkVisibility()") as? Bool == true)
        _ = try browser.value("document.getElementById('everything').click()")
        #expect(try browser.value("document.getElementById('everything').checkVisibility()") as? Bool == false)
        #expect(try browser.number("\(rows).length") == all)
        // Words in any order, each of them somewhere in the name.
        try set("filter", " naive  Softmax ")
        #expect(try browser.texts("\(rows).map(r => r.cells[0].textContent.trim())") == ["softmax.naive"])
        try set("filter", "")
        #expect(try browser.number("\(rows).length") == all)
        #expect(browser.complaints == [])
    }

    @Test("A link to an operation that filters hide shows it")
    func linkToHidden() throws {
        try browser.open(report)
        _ = try browser.value(
            """
            (() => { const e = document.getElementById('filter'); e.value = 'zzz';
            e.dispatchEvent(new Event('input')); location.hash = '#operation-3'; })()
            """)
        _ = try browser.value("new Promise(done => setTimeout(done, 200))")
        #expect(try browser.value("document.getElementById('operation-3').checkVisibility()") as? Bool == true)
    }

    @Test("A copy button says that it has copied")
    func copying() throws {
        try browser.open(report)
        _ = try browser.value("document.querySelector('button.copy').click()")
        _ = try browser.value("new Promise(done => setTimeout(done, 200))")
        #expect(try browser.text("document.querySelector('button.copy').textContent") == "copied")
    }

    @Test("Without scripts everything is there but the filters and the copy buttons")
    func withoutScripts() throws {
        try browser.open(report)
        let text = "document.querySelector('main').textContent.replace(/copy/g, '').replace(/\\s+/g, '').length"
        let (length, sections) = (try browser.number(text), "document.querySelectorAll('section.operation').length")
        let count = try browser.number(sections)
        try browser.setScripts(enabled: false)
        try browser.open(report)
        #expect(try browser.number("document.querySelectorAll('button.copy').length") == 0)
        #expect(try browser.value("document.querySelector('.filters').checkVisibility()") as? Bool == false)
        #expect(try browser.number(text) == length)
        #expect(
            try browser.number(
                "Array.from(document.querySelectorAll('section.operation')).filter(s => s.checkVisibility()).length")
                == count)
        // What is folded unfolds by itself.
        _ = try browser.value("document.querySelector('details > summary').click()")
        #expect(try browser.value("document.querySelector('details').open") as? Bool == true)
    }

    @Test("Text stands out from its ground, by light and by dark", arguments: ["light", "dark"])
    func contrast(scheme: String) throws {
        try browser.setScheme(scheme)
        try browser.open(report)
        _ = try browser.value("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        #expect(try browser.texts(PageChecks.contrast) == [])
    }

    @Test("The checks of contrast and of access find planted mistakes")
    func checksCanFail() throws {
        try browser.open(report)
        _ = try browser.value(
            """
            document.querySelector('.lead').style.color = 'rgb(200, 200, 200)';
            document.querySelector('main').insertAdjacentHTML('beforeend', '<h6>x</h6><input/><a href="#nowhere"></a>');
            document.querySelector('svg.chart').removeAttribute('role');
            document.querySelector('.filters input').tabIndex = 3;
            """)
        #expect(try browser.texts(PageChecks.contrast).count == 1)
        let found = try browser.texts(PageChecks.accessibility).joined(separator: "\\n")
        for complaint in ["a level of headings", "no label", "no name", "without role", "the keyboard jumps"] {
            #expect(found.contains(complaint), "\(complaint)")
        }
        #expect(try browser.texts(PageChecks.links) == ["nowhere"])
    }

    @Test("Headings, labels, names and tables are as readers by ear and by keyboard need them")
    func accessibility() throws {
        try browser.open(report)
        #expect(try browser.texts(PageChecks.accessibility) == [])
    }

    @Test("The keyboard goes through the page from its beginning, and what has its focus is marked")
    func keyboard() throws {
        try browser.open(report)
        var places: [Double] = []
        for step in 0..<14 {
            try browser.press("Tab", code: 9)
            places.append(
                try browser.number("Array.from(document.querySelectorAll('*')).indexOf(document.activeElement)"))
            if step == 0 {
                #expect(try browser.text("document.activeElement.className") == "skip")
                #expect(try browser.number("document.activeElement.getBoundingClientRect().left") >= 0)
            }
            #expect(try browser.text("getComputedStyle(document.activeElement).outlineStyle") != "none")
        }
        #expect(places == places.sorted() && Set(places).count == places.count)
    }

    @Test("Screenshots are light by light and dark by dark, and neither is blank", arguments: ["light", "dark"])
    func screenshots(scheme: String) throws {
        try browser.setScheme(scheme)
        try browser.open(report)
        let data = try browser.screenshot()
        let folder = Given.folder! + "/screenshots"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try data.write(to: URL(fileURLWithPath: "\(folder)/\(scheme).png"))
        try browser.leave()
        let measured = try #require(try browser.value(PageChecks.picture(data.base64EncodedString())) as? [NSNumber])
        #expect(scheme == "light" ? measured[0].doubleValue > 0.8 : measured[0].doubleValue < 0.25)
        #expect(measured[1].intValue > 50)
        #expect(measured[2].intValue == 1280 && measured[3].intValue == 900)
    }

    @Test("On a narrow window nothing but tables and charts scrolls sideways", arguments: [360, 390, 768])
    func narrow(width: Int) throws {
        try browser.setSize(width, 800)
        try browser.open(report)
        #expect(try browser.texts(PageChecks.overflow) == [])
        #expect(try browser.number("document.documentElement.scrollWidth") <= Double(width))
    }

    @Test("On paper there are no controls; what is folded is left out, but of what is broken everything is printed")
    func printed() throws {
        try browser.open(report)
        try browser.setScheme("light", media: "print")
        func isVisible(_ selector: String) throws -> Bool? {
            try browser.value("document.querySelector('\(selector)').checkVisibility()") as? Bool
        }
        #expect(try isVisible(".filters") == false)
        #expect(try isVisible(".paper") == true)
        #expect(try isVisible(".operation details:not([open])") == false)
        #expect(
            try browser.number("document.querySelector('.breakage details p').getBoundingClientRect().height") > 0)
        try browser.setScheme("light")
        #expect(try isVisible(".paper") == false)
    }

    @Test("A printed report has about a page for each implementation, and not three")
    func pages() throws {
        let record = try self.record()
        try browser.open(report)
        let pdf = try browser.pdf()
        #expect(pdf.starts(with: Data("%PDF-".utf8)))
        var (pages, rest) = (0, pdf[...])
        while let found = rest.range(of: Data("/Type /Page".utf8)) {
            rest = rest[found.upperBound...]
            if rest.first != UInt8(ascii: "s") { pages += 1 }
        }
        #expect(pages > 1 && pages * 4 <= record.operations.flatMap(\.implementations).count * 5, "\(pages)")
    }

    @Test("No text of a chart is cut off at the chart's edge, and the check finds one that is")
    func charts() throws {
        try browser.open(report)
        _ = try browser.value("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        #expect(try browser.texts(PageChecks.clipped) == [])
        _ = try browser.value(
            """
            (() => { const text = document.querySelector('svg.chart text'); text.textContent = 'far too long'.repeat(20); })()
            """)
        #expect(try browser.texts(PageChecks.clipped).count == 1)
    }

    @Test("A minus stays on the line of what it belongs to", arguments: [360, 1280])
    func minus(width: Int) throws {
        try browser.setSize(width, 800)
        try browser.open(report)
        _ = try browser.value("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        #expect(try browser.texts(PageChecks.brokenWords) == [])
    }

    @Test(
        "Long words from outside, of a library or of a specification, make no page wider than the window",
        arguments: [360, 1280])
    func longWords(width: Int) throws {
        var record = try self.record()
        record.operations = Array(
            record.operations.filter { !$0.specials.isEmpty || $0.implementations.count > 1 }.prefix(12))
        let long = String(repeating: "abcdefghij", count: 30)
        record.subject.name = "library"
        record.subject.version = "exp of \(long)"
        record.subject.libraries = ["sha256": String(repeating: "0123456789abcdef", count: 4), long: long]
        for place in record.operations.indices {
            record.operations[place].name = "\(long)\(place)"
            record.operations[place].summary = long
            record.operations[place].definition = long
            record.operations[place].attributes = [long]
            record.operations[place].forwardBudget = long
            for special in record.operations[place].specials.indices {
                record.operations[place].specials[special].reason = long
            }
            for other in record.operations[place].implementations.indices {
                record.operations[place].implementations[other].name = "\(long)\(place).\(other)"
                record.operations[place].implementations[other].summary = long
                record.operations[place].implementations[other].expectedReason = long
                record.operations[place].implementations[other].instead = long
                for finding in record.operations[place].implementations[other].findings.indices {
                    record.operations[place].implementations[other].findings[finding].message = long
                    record.operations[place].implementations[other].findings[finding].element?.expected = long
                }
            }
        }
        let changes = ComparisonSummary(reference: long, regressions: [ComparisonSummary.Line(text: long)])
        try inFolder([("long.html", HTMLReport(record, comparison: changes).text)]) { folder in
            try browser.setSize(width, 800)
            try browser.open(folder + "/long.html")
            #expect(try browser.texts(PageChecks.overflow) == [])
            #expect(try browser.number("document.documentElement.scrollWidth") <= Double(width))
        }
    }

    @Test("Names and texts from outside run no script, whatever they hold")
    func hostileText() throws {
        let attack =
            "</script><script>window.hacked = 1</script><img src=x onerror=\"window.hacked = 1\"><svg onload='hacked=1'>"
        var record = try self.record()
        record.subject.libraries[attack] = attack
        for place in record.operations.indices {
            record.operations[place].name += attack
            record.operations[place].summary = attack
            record.operations[place].definition = attack
            for other in record.operations[place].implementations.indices {
                record.operations[place].implementations[other].name += attack
                record.operations[place].implementations[other].summary = attack
                record.operations[place].implementations[other].expectedReason = attack
            }
        }
        record.operations = Array(record.operations.prefix(12))
        try inFolder([("hostile.html", HTMLReport(record).text)]) { folder in
            try browser.open(folder + "/hostile.html")
            #expect(try browser.text("typeof window.hacked") == "undefined")
            #expect(browser.complaints == [])
            #expect(try browser.number("document.querySelectorAll('script').length") == 1)
            #expect(try browser.texts(PageChecks.links) == [])
        }
    }

    @Test("A run on several pages: each opens without an error, links lead there and back")
    func siblingPages() throws {
        var record = try self.record()
        record.operations = Array(record.operations.prefix(6))
        let pages = HTMLReport(record).pages(limits: (1000, 1000))
        #expect(pages.count == 7)
        try inFolder(pages) { folder in
            try browser.open(folder + "/stability-report.html")
            #expect(browser.complaints == [])
            let links = try browser.texts(
                "Array.from(document.querySelectorAll('a[href]')).map(a => a.getAttribute('href')).filter(h => h[0] !== '#')"
            )
            #expect(Set(links).count == 6)
            for link in Set(links) {
                try browser.open(folder + "/" + link)
                #expect(browser.complaints == [])
                #expect(try browser.texts(PageChecks.links) == [])
                #expect(try browser.texts(PageChecks.accessibility) == [])
                let back = try browser.text("document.querySelector('.brand a').href")
                #expect(FileManager.default.fileExists(atPath: URL(string: back)?.path ?? ""))
                #expect(back.hasSuffix("/stability-report.html"))
            }
        }
    }
}
