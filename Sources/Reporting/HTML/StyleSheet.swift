/// How the HTML report looks. Colours are variables with a light and a dark value; each pair of text and ground has a
/// contrast of at least 4.5 to 1. It holds neither `<` nor `&`, so that the file stays XML.
enum StyleSheet {
    static let text: Markup = "\(colours)\(page)\(beginning)\(map)\(sections)\(figures)\(print)"

    private static let colours: Markup = """

        :root {
            color-scheme: light dark;
            --paper: #f7f6f3; --card: #ffffff; --ink: #1d1c1a; --quiet: #625e57; --line: #dfdbd3; --accent: #1b4f87;
            --passed: #1d6b3f; --passed-ground: #e3f1e7; --failed: #a3212f; --failed-ground: #fae4e4;
            --expected: #7d4b00; --expected-ground: #f8ebd0; --plain-ground: #ebe8e2;
            --correctlyRounded: #2f7d57; --faithful: #8cc3a0; --withinBudget: #d6c36a; --undecided: #98938a;
            --overBudget: #d9772f; --wrongClass: #a8263a;
            --heat0: #dcefe3; --heat1: #edf3d3; --heat2: #f6ecc2; --heat3: #f3dfc0;
        }
        @media (prefers-color-scheme: dark) {
            :root {
                --paper: #161715; --card: #1e201d; --ink: #e9e6df; --quiet: #a8a39a; --line: #373a35; --accent: #8fbcf0;
                --passed: #85d3a2; --passed-ground: #1c3325; --failed: #ff9b9b; --failed-ground: #43201f;
                --expected: #f0c274; --expected-ground: #3a2d14; --plain-ground: #2d302b;
                --correctlyRounded: #3f9a6d; --faithful: #9fd0b1; --withinBudget: #c8b65c; --undecided: #7d7a72;
                --overBudget: #e08a45; --wrongClass: #d94a5e;
                --heat0: #1d3a2a; --heat1: #2f3a1d; --heat2: #413715; --heat3: #4a2f14;
            }
        }

        """

    private static let page: Markup = """
        * { box-sizing: border-box; }
        html { scroll-padding-top: 1.5rem; }
        body {
            margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system,
                "Segoe UI",
            "Noto Sans", "Liberation Sans", sans-serif; font-variant-numeric: tabular-nums; text-size-adjust: 100%;
            overflow-wrap: anywhere;
        }
        .scroll { overflow-wrap: break-word; } .word { white-space: nowrap; }
        a { color: var(--accent); text-underline-offset: .18em; }
        code, pre, .float small { font-family: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono",
            monospace; }
        code { font-size: .86em; }
        small { font-size: .8rem; color: var(--quiet); font-weight: 400; }
        .quiet { color: var(--quiet); font-size: .9rem; margin: .4rem 0; }
        .spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        .scripted { display: none; }
        .script .scripted { display: block; }
        [hidden] { display: none !important; }
        .top { padding: 3.5rem clamp(1.25rem, 4vw, 4rem) 2.25rem; border-bottom: 1px solid var(--line); }
        .brand { margin: 0 0 .75rem; color: var(--quiet); font-size: .8rem; letter-spacing: .12em;
            text-transform: uppercase; }
        h1 { margin: 0 0 1.75rem; max-width: 60rem; font-size: clamp(1.4rem, 2.2vw, 1.95rem); line-height: 1.25;
            font-weight: 600; letter-spacing: -.012em; text-wrap: balance; }
        .facts { display: flex; flex-wrap: wrap; gap: .9rem 2.25rem; margin: 0; }
        .facts dt { color: var(--quiet); font-size: .78rem; }
        .facts dd { margin: 0; font-size: .92rem; }
        main { max-width: 82rem; padding: 0 clamp(1.25rem, 4vw, 4rem) 6rem; }
        .skip { position: absolute; left: -99rem; top: 0; padding: .5rem 1rem; background: var(--card); z-index: 2; }
        .skip:focus { left: 0; }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .2rem; }

        """

