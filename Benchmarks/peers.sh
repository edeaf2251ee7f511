#!/bin/sh
# Installs Presidio and ja_ginza in a virtual environment of their own and runs them and Hikae on the same samples.
#
# Usage: HIKAE=… Benchmarks/peers.sh CORPUS [FOLDER]      FOLDER keeps the environment and the findings (1 GB)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
corpus=$1
folder=${2:-$(mktemp -d)}
[ -n "${2:-}" ] || trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder"
if [ ! -e "$folder/venv/ready" ]; then
  python3 -m venv "$folder/venv"
  "$folder/venv/bin/pip" install --quiet -r "$here/requirements.txt"
  : > "$folder/venv/ready"
fi
"$folder/venv/bin/pip" freeze | grep -i -E '^(presidio|ja.ginza|ginza|spacy|sudachi)' | tr '\n' ' '
echo
"$folder/venv/bin/python" "$here/peers.py" "$corpus" "$folder/samples" \
  --hikae "${HIKAE:-$here/../.build/release/hikae}"
