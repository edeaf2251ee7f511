#!/usr/bin/env python3
"""Runs commands and measures them: CPU seconds (user and system, with all children), wall seconds, peak memory.

    measure.py compare RUNS NAME=COMMAND NAME=COMMAND …   alternately, RUNS times each; medians, and ratios to the first
    measure.py time COMMAND…                              once; prints the last line of its output as well
    measure.py memory LIMIT_MB COMMAND…                   peak of the process, and of each child by its role; fails when
                                                          hikae's summary says that something was not read

Standard output is thrown away but for the last line; the exit status is shown when it is neither 0 nor 1. `memory` reads the
high-water mark that the kernel keeps (VmHWM) until the process ends; a child that lives less than 10 ms can escape it.
"""
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time


class Run:
    """One finished run of a command."""

    def __init__(self, command, environment=None, output=subprocess.DEVNULL, watch=False):
        began = time.monotonic()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL, env=environment)
        self.peaks = {}
        if watch:
            while True:
                self._look(process.pid)
                pid, status, usage = os.wait4(process.pid, os.WNOHANG)
                if pid:
                    break
                time.sleep(0.01)
        else:
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.status = process.returncode
        self.wall = time.monotonic() - began
        self.cpu = usage.ru_utime + usage.ru_stime
        self.largest = usage.ru_maxrss / 1024

    def _look(self, root):
        """Notes the peak of `root` and of everything beneath it, in MiB."""
        parents = {}
        for name in os.listdir("/proc"):
            if name.isdigit():
                try:
                    with open(f"/proc/{name}/stat") as file:
                        parents[int(name)] = int(file.read().rsplit(")", 1)[1].split()[1])
                except OSError:
                    pass
        for pid in parents:
            ancestor = pid
            while ancestor in parents and ancestor != root:
                ancestor = parents[ancestor]
            if ancestor != root:
                continue
            try:
                with open(f"/proc/{pid}/cmdline") as file:
                    words = file.read().split("\0")
                with open(f"/proc/{pid}/status") as file:
                    line = next((line for line in file if line.startswith("VmHWM")), None)
            except OSError:
                continue
            if line:
                role = " ".join([os.path.basename(words[0])] + words[1:2])
                self.peaks[role] = max(self.peaks.get(role, 0), int(line.split()[1]) / 1024)


def compare(runs, named):
    commands = [(name, shlex.split(command)) for name, command in (entry.split("=", 1) for entry in named)]
    done = {name: [] for name, _ in commands}
    for _ in range(runs):
        for name, command in commands:
            run = Run(command)
            done[name].append(run)
            if run.status not in (0, 1):
                print(f"{name}: exit status {run.status}")
    base = statistics.median(run.cpu for run in done[commands[0][0]])
    print(f"{'':28} {'CPU s':>8} {'wall s':>8} {'peak MiB':>9} {'CPU of first':>13}   each run")
    for name, _ in commands:
        cpu = statistics.median(run.cpu for run in done[name])
        wall = statistics.median(run.wall for run in done[name])
        peak = max(run.largest for run in done[name])
        each = " ".join(f"{run.cpu:.2f}" for run in done[name])
        print(f"{name:28} {cpu:8.2f} {wall:8.2f} {peak:9.0f} {cpu / base:12.2f}x   {each}")
    return done


def with_last_line(command, watch=False):
    """The finished run, and the last line of its output."""
    with tempfile.TemporaryFile() as output:
        run = Run(command, output=output, watch=watch)
        output.seek(0, os.SEEK_END)
        output.seek(max(0, output.tell() - 4096))
        return run, output.read().decode(errors="replace").rstrip().rsplit("\n", 1)[-1]


def once(command):
    run, last = with_last_line(command)
    print(f"  wall {run.wall:.2f} s, CPU {run.cpu:.2f} s, peak {run.largest:.0f} MiB  {last}")


def memory(limit, command):
    run, last = with_last_line(command, watch=True)
    for role, peak in sorted(run.peaks.items()):
        print(f"  {role:32} {peak:7.0f} MiB  {'ok' if peak <= limit else 'OVER'}")
    print(f"  CPU {run.cpu:.1f} s, wall {run.wall:.1f} s, exit status {run.status}  {last}")
    # Little memory for a file that was given up is no merit.
    if '"unreadable":0' not in last:
        print("  NOT READ")
        return False
    return max(run.peaks.values(), default=0) <= limit


if __name__ == "__main__":
    if len(sys.argv) > 3 and sys.argv[1] == "compare":
        compare(int(sys.argv[2]), sys.argv[3:])
    elif len(sys.argv) > 2 and sys.argv[1] == "time":
        once(sys.argv[2:])
    elif len(sys.argv) > 3 and sys.argv[1] == "memory":
        sys.exit(0 if memory(float(sys.argv[2]), sys.argv[3:]) else 1)
    else:
        sys.exit(__doc__)
