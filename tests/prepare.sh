#!/bin/sh
# See to it that the browser and the office suite of the tests are there; say loudly what will be left out.
set -u
missing=""
command -v chromium >/dev/null || missing="chromium"
command -v soffice >/dev/null || missing="$missing libreoffice-calc-nogui"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    for package in $missing; do
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1
    done
fi
command -v chromium >/dev/null || echo "NOT RUN: the browser stories, for want of chromium (apt-get install chromium)." >&2
command -v soffice >/dev/null || echo "NOT RUN: the LibreOffice checks, for want of soffice (apt-get install libreoffice-calc-nogui)." >&2
exit 0
