#!/usr/bin/env bash
# Everything that must hold before a change lands. Installs what the tests need on Debian when it may.
set -euo pipefail
cd "$(dirname "$0")/.."

need() { # need COMMAND-OR-FILE PACKAGE
    if ! command -v "$1" >/dev/null 2>&1 && [ ! -e "$1" ]; then missing+=("$2"); fi
}
missing=()
need chromium chromium
need msgfmt gettext
need strace strace
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
if [ "${#missing[@]}" -gt 0 ]; then
    if [ "$(id -u)" = 0 ]; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
    else
        echo "The tests need: sudo apt-get install ${missing[*]}"
        exit 1
    fi
fi

make --no-print-directory lint
.venv/bin/pytest -q -n 2 --dist loadscope -m "not browser and not race and not upgrade"
.venv/bin/pytest -q -n 2 --dist loadscope -m upgrade
.venv/bin/pytest -q -m race --ignore tests/attacks/test_fuzz.py
# 20,000 requests that nobody thought of; the fast suite asked a share of it.
.venv/bin/pytest -q -n 2 --dist worksteal -m race tests/attacks/test_fuzz.py
# The rules that protect patients, each broken on purpose: a test has to notice.
.venv/bin/python -m tests.mutants --protecting --quick
# On PostgreSQL what a database decides: constraints, locks, commits. Pages and words are the same on both.
bash scripts/postgres.sh .venv/bin/pytest -q -n 2 --dist loadscope -m "not browser and not race" tests/core tests/practice tests/upgrades tests/booking/test_deadlocks.py
bash scripts/postgres.sh .venv/bin/pytest -q -m race tests/enquiries tests/ops/test_backup_postgres.py
.venv/bin/pytest -q -m browser
