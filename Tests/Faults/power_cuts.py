#!/usr/bin/env python3
"""Kills server and agent under load, and cuts the power of the disks that they write to: whatever was not synced is gone, or
stays in part and in any order. Nothing that was acknowledged may be lost.

Usage: power_cuts.py PROGRAMS POWERCUT NOSYNC KILLS [SEED]     PROGRAMS is the folder of hikae, hikae-agent, ReportingFleet
Exit status: 0 nothing lost, 1 something lost or the test itself does not work.
"""

import threading

from faults import *  # noqa: F403

DEVICES = 6


class Case:
    """One server and its disk, a fleet, and where they can be run, one agent and its disk."""

    def __init__(self, programs, powercut, seed, environment=None, with_agent=True):
        self.random = random.Random(seed)
        self.folder = tempfile.mkdtemp(prefix="hikae-faults-")
        self.disks = {"server": PowerCut(powercut, self.folder + "/server-disk")}
        self.server = Server(
            programs + "/hikae", self.disks["server"].path + "/data", self.folder + "/server.log", environment=environment)
        self.acknowledged = Acknowledged(self.folder + "/acknowledged")
        self.programs, self.fleet, self.agent, self.agent_words = programs, None, None, None
        self.shown, self.is_over, self.files = {}, False, None
        self.server.run("init", "--log-name", "faults.example/log")
        # What `init` said stays, without anybody's help.
        self.disks["server"].tell("cut")
        self.server.run("verify")
        names = [f"F-{number}" for number in range(DEVICES)] + (["A-1"] if with_agent else [])
        tokens = {}
        for name in names:
            self.server.run("devices", "add", name)
            tokens[name] = json.loads(self.server.run("devices", "token", name, "--json"))["token"]
        with open(self.folder + "/tokens", "w") as file:
            file.writelines(f"{name} {tokens[name]}\n" for name in names[:DEVICES])
        self.server.start()
        self.server.wait()
        # The folder's keys are on a disk that comes and goes.
        shutil.copy(self.server.data + "/keys/authority.pem", self.folder + "/authority.pem")
        self.fleet = Process(
            [programs + "/ReportingFleet", self.folder + "/authority.pem", self.folder + "/tokens",
             self.acknowledged.path, self.server.url], self.folder + "/fleet.log")
        wait_for("the fleet", lambda: "ready" in tail(self.folder + "/fleet.log"))
        if with_agent:
            self.take_up_agent(tokens["A-1"], powercut)

    def take_up_agent(self, token, powercut):
        self.disks["agent"] = PowerCut(powercut, self.folder + "/agent-disk")
        state = self.disks["agent"].path + "/state"
        self.files = self.folder + "/watched"
        os.makedirs(self.files)
        subprocess.run(["mount", "-t", "tmpfs", "none", self.files, "-o", "size=64m"], check=True)
        with open(self.folder + "/token", "w") as file:
            file.write(token)
        with open(self.folder + "/agent.conf", "w") as file:
            file.write(f"root = {self.files}\nmedia = /nowhere\nread_rate = 0\nsend_seconds = 1\n")
        subprocess.run(
            [self.programs + "/hikae-agent", "enrol", "--server", self.server.url, "--token-file",
             self.folder + "/token", "--authority", self.folder + "/authority.pem", "--label", "a", "--state", state],
            check=True, stdout=subprocess.DEVNULL)
        self.disks["agent"].tell("cut")
        self.agent_words = [
            self.programs + "/hikae-agent", "run", "--config", self.folder + "/agent.conf", "--state", state]
        self.start_agent()
        threading.Thread(target=self.work, daemon=True).start()

    def start_agent(self):
        self.agent = Process(self.agent_words, self.folder + "/agent.log")

    def work(self):
        """Somebody at the agent's machine makes, changes, moves and removes lists of people."""
        chance, number = random.Random(1), 0
        while not self.is_over:
            name = f"{self.files}/list{chance.randrange(40)}.csv"
            match chance.randrange(4):
                case 0 if os.path.exists(name): os.unlink(name)
                case 1 if os.path.exists(name): os.rename(name, f"{self.files}/list{chance.randrange(40)}.csv")
                case _:
                    number += 1
                    with open(name, "w") as file:
                        file.write("氏名,生年月日,電話番号\n")
                        file.writelines(
                            f"佐藤花子,19{number % 90 + 10}-01-{day:02},090-{number % 10000:04}-{day:04}\n"
                            for day in range(1, 6))
            time.sleep(0.02)
            # Whoever waits for a server that was away need not wait long.
            if self.agent and self.agent.is_running() and chance.randrange(20) == 0:
                self.agent.child.send_signal(signal.SIGUSR1)

    def look(self):
        """Remembers a checkpoint that the server shows: the log must contain it for ever."""
        note_bytes = self.server.get("log/checkpoint")
        if note_bytes:
            self.shown.setdefault(note_bytes, len(self.shown))

    def fail(self, which, how):
        """Kills, and cuts the power of those that were killed."""
        for name in which:
            (self.server if name == "server" else self.agent).kill()
        for name in which:
            self.disks[name].tell(how)

    def check(self):
        missing = self.acknowledged.missing(stored_batches(self.server.data))
        if missing:
            raise Fault(f"{len(missing)} acknowledged batches are lost, such as {missing[0]}")

    def verify(self):
        kept = []
        for note_bytes, number in self.shown.items():
            path = f"{self.folder}/shown-{number}.checkpoint"
            if not os.path.exists(path):
                with open(path, "wb") as file:
                    file.write(note_bytes)
            kept += ["--earlier", path]
        self.server.run("verify", *kept)

    def restart(self, which):
        if "server" in which:
            self.server.start()
        if "agent" in which:
            self.start_agent()
        self.server.wait()

    def settle(self):
        """Until the agent has nothing left to say."""
        self.is_over = True
        state, calm = self.disks["agent"].path + "/state/status.json", 0
        end = time.monotonic() + 240
        while calm < 3:
            if time.monotonic() > end:
                raise Fault(f"the agent does not come to rest: {tail(state)} {tail(self.folder + '/agent.log')}")
            self.agent.child.send_signal(signal.SIGUSR1)
            time.sleep(0.5)
            try:
                with open(state) as file:
                    status = json.load(file)
            except (OSError, ValueError):
                continue
            rests = status.get("scanning") is None and not status.get("open_looks") and not status.get("pending_records")
            calm = calm + 1 if rests else 0

    def require_true_answer(self):
        """What the record says of the agent's files, after all that, is what lies there."""
        there = len(os.listdir(self.files))
        total = json.loads(self.server.run("drill", "A-1", "--json", status=1))["total"]
        certain, possible = total["certain_files"], total["possible_files"]
        if not certain <= there <= possible:
            raise Fault(f"{there} lists lie there, and the answer is {certain} for certain, {possible} at most")
        return f"; the answer about its files is {certain} to {possible}, and {there} lie there"

    def end(self):
        self.is_over = True
        for process in (self.fleet, self.agent, self.server):
            if process:
                process.end()
        for disk in self.disks.values():
            disk.end()
        if self.files:
            subprocess.run(["umount", "-l", self.files], stderr=subprocess.DEVNULL, check=False)
        shutil.rmtree(self.folder, ignore_errors=True)


