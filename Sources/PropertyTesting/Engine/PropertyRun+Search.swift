extension PropertyRun {
    /// The simplest case, the sweep, and cases until there are enough.
    func search() {
        guard judge([CasePlan(continuation: .simplest, stream: stream())]), let base = simplestCase else { return }
        let sweep = EdgeSweep(base, cases: settings.cases) { plan in
            if case .value(_, let drawn) = runner.draw(plan) { drawn } else { nil }
        }
        let planned = sweep.plans.prefix(settings.sweepCases)
        // Edge values of one number come first. Pairs are many; random cases take turns with them, so that neither has to
        // wait for the other.
        let random = max(settings.cases - planned.count, (settings.cases + 1) / 2)
        var rest = planned
        if sweep.isOfOneNumber {
            guard judge(Array(rest)) else { return }
            rest = []
        }
        let turn = 16
        var drawn = 0
        while true {
            let next = rest.prefix(turn)
            rest = rest.dropFirst(turn)
            guard judge(Array(next)) else { return }
            let missing = max(random - drawn, rest.isEmpty ? settings.cases - report.cases : 0)
            let canDraw = !tree.isExhausted && misses < 10 * settings.cases + 1000 + planned.count
            if missing <= 0 || !canDraw {
                if rest.isEmpty { return }
                continue
            }
            let before = report.cases
            guard judge(plans(min(rest.isEmpty ? runner.batch : turn, missing))) else { return }
            drawn += report.cases - before
        }
    }

    /// What a filter turns down in the simplest case leaves the sweep without a base; then the first case that has a
    /// value is it.
    private var simplestCase: DrawnCase? {
        for _ in 0..<100 where recent.isEmpty && !tree.isExhausted {
            guard judge([CasePlan(stream: stream())]) else { return nil }
        }
        return recent.first?.drawn
    }

    private func plans(_ count: Int) -> [CasePlan] {
        (0..<count).map { _ in
            var plan = CasePlan(stream: stream())
            if !climbers.isEmpty, scoresVary, random.unit() < settings.climbing {
                let place = min(random.below(climbers.count), random.below(climbers.count))
                (plan.replay, plan.step) = SearchPlanner.step(from: climbers[place], momentum, &random)
            } else if !recent.isEmpty, random.chance(4) {
                plan.replay = SearchPlanner.mutation(of: recent, &random)
            }
            return plan
        }
    }
}
