#!/bin/sh
# The founding case at a tenth, as files: written, scanned by reader workers into holdings, and answered for the lost laptop; then
# carried to its end with its real dates (replay.py), by commands whose clocks stand at those days (clock.c).
# Ends with 1 unless the total, client 117 and each of the other 123 clients have the people that were written for them, and all
# that goes out says what it should and names nobody else.
#
# Usage: Tests/Founding/run.sh HIKAE
set -eu
hikae=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d "${TMPDIR:-/tmp}/hikae-founding-XXXXXX")
trap 'rm -rf "$folder"' EXIT
status=0
cc -std=c11 -O2 -Wall -Wextra -Werror -shared -fPIC -o "$folder/clock.so" "$here/clock.c" -ldl
# The last look at the laptop before it was carried out.
LD_PRELOAD=$folder/clock.so HIKAE_REPLAY_AT=$(date -d 2025-03-13T17:30:00+09:00 +%s) \
  "$hikae" demo --to "$folder/demo" --scale 0.1 --lang en >"$folder/out" 2>"$folder/err" || status=$?
tail -n 5 "$folder/out"
[ "$status" = 0 ] || { cat "$folder/err" >&2; exit "$status"; }
python3 -B "$here/replay.py" "$hikae" "$folder/clock.so" "$folder/demo"
