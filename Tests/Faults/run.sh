#!/usr/bin/env bash
# Kills under load: three servers on one PostgreSQL, and server and agent on disks whose power is cut.
# Usage: run.sh PROGRAMS [short|long]     PROGRAMS is the folder of the built programs
set -euo pipefail
programs=$(realpath "$1")
case "${2:-short}" in
  short) kills=12 server_kills=6 ;;
  long) kills=200 server_kills=60 ;;
  *) echo "usage: $0 PROGRAMS [short|long]" >&2 && exit 2 ;;
esac
cd "$(dirname "$0")"
export LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1

../../Scripts/with-postgres.sh python3 three_servers.py "$programs" "$server_kills"

if [ ! -c /dev/fuse ] || ! pkg-config --exists fuse3; then
  echo "SKIPPED: power cuts need /dev/fuse and libfuse3-dev, and this machine does not have both." >&2
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck disable=SC2046
cc -std=c11 -O2 -Wall -Wextra -Werror -o "$work/powercut" PowerCut/*.c $(pkg-config --cflags --libs fuse3) -lpthread
cc -std=c11 -O2 -Wall -Wextra -Werror -shared -fPIC -o "$work/nosync.so" nosync.c
if [ "$(id -u)" = 0 ]; then
  # A folder that is mounted says whether this machine lets anybody mount at all.
  mkdir "$work/probe"
  if ! echo quit | "$work/powercut" "$work/probe" >/dev/null 2>"$work/why"; then
    echo "SKIPPED: power cuts: $(cat "$work/why")" >&2
    exit 0
  fi
fi
python3 power_cuts.py "$programs" "$work/powercut" "$work/nosync.so" "$kills"
