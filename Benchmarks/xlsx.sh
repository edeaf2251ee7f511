#!/bin/sh
# 200,000 rows of 18 columns in a workbook, on one core: rows a second of the whole pipeline, from the file to the count
# of people. Pinned to one processor; CPU seconds are those of hikae and its reader worker together.
#
# Usage: HIKAE=… PYTHON=… Benchmarks/xlsx.sh LIST.csv [FOLDER]      PYTHON needs requirements.txt (openpyxl, XlsxWriter)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
list=$1
folder=${2:-$(mktemp -d)}
[ -n "${2:-}" ] || trap 'rm -rf "$folder"' EXIT
hikae=${HIKAE:-$here/../.build/release/hikae}
rows=200000
export XDG_CACHE_HOME="$folder/cache"
mkdir -p "$folder"

for strings in inline shared; do
  file=$folder/$strings.xlsx
  [ -e "$file" ] || "${PYTHON:-python3}" "$here/make_data.py" xlsx "$list" "$file" "$rows" "$strings"
  echo "== $strings strings, $(wc -c < "$file") bytes"
  "$hikae" scan --fresh --readers 1 --json "$file" 2> /dev/null | tail -n 1
  python3 "$here/measure.py" compare "${RUNS:-5}" \
    "$strings=taskset -c 0 $hikae scan --fresh --readers 1 --json $file" \
    | awk -v rows="$rows" '{ print } NR == 2 { printf "%28s %d rows/s of CPU, %d rows/s of wall\n", "", rows / $2, rows / $3 }'
done