    private static let beginning: Markup = """
        .parts ul { display: flex; flex-wrap: wrap; gap: .3rem 1.6rem; margin: 1.6rem 0 0; padding: 0; list-style: none;
            font-size: .92rem; }
        .lead { margin: 0 0 .8rem; font-size: 1.08rem; max-width: 58rem; }
        .top .quiet { max-width: 58rem; margin-bottom: 1.5rem; }
        h1.passed, h1.failed { font-weight: 650; }
        .part { margin: 3rem 0 0; }
        .part h2 { margin-bottom: .3rem; }
        .part .summary { margin-bottom: 1rem; }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(21rem, 100%), 1fr)); gap: 1.2rem;
            align-items: start;
            margin-top: 1.2rem; }
        .breakage { padding: 1.1rem 1.3rem; background: var(--card); border: 1px solid var(--line);
            border-top: 4px solid var(--line); border-radius: .5rem; font-size: .93rem; min-width: 0; }
        .breakage.expected { border-top-color: var(--expected); }
        .breakage.failed { border-top-color: var(--failed); }
        .breakage.failed, .breakage.expected { color: var(--ink); font-weight: 400; }
        .breakage h3 { margin: 0 0 .2rem; } .breakage p { margin: .5rem 0; }
        .breakage .remedy { color: var(--passed); } .breakage summary { color: var(--quiet); font-size: .86rem; }
        dl.versus { display: grid; gap: .15rem; margin: .7rem 0; }
        dl.versus div { display: flex; flex-wrap: wrap; gap: .1rem .7rem; align-items: baseline; }
        dl.versus dt { min-width: 6.5rem; color: var(--quiet); font-size: .82rem; }
        dl.versus dd { margin: 0; min-width: 0; } dl.versus code { font-size: .95rem; font-weight: 600; }
        dl.versus .wrong { color: var(--failed); } dl.versus .right { color: var(--passed); }
        #changes h3 { margin-top: 1rem; } #changes ul { margin: .3rem 0; padding-left: 1.3rem; }
        #changes h3.passed { color: var(--passed); } #changes h3.failed { color: var(--failed); }

        """

    private static let map: Markup = """
        .filters { display: flex !important; flex-wrap: wrap; gap: .5rem 1.4rem; align-items: baseline; margin: 0 0 1rem;
            font-size: .88rem; }
        html:not(.script) .filters { display: none !important; }
        .filters label { color: var(--quiet); }
        .filters input, .filters select { font: inherit; margin-left: .35rem; padding: .3rem .6rem; color: var(--ink);
            background: var(--card); border: 1px solid var(--quiet); border-radius: .35rem; }
        .filters output { color: var(--quiet); }
        .filters button { font: inherit; color: var(--accent); background: none; border: 0; padding: 0;
            text-decoration: underline; cursor: pointer; }
        table.map { font-size: .86rem; width: auto; }
        table.map th, table.map td { padding: .22rem .8rem; border: 1px solid var(--paper); white-space: nowrap; }
        table.map thead th { position: sticky; top: 0; background: var(--paper); vertical-align: bottom; }
        table.map tbody th { color: var(--ink); text-align: left; font-size: .86rem; font-weight: 400; padding-left: 0; }
        table.map tbody th.further { padding-left: 1rem; }
        table.map tbody td { text-align: center; }
        table.map tbody a { color: inherit; text-decoration-color: var(--line); }
        table.map tbody a:hover { color: var(--accent); }
        table.map tbody tr:hover th { background: var(--plain-ground); }
        .heat0 { background: var(--heat0); } .heat1 { background: var(--heat1); }
        .heat2 { background: var(--heat2); } .heat3 { background: var(--heat3); }
        table.map td.expected, .key.expected { background: var(--expected-ground); color: var(--ink); }
        table.map td.failed, .key.failed { background: var(--failed-ground); color: var(--ink); }
        .legend { color: var(--quiet); font-size: .82rem; } .key { padding: .1rem .6rem; margin-right: .3rem;
            color: var(--ink); font-weight: 400; white-space: nowrap; display: inline-block; }
        .passed { color: var(--passed); } .failed { color: var(--failed); font-weight: 600; }
        .expected { color: var(--expected); } .absent { color: var(--quiet); }

        """

