/// The report's only script: copy buttons and the filter over operations. Without it neither is shown, and nothing is
/// missed. It holds neither `<` nor `&`, so that the file stays XML.
enum Script {
    static let text: Markup = """

        document.documentElement.classList.add('script');
        document.addEventListener('click', function (event) {
            var button = event.target.closest('button.copy');
            if (!button) { return; }
            var text = button.previousElementSibling.textContent;
            function done() {
                button.textContent = 'copied';
                setTimeout(function () { button.textContent = 'copy'; }, 1500);
            }
            if (navigator.clipboard) { navigator.clipboard.writeText(text).then(done); return; }
            var selection = getSelection(), range = document.createRange();
            range.selectNodeContents(button.previousElementSibling);
            selection.removeAllRanges();
            selection.addRange(range);
            if (document.execCommand('copy')) { done(); }
        });
        document.getElementById('filter').addEventListener('input', function (event) {
            var wanted = event.target.value.trim().toLowerCase();
            document.querySelectorAll('[data-name]').forEach(function (part) {
                part.hidden = !part.dataset.name.toLowerCase().includes(wanted);
            });
        });

        """
}
