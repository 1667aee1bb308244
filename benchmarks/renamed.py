"""The labelled sets under other headers: what bench_quality.py measures beside the sets as they are.

A form is `letters` (c1, c2 …), `none` (no header), a language of the tool rename-headers, or `parts`: the birth date in three columns, a
name in two, under names that say nothing, columns in random order. The record's id is known to us by its place; the program gets no
help: it writes the identities beside the rows, and they are compared with the truth here (pairwise, and B³ of Bagga and Baldwin, 1998).
"""
import csv
import random
import re
import subprocess
import sys
from collections import Counter

LANGUAGES = ["fr", "es", "it", "pl", "nl", "tr", "ru", "ja"]
FORMS = ["letters", "none", *LANGUAGES, "parts"]
BASES = ["febrl1", "febrl2", "febrl3", "febrl4", "splink_fake_1000", "splink_historical_50k", "anonlink_vertical_3party", "senzing_truthset",
         "dedupe_csv_example", "fodors_zagat_restaurant"]
WIDE = {"dedupe_csv_example": 0.05, "fodors_zagat_restaurant": 0.05}  # how much letters and none may lose; others .02
BORN = {"dob", "date_of_birth", "birthdate"}
WHOLE = {"full_name", "first_and_surname", "name"}
YEAR_FIRST = re.compile(r"(\d{4})[-/.]?(\d\d)[-/.]?(\d\d)")
YEAR_LAST = re.compile(r"(\d\d?)[-/.](\d\d?)[-/.](\d{4})")


def split_set(name):
    """`febrl1+fr` is the set febrl1 in the form fr; a set as it is has no form."""
    base, _, form = name.partition("+")
    return base, form


def tolerance(base, form):
    return WIDE.get(base, 0.02) if form in ("letters", "none") else 0.005


def date_parts(value):
    """Day, month and year; what is no date stays whole where the year would be."""
    if found := YEAR_FIRST.fullmatch(value):
        return [found[3], found[2], found[1]]
    if found := YEAR_LAST.fullmatch(value):
        return [found[1], found[2], found[3]]
    return ["", "", value]


def in_parts(source, target, has_people):
    with open(source, newline="", encoding="utf-8-sig") as file:
        header, *rows = csv.reader(file)
    chance = random.Random(target.name)
    order = chance.sample(range(3), 3)
    columns = []  # name, values
    for place, name in enumerate(header):
        values = [row[place] for row in rows]
        if name.lower() in BORN:
            dates = [date_parts(value) for value in values]
            columns += [(f"x{part}", [date[part] for date in dates]) for part in order]
        elif name.lower() in WHOLE and has_people:
            names = [value.rpartition(" ") for value in values]
            columns += [(f"{name}_a", [first for first, _, _ in names]), (f"{name}_b", [last for _, _, last in names])]
        else:
            columns.append((name, values))
    first, *others = columns
    chance.shuffle(others)
    with open(target, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([name for name, _ in [first, *others]])
        writer.writerows(zip(*[values for _, values in [first, *others]]))


def renamed(tool, form, inputs, folder, has_people=True):
    folder.mkdir(exist_ok=True)
    outputs = []
    for source in inputs:
        target = folder / source.name.replace(".input", "")
        if form == "parts":
            in_parts(source, target, has_people)
        else:
            subprocess.run([sys.executable, tool, form, source, target], check=True)
        outputs.append(target)
    return outputs


def shares(truth, said):
    """Precision, recall and F1 over pairs, B³ F1, and how many clusters are exactly right."""
    true, found = Counter(truth.values()), Counter(said.values())
    cells = Counter((truth[key], said[key]) for key in truth)

    def pairs(counts):
        return sum(count * (count - 1) // 2 for count in counts.values())

    def f1(precision, recall):
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    precision = pairs(cells) / pairs(found) if pairs(found) else 1.0
    recall = pairs(cells) / pairs(true) if pairs(true) else 1.0
    b3 = [sum(count * count / of[cell[side]] for cell, count in cells.items()) / len(truth) for side, of in ((1, found), (0, true))]
    return {"rows": len(truth), "precision": precision, "recall": recall, "f1": f1(precision, recall), "b3_f1": f1(*b3),
            "exact_clusters": sum(count == true[cell[0]] == found[cell[1]] for cell, count in cells.items())}


def identities(scv, inputs, out, header):
    """The identity that the program gives to each row, by the id in the row. Also what it said of time and memory."""
    done = subprocess.run([scv, "dedupe", "--json", "-o", out, *inputs], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{out}: {done.stderr}")
    ids = []
    for path in inputs:
        with open(path, newline="", encoding="utf-8") as file:
            rows = csv.reader(file)
            if header:
                next(rows)
            ids += [row[0] for row in rows if row]
    with open(out, newline="", encoding="utf-8-sig") as file:
        said = [row["identity"] for row in csv.DictReader(file)]
    if len(said) != len(ids):
        sys.exit(f"{out}: {len(said)} rows, not {len(ids)}")
    return dict(zip(ids, said))