    private static let sections: Markup = """
        .operation { margin: 4.5rem 0 0; border-top: 1px solid var(--line); padding-top: 3rem; }
        .says { font-size: 1.06rem; max-width: 58rem; margin: 0 0 1.4rem; }
        h2 { margin: 0; font-size: 1.7rem; line-height: 1.2; letter-spacing: -.01em; font-weight: 650; }
        h2 .up { color: var(--quiet); text-decoration: none; font-weight: 400; }
        h2 .up:hover { color: var(--accent); }
        .summary { margin: .4rem 0 .6rem; font-size: 1.06rem; color: var(--quiet); max-width: 44rem; }
        .formula { margin: 0 0 1.5rem; padding: 1.3rem 1.5rem 1rem; background: var(--card);
            border: 1px solid var(--line);
            border-radius: .6rem; overflow-x: auto; }
        .formula.small { margin: .5rem 0; padding: .6rem .9rem .2rem; } .formula.small math { font-size: 1rem; }
        .formula math { font-size: 1.2rem; display: block; width: max-content; text-align: left; margin: 0 0 .5rem; }
        .formula mtable.definition { text-align: left; }
        .formula mtable.definition mtd { padding: .35em .3em; text-align: left; }
        .formula mtd.word { color: var(--quiet); font-size: .85em; }
        .formula mtable.cases mtd { padding: .15em .9em .15em .2em; text-align: left; }
        .formula pre { margin: .5rem 0 .3rem; font-size: .86rem; line-height: 1.5; white-space: pre-wrap; }
        details > summary { cursor: pointer; }
        .formula summary { color: var(--quiet); font-size: .78rem; }
        .implementation { margin: 2rem 0 0; padding: 1.5rem 1.6rem; background: var(--card);
            border: 1px solid var(--line);
            border-radius: .6rem; }
        h3 { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem .8rem; margin: 0 0 .3rem;
            font-size: 1.15rem; }
        h4 { margin: 0 0 .5rem; font-size: .95rem; font-weight: 650; }
        .badge { display: inline-block; padding: .1rem .6rem; border-radius: 1rem; font-size: .78rem; font-weight: 600;
            white-space: nowrap; background: var(--plain-ground); color: var(--ink); }
        .badge.passed { background: var(--passed-ground); color: var(--passed); }
        .badge.failed, .badge.silent, .badge.wrongClass, .badge.overBudget
            { background: var(--failed-ground); color: var(--failed); }
        .badge.silent { background: var(--failed); color: var(--card); }
        .badge.expected { background: var(--expected-ground); color: var(--expected); }
        .badge.correctlyRounded, .badge.faithful { background: var(--passed-ground); color: var(--passed); }
        .note { margin: .9rem 0 0; padding: .7rem 1rem; border-radius: .4rem; font-weight: 400; max-width: 52rem; }
        .note.expected { background: var(--expected-ground); } .note.failed { background: var(--failed-ground); }
        .checks { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr));
            gap: 1.2rem 2.5rem;
            margin: 1.3rem 0; }
        .figure { margin: 0 0 .6rem; font-size: 1.45rem; font-weight: 600; line-height: 1.2; }
        .figure small { display: block; margin-top: .2rem; }
        .statements { list-style: none; margin: 1rem 0 0; padding: 0; font-size: .93rem; }
        .statements li { margin: .3rem 0; }
        .statements small { display: block; padding-left: 1.15rem; }
        .limits { margin: 0 0 2.5rem; font-size: .95rem; }
        .limits > summary { color: var(--quiet); }
        small.why { display: block; max-width: 26rem; }
        .block { margin: 1.9rem 0 0; }
        details.block > summary h4 { display: inline; }
        .block > h3, .chart-figure > h3 { font-size: 1rem; margin-bottom: .5rem; }
        figure { margin: 1.6rem 0 0; } figcaption { color: var(--quiet); font-size: .82rem; margin: .4rem 0; }
        .chart-figure .chart { min-width: 44rem; max-width: 66rem; }
        .chart-figure.narrow .chart { min-width: 30rem; max-width: 36rem; }
        .card .chart { max-width: 26rem; margin: .6rem 0; } .map-figure .chart { min-width: 22rem; max-width: 36rem; }
        .figure.proven { color: var(--passed); }

        """

