#!/bin/sh
# `make check`: what a machine can say about the code without running it. Each step says its name; the first to fail ends it.
set -eu
step() { printf '%s\n' "- $*"; }
export PLENARY_DEMO=1 LOG_LEVEL=ERROR PLENARY_VAR="${PLENARY_VAR:-$(mktemp -d)}"

step format; "$BIN/ruff" format --check --quiet .
step lint; "$BIN/ruff" check --quiet .
step templates; "$BIN/djlint" templates --lint --quiet
step imports; "$BIN/lint-imports" --no-cache >"$PLENARY_VAR/imports" || { cat "$PLENARY_VAR/imports"; exit 1; }
step types; "$BIN/mypy" --no-error-summary
step migrations; "$BIN/python" manage.py makemigrations --check --dry-run >/dev/null
step system; "$BIN/python" manage.py check --fail-level WARNING >/dev/null
step deploy
PLENARY_DEMO=0 DEBUG=0 SECRET_KEY="$(head -c 48 /dev/urandom | base64)" BASE_URL=https://plenary.example ALLOWED_HOSTS=plenary.example \
    "$BIN/python" manage.py check --deploy --fail-level WARNING >/dev/null
if command -v msgmerge >/dev/null; then step messages; "$BIN/python" manage.py mailmessages --check; fi
step requirements; "$BIN/python" -m config.stale requirements
if command -v npm >/dev/null; then step assets; "$BIN/python" -m config.stale assets; fi
echo "All is well."
