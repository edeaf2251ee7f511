#!/bin/sh
# Peak memory of hikae and of its reader worker, apart, for one large file of each kind. The bar is 256 MiB each.
#
# Usage: HIKAE=… PYTHON=… Benchmarks/memory.sh LIST.csv [FOLDER]    PYTHON needs requirements.txt; FOLDER takes 4 GB
set -eu
here=$(cd "$(dirname "$0")" && pwd)
list=$1
folder=${2:-$(mktemp -d)}
[ -n "${2:-}" ] || trap 'rm -rf "$folder"' EXIT
hikae=${HIKAE:-$here/../.build/release/hikae}
python=${PYTHON:-python3}
limit=256
export XDG_CACHE_HOME="$folder/cache"
mkdir -p "$folder"
failed=0

measure() { # file, then the arguments of make_data.py that make it: kind and size
  file=$folder/$1
  [ -e "$file" ] || "$python" "$here/make_data.py" "$2" "$list" "$file" "$3" ${4:-}
  echo "== $1, $(wc -c < "$file") bytes"
  "$python" "$here/measure.py" memory "$limit" "$hikae" scan --fresh --readers 1 --json "$file" || failed=1
}
measure people-1g.csv people 1024
measure same-1g.csv repeat 1024
measure inline.xlsx xlsx 200000 inline
measure shared.xlsx xlsx 200000 shared
measure people.json json 500000
measure people.xml xml 400000
measure people.sqlite sqlite 1000000
measure people.mbox mbox 200000
measure people.txt txt 400000
measure people.zip zip 1000000
measure people.pdf pdf 40000
exit $failed
