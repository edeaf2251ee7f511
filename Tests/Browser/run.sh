#!/usr/bin/env bash
# Opens every page of the console in a real browser, as every role, in both languages: no errors, no barriers that axe-core
# finds (WCAG 2.2 AA), nothing wider than a phone, nothing heavier than 150 KB; and holds the API to its description.
# Usage: run.sh PATH-OF-HIKAE. Pictures go to .build/screenshots.
#
# chromium, its driver and selenium come from Debian's packages. axe-core and schemathesis come from PyPI. Where that cannot
# be reached the run fails: what was not checked does not pass. HIKAE_BROWSE_WITHOUT_TOOLS=1 leaves the two checks out.
set -euo pipefail
hikae=$(realpath "$1")
tests=$(dirname "$(realpath "$0")")
cd "$(dirname "$0")"
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
pictures=$(realpath ../..)/.build/screenshots
tools=${HIKAE_BROWSER_TOOLS:-$(realpath ../..)/.build/browser-tools}
if ! [ -e "$tools/complete" ]; then
  rm -rf "$tools"
  if /usr/bin/python3 -m venv --system-site-packages "$tools" 2>"$work/venv" \
    && "$tools/bin/pip" -q install --disable-pip-version-check --no-deps axe-playwright-python==0.1.8 2>>"$work/venv" \
    && "$tools/bin/pip" -q install --disable-pip-version-check 'schemathesis>=4,<5' 2>>"$work/venv"; then
    touch "$tools/complete"
  else
    echo "NOT CHECKED: axe-core and schemathesis cannot be fetched: $(tail -n 1 "$work/venv")" >&2
    [ "${HIKAE_BROWSE_WITHOUT_TOOLS:-}" = 1 ] || { echo "HIKAE_BROWSE_WITHOUT_TOOLS=1 runs without them" >&2; exit 1; }
  fi
fi

"$hikae" demo --to "$work/demo" --scale 0.02 --console --listen 127.0.0.1:0 --lang en >"$work/out" 2>"$work/log" &
server=$!
for _ in $(seq 240); do
  grep -q '^Ctrl-C' "$work/out" && break
  kill -0 "$server" 2>/dev/null || { cat "$work/out" "$work/log"; exit 1; }
  sleep 0.5
done
site=$(sed -n 's/^Open the console: \(.*\)\/$/\1/p' "$work/out")
officer=$(sed -n 's/^Sign-in name officer *password \([a-z0-9]*\).*/\1/p' "$work/out")
axe=$(find "$tools" -name axe.min.js -print -quit 2>/dev/null || true)
if [ -z "$axe" ] && [ "${HIKAE_BROWSE_WITHOUT_TOOLS:-}" != 1 ]; then
  echo "axe.min.js is not in $tools: remove that folder and run again" >&2
  exit 1
fi
rm -rf "$pictures"
mkdir -p "$pictures"
AXE=$axe PICTURES=$pictures TOKEN_FILE=$work/token DEMO=$work/demo /usr/bin/python3 -B pages.py "$site" "$officer"

if [ -e "$tools/complete" ]; then
  token=$(cat "$work/token")
  # What is asked for at random is mostly not there: that must be told as the description says, and nothing may fail.
  (cd "$work" && "$tools/bin/schemathesis" --config-file "$tests/schemathesis.toml" run "$site/api/v1/openapi.json" --url "$site/api/v1" \
    -H "Authorization: Bearer $token" --max-examples 40 --generation-deterministic --no-color) >"$work/schemathesis" 2>&1 \
    || { sed "s/$token/TOKEN/g" "$work/schemathesis" | tail -n 150; exit 1; }
  tail -n 3 "$work/schemathesis"
fi
kill -TERM "$server"
wait "$server" || true
server=
# Nothing personal and no secret in the log of the server.
if grep -E "officer|client117|$officer|佐藤" "$work/log"; then echo "FAILED: the log names somebody"; exit 1; fi
