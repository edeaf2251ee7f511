#!/bin/sh
# Durable appends to the journal, SQLite and PostgreSQL side by side in one run, with the disk's own fdatasync rate before
# and after. Batches of 500 file events of some 160 bytes: as one journal entry with the events packed in it (what an
# ingest endpoint writes), and as rows of a table beside that entry.
#
# Usage: Benchmarks/append.sh [SECONDS]     APPEND=… names an AppendBenchmark that is already built
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-5}
if [ -z "${HIKAE_TEST_POSTGRES:-}" ]; then
  exec Scripts/with-postgres.sh "$0" "$seconds"
fi
if [ -z "${APPEND:-}" ]; then
  swift build -c release --product AppendBenchmark >&2
  APPEND=$(swift build -c release --show-bin-path)/AppendBenchmark
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

line() { # title, "events commits"
  printf '%-44s %10s events/s %8s commits/s\n' "$1" "${2% *}" "${2#* }"
}
echo "fdatasync of 4 KiB: $("$APPEND" fsync "$folder" 2)/s"
for round in 1 2 3; do
  line "SQLite, entry" "$("$APPEND" measure "$folder/a.sqlite" "$seconds" 1)"
  line "PostgreSQL, entry" "$("$APPEND" measure "$HIKAE_TEST_POSTGRES" "$seconds" 1)"
  line "PostgreSQL, entry, four writers" "$("$APPEND" measure "$HIKAE_TEST_POSTGRES" "$seconds" 4)"
  line "SQLite, entry and 500 rows" "$("$APPEND" rows "$folder/a.sqlite" "$seconds")"
  line "PostgreSQL, entry and 500 rows" "$("$APPEND" rows "$HIKAE_TEST_POSTGRES" "$seconds")"
done
echo "fdatasync of 4 KiB: $("$APPEND" fsync "$folder" 2)/s"
