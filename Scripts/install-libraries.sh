#!/bin/sh
# Installs the system libraries that the package links to, if they are missing: MPFR and GMP for the oracle, OpenBLAS
# for the engine's matrix products, pkg-config to find them. Uses sudo only when it must, and says what it installs.
set -eu

install_with_apt() {
    missing=
    for package in libmpfr-dev libgmp-dev libopenblas-dev pkg-config; do
        if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
            # pkg-config is a name that newer systems give to another package.
            if [ "$package" = pkg-config ] && command -v pkg-config >/dev/null 2>&1; then continue; fi
            missing="$missing $package"
        fi
    done
    if [ -z "$missing" ]; then return; fi
    as_root=
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            echo "These packages are missing and need root to install:$missing" >&2
            exit 1
        fi
        as_root=sudo
    fi
    echo "Installing with apt:$missing${as_root:+ (asking for sudo)}" >&2
    # An old index is brought up to date only when it does not have the packages.
    install="$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends"
    if ! $install $missing >/dev/null 2>&1; then
        $as_root apt-get update >/dev/null
        $install $missing >/dev/null
    fi
}

install_with_brew() {
    missing=
    for formula in mpfr gmp openblas pkgconf; do
        if ! brew list --versions "$formula" >/dev/null 2>&1; then missing="$missing $formula"; fi
    done
    if [ -z "$missing" ]; then return; fi
    echo "Installing with brew:$missing" >&2
    brew install --quiet $missing
}

if command -v apt-get >/dev/null 2>&1; then
    install_with_apt
elif command -v brew >/dev/null 2>&1; then
    install_with_brew
else
    echo "Neither apt-get nor brew is here: MPFR, GMP and OpenBLAS with their headers must be installed by hand." >&2
fi
