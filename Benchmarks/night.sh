#!/bin/sh
# A night of proofs, whole: 5,000 kept keys with their metadata, opened, proved and written down.
#
# Usage: Benchmarks/night.sh [DEVICES]       NIGHT=… names a NightBenchmark that is already built
set -eu
cd "$(dirname "$0")/.."
if [ -z "${NIGHT:-}" ]; then
  swift build -c release --product NightBenchmark >&2
  NIGHT=$(swift build -c release --show-bin-path)/NightBenchmark
fi
# The invented key of the invented disk among the fixtures.
"$NIGHT" Tests/DiskEncryptionTests/Fixtures/bitlocker-xts256.metadata \
  593428-544896-123717-513139-038511-249546-061270-473869 "${1:-5000}"
