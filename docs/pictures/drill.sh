#!/bin/sh
# Draws the answer of the READMEs, in both languages, from a demo that was written before (`hikae demo --to FOLDER/demo`).
#
# Usage: docs/pictures/drill.sh HIKAE FOLDER
set -eu
pictures=$(cd "$(dirname "$0")" && pwd)
hikae=$1
cd "$2"
for language in en ja; do
  # Status 1: somebody's data was found.
  answer=$("$hikae" drill laptop --data demo/data --lang "$language") || [ $? = 1 ]
  printf '%s\n' "$answer" | python3 "$pictures/terminal.py" "hikae drill laptop" > "$pictures/drill.$language.svg"
done
