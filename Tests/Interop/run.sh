#!/usr/bin/env bash
# Holds the transparency log against code that is not ours: Go's golang.org/x/mod/sumdb from Debian's packages reads our
# logs and proofs, and `hikae verify` reads Go's. Usage: run.sh PATH-OF-HIKAE
set -euo pipefail
hikae=$(realpath "$1")
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE="$work/cache" GOFLAGS= LANG=C.UTF-8
go build -o "$work/interop" main.go

passed=0
ok() {
  "${@:2}" >"$work/out" 2>&1 || { echo "FAILED: $1" && cat "$work/out" && exit 1; }
  passed=$((passed + 1))
}
refused() {
  if "${@:2}" >"$work/out" 2>&1; then echo "FAILED, was taken: $1" && cat "$work/out" && exit 1; fi
  passed=$((passed + 1))
}
# Writes a table of devices N to M and imports it: one entry each.
grow() {
  { echo "id,label,kind,status"; for n in $(seq "$1" "$2"); do echo "PC-$n,Laptop $n,laptop,in_use"; done; } >"$work/devices.csv"
  "$hikae" import devices "$work/devices.csv" --data "$data" >/dev/null
}
# Changes byte N of a file.
spoil() {
  local byte
  byte=$(od -An -tu1 -j "$2" -N 1 "$1")
  printf "\\x$(printf %02x $((byte ^ 255)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

data="$work/data"
"$hikae" init --data "$data" --log-name interop.example/log >/dev/null
key=$("$hikae" log key --data "$data")

# Ours, read by Go, at sizes around the width of a tile.
size=0
for next in 1 2 255 256 257 600; do
  cp "$data/log/checkpoint" "$work/old"
  grow $((size + 1)) $next
  ok "Go reads $next entries" "$work/interop" check "$data/log" "$key"
  [ $size = 0 ] || ok "Go sees that $next entries continue $size" "$work/interop" grown "$data/log" "$key" "$work/old"
  size=$next
done
for entry in 1 256 257 600; do
  "$hikae" log prove $entry --sealed --to "$work/p" --data "$data" 2>/dev/null
  ok "Go verifies the proof of entry $entry" "$work/interop" proof "$work/p" "$key"
  ok "so do we" "$hikae" verify "$work/p" --key "$key"
done
cp -r "$data/log" "$work/bad"
spoil "$work/bad/tile/0/001" 100
refused "a changed tile, by Go" "$work/interop" check "$work/bad" "$key"
refused "a changed tile, by us" "$hikae" verify "$work/bad" --key "$key"
spoil "$work/p" 160
refused "a changed proof, by Go" "$work/interop" proof "$work/p" "$key"
refused "a changed proof, by us" "$hikae" verify "$work/p" --key "$key"

# Go's, read by us.
for size in 1 256 300 66000; do
  goKey=$("$work/interop" make "$work/go$size" $size)
  ok "Go reads its own $size entries" "$work/interop" check "$work/go$size" "$goKey"
  ok "we read Go's $size entries" "$hikae" verify "$work/go$size" --key "$goKey"
done
spoil "$work/go66000/tile/1/000" 3200
refused "a changed tile of Go's" "$hikae" verify "$work/go66000" --key "$goKey"
"$hikae" verify "$work/go66000" --key "$goKey" --json >"$work/json" || true
ok "the first bad leaf of Go's log is named" grep -q '"first_bad":25601' "$work/json"
refused "another key" "$hikae" verify "$work/go300" --key "$key"

echo "Interop with Go: $passed passed, 0 failed"
