#!/bin/sh
# The console over a fleet: every kind of page, asked for at a steady rate by several signed-in browsers at once.
#
# Usage: Benchmarks/console.sh [DEVICES] [PAGES_PER_SECOND] [SECONDS]     HIKAE=…, DRILL=… name programs that are built
# FLEET=FOLDER keeps the filled installation for the next run.
set -eu
cd "$(dirname "$0")/.."
if [ -z "${HIKAE:-}" ]; then
  swift build -c release --product hikae >&2
  HIKAE=$(swift build -c release --show-bin-path)/hikae
fi
if [ -z "${DRILL:-}" ]; then
  swift build -c release --product DrillBenchmark >&2
  DRILL=$(swift build -c release --show-bin-path)/DrillBenchmark
fi
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
filled=${FLEET:-$work/filled}
[ -e "$filled/hikae.sqlite" ] || "$DRILL" fill "$filled" "${1:-10000}" >&2
# The link that makes the first account is given once: each run has a copy that nobody signed in to yet.
fleet=$work/fleet
cp -a "$filled" "$fleet"
"$HIKAE" serve --data "$fleet" --listen 127.0.0.1:0 --lang en >"$work/out" 2>"$work/log" &
server=$!
until grep -q 'once, within an hour' "$work/out"; do kill -0 "$server"; sleep 0.2; done
link=$(sed -n 's/.*once, within an hour): //p' "$work/out")
python3 Benchmarks/console_load.py "$link" "${2:-50}" "${3:-60}" "$server"
