#!/bin/sh
# Says how large the agent is and what it needs, and fails when that is more than it may be.
# Usage: agent_is_lean.sh STRIPPED FULL
set -eu

most=$((30 * 1024 * 1024))
size=$(stat -c %s "$1")
echo "hikae-agent: $((size / 1024)) KiB stripped (at most $((most / 1024)))"
[ "$size" -le "$most" ] || { echo "error: the agent has grown beyond 30 MB" >&2; exit 1; }

# Swift's runtime is inside; what is left belongs to the system.
if ldd "$1" | grep -E 'libswift|libFoundation|lib_Foundation|libicu|not found'; then
  echo "error: the agent leans on libraries that a device does not have" >&2
  exit 1
fi
# Names of modules as they stand in mangled symbols.
for module in 4GRDB 10Hummingbird 10Foundation 20FoundationEssentials 7NIOCore; do
  if nm "$2" 2>/dev/null | grep -qE " [TtDd] [$][sS]$module"; then
    echo "error: the agent contains ${module#[0-9]*[0-9]}" >&2
    exit 1
  fi
done
ldd "$1" | awk '{print "  " $1}' | sort
