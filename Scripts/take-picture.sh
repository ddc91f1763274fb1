#!/bin/sh
# Takes a picture of a page: take-picture.sh BROWSER PAGE FILE.
set -eu
browser=$1 page=$2 file=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
sandbox=
if [ "$(id -u)" = 0 ]; then sandbox=--no-sandbox; fi
"$browser" --headless $sandbox --disable-gpu --hide-scrollbars --user-data-dir="$folder/profile" --window-size=1200,1000 \
    --screenshot="$folder/page.png" "file://$page" >/dev/null 2>&1
if [ ! -s "$folder/page.png" ]; then
    echo "$browser took no picture of $page." >&2
    exit 1
fi
mkdir -p "$(dirname "$file")"
mv "$folder/page.png" "$file"
echo "$file"
