#!/bin/sh
# Install the system packages of the tests: Chromium, gettext and Dovecot. Print nothing if they are installed.
set -u
missing=
command -v chromium >/dev/null || missing="chromium"
command -v msgfmt >/dev/null || missing="$missing gettext"
PATH="$PATH:/usr/sbin" command -v dovecot >/dev/null || missing="$missing dovecot-imapd"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # the names are separated by spaces
    output=$(apt-get update -qq 2>&1 && apt-get install -y -qq $missing 2>&1) || printf '%s\n' "$output"
fi
command -v chromium >/dev/null ||
    echo "chromium is missing: the browser tests are skipped, or fail if CI=true."
PATH="$PATH:/usr/sbin" command -v dovecot >/dev/null ||
    echo "dovecot is missing: the tests of the mailbox are skipped, or fail if CI=true."
exit 0
