#!/usr/bin/env python3
"""Writes the big files that the benchmarks measure, from one check-up list (a CSV in UTF-8 with a title line).

    make_data.py repeat  LIST.csv OUT MEGABYTES [ENCODING]   the list again and again, title once
    make_data.py people  LIST.csv OUT MEGABYTES              a list in which every row is another person
    make_data.py xlsx    LIST.csv OUT ROWS inline|shared     a workbook of different people, strings inline or shared
    make_data.py json|xml|mbox|sqlite|zip|pdf|txt LIST.csv OUT PEOPLE   one large file of different people
    make_data.py small   LIST.csv FOLDER FILES               many small CSV files, ten people each

The people are invented: family names, given names, readings and addresses of the list are combined anew, birth dates
and numbers are drawn. The list needs the columns named in TITLES, in any order; others are taken over as they stand.
"""
import csv
import os
import random
import sys

TITLES = ["氏名", "フリガナ", "性別", "生年月日", "郵便番号", "住所", "電話番号", "メールアドレス", "記号", "番号"]


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    return rows[0], rows[1:]


def repeat(source, out, megabytes, encoding="utf-8"):
    with open(source, encoding="utf-8-sig", newline="") as file:
        title, body = file.read().split("\n", 1)
    data = (body if body.endswith("\n") else body + "\n").encode(encoding)
    size = int(float(megabytes) * 1024 * 1024)
    with open(out, "wb") as file:
        written = file.write((title + "\n").encode(encoding))
        while written < size:
            written += file.write(data)


def people(source, seed=1):
    """Endless rows (lists of cells in the order of the list), each another person."""
    title, rows = rows_of(source)
    at = {name: title.index(name) for name in TITLES}
    families, givens = [], []
    for row in rows:
        name, kana = row[at["氏名"]].split("　"), row[at["フリガナ"]].split("　")
        if len(name) == 2 and len(kana) == 2:
            families.append((name[0], kana[0]))
            givens.append((name[1], kana[1], row[at["性別"]]))
    draw = random.Random(seed)
    number = 0
    while True:
        row = rows[draw.randrange(len(rows))].copy()
        family, given = families[draw.randrange(len(families))], givens[draw.randrange(len(givens))]
        bits = draw.getrandbits(62)
        row[0] = f"K{number:08d}"
        row[at["氏名"]] = family[0] + "　" + given[0]
        row[at["フリガナ"]] = family[1] + "　" + given[1]
        row[at["性別"]] = given[2]
        row[at["生年月日"]] = f"{1945 + bits % 60}/{1 + (bits >> 6) % 12:02d}/{1 + (bits >> 10) % 28:02d}"
        row[at["電話番号"]] = f"0{(7, 8, 9)[number % 3]}0-{number // 10000 % 9000 + 1000:04d}-{number % 10000:04d}"
        row[at["メールアドレス"]] = f"u{number}@example.ne.jp"
        row[at["記号"]] = str(1000 + (bits >> 16) % 9000)
        row[at["番号"]] = str(number + 1)
        number += 1
        yield row


def csv_of_people(source, out, megabytes):
    title, _ = rows_of(source)
    size, written = int(float(megabytes) * 1024 * 1024), 0
    some = people(source)
    with open(out, "wb", buffering=1 << 20) as file:
        written += file.write((",".join(title) + "\r\n").encode())
        while written < size:
            block = "".join([",".join(next(some)) + "\r\n" for _ in range(20000)])
            written += file.write(block.encode())


def xlsx(source, out, rows, strings):
    title, _ = rows_of(source)
    some = people(source)
    if strings == "inline":
        import openpyxl

        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("受診者一覧")
        sheet.append(title)
        for _ in range(int(rows)):
            sheet.append(next(some))
        book.save(out)
    else:
        import xlsxwriter

        book = xlsxwriter.Workbook(out)
        sheet = book.add_worksheet("受診者一覧")
        sheet.write_row(0, 0, title)
        for index in range(int(rows)):
            for column, cell in enumerate(next(some)):
                sheet.write_string(index + 1, column, cell)
        book.close()


def named(source, count):
    """Rows as dictionaries by title."""
    title, _ = rows_of(source)
    some = people(source)
    for _ in range(int(count)):
        yield dict(zip(title, next(some)))


