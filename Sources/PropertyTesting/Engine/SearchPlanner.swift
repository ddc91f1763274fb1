/// Plans the next cases of a search.
struct SearchPlanner<Value> {
    let run: PropertyRun<Value>
    init(_ run: PropertyRun<Value>) { self.run = run }

    func plans(_ count: Int) -> [CasePlan] {
        (0..<count).map { _ in CasePlan(stream: run.stream()) }
    }
}
