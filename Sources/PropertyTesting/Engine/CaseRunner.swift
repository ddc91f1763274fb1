/// Draws cases and has them judged, one after the other or several at once.
struct CaseRunner<Value> {
    let generator: Generator<Value>
    let seed: UInt64
    let limit: Int
    let journal: Journal?
    /// Judges several values, in order, and stops where it is told to.
    let judge: (Value) -> Verdict
    /// Judges cases by their choices on several threads; nil where the property must stay on one.
    let judgeInParallel: (([[RecordedChoice]]) -> [Verdict])?
    /// How many cases are worth giving to several threads at once.
    let batch = 64

    enum Drawn {
        case value(Value, DrawnCase)
        /// A filter turned the case down.
        case rejected(DrawnCase)
        case overrun
        /// The generator threw an error.
        case failed(any Error, DrawnCase)
    }

    func draw(_ plan: CasePlan, branch: ChoiceTree.Node? = nil) -> Drawn {
        let slot = journal?.slot(0)
        slot?.begin()
        let source = Source(
            replay: plan.replay, then: plan.continuation, limit: limit,
            random: RandomNumbers(seed: seed, stream: plan.stream), branch: branch, journal: slot)
        do {
            let value = try source.draw(generator)
            slot?.beginJudging()
            return .value(value, DrawnCase(source))
        } catch Source.Stop.overrun {
            return .overrun
        } catch Source.Stop.rejected {
            return .rejected(DrawnCase(source))
        } catch {
            return .failed(error, DrawnCase(source))
        }
    }

    /// The case of a plan, judged on this thread; nil where it has no value.
    func run(_ plan: CasePlan) -> JudgedCase? {
        defer { journal?.slot(0).end() }
        switch draw(plan) {
        case .value(let value, let drawn):
            let verdict = judge(value)
            if case .rejected = verdict { return nil }
            return JudgedCase(drawn: drawn, verdict: verdict)
        case .failed(let error, let drawn): return JudgedCase(drawn: drawn, verdict: Verdict(error))
        case .rejected, .overrun: return nil
        }
    }
}
