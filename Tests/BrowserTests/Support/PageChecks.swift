/// What is asked of a page, as expressions that give lists of complaints.
enum PageChecks {
    /// Links within the page that lead nowhere.
    static let links = """
        Array.from(document.querySelectorAll('a[href^="#"]')).map(a => a.getAttribute('href').slice(1))
            .filter(id => !document.getElementById(id))
        """

    /// What people who cannot see, or use no mouse, would stumble over.
    static let accessibility = """
        (() => {
            const found = [], ids = new Set();
            const say = (element, what) => found.push(what + ': ' + element.outerHTML.slice(0, 120));
            const name = element => (element.getAttribute('aria-label') || element.textContent || '').trim();
            if (!document.documentElement.lang) { found.push('the page has no language'); }
            if (!document.title.trim()) { found.push('the page has no title'); }
            if (document.querySelectorAll('main').length !== 1) { found.push('there is not one main part'); }
            if (document.querySelectorAll('h1, section.operation > h2').length < 1) { found.push('there is no heading'); }
            for (const element of document.querySelectorAll('[id]')) {
                if (ids.has(element.id)) { say(element, 'the id occurs twice'); }
                ids.add(element.id);
            }
            let level = 1;
            for (const heading of document.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
                const own = Number(heading.tagName[1]);
                if (own > level + 1) { say(heading, 'a level of headings is left out'); }
                if (!name(heading)) { say(heading, 'the heading is empty'); }
                level = own;
            }
            for (const element of document.querySelectorAll('input, select, textarea')) {
                if (!element.labels.length && !element.getAttribute('aria-label')) { say(element, 'no label'); }
            }
            for (const element of document.querySelectorAll('a, button, summary, [role=img], [role=region], [role=group]')) {
                if (!name(element)) { say(element, 'no name'); }
            }
            for (const element of document.querySelectorAll('svg')) {
                if (element.getAttribute('role') !== 'img' && element.getAttribute('aria-hidden') !== 'true') {
                    say(element, 'a picture without role');
                }
            }
            for (const element of document.querySelectorAll('img')) { if (!element.alt) { say(element, 'no alt'); } }
            for (const element of document.querySelectorAll('[tabindex]')) {
                if (element.tabIndex > 0) { say(element, 'the keyboard jumps'); }
            }
            for (const table of document.querySelectorAll('table')) {
                for (const cell of table.querySelectorAll('thead th')) {
                    if (cell.scope !== 'col') { say(cell, 'no scope'); }
                }
            }
            for (const element of document.querySelectorAll('.scroll')) {
                if (element.tabIndex < 0 || !element.getAttribute('aria-label')) { say(element, 'no key scrolls it'); }
            }
            for (const element of document.querySelectorAll('[aria-hidden=true] a, [aria-hidden=true] button')) {
                say(element, 'hidden, but in the order of the keyboard');
            }
            return found.slice(0, 20);
        })()
        """

