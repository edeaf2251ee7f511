#!/usr/bin/env python3
"""Draws text as a terminal, for the READMEs: terminal.py 'COMMAND' < text > picture.svg

Of long sections the first and last lines are shown, with a mark between them; long lines are wrapped. Characters of East Asian width count two cells, and every run of them is set to its exact width, so that columns stay
columns whatever fonts the reader has.
"""
import html
import sys
import unicodedata

CELL, LINE, LEFT, TOP = 8.4, 20, 20, 64
FIRST, LAST = 9, 3
WIDEST = 124


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def runs(line):
    """Runs of words and of wide characters, with the cell at which each begins."""
    cell, start, run = 0, 0, ""
    for c in line:
        if c == " ":
            if run:
                yield start, run
            run = ""
        elif run and (width(c) == 2) != (width(run[-1]) == 2):
            yield start, run
            start, run = cell, c
        else:
            if not run:
                start = cell
            run += c
        cell += width(c)
    if run:
        yield start, run


def shortened(text):
    for number, section in enumerate(text.rstrip("\n").split("\n\n")):
        lines = [part for line in section.split("\n") for part in wrapped(line.rstrip())]
        if len(lines) > FIRST + LAST + 1:
            lines = lines[:FIRST] + ["  ⋮"] + lines[-LAST:]
        yield from ([""] if number else []) + lines


def wrapped(line):
    indent = "    "
    while width(line) > WIDEST:
        cut, cells = 0, 0
        for place, c in enumerate(line):
            cells += width(c)
            if cells > WIDEST:
                break
            if c == " " or width(c) == 2:
                cut = place + 1
        yield line[:cut].rstrip()
        line = indent + line[cut:].lstrip()
    yield line


def main():
    command = sys.argv[1]
    lines = list(shortened(sys.stdin.read()))
    columns = max(width(line) for line in lines + ["$ " + command])
    wide = int(columns * CELL + 2 * LEFT)
    high = TOP + (len(lines) + 1) * LINE + 12
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" role="img" '
        f'aria-label="{html.escape(command)}">',
        "<style>text{font:14px 'DejaVu Sans Mono','Noto Sans Mono CJK JP','Noto Sans CJK JP',Menlo,Consolas,monospace;"
        "fill:#d7dde5}.prompt{fill:#7ee0a1}.title{fill:#ffffff;font-weight:bold}</style>",
        f'<rect width="{wide}" height="{high}" rx="10" fill="#101820"/>',
        '<circle cx="22" cy="20" r="6" fill="#ff5f57"/><circle cx="42" cy="20" r="6" fill="#febc2e"/>'
        '<circle cx="62" cy="20" r="6" fill="#28c840"/>',
    ]
    for number, line in enumerate(["$ " + command] + lines):
        y = TOP + number * LINE
        kind = ' class="prompt"' if number == 0 else ' class="title"' if number == 1 else ""
        for start, run in runs(line):
            x = LEFT + start * CELL
            length = width(run) * CELL
            out.append(
                f'<text{kind} x="{x:.1f}" y="{y}" textLength="{length:.1f}" lengthAdjust="spacingAndGlyphs">'
                f"{html.escape(run)}</text>")
    print("\n".join(out) + "\n</svg>")


main()
