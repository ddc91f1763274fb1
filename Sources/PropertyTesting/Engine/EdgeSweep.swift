/// The cases that are always run: every number of the simplest input in turn is each of the edge values.
struct EdgeSweep<Value> {
    let plans: [CasePlan]

    init(_ run: PropertyRun<Value>) {
        guard let base = run.recent.first?.drawn else {
            plans = []
            return
        }
        var plans: [CasePlan] = []
        for (place, choice) in base.choices.enumerated() {
            guard case .float(let domain) = choice.domain else { continue }
            for edge in domain.edges {
                var plan = CasePlan(replay: base.replay, continuation: .simplest, isSweep: true)
                plan.replay.choices[place].value = edge
                plans.append(plan)
            }
        }
        self.plans = plans
    }
}
