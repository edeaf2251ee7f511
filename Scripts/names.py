#!/usr/bin/env python3
"""Writes the name lists of Sources/CNameLists (names.c, names_given1.c, …).

usage: names.py DATASET_DIR IPADIC_DIR CENSUS_DIR

DATASET_DIR  the `dataset` folder of the PyPI package japanese-personal-name-dataset (MIT): the 1,999 most frequent
             surnames with head counts, given names by reading and sex.
IPADIC_DIR   the folder with Noun.name.csv of Debian's mecab-ipadic (NAIST and ICOT terms): rarer surnames and further
             given names, without head counts and sex; nouns, as the counterweight of names.
CENSUS_DIR   the folder with dist.all.last, dist.male.first and dist.female.first of the PyPI package names (MIT): the
             lists of the US census of 1990 (public domain).

The recogniser reads tables that are made of these lists: run Scripts/name_tables.sh afterwards.
"""
import csv
import os
import sys
import unicodedata

DATASET, IPADIC, CENSUS = sys.argv[1:4]
OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Sources", "CNameLists")
# Families and given names outside the United States and Japan, in letters without diacritics.
ELSEWHERE_GIVEN = """
jan hans klaus peter jurgen wolfgang dieter uwe stefan andreas matthias lukas jonas felix leon finn paul sabine ute
monika petra heike anja katrin sophie lena hanna greta ingrid pierre jean michel philippe alain bernard nicolas julien
antoine guillaume camille chloe lea manon claire isabelle sylvie nathalie jose juan carlos luis miguel javier pablo
sergio manuel alejandro maria carmen ana lucia pilar isabel cristina marco luca giuseppe giovanni francesco paolo
matteo alessandro giulia chiara francesca elena sven lars erik anders bjorn olga ivan dmitri sergei vladimir natasha
piotr pawel katarzyna agnieszka joao pedro paulo rafael thiago ahmed mohammed mohamed muhammad ali hassan fatima aisha
omar ibrahim yusuf raj amit sanjay priya anita rahul deepak sunita vijay arjun minh hung tuan duc anh linh lan huong
thi van hoa mai nga trang thuy minjun jihoon seojun jiwon minji sujin eunji youngho xiaoming wei fang ying li na jing
lei yang tao qiang siti putu wayan agus budi dewi somchai malee marisol angelica jomar rowena
""".split()
ELSEWHERE_FAMILY = """
muller schmidt schneider fischer weber meyer wagner becker schulz hoffmann schafer koch bauer richter klein wolf
schroder neumann schwarz zimmermann braun kruger hofmann hartmann lange werner krause lehmann kohler martin bernard
dubois thomas robert richard petit durand leroy moreau simon laurent lefebvre michel garcia bertrand roux vincent
fournier morel girard rossi russo ferrari esposito bianchi romano colombo ricci marino greco bruno gallo conti silva
santos oliveira souza pereira lima costa ferreira almeida johansson andersson karlsson nilsson eriksson larsen hansen
olsen jensen nielsen virtanen korhonen ivanov petrov smirnov kuznetsov popov novak kowalski nowak wisniewski nguyen
tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly kim lee park choi jung kang cho yoon jang lim han shin
seo kwon hwang song yoo hong wang zhang li liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng
liang xie tang deng feng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren kumar sharma
singh patel gupta khan shah reddy rao das mehta verma joshi suzuki
dela cruz reyes bautista santiago wijaya santoso sutanto pratama
""".split()

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


def census(name, most):
    with open(os.path.join(CENSUS, name), encoding="ascii") as source:
        return [line.split()[0].lower() for line in source][:most]


def foreign():
    """Names in Latin letters or katakana: `name TAB G|F|B` (given, family, both)."""
    families = set(census("dist.all.last", 4000)) | set(ELSEWHERE_FAMILY)
    givens = set(census("dist.male.first", 1300) + census("dist.female.first", 2500)) | set(ELSEWHERE_GIVEN)
    for kind, into in (("姓", [families]), ("名", [givens]), ("一般", [families, givens])):
        for name, _ in ipadic(kind):
            if 2 <= len(name) <= 8 and all("ァ" <= c <= "ー" for c in name):
                for names in into:
                    names.add(name)
    return [
        f"{name}\t{'B' if name in families and name in givens else 'F' if name in families else 'G'}"
        for name in sorted(families | givens)
    ]


NOUNS = ["", "verbal", "adjv", "adverbal", "place", "org", "proper", "others", "nai"]


def nouns():
    """Nouns of one to six characters with a kanji or hiragana, that are no personal names."""
    for kind in NOUNS:
        file = f"Noun.{kind}.csv" if kind else "Noun.csv"
        with open(os.path.join(IPADIC, file), encoding="euc-jp", errors="replace") as source:
            for row in csv.reader(source):
                word = row[0]
                if row[6] != "人名" and 1 <= len(word) <= 6 and any(is_kanji(c) for c in word):
                    yield word


def is_kanji(c):
    return "\u4e00" <= c <= "\u9fff" or c in "々〆ヶ"


def noun_characters(words):
    """`character TAB times first TAB times inside TAB times last` over all nouns."""
    counts = {}
    for word in words:
        if len(word) < 2:
            continue
        for position, c in enumerate(word):
            slot = 0 if position == 0 else 2 if position == len(word) - 1 else 1
            counts.setdefault(c, [0, 0, 0])[slot] += 1
    return [f"{c}\t{a}\t{b}\t{d}" for c, (a, b, d) in sorted(counts.items())]


def common_nouns():
    """Nouns of two or three kanji that are neither places nor proper names: 国民, 健康."""
    for kind in ("", ".verbal", ".adjv", ".adverbal"):
        with open(os.path.join(IPADIC, f"Noun{kind}.csv"), encoding="euc-jp", errors="replace") as source:
            for row in csv.reader(source):
                if 2 <= len(row[0]) <= 3 and all(is_kanji(c) for c in row[0]):
                    yield row[0]


def nouns_like_names(words, families, givens):
    """Nouns that could be a part of a name, or be taken apart into a surname and a given name."""
    chosen = set(common_nouns())
    for word in words:
        for cut in range(1, len(word)):
            if word[:cut] in families and (word[cut:] in givens or len(word) - cut <= 2 and len(word) <= 4):
                chosen.add(word)
    return sorted(chosen)


def main():
    write("names.c", "hikae_surnames", surnames())
    common, rest = given()
    write_parts("common", common)
    write_parts("rare", rest)
    families = {line.split("\t")[0] for line in surnames()}
    givens = {line.split("\t")[0] for line in common + rest}
    words = sorted(set(nouns()))
    write("names_foreign.c", "hikae_foreign_names", foreign())
    write("names_noun_characters.c", "hikae_noun_characters", noun_characters(words))
    like = nouns_like_names(words, families, givens)
    write("names_like_nouns.c", "hikae_nouns_like_names", like)
    print("nouns", len(words), "like names", len(like), "foreign", len(foreign()))
    print("surnames", len(surnames()), "common", len(common), "rest", len(rest))


main()
