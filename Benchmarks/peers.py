#!/usr/bin/env python3
"""Hikae and Presidio with ja_ginza on the same samples: recall and precision of the fields that both know, and speed.

    peers.py CORPUS SAMPLES --hikae PATH [--rows 200]

CORPUS is one with truth.jsonl (see accuracy.py). SAMPLES is a folder: the samples are written there in UTF-8, which
Presidio needs (Hikae would read the original encodings as well), and Presidio's findings are kept there, because it
takes minutes. A sample is the first 200 rows of each Japanese table (encodings of one same list once), 200 letters and
mails, and 200 lines of each file without people.

What counts, chosen so that it favours Presidio where the two differ:
* In tables the unit is a cell. Presidio reads line by line; it has found a cell when its findings of the field cover
  half of it, together; a finding is right when it touches a cell of the field. Hikae types columns: it claims every
  cell that is not blank in a column of the field, if it reports the field for the file at all.
* In letters the unit is a field in a letter, since Hikae shows no values: present or not.
* In files without people every finding is false. "Precision, all" includes them, "precision" does not. (Shops have
  telephones and addresses too; that they are nobody's is what a product has to know.)
* Any date is taken for Presidio's birth date, any location for its address.
Speed is bytes of text by CPU seconds; Presidio's without loading its model, Hikae's with the start of the process.
"""
import argparse
import csv
import io
import json
import os
import resource
import sys

from accuracy import FIELDS, Hikae

BOTH = ["name", "birth_date", "phone", "email", "card_number", "address"]
PRESIDIO = {
    "PERSON": "name", "DATE_TIME": "birth_date", "PHONE_NUMBER": "phone", "EMAIL_ADDRESS": "email",
    "CREDIT_CARD": "card_number", "LOCATION": "address",
}  # fmt: skip
# Labels of ja_ginza's model (Sekine's extended hierarchy) in Presidio's words.
LABELS = {
    "Person": "PERSON", "Date": "DATE_TIME", "Phone_Number": "PHONE_NUMBER", "Email": "EMAIL_ADDRESS",
    **dict.fromkeys(
        ["Province", "City", "County", "Postal_Address", "Address_Other", "GPE_Other", "Location_Other",
         "Domestic_Region", "Region_Other", "Country"], "LOCATION"),
}  # fmt: skip


