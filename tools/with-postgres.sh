#!/usr/bin/env bash
# Runs a command beside a throw-away PostgreSQL server: a private socket in a temporary folder, no
# port, an unprivileged user, stopped and removed at the end. Nothing in it outlives a crash: for
# tests only.
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: tools/with-postgres.sh COMMAND…" >&2; exit 2; }
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -x "$bin/initdb" ] || { echo "PostgreSQL is not installed: run tools/install.sh" >&2; exit 1; }

folder=$(mktemp -d /tmp/sanad-pg.XXXXXX)
chmod 755 "$folder"
# initdb refuses root.
user=()
if [ "$(id -u)" -eq 0 ]; then
  chown postgres "$folder"
  user=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi
server() { (cd "$folder" && "${user[@]}" "$bin/$@") >>"$folder.log" 2>&1; }
stop() {
  server pg_ctl -D "$folder/data" -m immediate stop || true
  rm -rf "$folder" "$folder.log"
}
trap stop EXIT

server initdb -D "$folder/data" -U sanad -A trust -E UTF8 --locale=C --no-sync ||
  { cat "$folder.log" >&2; exit 1; }
cat >> "$folder/data/postgresql.conf" <<END
listen_addresses = ''
unix_socket_directories = '$folder'
max_connections = 1000
shared_buffers = 64MB
fsync = ${SANAD_TEST_FSYNC:-off}
full_page_writes = ${SANAD_TEST_FSYNC:-off}
END
server pg_ctl -D "$folder/data" -w -l "$folder/server.log" start ||
  { cat "$folder.log" "$folder/server.log" >&2; exit 1; }

export SANAD_TEST_ENGINE=postgres
export SANAD_TEST_POSTGRES="host=$folder user=sanad dbname=postgres"
"$@"
