#!/usr/bin/env bash
# Opens the pages of the console in a real browser: no errors, no barriers that axe-core finds (WCAG 2.2 AA), nothing wider
# than a phone, nothing heavier than 150 KB.
#
# Usage: run.sh PATH-OF-HIKAE [short|long]
#   long   every page as every role in both languages, every way through the console; holds the API to its description (the
#          default; a quarter of an hour)
#   short  every page once, the language changing from page to page, and of each role what only that role sees (3 minutes)
#
# Pictures go to .build/screenshots. chromium, its driver and selenium come from Debian's packages: without them the run
# fails. CHROMIUM and CHROMEDRIVER name others. axe-core and schemathesis come from PyPI. Where that cannot be reached the
# long run fails: what was not checked does not pass. HIKAE_BROWSE_WITHOUT_TOOLS=1 leaves the two checks out. The short run
# goes on without axe-core, and says so.
set -euo pipefail
hikae=$(realpath "$1")
walk=${2:-long}
case $walk in short | long) ;; *) echo "run.sh PATH-OF-HIKAE [short|long]" >&2; exit 2 ;; esac
tests=$(dirname "$(realpath "$0")")
cd "$(dirname "$0")"
export CHROMIUM=${CHROMIUM:-/usr/bin/chromium} CHROMEDRIVER=${CHROMEDRIVER:-/usr/bin/chromedriver}
for program in "$CHROMIUM" "$CHROMEDRIVER"; do
  [ -x "$program" ] && continue
  echo "FAILED: $program is missing, so no page was looked at. Debian: Scripts/prepare.sh browse installs it;" \
    "elsewhere, CHROMIUM and CHROMEDRIVER name the two programs." >&2
  exit 1
done
/usr/bin/python3 -c 'import selenium' 2>/dev/null || {
  echo "FAILED: Python's selenium is missing (python3-selenium), so no page was looked at." >&2
  exit 1
}
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
pictures=$(realpath ../..)/.build/screenshots
tools=${HIKAE_BROWSER_TOOLS:-$(realpath ../..)/.build/browser-tools}
if [ "$walk" = long ]; then needed=complete; else needed=axe; fi
if ! [ -e "$tools/$needed" ] && ! [ -e "$tools/complete" ]; then
  rm -rf "$tools"
  if /usr/bin/python3 -m venv --system-site-packages "$tools" 2>"$work/venv" \
    && "$tools/bin/pip" -q install --disable-pip-version-check --no-deps axe-playwright-python==0.1.8 2>>"$work/venv" \
    && touch "$tools/axe" \
    && { [ "$walk" = short ] \
      || "$tools/bin/pip" -q install --disable-pip-version-check 'schemathesis>=4,<5' 2>>"$work/venv"; }; then
    touch "$tools/$needed"
  elif [ "$walk" = short ]; then
    echo "NOT CHECKED: axe-core cannot be fetched: $(tail -n 1 "$work/venv")" >&2
  else
    echo "NOT CHECKED: axe-core and schemathesis cannot be fetched: $(tail -n 1 "$work/venv")" >&2
    [ "${HIKAE_BROWSE_WITHOUT_TOOLS:-}" = 1 ] || { echo "HIKAE_BROWSE_WITHOUT_TOOLS=1 runs without them" >&2; exit 1; }
  fi
fi

"$hikae" demo --to "$work/demo" --scale 0.02 --console --listen 127.0.0.1:0 --lang en >"$work/out" 2>"$work/log" &
server=$!
for _ in $(seq 480); do
  grep -q '^Ctrl-C' "$work/out" && break
  kill -0 "$server" 2>/dev/null || { cat "$work/out" "$work/log"; exit 1; }
  sleep 0.5
done
site=$(sed -n 's/^Open the console: \(.*\)\/$/\1/p' "$work/out")
password_of() { sed -n "s/^Sign-in name $1 *password \([a-z0-9]*\).*/\1/p" "$work/out"; }
officer=$(password_of officer)
custodian=$(password_of custodian)
if [ -z "$site" ] || [ -z "$officer" ] || [ -z "$custodian" ]; then
  echo "FAILED: the demo's console did not open in 240 s" >&2
  cat "$work/out" "$work/log" >&2
  exit 1
fi
axe=$(find "$tools" -name axe.min.js -print -quit 2>/dev/null || true)
if [ -z "$axe" ] && [ "$walk" = long ] && [ "${HIKAE_BROWSE_WITHOUT_TOOLS:-}" != 1 ]; then
  echo "axe.min.js is not in $tools: remove that folder and run again" >&2
  exit 1
fi
rm -rf "$pictures"
mkdir -p "$pictures"
if [ "$walk" = long ]; then script=pages.py; else script=short.py; fi
AXE=$axe PICTURES=$pictures TOKEN_FILE=$work/token DEMO=$work/demo /usr/bin/python3 -B "$script" "$site" "$officer" \
  "$custodian"
echo "pictures of $(find "$pictures" -type f | wc -l) pages: $pictures"

if [ "$walk" = long ] && [ -e "$tools/complete" ]; then
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
if grep -E "officer|client117|$officer|$custodian|佐藤" "$work/log"; then echo "FAILED: the log names somebody"; exit 1; fi
