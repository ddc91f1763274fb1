/// The report's only script: copy buttons and the filters over operations. Without it neither is shown, and nothing is
/// missed. It holds neither `<` nor `&`, so that the file stays XML.
enum Script {
    static let text: Markup = """

        document.documentElement.classList.add('script');
        document.querySelectorAll('.command').forEach(function (command) {
            var button = document.createElement('button');
            button.type = 'button';
            button.className = 'copy';
            button.textContent = 'copy';
            button.setAttribute('aria-label', 'copy ' + command.textContent);
            command.after(button);
        });
        document.addEventListener('click', function (event) {
            var button = event.target.closest('button.copy');
            if (!button) { return; }
            var code = button.previousElementSibling;
            function done() {
                button.textContent = 'copied';
                setTimeout(function () { button.textContent = 'copy'; }, 1500);
            }
            function select() {
                var selection = getSelection(), range = document.createRange();
                range.selectNodeContents(code);
                selection.removeAllRanges();
                selection.addRange(range);
                if (document.execCommand('copy')) { done(); }
            }
            if (navigator.clipboard) { navigator.clipboard.writeText(code.textContent).then(done, select); }
            else { select(); }
        });
        (function () {
            var search = document.getElementById('filter');
            if (!search) { return; }
            var verdict = document.getElementById('verdict'), known = document.getElementById('known');
            var everything = document.getElementById('everything');
            var rows = Array.from(document.querySelectorAll('.map tbody tr'));
            var sections = Array.from(document.querySelectorAll('section[data-name]'));
            function apply() {
                var words = search.value.trim().toLowerCase().split(/\\s+/), names = new Set(), count = 0;
                rows.forEach(function (row) {
                    var name = row.cells[0].textContent.toLowerCase();
                    var fits = words.every(function (word) { return name.includes(word); });
                    if (verdict.value) { fits = fits ? row.dataset.verdict === verdict.value : false; }
                    if (known.value) { fits = fits ? row.dataset.known === known.value : false; }
                    row.hidden = !fits;
                    if (fits) { count += 1; names.add(row.dataset.name); }
                });
                sections.forEach(function (section) { section.hidden = !names.has(section.dataset.name); });
                document.getElementById('shown').textContent = count + ' of ' + rows.length
                    + (count ? '' : ': no implementation has such a name and verdict');
                everything.hidden = count === rows.length;
            }
            function reset() {
                search.value = verdict.value = known.value = '';
                apply();
            }
            everything.addEventListener('click', function () { reset(); search.focus(); });
            search.form.addEventListener('submit', function (event) { event.preventDefault(); });
            [search, verdict, known].forEach(function (control) { control.addEventListener('input', apply); });
            apply();
            window.addEventListener('hashchange', function () {
                var target = document.getElementById(location.hash.slice(1));
                if (!target || !target.hidden) { return; }
                reset();
                target.scrollIntoView();
            });
        }());

        """
}
