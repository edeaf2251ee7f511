#!/bin/sh
# The agent under a flood of changes, and at rest. Needs root (a mount of its own). Usage: agent.sh [PROGRAM] [tmpfs|loop]
# 120,000 changes on a private tmpfs, or on ext4 in a file that is mounted as a loop (30,000 files made, written, renamed,
# deleted); then a minute of rest.
# Bars: every event received or a gap recorded; at rest less than 0.5 % of a core and 60 MB.
set -eu

program=$(realpath "${1:-.build-agent/hikae-agent}")
work=$(mktemp -d)
trap 'kill "$agent" 2>/dev/null || true; umount "$work/m" 2>/dev/null || true; rm -rf "$work"' EXIT
mkdir "$work/m"
if [ "${2:-tmpfs}" = loop ]; then
  truncate -s 1G "$work/image"
  mkfs.ext4 -q -N 65536 "$work/image"
  mount -o loop "$work/image" "$work/m"
else
  mount -t tmpfs none "$work/m" -o size=512m
fi
mkdir "$work/m/a"
printf 'root = %s\nmedia = /nowhere\nread_rate = 0\nsend_seconds = 2\n' "$work/m" > "$work/agent.conf"
"$program" run --config "$work/agent.conf" --state "$work/state" --deliver-to "$work/out" --device bench &
agent=$!
python3 - "$work" "$agent" "$program" <<'PYTHON'
import json, os, subprocess, sys, time
work, agent, program = sys.argv[1], int(sys.argv[2]), sys.argv[3]
def status():
    try: return json.loads(subprocess.check_output([program, "status", "--json", "--state", work + "/state"], stderr=subprocess.DEVNULL))
    except Exception: return {}
def ticks():
    fields = open(f"/proc/{agent}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
def rss(): 
    for line in open(f"/proc/{agent}/status"):
        if line.startswith("VmRSS"): return int(line.split()[1]) / 1024
def settle():
    calm = 0
    while calm < 3:
        time.sleep(1)
        os.kill(agent, 10)
        time.sleep(0.2)
        now = status()
        calm = calm + 1 if now.get("scanning") is None and now.get("open_looks") == 0 and now.get("pending_records") == 0 else 0
    return now
time.sleep(2)
settle()
people = "氏名,生年月日,電話番号\n佐藤花子,1980-01-02,090-1234-5678\n鈴木一郎,1981-02-03,090-2345-6789\n"
folder = work + "/m/a"
for number in range(100): open(f"{folder}/list{number}.csv", "w").write(people + f"高橋美咲,1982-03-04,090-1111-{number:04}\n")
settle()
spent, began = ticks(), time.time()
for number in range(30_000):
    with open(f"{folder}/{number}", "w") as file: file.write("x")
for number in range(30_000): os.rename(f"{folder}/{number}", f"{folder}/n{number}")
for number in range(30_000): os.unlink(f"{folder}/n{number}")
made = time.time() - began
for number in range(100): os.rename(f"{folder}/list{number}.csv", f"{folder}/l{number}.csv")
now = settle()
print(f"120,000 changes in {made:.1f} s; agent's processor time {ticks() - spent:.1f} s; reported files {now['reported_files']} of 100, gaps {now['gaps']}, memory {rss():.0f} MB")
spent = ticks()
time.sleep(60)
print(f"at rest: {(ticks() - spent) / 60 * 100:.2f} % of a core, {rss():.0f} MB")
PYTHON
