#!/usr/bin/env python3
"""Writes the name lists of Sources/CNameLists (names.c, names_given1.c, …).

usage: names.py DATASET_DIR IPADIC_DIR

DATASET_DIR  the `dataset` folder of the PyPI package japanese-personal-name-dataset (MIT): the 1,999 most frequent
             surnames with head counts, given names by reading and sex.
IPADIC_DIR   the folder with Noun.name.csv of Debian's mecab-ipadic (NAIST and ICOT terms): rarer surnames and further
             given names, without head counts and sex.
"""
import csv
import os
import sys
import unicodedata

DATASET, IPADIC = sys.argv[1], sys.argv[2]
OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Sources", "CNameLists")
# Bearers of a surname that only ipadic knows. The least frequent surname with a count has 7,700; some 21 million people
# have a surname outside the 1,999, shared by 10,000 listed and far more unlisted ones.
RARE_COUNT = 1500
NOTICE = """\
// Written by Scripts/names.py; do not edit.
//
// From japanese-personal-name-dataset 0.4.0, copyright (c) 2022 shuheilocale, MIT licence, and from mecab-ipadic
// 2.7.0-20070801, copyright 2000-2003 Nara Institute of Science and Technology; the notices that must stay with every
// copy stand in names_licences.c.
"""


def hiragana(text):
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in unicodedata.normalize("NFKC", text))


def rows(name):
    with open(os.path.join(DATASET, name), encoding="utf-8") as source:
        yield from csv.reader(source)


def ipadic(kind):
    with open(os.path.join(IPADIC, "Noun.name.csv"), encoding="euc-jp", errors="replace") as source:
        for row in csv.reader(source):
            if row[6] == "人名" and row[7] == kind and "\ufffd" not in row[0]:
                yield row[0], hiragana(row[11])


def literal(lines):
    for line in lines:
        escaped = line.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
        yield f'"{escaped}\\n"\n'


def write(name, function, lines):
    size = sum(len(line.encode()) + 1 for line in lines)
    with open(os.path.join(OUT, name), "w", encoding="utf-8") as out:
        out.write(NOTICE + '#include "names.h"\n\n#pragma clang diagnostic ignored "-Woverlength-strings"\n\n')
        out.write("static const char lines[] =\n")
        out.writelines(literal(lines))
        out.write(f";\n\nconst char *{function}(void) {{ return lines; }}\n")
        out.write(f"size_t {function}_length(void) {{ return sizeof lines - 1; }}\n")
    return size


def write_parts(kind, lines):
    """Splits in two files of about one size, so that none is over a megabyte."""
    half, size, total = 0, 0, sum(len(line.encode()) for line in lines)
    while size < total / 2:
        size += len(lines[half].encode())
        half += 1
    for number, part in (1, lines[:half]), (2, lines[half:]):
        write(f"names_given_{kind}{number}.c", f"hikae_{kind}_given_names{number}", part)


def surnames():
    seen, lines = {}, []
    for row in rows("last_name_org.csv"):
        if row[0] in seen:
            continue
        seen[row[0]] = True
        lines.append(f"{row[0]}\t{row[1]}\t{row[2]}")
    for name, reading in ipadic("姓"):
        # Katakana "surnames" of ipadic are those of foreigners, single kana are noise.
        if name in seen or not 1 <= len(name) <= 5 or any("ァ" <= c <= "ー" for c in name):
            continue
        seen[name] = True
        lines.append(f"{name}\t{RARE_COUNT}\t{reading}")
    return lines


def given():
    common, rest, seen = [], [], set()

    def add(into, name, reading, sex):
        if name and (name, reading, sex) not in seen:
            seen.add((name, reading, sex))
            into.append(f"{name}\t{reading}\t{sex}")

    for kind, into in (("opti", common), ("org", rest)):
        for file, sex in (("man", "M"), ("woman", "F")):
            for row in rows(f"first_name_{file}_{kind}.csv"):
                for name in row[2:]:
                    add(into, name, row[0], sex)
    spelled = {line.split("\t")[0] for line in common + rest}
    for name, reading in ipadic("名"):
        if name in spelled or not 1 <= len(name) <= 5:
            continue
        if any("ァ" <= c <= "ー" for c in name) and len(name) > 3:
            continue
        add(rest, name, reading, "N")
    return common, rest


def main():
    write("names.c", "hikae_surnames", surnames())
    common, rest = given()
    write_parts("common", common)
    write_parts("rare", rest)
    print("surnames", len(surnames()), "common", len(common), "rest", len(rest))


main()
