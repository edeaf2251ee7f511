#!/usr/bin/env python3
"""Writes the constant tables of Sources/CJapaneseTables.

    python3 Scripts/japanese_tables.py

Sources: the codecs of CPython (cp932, euc_jp, euc_jis_2004, cp949, gb18030, cp950, big5hkscs) and its Unicode database (unicodedata). The table of
kanji variants is our own and stands in Scripts/kanji_variants.txt; the kanji that make a text look Japanese to the
detection stand in Scripts/common_kanji.txt. The output is committed, so a build needs no Python.
"""
import pathlib
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE.parent / "Sources" / "CJapaneseTables"
NOTE = "// Written by Scripts/japanese_tables.py; do not edit.\n"


def rows(values, width, per_line):
    lines = []
    for i in range(0, len(values), per_line):
        lines.append(",".join(f"0x{v:0{width}x}" for v in values[i:i + per_line]) + ",")
    return "\n".join(lines)


def table(name, c_type, values, width=4, per_line=16):
    return f"static const {c_type} {name}[{len(values)}] = {{\n{rows(values, width, per_line)}\n}};\n"


def accessor(name, c_type):
    return f"const {c_type} *hikae_{name}(void) {{ return {name}; }}\n"


def counted(name, c_type, count):
    return accessor(name, c_type) + f"int32_t hikae_{name}_count(void) {{ return {count}; }}\n"


def write(name, header, body):
    (OUT / name).write_text(NOTE + f'#include "include/{header}"\n\n' + body, encoding="ascii")


# Encodings ---------------------------------------------------------------------------------------------------------

def decoded(data, codec):
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return ""


def cp932():
    """60 lead bytes (81-9F, E0-FC) by 188 trail bytes (40-7E, 80-FC); 0 where nothing is assigned."""
    out = []
    for lead in list(range(0x81, 0xA0)) + list(range(0xE0, 0xFD)):
        for trail in list(range(0x40, 0x7F)) + list(range(0x80, 0xFD)):
            text = decoded(bytes([lead, trail]), "cp932")
            out.append(ord(text) if len(text) == 1 else 0)
    return out


def jis_x_0212():
    out = []
    for row in range(0xA1, 0xFF):
        for cell in range(0xA1, 0xFF):
            text = decoded(bytes([0x8F, row, cell]), "euc_jp")
            out.append(ord(text) if len(text) == 1 else 0)
    out[1 * 94 + 0x37 - 0x21] = 0xFF5E  # the tilde of JIS X 0212, as Microsoft and the WHATWG have it
    out[1 * 94 + 0x43 - 0x21] = 0xFFE4  # and the broken bar, which CP932 has too
    return out


def jis_x_0213(prefix):
    """One plane; a value above 10FFFF is two BMP characters, the second in the upper half."""
    out = []
    for row in range(0xA1, 0xFF):
        for cell in range(0xA1, 0xFF):
            text = decoded(prefix + bytes([row, cell]), "euc_jis_2004")
            if len(text) == 2:
                out.append(ord(text[1]) << 16 | ord(text[0]))
            else:
                out.append(ord(text) if text else 0)
    return out


def neighbours_pairs(*codecs):
    """126 lead bytes (81-FE) by 191 trail bytes (40-FE); the first codec that knows a pair decides, 0 where none does."""
    out = []
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            texts = [decoded(bytes([lead, trail]), codec) for codec in codecs]
            texts = [t for t in texts if len(t) == 1 and 0x80 <= ord(t) <= 0xFFFF]
            out.append(ord(texts[0]) if texts else 0)
    return out


