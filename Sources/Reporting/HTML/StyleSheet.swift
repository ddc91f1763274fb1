/// How the HTML report looks. Colours are variables with a light and a dark value; each pair of text and ground has a
/// contrast of at least 4.5 to 1. It holds neither `<` nor `&`, so that the file stays XML.
enum StyleSheet {
    static let text: Markup = "\(colours)\(page)\(map)\(sections)\(figures)\(print)"

    private static let colours: Markup = """

        :root {
            color-scheme: light dark;
            --paper: #f7f6f3; --card: #ffffff; --ink: #1d1c1a; --quiet: #625e57; --line: #dfdbd3; --accent: #1b4f87;
            --passed: #1d6b3f; --passed-ground: #e3f1e7; --failed: #a3212f; --failed-ground: #fae4e4;
            --expected: #7d4b00; --expected-ground: #f8ebd0; --plain-ground: #ebe8e2;
            --correctlyRounded: #2f7d57; --faithful: #8cc3a0; --withinBudget: #d6c36a; --undecided: #98938a;
            --overBudget: #d9772f; --wrongClass: #a8263a;
        }
        @media (prefers-color-scheme: dark) {
            :root {
                --paper: #161715; --card: #1e201d; --ink: #e9e6df; --quiet: #a8a39a; --line: #373a35; --accent: #8fbcf0;
                --passed: #85d3a2; --passed-ground: #1c3325; --failed: #ff9b9b; --failed-ground: #43201f;
                --expected: #f0c274; --expected-ground: #3a2d14; --plain-ground: #2d302b;
                --correctlyRounded: #3f9a6d; --faithful: #9fd0b1; --withinBudget: #c8b65c; --undecided: #7d7a72;
                --overBudget: #e08a45; --wrongClass: #d94a5e;
            }
        }

        """

    private static let page: Markup = """
        * { box-sizing: border-box; }
        html { scroll-behavior: smooth; scroll-padding-top: 1.5rem; }
        body {
            margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system,
                "Segoe UI",
            "Noto Sans", "Liberation Sans", sans-serif; font-variant-numeric: tabular-nums; text-size-adjust: 100%;
        }
        a { color: var(--accent); text-underline-offset: .18em; }
        code, pre, .float small { font-family: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono",
            monospace; }
        code { font-size: .86em; overflow-wrap: anywhere; }
        small { font-size: .8rem; color: var(--quiet); font-weight: 400; }
        .quiet { color: var(--quiet); font-size: .9rem; margin: .4rem 0; }
        .spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        .scripted { display: none; }
        .script .scripted { display: inline-block; }
        [hidden] { display: none !important; }
        .top { padding: 3.5rem clamp(1.25rem, 4vw, 4rem) 2.25rem; border-bottom: 1px solid var(--line); }
        .brand { margin: 0 0 .75rem; color: var(--quiet); font-size: .8rem; letter-spacing: .12em;
            text-transform: uppercase; }
        h1 { margin: 0 0 1.75rem; max-width: 60rem; font-size: clamp(1.4rem, 2.2vw, 1.95rem); line-height: 1.25;
            font-weight: 600; letter-spacing: -.012em; text-wrap: balance; }
        .facts { display: flex; flex-wrap: wrap; gap: .9rem 2.25rem; margin: 0; }
        .facts dt { color: var(--quiet); font-size: .78rem; }
        .facts dd { margin: 0; font-size: .92rem; }
        .page { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 clamp(2rem, 4vw, 4.5rem);
            padding: 2.25rem clamp(1.25rem, 4vw, 4rem) 6rem; }
        main { min-width: 0; max-width: 66rem; }

        """