    private static let figures: Markup = """
        .scroll { overflow-x: auto; position: relative; }
        main table { border-collapse: collapse; width: 100%; font-size: .88rem; }
        main th { text-align: left; font-weight: 500; color: var(--quiet); font-size: .78rem; white-space: nowrap; }
        main th, main td { padding: .45rem 1rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        main tbody tr:last-child td { border-bottom: 0; }
        .number { text-align: right !important; white-space: nowrap; }
        td.number { padding-right: 1.2rem; } th.number { padding-right: 1.2rem; }
        .float { white-space: nowrap; } .float small { display: block; line-height: 1.35; font-size: .76rem; }
        .change { white-space: nowrap; }
        .own { color: var(--failed); }
        .bar { display: block; width: 100%; height: .7rem; border-radius: .2rem; }
        .shares li::before { content: ""; display: inline-block; width: .65em; height: .65em; margin-right: .4em;
            border-radius: 2px; background: var(--swatch); print-color-adjust: exact; }
        .shares .correctlyRounded { --swatch: var(--correctlyRounded); } .shares .faithful { --swatch: var(--faithful); }
        .shares .withinBudget { --swatch: var(--withinBudget); } .shares .undecided { --swatch: var(--undecided); }
        .shares .overBudget { --swatch: var(--overBudget); } .shares .wrongClass { --swatch: var(--wrongClass); }
        .more { margin: .2rem 0; padding-left: 1.2rem; font-size: .88rem; }
        .correctlyRounded { fill: var(--correctlyRounded); } .faithful { fill: var(--faithful); }
        .withinBudget { fill: var(--withinBudget); } .undecided { fill: var(--undecided); }
        .overBudget { fill: var(--overBudget); } .wrongClass { fill: var(--wrongClass); }
        .shares { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; list-style: none; margin: .45rem 0 0; padding: 0;
            font-size: .82rem; color: var(--quiet); }
        p.silent { color: var(--failed); margin: .4rem 0 0; font-size: .92rem; }
        .command { color: var(--quiet); }
        td .command { white-space: nowrap; overflow-wrap: normal; }
        .copy { font: inherit; font-size: .72rem; margin-left: .5rem; padding: .05rem .5rem; color: var(--accent); background: none;
            border: 1px solid var(--line); border-radius: .3rem; cursor: pointer; }
        .copy:hover { border-color: var(--accent); }
        .line { display: block; width: 100%; max-width: 56rem; margin: 0 0 .8rem; overflow: visible; }
        .line .axis { stroke: var(--quiet); stroke-width: 1; } .line text { fill: var(--quiet); font-size: 12px;
            text-anchor: middle; }
        .line .mark { stroke: currentColor; stroke-width: 1.5; } .line .good { stroke: currentColor; stroke-width: 4; }
        .line .bad { stroke: currentColor; stroke-width: 4; stroke-dasharray: 3 2; opacity: .55; }
        .line .inherent { color: var(--quiet); } .line .own { color: var(--failed); }
        .findings { list-style: none; margin: 0; padding: 0; }
        .findings li { margin: 0 0 .8rem; padding: .1rem 0 .1rem 1rem; border-left: 3px solid var(--line);
            color: var(--ink);
            font-weight: 400; }
        .findings li.failed { border-color: var(--failed); } .findings li.expected { border-color: var(--expected); }
        .findings p { margin: 0 0 .2rem; }
        .versus { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem 1.4rem; }
        .versus i { font-style: normal; color: var(--quiet); font-size: .82rem; margin-right: .25rem; }
        td.inputs { min-width: 13rem; } .bits { display: block; margin: .3rem 0 0; color: var(--quiet);
            font-size: .76rem; }

        """

    /// On paper nothing unfolds: what is folded is left out, so that a run of a hundred operations is no book, but for what is
    /// broken, of which nothing is left out.
    private static let print: Markup = """
        .paper { display: none; }
        @media print {
            :root { --paper: #fff; --card: #fff; --ink: #000; --quiet: #444; --line: #bbb; --accent: #000;
                --passed: #1d6b3f; --failed: #a3212f; --expected: #7d4b00; --passed-ground: #e3f1e7;
                --failed-ground: #fae4e4; --expected-ground: #f8ebd0; --plain-ground: #ebe8e2;
                --heat0: #dcefe3; --heat1: #edf3d3; --heat2: #f6ecc2; --heat3: #f3dfc0; }
            @page { margin: 13mm; }
            html { font-size: 10.5px; } body { font-size: 1rem; line-height: 1.4; }
            h2 { font-size: 1.5rem; } figcaption, .quiet { font-size: .85rem; margin: .15rem 0; }
            .facts { gap: .2rem 1.6rem; } .says { margin-bottom: .6rem; } .statements li { margin: .1rem 0; }
            .figure { font-size: 1.2rem; margin-bottom: .3rem; } .formula math { font-size: 1.05rem; }
            main, .top { padding: 0; max-width: none; }
            .filters, .copy, .up, .skip, .parts { display: none !important; }
            .paper { display: block; }
            details:not([open]), .block:not(:has(> :not(h3, h4, details:not([open])))) { display: none; }
            .breakage details { display: block !important; } .breakage summary { display: none; }
            .breakage details::details-content { content-visibility: visible; height: auto; }
            .part { margin-top: 1.6rem; }
            .cards { display: block; columns: 2; column-gap: 1rem; } .breakage { margin: 0 0 1rem; }
            table.map thead th { position: static; } table.map { width: 100%; }
            table.map th, table.map td { padding: .1rem .4rem; white-space: normal; }
            .operation { margin-top: 1.2rem; padding-top: .8rem; }
            .implementation { margin-top: .8rem; padding: .4rem 0; border: 0; } .scroll { overflow: visible; }
            .formula { margin-bottom: .8rem; padding: .4rem .8rem .1rem; } .block, figure { margin-top: .6rem; }
            .checks { gap: .6rem 1.6rem; margin: .4rem 0; grid-template-columns: 1fr 1fr; }
            main th, main td { padding: .2rem .5rem .2rem 0; white-space: normal !important; }
            td .command, .float { white-space: normal; }
            .chart-figure .chart { min-width: 0; max-height: 9rem; } .card .chart { max-width: 17rem; }
            tr, .card, .findings li, .formula, figure svg { break-inside: avoid; }
            h2, h3, h4 { break-after: avoid; }
            svg, .badge, td, .key, .breakage { print-color-adjust: exact; }
        }

        """
}
