#!/bin/sh
# A fleet that reports to a server over mutual TLS, both in one process, with a journal in SQLite on this disk, and in a new
# PostgreSQL beside it.
#
# Usage: Benchmarks/ingest.sh [DEVICES] [BATCHES] [RECORDS]     INGEST=… names an IngestBenchmark that is already built
set -eu
cd "$(dirname "$0")/.."
if [ -z "${INGEST:-}" ]; then
  swift build -c release --product IngestBenchmark >&2
  INGEST=$(swift build -c release --show-bin-path)/IngestBenchmark
fi
for round in 1 2 3; do
  echo "SQLite, round $round"
  "$INGEST" "${1:-40}" "${2:-10}" "${3:-500}" | sed 's/^/  /'
  echo "PostgreSQL, round $round"
  Scripts/with-postgres.sh "$INGEST" "${1:-40}" "${2:-10}" "${3:-500}" | sed 's/^/  /'
done
