#!/usr/bin/env python3
"""How many people, and which fields: Hikae's answer against the truth of a corpus, file by file.

    accuracy.py CORPUS [HARD] --hikae PATH     a corpus with truth.jsonl, and perhaps a folder of harder tables
    accuracy.py DEMO --hikae PATH              a folder that `hikae demo --to DEMO` wrote

truth.jsonl has one object a file: `file` (path beneath CORPUS), `kind` ("neg" for files without people), `persons`
(distinct people), for tables `header` (whether there is a title line), `encoding` and `columns` (title → field, in the
order of the columns, null for none), for letters and mails `spans` ([start, end, field, person]).
HARD/truth.json is a list of [file, people, note].

A column counts for its field as a whole: true positive when Hikae types it as the truth does. "Untitled" are the
corpus' own tables without a title line, and each titled CSV again with its title line removed. Hikae shows no values,
so letters are judged by their number of people and by the fields present in each; and, since a name that is none makes up
for a missed one in a number, what its recogniser finds in their text is held against the spans of the truth
(`PassageBenchmark`, built with `swift build -c release --product PassageBenchmark`).

Exit status 0 when every bar holds, 1 when one is missed.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter

# Fields of the truth in the words of `hikae scan --json`.
FIELDS = {
    "name": "name", "kana": "kana", "dob": "birth_date", "sex": "sex", "postal": "postal_code", "address": "address",
    "phone": "phone", "email": "email", "org": "employer", "insurer": "insurer", "insno": "insurer_number",
    "insym": "insurance_symbol", "innum": "insurance_number", "appt": "appointment", "mynumber": "my_number",
    "card": "card_number", "ssn": "national_number",
}  # fmt: skip
# Columns to which the corpus gives no field, though they are one. Without a title nobody could know that, so that there
# they count only when they are taken for something else.
ALSO = {"社員番号": "employee_number", "枝番": "branch_number", "コース": "appointment", "country": "address"}
# Roles of a column as `--explain` names them, where the field is not simply the same words.
ROLES = {
    "familyName": "name", "givenName": "name", "romanName": "name", "kanaFamily": "kana", "kanaGiven": "kana",
    "birthEra": "birth_date", "birthYear": "birth_date", "birthMonth": "birth_date", "birthDay": "birth_date",
    "postalFirst": "postal_code", "postalSecond": "postal_code", "addressPart": "address", "phoneFirst": "phone",
    "phoneSecond": "phone", "phoneThird": "phone", "symbolAndNumber": "insurance_number",
}  # fmt: skip
NO_FIELD = {"none", "other", "thing", "remarks", "age", "department", "handler"}


def field_of(role):
    if role in NO_FIELD:
        return None
    return ROLES.get(role) or re.sub(r"(?<!^)([A-Z])", r"_\1", role).lower()


class Hikae:
    def __init__(self, path):
        self.path = path
        self.environment = dict(os.environ, XDG_CACHE_HOME=tempfile.mkdtemp(prefix="hikae-accuracy-"))

    def run(self, *arguments):
        done = subprocess.run(
            [self.path, "scan", *arguments], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        if done.returncode not in (0, 1):
            sys.exit(f"hikae scan ended with status {done.returncode}")
        return done.stdout.decode("utf-8", errors="replace")

    def scan(self, *paths):
        """Files by path, and the summary."""
        lines = [json.loads(line) for line in self.run("--fresh", "--json", *paths).splitlines()]
        return {line["path"]: line for line in lines if "path" in line}, lines[-1]["summary"]

    def columns(self, path):
        """Per table: [(number of the column, title, field)]."""
        tables = []
        for line in self.run("--lang", "en", "--explain", path).splitlines():
            if re.match(r"Table \d+ \(", line):
                tables.append([])
            found = re.match(r"  (\d+)\. (.*)  →  (\w+)  \[", line)
            if found and tables:
                tables[-1].append((int(found[1]) - 1, found[2], field_of(found[3])))
        return tables


class Tally:
    """True positives, false positives and misses by field."""

    def __init__(self):
        self.hit, self.false, self.missed = Counter(), Counter(), Counter()

    def add(self, wanted, found):
        if wanted == found:
            self.hit[wanted] += wanted is not None
        else:
            self.false[found] += found is not None
            self.missed[wanted] += wanted is not None

    def show(self, name, bar):
        hit, false, missed = (sum(count.values()) for count in (self.hit, self.false, self.missed))
        f1 = 2 * hit / max(1, 2 * hit + false + missed)
        print(f"{name}: F1 {f1:.4f} ({hit} right, {false} false, {missed} missed; bar {bar})")
        for field in sorted(set(self.false + self.missed), key=str):
            print(f"    {field}: {self.hit[field]} right, {self.false[field]} false, {self.missed[field]} missed")
        return f1


class Bars:
    def __init__(self):
        self.missed = []

    def check(self, name, holds):
        if not holds:
            self.missed.append(name)
        return "ok" if holds else "MISSED"


def off(people, truth):
    return abs(people - truth) / truth if truth else float(people > 0)


def tables(corpus, truth, found, hikae, bars):
    print("== people per table (bar: 1 % each; 0 in files without people)")
    for entry in truth:
        if "spans" in entry and entry["kind"] != "neg":
            continue
        people = found[os.path.join(corpus, entry["file"])]["people"]
        error = off(people, entry["persons"])
        verdict = bars.check(entry["file"], error <= (0.01 if entry["persons"] else 0))
        print(f"  {people:7} of {entry['persons']:7}  {100 * error:6.2f} %  {verdict:7} {entry['file']}")

    print("== columns")
    titled, untitled = Tally(), Tally()
    with tempfile.TemporaryDirectory() as folder:
        for entry in truth:
            if not entry.get("columns"):
                continue
            path = os.path.join(corpus, entry["file"])
            gold = [FIELDS.get(field) or ALSO.get(title) for title, field in entry["columns"].items()]
            titles = list(entry["columns"])
            if entry["header"]:
                columns = [column for table in hikae.columns(path) for column in table]
                for title, field in zip(titles, gold):
                    roles = [role for _, shown, role in columns if shown == title]
                    titled.add(field, field if field in roles else next(iter(roles), None))
            if entry["kind"] == "csv":
                if entry["header"]:
                    with open(path, encoding=entry["encoding"].replace("-le", ""), newline="") as file:
                        body = file.read().split("\n", 1)[1]
                    path = os.path.join(folder, os.path.basename(entry["file"]))
                    with open(path, "w", encoding="utf-8", newline="") as file:
                        file.write(body)
                roles = {number: role for table in hikae.columns(path)[:1] for number, _, role in table}
                for number, (title, field) in enumerate(zip(titles, gold)):
                    if title in ALSO and roles.get(number) is None:
                        continue
                    untitled.add(field, roles.get(number))
                    if field != roles.get(number):
                        print(f"  untitled {entry['file']}: {title} is {field}, taken for {roles.get(number)}")
    f1 = titled.show("titled columns", 0.98)
    bars.check("titled columns", f1 >= 0.98)
    f1 = untitled.show("untitled columns", 0.95)
    bars.check("untitled columns", f1 >= 0.95)


def letters(corpus, truth, found, bars):
    print("== letters and mails (bar: within 1 person)")
    within, exact, by_kind = 0, 0, Counter()
    counted = wanted = common = 0
    presence = {}
    entries = [entry for entry in truth if "spans" in entry and entry["kind"] != "neg"]
    for entry in entries:
        answer = found[os.path.join(corpus, entry["file"])]
        people, gold = answer["people"], entry["persons"]
        within += abs(people - gold) <= 1
        exact += people == gold
        by_kind[entry["kind"], abs(people - gold)] += 1
        counted, wanted, common = counted + people, wanted + gold, common + min(people, gold)
        there = {FIELDS[field] for _, _, field, person in entry["spans"] if field in FIELDS and person is not None}
        for field in FIELDS.values():
            tally = presence.setdefault(field, [0, 0, 0])
            tally[0] += field in there and field in answer["fields"]
            tally[1] += field not in there and field in answer["fields"]
            tally[2] += field in there and field not in answer["fields"]
    print(f"  within 1: {within} of {len(entries)}, {bars.check('letters within 1', within == len(entries))}; exact: {exact}")
    for (kind, error), count in sorted(by_kind.items()):
        print(f"    {kind}: {count} off by {error}")
    precision, recall = common / max(1, counted), common / max(1, wanted)
    verdict = bars.check("precision of people in letters", precision >= 0.95)
    print(f"  people: precision {precision:.4f} (bar 0.95, {verdict}), recall {recall:.4f}")
    for field, (hit, false, missed) in presence.items():
        if hit + false + missed:
            print(
                f"    {field:18} in a letter: precision {hit / max(1, hit + false):.3f} recall {hit / max(1, hit + missed):.3f}"
                f"  ({hit} right, {false} false, {missed} missed)"
            )


def spans(truth, hikae, bars):
    """Names by their places in the text: right only where the same characters are a name in the truth."""
    print("== letters and mails, span by span (bar: precision of names 0.95)")
    benchmark = os.path.join(os.path.dirname(hikae.path), "PassageBenchmark")
    if not os.path.exists(benchmark):
        print(f"  not measured: {benchmark} is not built")
        return bars.check("precision of names by span", False)
    done = subprocess.run([benchmark, truth], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    for line in map(json.loads, done.stdout.splitlines()):
        right, touching, wrong, missed = (line[key] for key in ("right", "touching", "wrong", "missed"))
        precision = right / max(1, right + touching + wrong)
        recall = right / max(1, right + touching + missed)
        verdict = ""
        if line["field"] == "name":
            verdict = ", bar 0.95: " + bars.check("precision of names by span", precision >= 0.95)
        print(
            f"    {line['field']:18} precision {precision:.3f} recall {recall:.3f}"
            f"  ({right} right, {touching} cut otherwise, {wrong} wrong, {missed} missed{verdict})"
        )


def hard(folder, hikae, bars):
    print("== hard tables (bar: 2 % each)")
    with open(os.path.join(folder, "truth.json"), encoding="utf-8") as file:
        truth = json.load(file)
    found, _ = hikae.scan(folder)
    for name, persons, note in truth:
        people = found[os.path.join(folder, name)]["people"]
        error = off(people, persons)
        verdict = bars.check(name, error <= 0.02)
        print(f"  {people:6} of {persons:6}  {100 * error:6.2f} %  {verdict:7} {name}: {note}")


def demo(folder, hikae, bars):
    with open(os.path.join(folder, "truth.json"), encoding="utf-8") as file:
        truth = json.load(file)
    presence = {}
    for part in ("laptop", "share"):
        place = os.path.join(folder, truth[part]["folder"])
        found, summary = hikae.scan(place)
        exact, worst = 0, []
        for entry in truth[part]["files"]:
            answer = found[os.path.join(place, entry["path"])]
            if entry["unreadable"]:
                continue
            error = off(answer["people"], entry["people"])
            exact += error == 0
            if error > 0.01 and abs(answer["people"] - entry["people"]) > 1:
                worst.append((error, answer["people"], entry["people"], entry["path"]))
            if entry["people"]:
                for field in set(entry["fields"]) | set(answer["fields"]):
                    tally = presence.setdefault(field, [0, 0, 0])
                    there, shown = field in entry["fields"], field in answer["fields"]
                    tally[0 if there and shown else 1 if shown else 2] += 1
        readable = sum(not entry["unreadable"] for entry in truth[part]["files"])
        error = off(summary["people"], truth[part]["people"])
        verdict = bars.check(part, error <= 0.01)
        print(f"== {part}: {summary['people']} people of {truth[part]['people']} ({100 * error:.2f} %, {verdict})")
        print(f"  {exact} of {readable} readable files exact, {len(worst)} off by more than 1 % and one person")
        for error, people, persons, path in sorted(worst, reverse=True)[:20]:
            print(f"    {people} of {persons}: {path}")
    print("== fields present in a file")
    for field, (hit, false, missed) in sorted(presence.items()):
        print(
            f"    {field:18} precision {hit / max(1, hit + false):.3f} recall {hit / max(1, hit + missed):.3f}"
            f"  ({hit} right, {false} false, {missed} missed)"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("hard", nargs="?")
    parser.add_argument("--hikae", default=os.path.join(os.path.dirname(__file__), "../.build/release/hikae"))
    arguments = parser.parse_args()
    hikae, bars = Hikae(arguments.hikae), Bars()
    if os.path.exists(os.path.join(arguments.corpus, "truth.jsonl")):
        with open(os.path.join(arguments.corpus, "truth.jsonl"), encoding="utf-8") as file:
            truth = [json.loads(line) for line in file]
        found, _ = hikae.scan(*sorted({os.path.join(arguments.corpus, entry["file"].split("/")[0]) for entry in truth}))
        tables(arguments.corpus, truth, found, hikae, bars)
        letters(arguments.corpus, truth, found, bars)
        spans(os.path.join(arguments.corpus, "truth.jsonl"), hikae, bars)
    else:
        demo(arguments.corpus, hikae, bars)
    if arguments.hard:
        hard(arguments.hard, hikae, bars)
    print("bars missed: " + (", ".join(bars.missed) if bars.missed else "none"))
    sys.exit(1 if bars.missed else 0)


if __name__ == "__main__":
    main()
