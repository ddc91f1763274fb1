#!/bin/sh
# Takes a picture of a report: take-picture.sh BROWSER PAGE OPERATION FILE.
#
# It shows the page's beginning, its map of operations and checks, and the section of an operation, one above the other, each
# as the browser draws it.
set -eu
browser=$1 page=$2 operation=$3 file=$4
# The overview leads to the section: <a href="#operation-35">gelu</a>
section=$(sed -n 's/.*href="#\(operation-[0-9]*\)">'"$operation"'<\/a>.*/\1/p' "$page" | head -n 1)
if [ -z "$section" ]; then
    echo "$page has no section about $operation." >&2
    exit 1
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
part() { echo "<iframe src=\"file://$page$1\" height=\"$2\"></iframe>"; }
cat > "$folder/parts.html" <<END
<!DOCTYPE html>
<meta charset="utf-8">
<style>
body { margin: 0; background: #8a8a84; }
iframe { display: block; width: 1200px; border: 0; border-bottom: 6px solid #8a8a84; }
</style>
$(part "" 525) $(part "#overview" 420) $(part "#$section" 880)
END
sandbox=
if [ "$(id -u)" = 0 ]; then sandbox=--no-sandbox; fi
"$browser" --headless $sandbox --disable-gpu --hide-scrollbars --user-data-dir="$folder/profile" --window-size=1200,1843 \
    --virtual-time-budget=5000 --screenshot="$folder/page.png" "file://$folder/parts.html" >/dev/null 2>&1
if [ ! -s "$folder/page.png" ]; then
    echo "$browser took no picture of $page." >&2
    exit 1
fi
mkdir -p "$(dirname "$file")"
mv "$folder/page.png" "$file"
echo "$file"
