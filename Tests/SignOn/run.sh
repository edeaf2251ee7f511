#!/usr/bin/env bash
# Signs in at the console through a provider that is not ours: glewlwyd from Debian's packages, on loopback, with a database
# of its own, started and stopped here. Usage: run.sh PATH-OF-HIKAE
set -euo pipefail
hikae=$(realpath "$1")
cd "$(dirname "$0")"
command -v glewlwyd >/dev/null || { echo "error: no glewlwyd found. Scripts/prepare.sh test installs it." >&2; exit 2; }
exec python3 sign_on.py "$hikae"
