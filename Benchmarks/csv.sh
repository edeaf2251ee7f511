#!/bin/sh
# One core, a CSV in UTF-8 and in CP932 from bytes to the count of people, against ripgrep with nine patterns on the
# same file. `rg -c` may leave a line at its first match; `rg --count-matches` has to find all of them, as a scanner must;
# Hikae counts the people. The patterns use ASCII word boundaries: with Unicode's `\b` ripgrep leaves its fast engine on
# such text and takes some sixty times as long, which would flatter Hikae. CPU seconds, median of RUNS, alternately.
#
# Usage: HIKAE=… Benchmarks/csv.sh LIST.csv [FOLDER]
#   LIST.csv  a check-up list in UTF-8 with a title line; see make_data.py
#   FOLDER    keeps the files made (three of 256 MiB) for the next run
#   RUNS, MEGABYTES  5 and 256 when not set
set -eu
here=$(cd "$(dirname "$0")" && pwd)
list=$1
folder=${2:-$(mktemp -d)}
[ -n "${2:-}" ] || trap 'rm -rf "$folder"' EXIT
hikae=${HIKAE:-$here/../.build/release/hikae}
runs=${RUNS:-5}
size=${MEGABYTES:-256}
export XDG_CACHE_HOME="$folder/cache"
mkdir -p "$folder"

[ -e "$folder/same-utf8.csv" ] || python3 "$here/make_data.py" repeat "$list" "$folder/same-utf8.csv" "$size"
[ -e "$folder/same-cp932.csv" ] || python3 "$here/make_data.py" repeat "$list" "$folder/same-cp932.csv" "$size" cp932
[ -e "$folder/people.csv" ] || python3 "$here/make_data.py" people "$list" "$folder/people.csv" "$size"

measure() { # file, options of ripgrep
  bytes=$(wc -c < "$folder/$1")
  echo "== $1, $bytes bytes"
  "$hikae" scan --fresh --readers 1 --json "$folder/$1" 2> /dev/null | tail -n 1
  python3 "$here/measure.py" compare "$runs" \
    "rg-lines=rg -j1 -c $2 -f $here/patterns.txt $folder/$1" \
    "rg-matches=rg -j1 --count-matches $2 -f $here/patterns.txt $folder/$1" \
    "hikae=$hikae scan --fresh --readers 1 --json $folder/$1" \
    | awk -v bytes="$bytes" '{ print } $1 ~ /^(hikae|rg-)/ { printf "%28s %.3f GB/s\n", $1, bytes / 1e9 / $2 }'
}
measure same-utf8.csv ""
measure same-cp932.csv "-E shift_jis"
measure people.csv ""