    private static let map: Markup = """
        .map { font-size: .86rem; margin-bottom: 3rem; }
        .map table { border-collapse: collapse; }
        .map thead th { position: sticky; top: 0; z-index: 1; background: var(--paper); vertical-align: bottom;
            padding: .4rem 0 .6rem; color: var(--quiet); font-weight: 500; }
        .map thead th span { writing-mode: vertical-rl; transform: rotate(180deg); white-space: nowrap; }
        .map .corner { text-align: left; }
        .map td { width: 2rem; min-width: 2rem; text-align: center; padding: .16rem 0; white-space: nowrap; }
        .map tbody th { text-align: left; font-weight: 400; padding: .16rem 1.1rem .16rem 0; }
        .map tbody th.further { padding-left: 1rem; }
        .map tbody a { color: inherit; text-decoration: none; }
        .map tbody a:hover { color: var(--accent); text-decoration: underline; }
        .map tbody tr:hover { background: var(--plain-ground); }
        .map .legend { color: var(--quiet); font-size: .78rem; max-width: 24rem; }
        .filter { color: var(--quiet); font-size: .78rem; }
        .filter input { font: inherit; width: 11rem; margin-left: .4rem; padding: .25rem .5rem; color: var(--ink);
            background: var(--card); border: 1px solid var(--line); border-radius: .35rem; }
        .passed { color: var(--passed); } .failed { color: var(--failed); font-weight: 600; }
        .expected { color: var(--expected); } .absent { color: var(--quiet); }
        @media (min-width: 72rem) {
            .page { grid-template-columns: max-content minmax(0, 1fr); }
            .map { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto;
                padding: 1rem .5rem 1rem 0;
                margin: -1rem 0 0; scrollbar-width: thin; }
        }

        """

    private static let sections: Markup = """
        .operation { margin: 0 0 4.5rem; }
        .operation + .operation { border-top: 1px solid var(--line); padding-top: 3rem; }
        h2 { margin: 0; font-size: 1.7rem; line-height: 1.2; letter-spacing: -.01em; font-weight: 650; }
        h2 .up { color: var(--line); text-decoration: none; font-weight: 400; }
        h2 .up:hover { color: var(--accent); }
        .summary { margin: .4rem 0 1.4rem; font-size: 1.06rem; color: var(--quiet); max-width: 44rem; }
        .formula { margin: 0 0 1.5rem; padding: 1.3rem 1.5rem 1rem; background: var(--card);
            border: 1px solid var(--line);
            border-radius: .6rem; overflow-x: auto; }
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
        .operation > .block { padding: 0 1.6rem; }

        """

    private static let figures: Markup = """
        .scroll { overflow-x: auto; }
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
        .swatch { width: .65em; height: .65em; margin-right: .4em; }
        .swatch rect { rx: 2px; }
        .correctlyRounded { fill: var(--correctlyRounded); } .faithful { fill: var(--faithful); }
        .withinBudget { fill: var(--withinBudget); } .undecided { fill: var(--undecided); }
        .overBudget { fill: var(--overBudget); } .wrongClass { fill: var(--wrongClass); }
        .shares { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; list-style: none; margin: .45rem 0 0; padding: 0;
            font-size: .82rem; color: var(--quiet); }
        p.silent { color: var(--failed); margin: .4rem 0 0; font-size: .92rem; }
        .command { display: inline-flex; align-items: baseline; gap: .5rem; max-width: 100%; }
        .command code { color: var(--quiet); }
        td .command code { white-space: nowrap; overflow-wrap: normal; }
        .copy { font: inherit; font-size: .72rem; padding: .05rem .5rem; color: var(--accent); background: none;
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

    private static let print: Markup = """
        @media print {
            :root { --paper: #fff; --card: #fff; --ink: #000; --quiet: #444; --line: #bbb; --accent: #000; }
            body { font-size: 9.5pt; }
            .page { display: block; padding: 1rem 0; } .top { padding: 0 0 1rem; }
            .map { position: static; max-height: none; overflow: visible; } .map thead th { position: static; }
            .script .scripted, .up { display: none; }
            .operation { break-before: page; margin: 0; border: 0 !important; }
            .implementation { border: 0; padding: 0; } .scroll { overflow: visible; }
            tr, .card, .findings li, .formula { break-inside: avoid; }
            details::details-content { content-visibility: visible; height: auto; }
            svg, .badge { print-color-adjust: exact; }
        }

        """
}