def sample(corpus, folder, rows):
    """Writes the samples. Returns [(path, kind, cells by line or fields of the text)]."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(corpus, "truth.jsonl"), encoding="utf-8") as file:
        truth = [json.loads(line) for line in file]
    samples, seen, letters = [], set(), 0
    for entry in truth:
        source = os.path.join(corpus, entry["file"])
        if entry["kind"] == "neg":
            with open(source, encoding=entry["encoding"], newline="") as file:
                text = "".join(line for _, line in zip(range(rows), file))
            samples.append(write(folder, entry["file"], text, "negative", None))
        elif entry["kind"].startswith("csv") and "international" not in entry["file"]:
            with open(source, encoding=entry["encoding"].replace("-le", ""), newline="") as file:
                text = file.read().lstrip("\ufeff")
            above = 3 if "preamble" in entry["kind"] else 0
            lines = text.splitlines(keepends=True)[: above + entry["header"] + rows]
            text = "".join(lines)
            if text in seen:
                continue
            seen.add(text)
            fields = [FIELDS.get(field) for field in entry["columns"].values()]
            samples.append(write(folder, entry["file"], text, "table", (fields, above + entry["header"])))
        elif entry.get("spans") and letters < rows and entry["kind"] in ("txt", "eml"):
            if entry["kind"] == "txt" and len(samples) and entry["encoding"] != "utf-8" and letters >= rows * 3 // 4:
                continue
            there = {FIELDS[field] for _, _, field, person in entry["spans"] if field in FIELDS and person is not None}
            samples.append(write(folder, entry["file"] + ".txt", entry["text"], "letter", there))
            letters += 1
    return samples


def write(folder, name, text, kind, truth):
    path = os.path.join(folder, name.replace("/", "_"))
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    return path, kind, text, truth


def cells_of(line, delimiter):
    """[(start, end)] of the cells of one line of CSV whose cells hold no delimiter in quotes; else None."""
    row = next(csv.reader(io.StringIO(line), delimiter=delimiter), [])
    spans, at = [], 0
    for cell in row:
        start = line.find(cell, at)
        if start < 0:
            return None
        spans.append((start, start + len(cell)))
        at = start + len(cell)
    return spans


def presidio():
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NlpEngineProvider
    from presidio_analyzer.predefined_recognizers import CreditCardRecognizer, EmailRecognizer, PhoneRecognizer

    # Its e-mail recogniser fetches a list of suffixes from the network; the copy in the package does.
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    nlp = NlpEngineProvider(
        nlp_configuration={
            "nlp_engine_name": "spacy",
            "models": [{"lang_code": "ja", "model_name": "ja_ginza"}],
            "ner_model_configuration": {"model_to_presidio_entity_mapping": LABELS, "low_score_entity_names": []},
        }
    ).create_engine()
    registry = RecognizerRegistry(supported_languages=["ja"])
    registry.load_predefined_recognizers(languages=["ja"], nlp_engine=nlp)
    # Not loaded for Japanese by default, or not for Japan's numbers.
    for name in ("PhoneRecognizer", "CreditCardRecognizer", "EmailRecognizer"):
        registry.remove_recognizer(name)
    registry.add_recognizer(PhoneRecognizer(supported_language="ja", supported_regions=("JP",)))
    registry.add_recognizer(CreditCardRecognizer(supported_language="ja"))
    registry.add_recognizer(EmailRecognizer(supported_language="ja"))
    engine = AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["ja"])
    wanted = [entity for entity in PRESIDIO if entity in engine.get_supported_entities("ja")]

    def analyse(text):
        return [
            (result.start, result.end, PRESIDIO[result.entity_type])
            for result in engine.analyze(text, language="ja", entities=wanted)
        ]

    analyse("山田太郎 様 電話 03-1234-5678")
    return analyse


def presidio_findings(samples, folder):
    """Per sample, per line (letters: one) the findings; and the CPU seconds they took."""
    kept = os.path.join(folder, "presidio.json")
    if os.path.exists(kept):
        with open(kept, encoding="utf-8") as file:
            found = json.load(file)
        if found["samples"] == [os.path.basename(path) for path, *_ in samples]:
            return found["findings"], found["cpu"]
    analyse = presidio()
    began = resource.getrusage(resource.RUSAGE_SELF)
    findings = []
    for number, (path, kind, text, _) in enumerate(samples):
        units = [text] if kind == "letter" else text.splitlines(keepends=True)
        findings.append([analyse(unit) for unit in units])
        print(f"\r{number + 1} of {len(samples)}", end="", file=sys.stderr)
    ended = resource.getrusage(resource.RUSAGE_SELF)
    cpu = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime
    with open(kept, "w", encoding="utf-8") as file:
        json.dump({"samples": [os.path.basename(path) for path, *_ in samples], "findings": findings, "cpu": cpu}, file)
    print(file=sys.stderr)
    return findings, cpu


class Score:
    """Per field: gold units found and missed; claims right, false, and false in files without people."""

    def __init__(self):
        self.units = {field: [0, 0, 0, 0, 0] for field in BOTH}

    def add(self, field, found=0, missed=0, right=0, false=0, false_elsewhere=0):
        for index, value in enumerate((found, missed, right, false, false_elsewhere)):
            self.units[field][index] += value

    def of(self, field):
        found, missed, right, false, elsewhere = self.units[field]
        return (
            found / max(1, found + missed), right / max(1, right + false), right / max(1, right + false + elsewhere),
            found + missed,
        )  # fmt: skip


def score_presidio(samples, findings):
    tables, letters = Score(), Score()
    for (path, kind, text, truth), units in zip(samples, findings):
        if kind == "letter":
            shown = {field for _, _, field in units[0]}
            present(letters, truth, shown)
            continue
        delimiter = "\t" if path.endswith(".tsv") else ","
        for number, (line, found) in enumerate(zip(text.splitlines(keepends=True), units)):
            if kind == "negative":
                for _, _, field in found:
                    tables.add(field, false_elsewhere=1)
                continue
            fields, first = truth
            spans = cells_of(line, delimiter) if number >= first else []
            if spans is None:
                continue
            gold = {field: [] for field in BOTH}
            for field, span in zip(fields, spans):
                if field in gold and span[1] > span[0]:
                    gold[field].append(span)
            for field in BOTH:
                mine = [(start, end) for start, end, name in found if name == field]
                for start, end in gold[field]:
                    covered = sum(max(0, min(end, b) - max(start, a)) for a, b in mine)
                    tables.add(field, **{"found" if 2 * covered >= end - start else "missed": 1})
                for a, b in mine:
                    touches = any(a < end and start < b for start, end in gold[field])
                    tables.add(field, **{"right" if touches else "false": 1})
    return tables, letters


def score_hikae(samples, hikae):
    tables, letters = Score(), Score()
    found, _ = hikae.scan(*[path for path, *_ in samples])
    for path, kind, text, truth in samples:
        shown = set(found[path]["fields"])
        if kind == "letter":
            present(letters, truth, shown)
            continue
        delimiter = "\t" if path.endswith(".tsv") else ","
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
        roles = {number: role for table in hikae.columns(path)[:1] for number, _, role in table if role in shown}
        fields, first = truth or ([], 0)
        for row in rows[first:]:
            for number, cell in enumerate(row):
                gold = fields[number] if number < len(fields) else None
                claim = roles.get(number)
                if not cell.strip():
                    continue
                if gold in BOTH:
                    tables.add(gold, **{"found" if claim == gold else "missed": 1})
                if claim in BOTH:
                    where = "right" if claim == gold else "false" if truth else "false_elsewhere"
                    tables.add(claim, **{where: 1})
    return tables, letters


def present(score, truth, shown):
    for field in BOTH:
        if field in truth:
            score.add(field, **{"found" if field in shown else "missed": 1})
        if field in shown:
            score.add(field, **{"right" if field in truth else "false": 1})


def show(title, theirs, ours):
    print(f"== {title}")
    print(f"{'':14} {'units':>6}   {'Presidio + ja_ginza':^32}   {'Hikae':^32}")
    print(f"{'':14} {'':6}   " + "   ".join([f"{'recall':>8} {'precision':>10} {'precision, all':>12}"] * 2))
    for field in BOTH:
        (a, b, c, count), (d, e, f, _) = theirs.of(field), ours.of(field)
        if count:
            print(f"{field:14} {count:6}   {a:8.3f} {b:10.3f} {c:14.3f}   {d:8.3f} {e:10.3f} {f:14.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("samples")
    parser.add_argument("--hikae", default=os.path.join(os.path.dirname(__file__), "../.build/release/hikae"))
    parser.add_argument("--rows", type=int, default=200)
    arguments = parser.parse_args()
    samples = sample(arguments.corpus, os.path.join(arguments.samples, "files"), arguments.rows)
    size = sum(len(text.encode()) for _, _, text, _ in samples)
    findings, cpu = presidio_findings(samples, arguments.samples)
    hikae = Hikae(arguments.hikae)
    theirs, ours = score_presidio(samples, findings), score_hikae(samples, hikae)
    show("tables, by cell", theirs[0], ours[0])
    show("letters and mails, field present", theirs[1], ours[1])

    def hikae_cpu(*paths):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        hikae.run("--fresh", "--readers", "1", "--json", *paths)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    ours_sample = min(hikae_cpu(os.path.join(arguments.samples, "files")) for _ in range(3))
    listed = [os.path.join(arguments.corpus, "structured", name) for name in ("checkup_utf8.csv", "checkup_cp932.csv")]
    large = sum(os.path.getsize(path) for path in listed)
    ours_large = min(hikae_cpu(*listed) for _ in range(3))
    print(f"== speed (CPU seconds of one core; {len(samples)} samples, {size} bytes)")
    print(f"  Presidio + ja_ginza  {size / 1e6 / cpu:12.4f} MB/s  ({cpu:.1f} s)")
    for name, bytes_, seconds in (("the same samples", size, ours_sample), ("two whole lists", large, ours_large)):
        speed = bytes_ / 1e6 / seconds
        print(f"  Hikae, {name:16} {speed:9.1f} MB/s  ({seconds:.3f} s)  {speed / (size / 1e6 / cpu):.0f} times")


if __name__ == "__main__":
    main()
