import Foundation
import Testing
import Verification

@testable import Reporting

@Suite("Sentences of a report")
struct SentencesTests {
    @Test("The answer counts what fails, what fails as expected and what no longer does")
    func answers() {
        let failing = Fixture.record { record in
            record.operations[0].implementations[0].outcome = .failed
            record.operations[2].implementations[1].outcome = .expectationStale
        }
        #expect(
            failing.answer
                == "3 operations, 4 implementations: 1 implementation fails (exp); 1 implementation passes against "
                + "expectation (softmax.naive).")
        #expect(
            Fixture.record { $0.operations = [] }.answer == "0 operations, 0 implementations: nothing was verified.")
        #expect(
            Fixture.record { $0.operations = [Fixture.exp] }.answer
                == "1 operation, 1 implementation: all within budget.")
        #expect(Fixture.record.answer == "3 operations, 4 implementations: 3 within budget; 1 fails as expected.")
    }

    @Test("A formula's sentence admits what capture could not see and what stayed undecided")
    func formula() {
        var formula = Fixture.formula
        formula.undecided = 12
        formula.unseen = ["a host read"]
        #expect(
            formula.sentence
                == "the backward formula agrees with the adjoint at 500 elements; an error of 1e-20 would have been "
                + "seen; 12 elements could not be decided; certified for this path only, as capture cannot see a host "
                + "read")
        formula = Fixture.formula
        formula.detectable = 0
        #expect(formula.sentence.hasSuffix("; any error would have been seen"))
        formula.status = .failed
        formula.disagreeing = 3
        #expect(
            formula.sentence
                == "the backward formula is wrong: it is provably not the adjoint at 3 of 512 elements")
    }
}

@Suite("All reports")
struct AllReportsTests {
    @Test("Equal records give equal bytes", arguments: ReportFormat.allCases)
    func determinism(format: ReportFormat) throws {
        let copy = try RunRecord(json: JSONReport(Fixture.record).data)
        #expect(try format.data(of: Fixture.record) == format.data(of: copy))
    }

    @Test("One number that changes in the record changes every format", arguments: ReportFormat.allCases)
    func sensitivity(format: ReportFormat) throws {
        let changed = Fixture.record { $0.operations[0].implementations[0].forward.verdicts["faithful"] = 3 }
        #expect(try format.data(of: Fixture.record) != format.data(of: changed))
    }
}

extension ReportFormat {
    /// A record in this form.
    fileprivate func data(of record: RunRecord) throws -> Data {
        switch self {
        case .markdown: Data(MarkdownReport(record).text.utf8)
        case .html: Data(HTMLReport(record).text.utf8)
        case .json: try JSONReport(record).data
        }
    }
}
