#!/bin/sh
# 100,000 small files: the first scan, the second when nothing changed, and a third when one file in a hundred did.
#
# Usage: HIKAE=… Benchmarks/rescan.sh LIST.csv [FOLDER]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
list=$1
folder=${2:-$(mktemp -d)}
[ -n "${2:-}" ] || trap 'rm -rf "$folder"' EXIT
hikae=${HIKAE:-$here/../.build/release/hikae}
export XDG_CACHE_HOME="$folder/cache-rescan"
rm -rf "$XDG_CACHE_HOME"
[ -d "$folder/small" ] || python3 "$here/make_data.py" small "$list" "$folder/small" 100000

echo "first scan"
python3 "$here/measure.py" time "$hikae" scan --json "$folder/small"
for run in 1 2 3; do
  echo "nothing changed, $run"
  python3 "$here/measure.py" time "$hikae" scan --json "$folder/small"
done
find "$folder/small" -name 'list*00.csv' -exec touch {} +
echo "1,000 files touched"
python3 "$here/measure.py" time "$hikae" scan --json "$folder/small"
ls -l "$XDG_CACHE_HOME/hikae/index.sqlite" | awk '{ print "index: " $5 " bytes" }'
