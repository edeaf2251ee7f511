"""What the fault tests share: the programs under test as processes, a file system whose power fails, what was acknowledged."""

import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request


class Fault(Exception):
    """The record is not what it must be."""


def note(text):
    print(text, flush=True)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, condition, seconds=60):
    """Bounded, so that a failure ends; how long it takes is not judged."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    raise Fault(f"waited too long for {what}")


class Process:
    """A child that is killed hard, or ends in order; its output goes to a file."""

    def __init__(self, words, log, environment=None):
        self.log = log
        with open(log, "ab") as out:
            self.child = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env={**os.environ, **(environment or {})})

    def is_running(self):
        return self.child.poll() is None

    def kill(self):
        if not self.is_running():
            raise Fault(f"a program ended by itself with {self.child.returncode}: {tail(self.log)}")
        self.child.kill()
        self.child.wait()

    def end(self):
        if self.is_running():
            self.child.terminate()
            try:
                self.child.wait(30)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()


def tail(path):
    with open(path, "rb") as file:
        return file.read()[-2000:].decode(errors="replace")


class PowerCut:
    """A mounted file system that keeps what was synced, and nothing else, when its power is cut."""

    def __init__(self, program, path):
        os.makedirs(path, exist_ok=True)
        self.path = path
        self.child = subprocess.Popen([program, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._answer()

    def tell(self, command):
        self.child.stdin.write(command + "\n")
        self.child.stdin.flush()
        self._answer()

    def _answer(self):
        answer = self.child.stdout.readline().strip()
        if answer != "ok":
            raise RuntimeError(f"the file system of the test does not work: {answer or 'it ended'}")

    def end(self):
        if self.child.poll() is None:
            try:
                self.child.communicate("quit\n", timeout=30)
            except (BrokenPipeError, subprocess.TimeoutExpired):
                self.child.kill()
        subprocess.run(["umount", "-l", self.path], stderr=subprocess.DEVNULL, check=False)


class Server:
    """`hikae serve` on fixed ports, so that it comes back where it was."""

    def __init__(self, hikae, data, log, database=None, environment=None):
        self.hikae, self.data, self.log, self.database = hikae, data, log, database
        self.environment = environment
        self.open_port, self.agents_port = free_port(), free_port()
        self.process = None
        self.url = f"https://localhost:{self.agents_port}"

    def run(self, *words, status=0):
        where = ["--data", self.data, "--lang", "en"] + (["--database", self.database] if self.database else [])
        done = subprocess.run(
            [self.hikae, *words, *where], capture_output=True, text=True, check=False,
            env={**os.environ, **(self.environment or {})})
        if done.returncode != status:
            raise Fault(f"hikae {' '.join(words)} gives {done.returncode}: {done.stdout[-1500:]}{done.stderr[-1500:]}")
        return done.stdout

    def start(self):
        self.process = Process(
            [self.hikae, "serve", "--data", self.data, "--lang", "en", "--interval", "5"]
            + (["--database", self.database] if self.database else [])
            + ["--listen", f"127.0.0.1:{self.open_port}", "--agents", f"127.0.0.1:{self.agents_port}"]
            + ["--agents-name", "localhost"], self.log, self.environment)

    def wait(self):
        def is_ready():
            if not self.process.is_running():
                raise Fault(f"the server does not start: {tail(self.log)}")
            return self.get("readyz") is not None
        wait_for("the server", is_ready)

    def get(self, path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.open_port}/{path}", timeout=2) as answer:
                return answer.read()
        except OSError:
            return None

    def kill(self):
        self.process.kill()

    def end(self):
        if self.process:
            self.process.end()


class Acknowledged:
    """What the fleet was told: lines of ReportingFleet."""

    def __init__(self, path):
        self.path = path

    def batches(self):
        """As {(device, first): (last, digest, entry)}. A line that a kill cut off says nothing."""
        found = {}
        if not os.path.exists(self.path):
            return found
        with open(self.path) as file:
            for line in file.read().split("\n")[:-1]:
                words = line.split()
                if words[0] != "acknowledged":
                    raise Fault(f"a batch was refused: {line}")
                key = (words[1], int(words[2]))
                if key in found:
                    raise Fault(f"acknowledged twice: {line}")
                found[key] = (int(words[3]), words[4], int(words[5]))
        return found

    def missing(self, stored):
        """Batches that were acknowledged and are not in `stored`, rows of (device, first, last, digest, entry)."""
        known = {(device, first): (last, digest, entry) for device, first, last, digest, entry in stored}
        return [batch for batch, what in self.batches().items() if known.get(batch) != what]


def stored_batches(data):
    """The table of batches of an installation on SQLite, out of a copy: looking changes nothing."""
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("", "-wal"):
            if os.path.exists(f"{data}/hikae.sqlite{suffix}"):
                shutil.copy(f"{data}/hikae.sqlite{suffix}", f"{folder}/copy{suffix}")
        database = sqlite3.connect(f"{folder}/copy")
        try:
            rows = database.execute(
                "SELECT device, first, last, lower(hex(digest)), entry FROM batch ORDER BY device, first").fetchall()
            conflicts = database.execute("SELECT COUNT(*) FROM batch_conflict").fetchone()[0]
            tombstones = database.execute("SELECT COUNT(*) FROM batch WHERE dropped IS NOT NULL").fetchone()[0]
        finally:
            database.close()
    if conflicts or tombstones:
        raise Fault(f"{conflicts} batches contradict others, {tombstones} say that records were lost")
    return rows


def require_unbroken(rows):
    """Each device's records without a hole, from the first on: what a device forgot, the server has."""
    last = {}
    for device, first, end, _, _ in rows:
        if first != last.get(device, 0) + 1:
            raise Fault(f"records of {device} before {first} are missing")
        last[device] = end
    return last


def checkpoint_size(note_bytes):
    return int(note_bytes.split(b"\n")[1])
