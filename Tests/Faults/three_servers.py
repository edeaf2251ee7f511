#!/usr/bin/env python3
"""Three servers, each with a folder of its own, on one PostgreSQL, under load; one after the other is killed hard and comes
back. No acknowledged batch may be missing, and all checkpoints that any of them ever showed must lie in one log.

Usage: Scripts/with-postgres.sh three_servers.py PROGRAMS KILLS [SEED]     PROGRAMS is the folder of hikae and ReportingFleet
Exit status: 0 nothing lost and no fork, 1 something is wrong.
"""

import threading

from faults import *  # noqa: F403

SERVERS = 3
DEVICES = 9


def query(url, sql):
    """Rows by psql, from Debian's packages, like the server."""
    done = subprocess.run(["psql", "-XAt", "-F", " ", "-d", url, "-c", sql], capture_output=True, text=True, check=True)
    return [line.split(" ") for line in done.stdout.splitlines()]


class Reader(threading.Thread):
    """Reads the log of every server, all the time, as a monitor would."""

    def __init__(self, servers):
        super().__init__(daemon=True)
        self.servers, self.shown, self.is_over = servers, {}, False

    def run(self):
        while not self.is_over:
            for number, server in enumerate(self.servers):
                note_bytes = server.get("log/checkpoint")
                if note_bytes:
                    self.shown.setdefault(note_bytes, set()).add(number)
            time.sleep(0.1)


def run(programs, database, kills, seed):
    chance = random.Random(seed)
    folder = tempfile.mkdtemp(prefix="hikae-servers-")
    hikae = programs + "/hikae"
    servers = [Server(hikae, f"{folder}/{number}", f"{folder}/{number}.log", database) for number in range(SERVERS)]
    fleet = reader = None
    try:
        servers[0].run("init", "--log-name", "faults.example/many")
        for number in range(DEVICES):
            servers[0].run("devices", "add", f"F-{number}")
        tokens = [
            json.loads(servers[0].run("devices", "token", f"F-{number}", "--json"))["token"] for number in range(DEVICES)]
        with open(folder + "/tokens", "w") as file:
            file.writelines(f"F-{number} {token}\n" for number, token in enumerate(tokens))
        servers[0].start()
        servers[0].wait()
        # As the guide says: the keys, by hand, before the first start.
        for server in servers[1:]:
            shutil.copytree(servers[0].data + "/keys", server.data + "/keys")
            server.run("init")
            server.start()
        for server in servers:
            server.wait()
        acknowledged = Acknowledged(folder + "/acknowledged")
        fleet = Process(
            [programs + "/ReportingFleet", servers[0].data + "/keys/authority.pem", folder + "/tokens",
             acknowledged.path, *[server.url for server in servers]], folder + "/fleet.log")
        wait_for("the fleet", lambda: "ready" in tail(folder + "/fleet.log"))
        reader = Reader(servers)
        reader.start()
        for number in range(kills):
            server = servers[number % SERVERS]
            time.sleep(chance.uniform(0.2, 1.2))
            server.kill()
            time.sleep(chance.uniform(0, 0.5))
            server.start()
            server.wait()
        before = len(acknowledged.batches())
        wait_for("batches after the last kill", lambda: len(acknowledged.batches()) > before + 20)
        fleet.kill()
        size = int(query(database, "SELECT MAX(sequence) FROM journal")[0][0])
        wait_for("all servers to show the whole log", lambda: all(
            checkpoint_size(server.get("log/checkpoint") or b"\n0\n") >= size for server in servers))
        # An auditor who has nothing but the key and an address.
        key = servers[0].run("log", "key").strip()
        for server in servers:
            server.run("verify", f"http://127.0.0.1:{server.open_port}/log", "--key", key)
        reader.is_over = True
        reader.join()
        for server in servers:
            server.end()
        check(servers, database, acknowledged, reader, kills, seed, folder)
    finally:
        if reader:
            reader.is_over = True
        if fleet:
            fleet.end()
        for server in servers:
            server.end()
        shutil.rmtree(folder, ignore_errors=True)


def check(servers, database, acknowledged, reader, kills, seed, folder):
    rows = [
        (device, int(first), int(last), digest, int(entry)) for device, first, last, digest, entry in query(
            database, "SELECT device, first, last, encode(digest, 'hex'), entry FROM batch ORDER BY device, first")]
    missing = acknowledged.missing(rows)
    if missing:
        raise Fault(f"{len(missing)} acknowledged batches are missing, such as {missing[0]}")
    if query(database, "SELECT 1 FROM batch_conflict"):
        raise Fault("batches contradict each other")
    last = require_unbroken(rows)
    sizes = {}
    kept = []
    for number, note_bytes in enumerate(reader.shown):
        # Size and root; the same size with another root would be a fork by itself.
        size, root = note_bytes.split(b"\n")[1:3]
        if sizes.setdefault(size, root) != root:
            raise Fault(f"two logs of {size.decode()} leaves were shown")
        path = f"{folder}/shown-{number}.checkpoint"
        with open(path, "wb") as file:
            file.write(note_bytes)
        kept += ["--earlier", path]
    if len({number for numbers in reader.shown.values() for number in numbers}) != len(servers):
        raise Fault("not every server showed the log")
    for server in servers:
        server.run("verify", *kept)
    servers[0].run("rebuild")
    note(
        f"{kills} kills of {len(servers)} servers on one PostgreSQL (seed {seed}): 0 of {len(acknowledged.batches())} "
        f"acknowledged batches missing, {sum(last.values())} records without a hole; one log of {max(map(int, sizes))} "
        f"leaves contains all {len(sizes)} checkpoints that were shown, on each server")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    if not os.environ.get("HIKAE_TEST_POSTGRES"):
        sys.exit("HIKAE_TEST_POSTGRES names no server: call this by Scripts/with-postgres.sh")
    try:
        run(
            sys.argv[1], os.environ["HIKAE_TEST_POSTGRES"], int(sys.argv[2]),
            int(sys.argv[3]) if len(sys.argv) == 4 else random.randrange(1 << 30))
    except Fault as fault:
        sys.exit(f"FAILED: {fault}")
