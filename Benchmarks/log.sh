#!/bin/sh
# The transparency log beside Go's golang.org/x/mod/sumdb, in one run: appending, proofs, checkpoints.
#
# Usage: Benchmarks/log.sh [LEAVES]       LOG=… names a LogBenchmark that is already built
# Needs: golang-go, golang-golang-x-mod-dev
set -eu
cd "$(dirname "$0")/.."
leaves=${1:-1000000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -z "${LOG:-}" ]; then
  swift build -c release --product LogBenchmark >&2
  LOG=$(swift build -c release --show-bin-path)/LogBenchmark
fi
GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE="$work/cache" go build -o "$work/go" Benchmarks/LogBenchmark/Go/main.go
for round in 1 2 3; do
  echo "round $round, $leaves leaves"
  "$LOG" "$leaves" "$work/log$round" | sed 's/^/  Hikae  /'
  GOMAXPROCS=1 "$work/go" "$leaves" | sed 's/^/  Go     /'
done
