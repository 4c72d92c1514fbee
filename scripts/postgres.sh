#!/usr/bin/env bash
# Run a command beside a throw-away PostgreSQL: scripts/postgres.sh .venv/bin/pytest tests/core
# The cluster listens on a socket in a folder of its own, need not survive a power cut, and is gone afterwards.
set -euo pipefail

initdb="$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1 || true)"
if [ -z "$initdb" ]; then
    echo "No tests on PostgreSQL: it is not installed. Run: sudo apt-get install postgresql"
    exit 0
fi
bin="$(dirname "$initdb")"

# The server refuses to run as root; Debian's package brings a user for it.
as_server() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
if [ "$(id -u)" = 0 ] && ! id postgres >/dev/null 2>&1; then
    echo "No tests on PostgreSQL: root may not run it and there is no user postgres. Run: adduser --system postgres"
    exit 0
fi

folder="$(mktemp -d /tmp/drypoint-postgres.XXXXXX)"
stop() {
    as_server "$bin/pg_ctl" stop --silent --mode immediate --pgdata "$folder/data" >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT
chmod 0755 "$folder"
if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
cd "$folder"
as_server "$bin/initdb" --pgdata "$folder/data" --username drypoint --auth trust --encoding UTF8 --locale C.UTF-8 >"$folder/log"
as_server "$bin/pg_ctl" start --silent --wait --pgdata "$folder/data" --log "$folder/data/log" \
    --options "-c listen_addresses= -c unix_socket_directories=$folder -c fsync=off -c full_page_writes=off"
as_server "$bin/createdb" --host "$folder" --username drypoint drypoint
cd "$OLDPWD"
DRYPOINT_DATABASE_URL="postgresql://drypoint@/drypoint?host=$folder" "$@"
