#!/usr/bin/env python3
"""How fast a workbook of people is read into records, against Python's readers.

    bench_workbook.py [--rows N] [--runs N] [--program read_once] [--peers PYTHON]

Makes an .xlsx of N rows (100,000) with shared texts, as Excel writes it, and reads it with read_once, which `./dev bench workbook` builds. --peers
names a Python that has python-calamine and openpyxl; it reads the same file into lists of values, and the faster of the two is the
measure. Runs alternate and the median of the ratios counts, since machines are noisy. Prints tab-separated: name, value, unit, goal, reached
or missed ("-" where there is no goal).
"""
import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MOST_RATIO = 2
MOST_MEMORY = 100

CALAMINE = """
import sys, time
from python_calamine import CalamineWorkbook
begin = time.perf_counter()
rows = CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()
print(time.perf_counter() - begin, len(rows))
"""
OPENPYXL = """
import sys, time, openpyxl
begin = time.perf_counter()
rows = sum(1 for row in openpyxl.load_workbook(sys.argv[1], read_only=True).worksheets[0].iter_rows(values_only=True))
print(time.perf_counter() - begin, rows)
"""


def say(name, value, unit, goal=None):
    verdict = "-" if goal is None else "reached" if value <= goal else "missed"
    print(name, f"{value:.3g}", unit, "-" if goal is None else goal, verdict, sep="\t", flush=True)


def person(i, chance):
    given, family = chance.choice(["Anna", "Otto", "Mia", "Jan", "Eva", "Ben"]), f"Meier{chance.randrange(20000)}"
    return [f"K-{i:06}", given, family, 20000 + chance.randrange(20000), f"Weg {chance.randrange(200)}", 1000 + chance.randrange(98000),
            chance.choice(["Ulm", "Bonn", "Dresden", "Mainz"]), f"{given.lower()}.{family.lower()}.{i}@post.example", 491700000000 + i]


def write_book(path, rows):
    """Texts are shared, numbers are numbers, the birth date is a date, and the postal code has five digits."""
    chance = random.Random(20261201)
    texts = {}
    styles = [0, 0, 0, 1, 0, 2, 0, 0, 0]

    def cell(column, row, value):
        place = f'{"ABCDEFGHI"[column]}{row}'
        if isinstance(value, str):
            return f'<c r="{place}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'
        return f'<c r="{place}" s="{styles[column]}"><v>{value}</v></c>'

    def line(row, values):
        return f'<row r="{row}" spans="1:9">' + "".join(cell(c, row, value) for c, value in enumerate(values)) + "</row>"

    names = ["id", "given_name", "family_name", "birthdate", "street", "postal_code", "city", "email", "phone"]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            sheet.write(line(1, names).encode())
            for i in range(rows):
                sheet.write(line(i + 2, person(i, chance)).encode())
            sheet.write(b"</sheetData></worksheet>")
        shared = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
        book.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}" count="{rows * 6}" uniqueCount="{len(texts)}">{shared}</sst>')
        book.writestr("xl/styles.xml", f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="00000"/></numFmts>'
                      '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>')
        book.writestr("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
                      '<sheet name="Kunden" sheetId="1" r:id="rId1"/></sheets></workbook>')
        relations = "".join(f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{part}"/>' for n, kind, part in
                            [(1, "worksheet", "worksheets/sheet1.xml"), (2, "styles", "styles.xml"), (3, "sharedStrings", "sharedStrings.xml")])
        book.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>')
        book.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
                      'Target="xl/workbook.xml"/></Relationships>')
        kinds = [("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"), ("styles", "styles"), ("sharedStrings", "sharedStrings")]
        overrides = "".join(f'<Override PartName="/xl/{part}.xml" '
                            f'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>' for part, kind in kinds)
        book.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                      '<Default Extension="xml" ContentType="application/xml"/>'
                      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                      f'{overrides}</Types>')


def output_of(command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"bench_workbook: {command[0]} failed:\n{done.stderr}")
    return done.stdout.split()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--program", type=Path, default=ROOT / "build/release/bin/read_once")
    parser.add_argument("--peers", metavar="PYTHON")
    options = parser.parse_args()
    if not options.program.exists():
        sys.exit(f"bench_workbook: {options.program} is not there; ./dev bench workbook builds it")
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "people.xlsx"
        write_book(book, options.rows)
        seconds, memory, ratios = [], [], []
        peers = {"calamine": [], "openpyxl": []}
        for _ in range(options.runs):
            took, records, peak = map(float, output_of([options.program, book]))
            if records != options.rows:
                sys.exit(f"bench_workbook: {records:.0f} records of {options.rows} rows")
            seconds.append(took)
            memory.append(peak)
            if options.peers:
                calamine = float(output_of([options.peers, "-c", CALAMINE, book])[0])
                peers["calamine"].append(calamine)
                ratios.append(took / calamine)
        say("workbook_read", statistics.median(seconds), "s")
        say("workbook_memory", max(memory), "MiB", MOST_MEMORY)
        if not options.peers:
            print("bench_workbook: no --peers, so no ratio", file=sys.stderr)
            return
        peers["openpyxl"].append(float(output_of([options.peers, "-c", OPENPYXL, book])[0]))
        if peers["openpyxl"][0] < statistics.median(peers["calamine"]):
            ratios = [took / peers["openpyxl"][0] for took in seconds]
        for name, times in peers.items():
            say(f"workbook_{name}", statistics.median(times), "s")
        say("workbook_ratio", statistics.median(ratios), "times the faster peer", MOST_RATIO)


if __name__ == "__main__":
    main()
