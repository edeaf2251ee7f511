#!/bin/sh
# The founding case at a tenth, as files: written, scanned by reader workers into holdings, and answered for the lost laptop.
# Ends with 1 unless the total, client 117 and each of the other 123 clients have the people that were written for them.
#
# Usage: Tests/Founding/run.sh HIKAE
set -eu
hikae=$1
folder=$(mktemp -d "${TMPDIR:-/tmp}/hikae-founding-XXXXXX")
trap 'rm -rf "$folder"' EXIT
status=0
"$hikae" demo --to "$folder/demo" --scale 0.1 --lang en >"$folder/out" 2>"$folder/err" || status=$?
tail -n 5 "$folder/out"
[ "$status" = 0 ] || { cat "$folder/err" >&2; exit "$status"; }
