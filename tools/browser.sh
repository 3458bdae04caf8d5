#!/usr/bin/env bash
# Sees to Debian's Chromium for the browser tests. It never fails the run: without a browser it says so, twice.
# `tools/browser.sh` installs where it may; `tools/browser.sh report` only repeats what is missing, after the tests.
set -euo pipefail

readonly CHROMIUM=/usr/bin/chromium
readonly PACKAGES=(chromium fonts-noto-color-emoji)

have_browser() { [ -x $CHROMIUM ]; }
may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

report() {
    printf '\n! Browser tests CANNOT run here: %s is missing. To have them: sudo apt install %s\n' \
        "$CHROMIUM" "${PACKAGES[*]}" >&2
    printf '  Máy này chưa có trình duyệt Chromium nên phần thử giao diện web được bỏ qua.\n\n' >&2
}

apt() { DEBIAN_FRONTEND=noninteractive apt-get -q -o Acquire::Retries=1 -o Acquire::http::Timeout=30 "$@"; }

install_browser() {
    local log
    log=$(mktemp)
    printf '→ Installing Chromium for the browser tests (about 120 MB, once)\n  Đang cài Chromium để thử giao diện web\n'
    { apt update && apt install -y --no-install-recommends "${PACKAGES[@]}"; } >"$log" 2>&1 || tail -n 5 "$log" >&2
    rm -f "$log"
}

if ! have_browser && [ "${1:-install}" = install ] && may_install; then install_browser; fi
have_browser || report