def control(programs, powercut, nosync):
    """A server whose syncs do nothing loses what it acknowledged, and the test sees it."""
    # Enrolment is on disk; from then on nothing is.
    case = Case(programs, powercut, 0, with_agent=False)
    try:
        case.server.kill()
        case.disks["server"].tell("cut")
        case.server.environment = {"LD_PRELOAD": nosync}
        before = len(case.acknowledged.batches())
        case.restart(["server"])
        wait_for("batches", lambda: len(case.acknowledged.batches()) >= before + 20)
        case.fail(["server"], "cut")
        try:
            lost = len(case.acknowledged.missing(stored_batches(case.server.data)))
        except sqlite3.DatabaseError:
            lost = len(case.acknowledged.batches())
        if not lost:
            raise Fault("the control lost nothing: the file system of the test does not drop what was not synced")
        note(f"control: a server that syncs nothing lost {lost} acknowledged batches")
    finally:
        case.end()


def run(programs, powercut, kills, seed):
    can_watch = os.geteuid() == 0
    if not can_watch:
        note("SKIPPED: the agent is not killed, because watching needs root; the server is")
    case = Case(programs, powercut, seed, with_agent=can_watch)
    try:
        done = rounds = 0
        while done < kills:
            time.sleep(case.random.uniform(0.1, 0.9))
            case.look()
            which = [["server"], ["agent"], ["server", "agent"]][rounds % 3] if can_watch else ["server"]
            how = "cut" if rounds % 2 == 0 else f"tear {case.random.randrange(1 << 60)}"
            try:
                case.fail(which, how)
                if "server" in which:
                    case.check()
                    if rounds % 10 == 0:
                        case.verify()
                case.restart(which)
            except (Fault, sqlite3.DatabaseError) as fault:
                raise Fault(f"round {rounds} (seed {seed}), {' and '.join(which)} killed, {how}: {fault}") from fault
            done += len(which)
            rounds += 1
            if rounds % 20 == 0:
                note(f"  {done} kills, {len(case.acknowledged.batches())} batches acknowledged")
        if can_watch:
            case.settle()
        case.fleet.kill()
        case.server.end()
        case.check()
        last = require_unbroken(stored_batches(case.server.data))
        case.verify()
        case.server.run("rebuild")
        answer = case.require_true_answer() if can_watch else ""
        note(
            f"{done} kills with a power cut each (seed {seed}): 0 of {len(case.acknowledged.batches())} acknowledged "
            f"batches lost, {sum(last.values())} records without a hole"
            + (f", {last.get('A-1', 0)} of them the agent's" if can_watch else "")
            + f"; the log verifies and contains all {len(case.shown)} checkpoints that were shown{answer}")
    finally:
        case.end()


if __name__ == "__main__":
    if len(sys.argv) not in (5, 6):
        sys.exit(__doc__)
    # An agent that just starts does not wait for it yet; ignored until then, it does no harm.
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    try:
        control(*sys.argv[1:4])
        run(*sys.argv[1:3], int(sys.argv[4]), int(sys.argv[5]) if len(sys.argv) == 6 else random.randrange(1 << 30))
    except Fault as fault:
        sys.exit(f"FAILED: {fault}")