def commonness():
    """94 by 94 cells of JIS X 0208: how much a character speaks for Japanese text, 0 (unassigned) to 7."""
    grades = {}
    for line in (HERE / "common_kanji.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        grade, characters = line.split(" ", 1)
        for c in characters:
            if not c.isspace():
                grades[c] = max(int(grade), grades.get(c, 0))
    out = []
    for row in range(1, 95):
        for cell in range(1, 95):
            text = decoded(bytes([row + 0xA0, cell + 0xA0]), "euc_jp")
            if not text:
                lead = (row - 1) // 2 + (0x81 if row <= 62 else 0xC1)
                trail = (cell + 0x9E) if row % 2 == 0 else cell + (0x3F if cell <= 63 else 0x40)
                text = decoded(bytes([lead, trail]), "cp932")
                out.append(1 if text else 0)
                continue
            if text in grades:
                out.append(grades[text])
            elif row in (4, 5):
                out.append(6)
            elif row == 3:
                out.append(5)
            elif row in (1, 2):
                out.append(2)
            elif row <= 8:
                out.append(1)
            elif row <= 47:
                out.append(3)
            else:
                out.append(1)
    return out


def encodings():
    parts = [
        ("cp932_pairs", "uint16_t", cp932(), 4),
        ("jisx0212", "uint16_t", jis_x_0212(), 4),
        ("jisx0213_plane1", "uint32_t", jis_x_0213(b""), 8),
        ("jisx0213_plane2", "uint32_t", jis_x_0213(b"\x8f"), 8),
        ("jis_commonness", "uint8_t", commonness(), 1),
        ("cp949_pairs", "uint16_t", neighbours_pairs("cp949"), 4),
        ("gb18030_pairs", "uint16_t", neighbours_pairs("gb18030"), 4),
        ("big5_pairs", "uint16_t", neighbours_pairs("cp950", "big5hkscs"), 4),
    ]
    for name, c_type, values, width in parts:
        write(name + ".c", "encodings.h", table(name, c_type, values, width) + "\n" + accessor(name, c_type))
    header = NOTE + """#ifndef HIKAE_ENCODINGS_H
#define HIKAE_ENCODINGS_H
#include <stdint.h>

/// CP932, 60 lead bytes (81-9F, E0-FC) by 188 trail bytes (40-7E, 80-FC), as BMP characters; 0 = unassigned.
const uint16_t *hikae_cp932_pairs(void);
/// JIS X 0212, 94 rows by 94 cells, as BMP characters; 0 = unassigned.
const uint16_t *hikae_jisx0212(void);
/// JIS X 0213 plane 1 and 2, 94 by 94; above 10FFFF: two BMP characters, the second in the upper half.
const uint32_t *hikae_jisx0213_plane1(void);
const uint32_t *hikae_jisx0213_plane2(void);
/// JIS X 0208, 94 by 94: how much a character speaks for Japanese office text, 0 (unassigned) to 7.
const uint8_t *hikae_jis_commonness(void);
/// The double-byte encodings of Korea, China and Taiwan (with Hong Kong's characters of the BMP): 126 lead bytes (81-FE)
/// by 191 trail bytes (40-FE), as BMP characters; 0 = unassigned.
const uint16_t *hikae_cp949_pairs(void);
const uint16_t *hikae_gb18030_pairs(void);
const uint16_t *hikae_big5_pairs(void);

#endif
"""
    (OUT / "include" / "encodings.h").write_text(header, encoding="ascii")


# Folding -----------------------------------------------------------------------------------------------------------
# A value in the private use area is an instruction, because no folded text holds private use characters.
REMOVE = 0x0000
VOICED, SEMIVOICED, DASH, MARK, CLOSING = 0xE100, 0xE101, 0xE102, 0xE103, 0xE104
EXPANSION = 0xE000

SPACES = [0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, 0x85, 0xA0, 0xAD, 0x34F, 0x1680, 0x180E, 0x202F, 0x205F, 0x2060, 0x2800,
          0x3000, 0x3164, 0xFEFF, 0xFFA0] + list(range(0x2000, 0x2010)) + list(range(0x2028, 0x202F)) + \
         list(range(0x2066, 0x2070))
DOTS = [0xB7, 0x2022, 0x2027, 0x2219, 0x22C5, 0x30FB, 0xFF65]
DASHES = [0x2D, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2043, 0x207B, 0x208B, 0x2212, 0x2500, 0x2501, 0xFE58,
          0xFE63, 0xFF0D]
WAVES = [0x7E, 0x2053, 0x223C, 0x223F, 0x301C, 0x3030, 0xFF5E]
QUOTES = {0x2018: "'", 0x2019: "'", 0x201B: "'", 0x2032: "'", 0x02BC: "'", 0xFF07: "'", 0x60: "'", 0xB4: "'",
          0x201C: '"', 0x201D: '"', 0x2033: '"'}
SMALL = dict(zip("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ"))
OLD_KANA = {"ヰ": "イ", "ヱ": "エ", "ヲ": "オ", "ヴ": "ブ", "ヷ": "ワ", "ヸ": "イ", "ヹ": "エ", "ヺ": "オ"}
RADICALS = {"⺟": "母", "⺠": "民", "⻁": "虎", "⻄": "西", "⻆": "角", "⻑": "長", "⻘": "青", "⻝": "食", "⻤": "鬼",
            "⻨": "麦", "⻩": "黄", "⻭": "歯", "⻯": "竜", "⻲": "亀"}


def utf8_length(text):
    return len(text.encode("utf-8"))


def kanji_variants():
    canon = {}
    targets = set()
    for line in (HERE / "kanji_variants.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        for group in line.split():
            head, rest = group[0], group[1:]
            targets.add(head)
            for c in rest:
                if canon.get(c, head) != head:
                    raise SystemExit(f"{c} stands under {canon[c]} and {head}")
                canon[c] = head
    for c, head in canon.items():
        if c in targets and c != head:
            raise SystemExit(f"{c} is both a head and a variant of {head}")
    return canon


def lower(c):
    if c == "İ":
        return "i"
    small = c.lower()
    return small if len(small) == 1 and utf8_length(small) <= utf8_length(c) else c


class Fold:
    def __init__(self, kind, variants):
        self.kind, self.variants = kind, variants
        self.expansions = []

    def simple(self, c):
        """The fold of one character as text, after width, case and variants; None if it would grow."""
        if c in RADICALS:
            c = RADICALS[c]
        folded = unicodedata.normalize("NFKC", c) if self.compatible(c) else c
        folded = "".join(self.variants.get(x, x) for x in folded)
        folded = "".join(lower(x) for x in folded)
        folded = "".join("" if x == " " else x for x in folded)
        if self.kind == "kana":
            folded = "".join(chr(ord(x) + 0x60) if "ぁ" <= x <= "ゖ" or x in "ゝゞ" else x for x in folded)
        folded = "".join(SMALL.get(x, x) if self.kind == "kana" or x in "ヵヶ" else x for x in folded)
        if self.kind == "kana":
            folded = "".join(OLD_KANA.get(x, x) for x in folded)
        if any(unicodedata.combining(x) for x in folded) and not unicodedata.combining(c):
            return None  # a spacing accent is not an accent on the letter before it
        return folded if utf8_length(folded) <= utf8_length(c) else None

    @staticmethod
    def compatible(c):
        n = ord(c)
        decomposition = unicodedata.decomposition(c)
        if 0x3200 <= n <= 0x3247 or n in (0x2CD, 0x3B1):  # the parenthesised ideographs stay: (株) folds onto them
            return False
        return decomposition.startswith("<") or 0xF900 <= n <= 0xFAFF or n in (0x212A, 0x212B)

    def value(self, n):
        c = chr(n)
        if n == 0:
            return 0xFFFF
        if 0xFE00 <= n <= 0xFE0F or n in SPACES:
            return REMOVE
        if n in DOTS:
            return ord("・") if self.kind == "text" and n in (0x30FB, 0xFF65) else REMOVE
        if n in (0x3099, 0x309B, 0xFF9E):
            return VOICED
        if n in (0x309A, 0x309C, 0xFF9F):
            return SEMIVOICED
        if n in DASHES:
            return DASH if self.kind != "kana" else ord("-")
        if n in WAVES:
            return {"name": DASH, "kana": ord("-"), "text": ord("~")}[self.kind]
        if n in (0xFF70, 0x30FC):
            return ord("-") if self.kind == "kana" else DASH
        if n in QUOTES:
            return ord(QUOTES[n])
        if 0x300 <= n <= 0x345:
            return MARK
        if n == 0xFFFD:
            return ord("〓")
        if 0xD800 <= n <= 0xDFFF:
            return n
        if c in ")）" and self.kind == "text":
            return CLOSING
        if c == "㍿":
            return ord("㈱")
        if c == "〻":
            return ord("々")
        folded = self.simple(c)
        if folded is None:
            return n
        if folded == "":
            return REMOVE
        if len(folded) == 1:
            return n if ord(folded) > 0xFFFF or folded == c else self.value(ord(folded))
        if all(ord(x) < 0x80 for x in folded) and len(folded) <= 3:
            if folded not in self.expansions:
                self.expansions.append(folded)
            return EXPANSION + self.expansions.index(folded)
        return n


def folding():
    variants = kanji_variants()
    body = ""
    header = ""
    for kind, what in [("name", "names"), ("kana", "readings"), ("text", "headers, organisations and addresses")]:
        fold = Fold(kind, variants)
        pairs = []
        for n in range(0x10000):
            if 0xE000 <= n <= 0xF8FF:  # private use: filled in by Folding, too many to list
                continue
            value = fold.value(n)
            if value != n:
                pairs += [n, value]
        # A fold that is folded again must stay as it is.
        final = {pairs[i]: pairs[i + 1] for i in range(0, len(pairs), 2)}
        for n, v in final.items():
            if v != 0 and not 0xE000 <= v < 0xF900 and n != 0:
                again = final.get(v, v)
                assert again == v or again == CLOSING, (kind, hex(n), hex(v), hex(again))
        expansions = []
        for text in fold.expansions:
            data = text.encode("ascii")
            expansions.append(len(data) << 24 | int.from_bytes(data.ljust(3, b"\0"), "little"))
        name = f"fold_{kind}_pairs"
        write(f"{name}.c", "folding.h",
              table(name, "uint16_t", pairs) + table(f"fold_{kind}_expansions", "uint32_t", expansions or [0], 8) + "\n"
              + counted(name, "uint16_t", len(pairs) // 2)
              + accessor(f"fold_{kind}_expansions", "uint32_t"))
        header += (f"/// Folding of {what}: (character, value) pairs that differ from identity; see Folding.swift.\n"
                   f"const uint16_t *hikae_{name}(void);\nint32_t hikae_{name}_count(void);\n"
                   f"/// Up to three ASCII bytes, the first lowest, their number in the top byte.\n"
                   f"const uint32_t *hikae_fold_{kind}_expansions(void);\n")
    supplementary = []
    for n in range(0x20000, 0x30000):
        c = chr(n)
        folded = unicodedata.normalize("NFKC", c)
        folded = variants.get(folded, folded)
        if folded != c and ord(folded) <= 0xFFFF:
            supplementary += [n, ord(folded)]
    fullwidth_letters = []
    for n in list(range(0x1D400, 0x1D800)) + list(range(0x1F100, 0x1F150)):  # mathematical letters: styled names
        folded = unicodedata.normalize("NFKC", chr(n)).lower()
        if folded != chr(n) and len(folded) == 1 and ord(folded) <= 0xFFFF:
            fullwidth_letters += [n, ord(folded)]
    supplementary = fullwidth_letters + supplementary
    compositions = []
    for n in range(0xA0, 0x2000):
        parts = unicodedata.decomposition(chr(n)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            base, mark = (int(x, 16) for x in parts)
            whole = ord(lower(chr(n)))
            base = ord(lower(chr(base)))
            if 0x300 <= mark <= 0x345 and unicodedata.normalize("NFC", chr(base) + chr(mark)) == chr(whole):
                if utf8_length(chr(whole)) <= utf8_length(chr(base)) + utf8_length(chr(mark)):
                    compositions.append((base, mark, whole))
    compositions = [x for t in sorted(set(compositions)) for x in t]
    body += table("fold_supplementary", "uint32_t", supplementary, 5) + "\n"
    body += table("compositions", "uint16_t", compositions, 4, 15) + "\n"
    body += counted("fold_supplementary", "uint32_t", len(supplementary) // 2)
    body += counted("compositions", "uint16_t", len(compositions) // 3)
    write("fold_shared.c", "folding.h", body)
    header += """/// (character above FFFF, BMP character) pairs in rising order, for every fold.
const uint32_t *hikae_fold_supplementary(void);
int32_t hikae_fold_supplementary_count(void);
/// (letter, combining mark, composed letter) triples in rising order, lower case only.
const uint16_t *hikae_compositions(void);
int32_t hikae_compositions_count(void);
"""
    (OUT / "include" / "folding.h").write_text(
        NOTE + "#ifndef HIKAE_FOLDING_H\n#define HIKAE_FOLDING_H\n#include <stdint.h>\n\n" + header + "\n#endif\n",
        encoding="ascii")


encodings()
folding()
