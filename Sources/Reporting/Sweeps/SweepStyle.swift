/// How charts of sweeps look, within a page and as files of their own, by light and by dark. It holds neither `<` nor
/// `&`, so that the files stay XML.
enum SweepStyle {
    /// For a file of its own; a page has these from its own style sheet.
    static let colours: Markup = """

        svg { --chart-paper: #ffffff; --ink: #1d1c1a; --quiet: #625e57; --line: #dfdbd3; }
        @media (prefers-color-scheme: dark) {
            svg { --chart-paper: #1e201d; --ink: #e9e6df; --quiet: #a8a39a; --line: #373a35; }
        }

        """

    static let charts: Markup = """
        .sweep { display: block; width: 100%; font: 13.5px system-ui, "Noto Sans", "Liberation Sans", sans-serif;
            --curve: #1b5fa8; --soft: #12867a; --limit: #a3212f; --normal: #c9d3dc; --subnormal-input: #d6c36a;
            --subnormal-result: #d9772f; --edge: #7a4fa3; --special: #2f7d57; --blank: #e6e2da; }
        @media (prefers-color-scheme: dark) {
            .sweep { --curve: #8fc1f5; --soft: #5cc9b8; --limit: #ff9b9b; --normal: #46525c; --subnormal-input: #b5a450;
                --subnormal-result: #d97c3d; --edge: #b08ad6; --special: #4fae7e; --blank: #2d302b; }
        }
        .sweep .paper { fill: var(--chart-paper, none); }
        .sweep text { fill: var(--quiet); stroke: none; }
        .sweep text.error, .sweep text.budget, .sweep text.end { text-anchor: end; }
        .sweep text.float { text-anchor: middle; }
        .sweep text.budget { fill: var(--limit); }
        .sweep text.label { text-anchor: end; } .sweep text.count { fill: var(--ink); }
        .sweep line { stroke: var(--line); stroke-width: 1; }
        .sweep line.one, .sweep line.tick, .sweep line.zero { stroke: var(--quiet); }
        .sweep line.one { stroke-opacity: .6; } .sweep line.zero { stroke-opacity: .35; }
        .sweep line.budget { stroke: var(--limit); stroke-dasharray: 6 4; }
        .sweep path { fill: none; stroke-width: 1.6; stroke-linejoin: round; }
        .sweep path.maximum { stroke: var(--curve); } .sweep path.mean { stroke: var(--soft); }
        .sweep path.finding { fill: var(--limit); }
        .sweep circle.worst { fill: none; stroke: var(--limit); stroke-width: 1.6; }
        .sweep .normal { fill: var(--normal); } .sweep .subnormalInput { fill: var(--subnormal-input); }
        .sweep .subnormalResult { fill: var(--subnormal-result); } .sweep .overflowEdge { fill: var(--edge); }
        .sweep .special { fill: var(--special); } .sweep .unjudged { fill: var(--blank); }
        .sweep rect.below { fill: var(--curve); } .sweep rect.beyond { fill: var(--limit); }

        """

    /// What a page about sweeps needs besides.
    static let page: Markup = """
        .sweeps { max-width: 78rem; padding: 2.25rem clamp(1.25rem, 4vw, 4rem) 6rem; }
        .sweeps .implementation { margin-top: 0; }
        .sweeps figure { margin: 1.4rem 0 0; } .sweeps figcaption { color: var(--quiet); font-size: .82rem; }
        .sweeps dl.list { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .25rem 1.4rem;
            margin: 0; font-size: .9rem; }
        .sweeps dl.list dt { color: var(--quiet); } .sweeps dl.list dd { margin: 0; overflow-wrap: anywhere; }
        .sweeps th, .sweeps td { padding-right: .8rem; } .sweeps td.words { white-space: nowrap; }
        .sweeps td:last-child, .sweeps th:last-child { padding-right: 0; } .sweeps td.number { padding-right: .9rem; }
        .sweeps tbody tr:last-child td { font-weight: 600; } .sweeps .binades tbody tr:last-child td { font-weight: 400; }

        """
}
