#!/bin/sh
# A fleet that reports to a server over mutual TLS, both in one process, with a journal on this disk.
#
# Usage: Benchmarks/ingest.sh [DEVICES] [BATCHES] [RECORDS]     INGEST=… names an IngestBenchmark that is already built
set -eu
cd "$(dirname "$0")/.."
if [ -z "${INGEST:-}" ]; then
  swift build -c release --product IngestBenchmark >&2
  INGEST=$(swift build -c release --show-bin-path)/IngestBenchmark
fi
for round in 1 2 3; do
  echo "round $round"
  "$INGEST" "${1:-100}" "${2:-20}" "${3:-100}" | sed 's/^/  /'
done
