#!/bin/sh
# How long it takes to read five years of one device again (330,000 records) up to a moment, and to answer whose data lay there:
# medians of 11 moments spread over the years, in milliseconds of one processor.
#
# Usage: Benchmarks/replay.sh     REPLAY=… names a ReplayBenchmark that is already built
set -eu
cd "$(dirname "$0")/.."
if [ -z "${REPLAY:-}" ]; then
  swift build -c release --product ReplayBenchmark >&2
  REPLAY=$(swift build -c release --show-bin-path)/ReplayBenchmark
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for kind in scanned watched; do
  "$REPLAY" fill "$folder/$kind" "$kind"
  "$REPLAY" ask "$folder/$kind" 11 > "$folder/times"
  echo "$kind: history $(awk '{ print $1 }' "$folder/times" | sort -n | sed -n 6p) ms," \
    "whole scope $(awk '{ print $2 }' "$folder/times" | sort -n | sed -n 6p) ms; last moment: $(sed -n '11s/.*: //p' "$folder/times")"
done
