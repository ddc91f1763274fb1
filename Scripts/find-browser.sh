#!/bin/sh
# Prints the path of a Chromium or of a browser of its family: the one that PLUMBLINE_BROWSER names, one that is there, or one
# that it installs with apt or brew.
#
# Where none can be had it says so and fails; with PLUMBLINE_WITHOUT_BROWSER=1 it says so, prints nothing and succeeds.
set -eu

find_browser() {
    if [ -n "${PLUMBLINE_BROWSER:-}" ]; then
        command -v "$PLUMBLINE_BROWSER" || {
            echo "PLUMBLINE_BROWSER names '$PLUMBLINE_BROWSER', which is no program." >&2
            exit 1
        }
        return
    fi
    for name in chromium chromium-browser google-chrome google-chrome-stable chrome microsoft-edge; do
        if command -v "$name" 2>/dev/null; then return; fi
    done
    for path in \
        "/Applications/Chromium.app/Contents/MacOS/Chromium" \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    do
        if [ -x "$path" ]; then echo "$path"; return; fi
    done
}

install_browser() {
    if command -v apt-get >/dev/null 2>&1; then
        as_root=
        if [ "$(id -u)" != 0 ]; then
            command -v sudo >/dev/null 2>&1 || return 0
            as_root=sudo
        fi
        echo "Installing with apt: chromium${as_root:+ (asking for sudo)}" >&2
        install="$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-dejavu-core"
        $install >/dev/null 2>&1 || { $as_root apt-get update >/dev/null 2>&1 && $install >/dev/null 2>&1; } || true
    elif command -v brew >/dev/null 2>&1; then
        echo "Installing with brew: chromium" >&2
        brew install --quiet --cask chromium >/dev/null 2>&1 || true
    fi
}

browser=$(find_browser)
if [ -z "$browser" ]; then
    install_browser
    browser=$(find_browser)
fi
if [ -n "$browser" ]; then
    echo "$browser"
elif [ "${PLUMBLINE_WITHOUT_BROWSER:-}" = 1 ]; then
    echo "No browser can be had: the report is not tested in one, as PLUMBLINE_WITHOUT_BROWSER=1 allows." >&2
else
    echo "No browser can be had to test the report in. Install Chromium, or name a browser with PLUMBLINE_BROWSER, or go on" >&2
    echo "without by PLUMBLINE_WITHOUT_BROWSER=1." >&2
    exit 1
fi
