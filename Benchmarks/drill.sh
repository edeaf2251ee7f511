#!/bin/sh
# How long "whose data was on that laptop?" takes: one laptop with 25,000 holdings, 170,000 people and 124 clients, once
# among 100 other devices and once among 10,000. Prints the median of 9 answers for each, and their ratio.
#
# Usage: Benchmarks/drill.sh [FOLDER]     FOLDER keeps the two filled installations for the next run;
#                                         DRILL=… names a DrillBenchmark that is already built
set -eu
cd "$(dirname "$0")/.."
folder=${1:-$(mktemp -d)}
mkdir -p "$folder"
if [ -z "${DRILL:-}" ]; then
  swift build -c release --product DrillBenchmark >&2
  DRILL=$(swift build -c release --show-bin-path)/DrillBenchmark
fi
bin=$DRILL

median() { # installation
  "$bin" ask "$1" 9 | awk '{ print $1 }' | sort -n | sed -n 5p
}

for devices in 100 10000; do
  if [ ! -e "$folder/$devices/done" ]; then
    rm -rf "$folder/$devices"
    echo "filling $devices devices" >&2
    "$bin" fill "$folder/$devices" "$devices"
    : > "$folder/$devices/done"
  fi
done
few=$(median "$folder/100")
many=$(median "$folder/10000")
"$bin" ask "$folder/10000" 1 | awk '{ print $2 " people certain, " $3 " files, " $4 " clients" }'
echo "among 100 devices: $few ms"
echo "among 10,000 devices: $many ms"
awk -v a="$few" -v b="$many" 'BEGIN { printf "ratio: %.2f\n", b / a; exit !(b <= 1000) }'
[ -n "${1:-}" ] || rm -rf "$folder"
