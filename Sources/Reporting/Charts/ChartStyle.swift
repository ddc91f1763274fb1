/// How charts look, within a page and as files of their own, by light and by dark. It holds neither `<` nor `&`, so that
/// the files stay XML.
enum ChartStyle {
    static let text: Markup = """

        .chart { display: block; width: 100%; font: 13.5px system-ui, "Noto Sans", "Liberation Sans", sans-serif;
            --main: #1b5fa8; --rival: #b3402a; --third: #6b4aa0; --limit: #a3212f; --own: #a3212f; --grid: #dfdbd3;
            --label: #625e57; --ground: #eef1f4; --c0: #2f7d57; --c1: #8cc3a0; --c2: #d6c36a; --c3: #d9772f;
            --c4: #a8263a; --c5: #4a1022; --c6: #c9c4ba; }
        @media (prefers-color-scheme: dark) {
            .chart { --main: #8fc1f5; --rival: #f0937c; --third: #c3a6ef; --limit: #ff9b9b; --own: #ff9b9b; --grid: #373a35;
                --label: #a8a39a; --ground: #262a2c; --c0: #3f9a6d; --c1: #9fd0b1; --c2: #c8b65c; --c3: #e08a45;
                --c4: #d94a5e; --c5: #ff9bb0; --c6: #4a4d47; }
        }
        .chart text { fill: var(--label); stroke: none; } .chart .e text, .chart text.end { text-anchor: end; }
        .chart .m text { text-anchor: middle; } .chart path, .chart line { fill: none; stroke-linejoin: round; }
        .chart .grid { stroke: var(--grid); } .chart .one { stroke: var(--label); stroke-opacity: .55; }
        .chart .budget { stroke: var(--limit); stroke-dasharray: 6 4; } .chart text.budget { fill: var(--limit); stroke: none; }
        .chart .s0 { stroke: var(--main); stroke-width: 2; } .chart .s1 { stroke: var(--rival); stroke-width: 2; }
        .chart .s2 { stroke: var(--third); stroke-width: 2; } .chart .sample { stroke-width: 1.4; }
        .chart .w0 { fill: var(--main); } .chart .w1 { fill: var(--rival); } .chart .w2 { fill: var(--third); }
        .chart .f { stroke: var(--label); stroke-dasharray: 2 3; } .chart .f.own { stroke: var(--own); stroke-width: 1.6; }
        .chart .law { stroke: var(--label); stroke-dasharray: 5 4; }
        .chart .dot { fill: var(--main); } .chart .bars { fill: var(--main); } .chart .bars.over { fill: var(--limit); }
        .chart .c0 { fill: var(--c0); } .chart .c1 { fill: var(--c1); } .chart .c2 { fill: var(--c2); }
        .chart .c3 { fill: var(--c3); } .chart .c4 { fill: var(--c4); } .chart .c5 { fill: var(--c5); }
        .chart .c6 { fill: var(--c6); }

        """

    /// For a file of its own, which has the colour of paper as well.
    static let file: Markup = """
        <style>svg { background: #ffffff; }
        @media (prefers-color-scheme: dark) { svg { background: #1e201d; } }\(text)</style>
        """
}

/// A chart: drawn once, for pages and for files.
protocol Chart {
    /// The sizes of its own units.
    var size: (width: Int, height: Int) { get }
    /// What a reader who cannot see it is told.
    var alternative: String { get }
    var content: Markup { get }
}

extension Chart {
    /// A part of a page that has the style sheet.
    var markup: Markup { markup(file: .none, style: .none) }

    /// A file.
    var svg: String {
        let markup = markup(file: " xmlns=\"http://www.w3.org/2000/svg\"", style: ChartStyle.file)
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(markup.text)\n"
    }

    private func markup(file: Markup, style: Markup) -> Markup {
        """
        <svg class="chart"\(file) viewBox="0 0 \(size.width) \(size.height)" role="img" \
        aria-label="\(alternative)">\(style)\(content)</svg>
        """
    }

    /// A whole unit: finer than eyes at the size that charts have.
    func text(_ place: Double) -> String { "\(Int(place.rounded()))" }
}
