#!/bin/sh
# `make check`: all checks of the code except the tests. `sh config/check.sh NAME...` runs only the named checks.
# .pre-commit-config.yaml has one hook for each check. The first check that fails stops the run.
set -eu
cd "$(dirname "$0")/.."
BIN="${BIN:-.venv/bin}"
PLENARY_VAR="${PLENARY_VAR:-$(mktemp -d)}"
export PLENARY_DEMO=1 LOG_LEVEL=ERROR PLENARY_VAR

check_format() { "$BIN/ruff" format --check --quiet .; }
check_lint() { "$BIN/ruff" check --quiet .; }
check_templates() { "$BIN/djlint" templates --lint --quiet; }
check_imports() { "$BIN/lint-imports" --no-cache >"$PLENARY_VAR/imports" || { cat "$PLENARY_VAR/imports"; return 1; }; }
check_sizes() { "$BIN/python" -m config.package_sizes; }
check_types() { "$BIN/mypy" --no-error-summary; }
check_migrations() { "$BIN/python" manage.py makemigrations --check --dry-run >/dev/null; }
check_system() { "$BIN/python" manage.py check --fail-level WARNING >/dev/null; }
check_deploy() {
    PLENARY_DEMO=0 DEBUG=0 SECRET_KEY="$(head -c 48 /dev/urandom | base64)" BASE_URL=https://plenary.example \
        ALLOWED_HOSTS=plenary.example "$BIN/python" manage.py check --deploy --fail-level WARNING >/dev/null
}
check_messages() {
    command -v msgmerge >/dev/null || { echo "  skipped: gettext is not installed"; return 0; }
    "$BIN/python" manage.py mailmessages --check
}
check_requirements() { "$BIN/python" -m config.stale requirements; }
check_assets() {
    command -v npm >/dev/null || { echo "  skipped: npm is not installed"; return 0; }
    "$BIN/python" -m config.stale assets
}

[ $# -gt 0 ] ||
    set -- format lint templates imports sizes types migrations system deploy messages requirements assets
for name in "$@"; do
    printf '%s\n' "- $name"
    "check_$name"
done
echo "All checks passed."
