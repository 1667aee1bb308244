#!/usr/bin/env python3
"""How many columns of exports in the shape of real systems are recognised (tests/data/exports).

    bench_columns.py [--half develop|heldout] [--show] [--scv PROGRAM] [--min SHARE]

Prints for each file how many of its columns are right, and the totals as tab-separated lines: name, value, unit, goal, reached or missed. --show
adds what is wrong, of the develop half alone: the other is for measuring. With --min, a share of right columns below it
ends the run with exit status 1. What is right, and how it is counted, is in tests/data/exports/README.md.
"""
import argparse
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXPORTS = ROOT / "tests/data/exports"
GOALS = {"develop": 0.98, "heldout": 0.95}
PARTS = {"day", "month", "year", "country_code", "area_code", "subscriber"}  # types that a role is nothing without
UNTYPED = {"id", "source", "updated_at", "ignore", "other"}


def truth_of(path):
    """(name, right roles, right types) of each column; the types are empty where any is right."""
    columns = []
    for line in path.read_text(encoding="utf-8").splitlines():
        name, roles, types = (line.split("\t") + [""])[:3]
        columns.append((name, roles.split("|"), types.split("|") if types else []))
    return columns


def inspected(scv, path):
    done = subprocess.run([scv, "inspect", "--json", path], capture_output=True, text=True)
    return json.loads(done.stdout)["columns"] if done.returncode == 0 else []


def is_right(column, roles, types):
    if column["role"] not in roles:
        return False
    return not PARTS & set(types) or column["role"] in UNTYPED or column.get("type", "") in types


class Counts:
    def __init__(self):
        self.right = self.total = self.typed_right = self.typed = 0

    def add(self, other):
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def count(truth, found):
    """The counts of one file, and what is wrong in it."""
    counts, wrong = Counts(), []
    if len(found) != len(truth):
        counts.total = sum(roles != ["*"] for _, roles, _ in truth)
        return counts, [f"{len(found)} columns, not {len(truth)}"]
    for (name, roles, types), column in zip(truth, found):
        if roles == ["*"]:
            continue
        counts.total += 1
        shown = ":".join(filter(None, [column["role"], column.get("type", "") if column["role"] != "other" else ""]))
        if not is_right(column, roles, types):
            wrong.append(f"{name}: {shown}, not {'|'.join(roles)}{':' if types else ''}{'|'.join(types)}; {column['why']}")
            continue
        counts.right += 1
        if types and column["role"] not in UNTYPED:
            counts.typed += 1
            counts.typed_right += column.get("type", "") in types
    return counts, wrong


def measure(scv, half, show):
    sums = Counts()
    for path in sorted((EXPORTS / half).glob("*.csv")):
        counts, wrong = count(truth_of(path.with_suffix(".columns")), inspected(scv, path))
        sums.add(counts)
        if half == "develop":
            print(f"columns {half} {path.stem}", f"{counts.right}/{counts.total}", "columns", "-", "-", sep="\t")
        for line in wrong if show else []:
            print(f"  {line}")
    return sums


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--half", choices=GOALS, action="append", help="this half alone")
    parser.add_argument("--show", action="store_true", help="what is wrong, too")
    parser.add_argument("--min", type=float, default=0, metavar="SHARE")
    parser.add_argument("--scv", default=ROOT / "build/release/bin/scv", type=Path)
    arguments = parser.parse_args()
    status = 0
    for half in arguments.half or GOALS:
        sums = measure(arguments.scv, half, arguments.show and half == "develop")
        if sums.total == 0:
            print(f"bench_columns: there are no files in {EXPORTS / half}", file=sys.stderr)
            return 1
        share = sums.right / sums.total
        print(f"columns {half}", f"{share:.4f}", f"share of {sums.total} columns", GOALS[half], "reached" if share >= GOALS[half] else "missed", sep="\t")
        print(f"column types {half}", f"{sums.typed_right / max(1, sums.typed):.4f}", f"share of {sums.typed} columns", "-", "-", sep="\t")
        if share < arguments.min:
            print(f"bench_columns: {share:.4f} of the columns of {half} are right, not {arguments.min}", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
