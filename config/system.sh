#!/bin/sh
# What the tests need besides Python: Chromium, gettext for the languages, and Dovecot, whose mailbox is read. Silent when all is there.
set -u
missing=
command -v chromium >/dev/null || missing="chromium"
command -v msgfmt >/dev/null || missing="$missing gettext"
PATH="$PATH:/usr/sbin" command -v dovecot >/dev/null || missing="$missing dovecot-imapd"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # names with spaces between
    said=$(apt-get update -qq 2>&1 && apt-get install -y -qq $missing 2>&1) || printf '%s\n' "$said"
fi
command -v chromium >/dev/null || echo "There is no chromium: the browser tests will be skipped, or fail where CI=true."
PATH="$PATH:/usr/sbin" command -v dovecot >/dev/null || echo "There is no dovecot: the tests of the mailbox will be skipped, or fail where CI=true."
exit 0
