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
            var rows = Array.from(document.querySelectorAll('.map tbody tr'));
            var sections = Array.from(document.querySelectorAll('section[data-name]'));
            function apply() {
                var wanted = search.value.trim().toLowerCase(), names = new Set(), count = 0;
                rows.forEach(function (row) {
                    var fits = row.cells[0].textContent.toLowerCase().includes(wanted);
                    if (verdict.value) { fits = fits ? row.dataset.verdict === verdict.value : false; }
                    if (known.value) { fits = fits ? row.dataset.known === known.value : false; }
                    row.hidden = !fits;
                    if (fits) { count += 1; names.add(row.dataset.name); }
                });
                sections.forEach(function (section) { section.hidden = !names.has(section.dataset.name); });
                document.getElementById('shown').textContent = count + ' of ' + rows.length;
            }
            search.form.addEventListener('submit', function (event) { event.preventDefault(); });
            [search, verdict, known].forEach(function (control) { control.addEventListener('input', apply); });
            apply();
            window.addEventListener('hashchange', function () {
                var target = document.getElementById(location.hash.slice(1));
                if (!target || !target.hidden) { return; }
                search.value = verdict.value = known.value = '';
                apply();
                target.scrollIntoView();
            });
        }());

        """
}
