#!/bin/sh
# Proofs of a BitLocker recovery password beside the bare loop of SHA-256 in libcrypto and beside libcryptsetup, in one run.
#
# Usage: Benchmarks/proof.sh [PROOFS]       PROOF=… names a ProofBenchmark that is already built
set -eu
cd "$(dirname "$0")/.."
proofs=${1:-60}
if [ -z "${PROOF:-}" ]; then
  swift build -c release --product ProofBenchmark >&2
  PROOF=$(swift build -c release --show-bin-path)/ProofBenchmark
fi
# The invented key of the invented disk among the fixtures.
"$PROOF" Tests/DiskEncryptionTests/Fixtures/bitlocker-xts256.metadata \
  593428-544896-123717-513139-038511-249546-061270-473869 "$proofs"