def json_file(source, out, count):
    import json

    with open(out, "w", encoding="utf-8") as file:
        file.write("[\n")
        for index, person in enumerate(named(source, count)):
            file.write((",\n" if index else "") + json.dumps(person, ensure_ascii=False))
        file.write("\n]\n")


def xml_file(source, out, count):
    from xml.sax.saxutils import escape

    with open(out, "w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<受診者一覧>\n')
        for person in named(source, count):
            cells = "".join(f"<{title}>{escape(cell)}</{title}>" for title, cell in person.items())
            file.write(f"<受診者>{cells}</受診者>\n")
        file.write("</受診者一覧>\n")


def letter(person):
    return (
        f"{person['氏名']} 様\n\n拝啓 時下ますますご清栄のこととお慶び申し上げます。\n"
        "この度は定期健康診断をお申し込みいただき誠にありがとうございます。\n"
        f"生年月日: {person['生年月日']}\n電話番号: {person['電話番号']}\n〒{person['郵便番号']} {person['住所']}\n敬具\n\n"
    )


def mbox(source, out, count):
    import base64

    with open(out, "w", encoding="ascii") as file:
        for index, person in enumerate(named(source, count)):
            subject = base64.b64encode("健診のご案内".encode()).decode()
            body = base64.encodebytes(letter(person).encode()).decode()
            file.write(
                f"From desk@example.com Mon Nov 23 00:00:00 2026\nFrom: desk@example.com\n"
                f"To: {person['メールアドレス']}\nSubject: =?UTF-8?B?{subject}?=\nMessage-ID: <{index}@example.com>\n"
                "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: base64\n\n"
                f"{body}\n"
            )


def text(source, out, count):
    with open(out, "w", encoding="utf-8") as file:
        file.writelines(letter(person) for person in named(source, count))


def sqlite(source, out, count):
    import sqlite3

    if os.path.exists(out):
        os.remove(out)
    title, _ = rows_of(source)
    base = sqlite3.connect(out)
    base.execute("CREATE TABLE 受診者 (" + ", ".join(f'"{name}" TEXT' for name in title) + ")")
    some = people(source)
    marks = ", ".join("?" * len(title))
    base.executemany(f"INSERT INTO 受診者 VALUES ({marks})", (next(some) for _ in range(int(count))))
    base.commit()
    base.close()


def archive(source, out, count):
    """One CSV in a ZIP."""
    import io
    import zipfile

    title, _ = rows_of(source)
    some = people(source)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as pack:
        with io.TextIOWrapper(pack.open("名簿.csv", "w", force_zip64=True), encoding="utf-8", newline="") as file:
            file.write(",".join(title) + "\r\n")
            for _ in range(int(count)):
                file.write(",".join(next(some)) + "\r\n")


def pdf(source, out, count):
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    columns = [("氏名", 40), ("フリガナ", 160), ("生年月日", 300), ("電話番号", 400), ("住所", 520)]
    canvas = Canvas(out, pagesize=landscape(A4))
    line = 40
    for person in named(source, count):
        if line == 40:
            canvas.setFont("HeiseiMin-W3", 9)
            for title, x in columns:
                canvas.drawString(x, 560, title)
            line = 0
        for title, x in columns:
            canvas.drawString(x, 546 - 13 * line, person[title])
        line += 1
        if line == 40:
            canvas.showPage()
    canvas.save()


def small(source, folder, count):
    title, _ = rows_of(source)
    some = people(source)
    head = ",".join(title) + "\r\n"
    for index in range(int(count)):
        part = os.path.join(folder, f"{index // 1000:03d}")
        if index % 1000 == 0:
            os.makedirs(part, exist_ok=True)
        with open(os.path.join(part, f"list{index:06d}.csv"), "w", encoding="utf-8", newline="") as file:
            file.write(head + "".join([",".join(next(some)) + "\r\n" for _ in range(10)]))


if __name__ == "__main__":
    makers = {
        "repeat": repeat, "people": csv_of_people, "xlsx": xlsx, "json": json_file, "xml": xml_file, "mbox": mbox,
        "sqlite": sqlite, "zip": archive, "pdf": pdf, "txt": text, "small": small,
    }  # fmt: skip
    if len(sys.argv) < 5 or sys.argv[1] not in makers:
        sys.exit(__doc__)
    makers[sys.argv[1]](*sys.argv[2:])