    /// Text whose colour is too near to its ground: less than 4.5 to 1, or 3 to 1 for large text.
    static let contrast = """
        (() => {
            const parse = text => {
                const match = text.match(/rgba?\\(([^)]+)\\)/);
                if (!match) { return null; }
                const parts = match[1].split(/[ ,\\/]+/).map(Number);
                return { r: parts[0], g: parts[1], b: parts[2], a: parts.length > 3 ? parts[3] : 1 };
            };
            const over = (top, ground) => ({
                r: top.r * top.a + ground.r * (1 - top.a), g: top.g * top.a + ground.g * (1 - top.a),
                b: top.b * top.a + ground.b * (1 - top.a), a: 1
            });
            const channel = value => {
                const share = value / 255;
                return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
            };
            const luminance = c => 0.2126 * channel(c.r) + 0.7152 * channel(c.g) + 0.0722 * channel(c.b);
            const grounds = new Map();
            const ground = element => {
                if (grounds.has(element)) { return grounds.get(element); }
                const below = element.parentElement ? ground(element.parentElement) : { r: 255, g: 255, b: 255, a: 1 };
                const own = parse(getComputedStyle(element).backgroundColor);
                const result = own ? over(own, below) : below;
                grounds.set(element, result);
                return result;
            };
            const found = new Set();
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const node = walker.currentNode, element = node.parentElement;
                if (!node.textContent.trim() || element.closest('script, style, title, .spoken, option')) { continue; }
                if (!element.checkVisibility({ contentVisibilityAuto: false, visibilityProperty: true })) { continue; }
                const style = getComputedStyle(element);
                const isDrawn = element instanceof SVGElement;
                const colour = parse(isDrawn ? style.fill : style.color);
                if (!colour) { continue; }
                const back = ground(element);
                const [a, b] = [luminance(over(colour, back)), luminance(back)].sort((x, y) => y - x);
                const ratio = (a + 0.05) / (b + 0.05);
                const size = parseFloat(style.fontSize), isBold = Number(style.fontWeight) >= 700;
                const needed = size >= 24 || (isBold && size >= 18.66) ? 3 : 4.5;
                if (ratio < needed) {
                    found.add(ratio.toFixed(2) + ' ' + element.tagName + '.' + (element.getAttribute('class') || '') + ' '
                        + node.textContent.trim().slice(0, 40));
                }
            }
            return Array.from(found).slice(0, 20);
        })()
        """

    /// Elements that are wider than the window, and in nothing that scrolls.
    static let overflow = """
        Array.from(document.querySelectorAll('body *')).filter(element => {
            if (element.closest('.scroll, .formula, .spoken, .skip, pre, svg, math')) { return false; }
            return element.getBoundingClientRect().right > document.documentElement.clientWidth + 1;
        }).slice(0, 8).map(element => element.tagName + '.' + element.className + ' ' + element.textContent.slice(0, 40))
        """

    /// Texts of charts that reach beyond them.
    static let clipped = """
        Array.from(document.querySelectorAll('svg.chart')).flatMap(svg => {
            const box = svg.viewBox.baseVal;
            return Array.from(svg.querySelectorAll('text')).filter(text => {
                const own = text.getBBox();
                return own.width > 0 && (own.x < box.x - 1 || own.x + own.width > box.x + box.width + 1
                    || own.y < box.y - 1 || own.y + own.height > box.y + box.height + 1);
            }).map(text => text.textContent + ' in ' + svg.getAttribute('aria-label').slice(0, 60));
        }).slice(0, 20)
        """

    /// A minus at the end of a line, and what it belongs to on the next one.
    static let brokenWords = """
        (() => {
            const found = [], range = document.createRange();
            for (const code of document.querySelectorAll('code')) {
                const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
                while (walker.nextNode()) {
                    const node = walker.currentNode;
                    for (const match of node.textContent.matchAll(/(^|[^A-Za-z])-[A-Za-z]/g)) {
                        range.setStart(node, match.index + match[1].length);
                        range.setEnd(node, match.index + match[0].length);
                        const tops = new Set(Array.from(range.getClientRects()).filter(r => r.width > 0).map(r => Math.round(r.top)));
                        if (tops.size > 1) { found.push(code.textContent.slice(0, 60)); }
                    }
                }
            }
            return found.slice(0, 20);
        })()
        """

    /// Of a PNG: mean luminance from 0 to 1, and how many colours it has, of a sample of its points.
    static func picture(_ base64: String) -> String {
        """
        (async () => {
            const image = new Image();
            image.src = 'data:image/png;base64,\(base64)';
            await image.decode();
            const canvas = document.createElement('canvas');
            canvas.width = image.width; canvas.height = image.height;
            const context = canvas.getContext('2d');
            context.drawImage(image, 0, 0);
            const data = context.getImageData(0, 0, image.width, image.height).data;
            let sum = 0, count = 0;
            const colours = new Set();
            for (let place = 0; place < data.length; place += 4 * 37) {
                sum += (0.2126 * data[place] + 0.7152 * data[place + 1] + 0.0722 * data[place + 2]) / 255;
                colours.add(data[place] << 16 | data[place + 1] << 8 | data[place + 2]);
                count += 1;
            }
            return [sum / count, colours.size, image.width, image.height];
        })()
        """
    }
}
