#!/bin/sh
# Runs a command beside a PostgreSQL server of its own: from Debian's packages, new, on a free port of the loopback
# interface, with fsync on. Its URL is in $HIKAE_TEST_POSTGRES. The server and its data are gone afterwards, however the
# command ends. The system's own service is neither needed nor touched.
#
# Usage: Scripts/with-postgres.sh COMMAND [ARGUMENT…]
set -eu
[ $# -gt 0 ] || { echo "usage: $0 COMMAND [ARGUMENT...]" >&2; exit 2; }

# Debian keeps the server's programs out of the PATH, by version; the newest is taken.
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | tail -n 1)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)")
if [ ! -x "$bin/initdb" ]; then
  echo "error: no PostgreSQL server found. Scripts/prepare.sh test installs it." >&2
  exit 2
fi

# The server refuses to run as root.
if [ "$(id -u)" = 0 ]; then
  as() { setpriv --reuid=postgres --regid=postgres --clear-groups env HOME=/ "$@"; }
else
  as() { "$@"; }
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/hikae-postgres-XXXXXX")
[ "$(id -u)" != 0 ] || chown postgres "$folder"

command=""
stop() {
  status=$?
  trap - EXIT INT TERM HUP
  [ -z "$command" ] || kill "$command" 2>/dev/null || true
  as "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$folder"
  exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# A password that this run alone knows: others on the machine reach the port, too.
password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
(umask 077; printf '%s\n' "$password" > "$folder/password")
[ "$(id -u)" != 0 ] || chown postgres "$folder/password"
# Text in the order of a language where the server can do that: what relies on the order of bytes without saying so has
# to show in the tests.
order=""
if "$bin/initdb" --help | grep -q -- --icu-locale; then order="--locale-provider=icu --icu-locale=ja-JP"; fi
# shellcheck disable=SC2086
as "$bin/initdb" -D "$folder/data" -U hikae -E UTF8 --locale=C.UTF-8 $order --auth=scram-sha-256 \
  --pwfile="$folder/password" >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 3; }

tries=0
while :; do
  port=$(shuf -i 20000-32000 -n 1)
  if as "$bin/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w -t 60 start \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='$folder' -c max_connections=200" \
    >"$folder/log" 2>&1; then break; fi
  tries=$((tries + 1))
  if [ "$tries" = 5 ]; then cat "$folder/log" "$folder/server.log" >&2; exit 3; fi
done

printf '127.0.0.1:%s:*:hikae:%s\n' "$port" "$password" > "$folder/pass"
chmod 600 "$folder/pass"
# Tests that give up root's right to pass everywhere have to come to that file.
chmod 711 "$folder"
HIKAE_TEST_POSTGRES="postgres://hikae@127.0.0.1:$port/postgres?passfile=$folder/pass"
export HIKAE_TEST_POSTGRES
# Not exec: the server has to be stopped afterwards. In the background, so that a signal is noticed while it runs.
"$@" &
command=$!
wait "$command"
