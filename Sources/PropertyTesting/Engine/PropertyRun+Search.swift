extension PropertyRun {
    /// The simplest case, the sweep, and cases until there are enough.
    func search() {
        guard judge([CasePlan(continuation: .simplest, stream: stream())]), let base = simplestCase else { return }
        let sweep = EdgeSweep(base, cases: settings.cases) { plan in
            if case .value(_, let drawn) = runner.draw(plan) { drawn } else { nil }
        }
        for from in stride(from: 0, to: sweep.plans.count, by: runner.batch) {
            guard judge(Array(sweep.plans[from..<min(from + runner.batch, sweep.plans.count)])) else { return }
        }
        let target = max(settings.cases, report.cases + (settings.cases + 3) / 4)
        while report.cases < target, !tree.isExhausted, misses < 10 * settings.cases + 1000 {
            guard judge(plans(min(runner.batch, target - report.cases))) else { return }
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
