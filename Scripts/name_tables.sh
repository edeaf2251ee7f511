#!/bin/sh
# Writes the tables of the recogniser (Sources/CNameLists/table_*) from the lists of Sources/CNameLists, after names.py has
# written other lists or the folding of names has changed. The output is committed.
set -eu
cd "$(dirname "$0")/.."
HIKAE_WRITE_NAME_TABLES="$PWD/Sources/CNameLists" swift test --filter NameTableTests/sourcesAreThoseOfTheLists
