#!/usr/bin/env python3
"""How well matching does with no option set, on labelled data, against the committed table benchmarks/quality.csv.

    bench_quality.py [--update] [--full] [--plain] [--only SET …] [--max-rows N] [--scv PROGRAM] [--library LIBSCV.SO]

Prints a tab-separated line for each figure: name, value, unit, goal, reached or missed ("-" where there is none). A figure that is worse
than the table's by more than 0.002 ends the run with exit status 1 and is named on standard error; goals that are missed do not.
--update writes the figures of this run into the table. --full adds what takes minutes (a million people).

The sample, our own invented customers (make_sample.py), is always measured. The other sets are looked for in SCV_DATA (default
../shared/data) and the generator of people in SCV_PEERS (default ../shared/peers); what is not there is said and left out, and keeps its row
in the table. Seconds are reading and matching; MiB the peak until then. Neither is compared: machines differ.

Two sets are not tables with a truth. In name pairs each pair is decided by its names alone: compare() of the shipped model, one
customer from the threshold on. Of probes, f1 is the share of expected answers: records are looked up with find() in a hub of the
seeds, and `match` is right where the seed's identity is found at or above the threshold, `no_match` where it is not, and
`possible_match` where it is found below it.

A set with a form behind it, such as febrl1+fr, is the set under other headers (renamed.py); its goal is the F1 of the set as it is less
what a form may cost. The tool rename-headers is looked for beside SCV_DATA; `parts` needs none. --plain leaves these out.
"""
import argparse
import csv
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import renamed

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TABLE = HERE / "quality.csv"
TOLERANCE = 0.002

COMPARED = ["precision", "recall", "f1", "b3_f1", "blocking_recall", "joined_recall"]
MEASURED = ["rows", *COMPARED[:4], "exact_clusters", *COMPARED[4:], "candidates_per_record", "threshold", "seconds", "mib"]
KNOWN = ["goal_f1", "goal_b3_f1", "splink_f1", "splink_b3_f1", "goldenmatch_f1", "goldenmatch_b3_f1", "others"]

# set: what is known of it before: goals, then others' figures on the same machine (pairwise and B³ F1, the best threshold after the fact)
SETS = {
    "sample": {},
    "splink_fake_1000": dict(goal_f1=0.98, goal_b3_f1=0.98, splink_f1=0.923, splink_b3_f1=0.941, goldenmatch_f1=0.194, goldenmatch_b3_f1=0.500),
    "febrl1": dict(goal_f1=0.9995, splink_f1=0.9990),
    "febrl2": dict(goal_f1=0.9990, splink_f1=0.9982),
    "febrl3": dict(goal_f1=0.9995, splink_f1=0.9979, goldenmatch_f1=0.9994, goldenmatch_b3_f1=0.9996),
    "febrl4": dict(goal_f1=0.9997, splink_f1=0.9995, goldenmatch_f1=0.9969, goldenmatch_b3_f1=0.9991),
    "febrl3_without_ssn_dob": dict(goal_f1=0.985),
    "senzing_truthset": dict(goal_f1=1.0, goal_b3_f1=1.0),
    "dedupe_csv_example": dict(goal_f1=0.93, goal_b3_f1=0.96, goldenmatch_f1=0.131, goldenmatch_b3_f1=0.581, others="dedupe with 100 labels 0.894 / 0.948"),
    "fodors_zagat_restaurant": dict(goal_f1=0.98, goldenmatch_f1=0.648, goldenmatch_b3_f1=0.966),
    "anonlink_vertical_3party": dict(goal_f1=0.97),
    "opensanctions_name_pairs": dict(goal_f1=0.92),
    "cdc_recordlinker": dict(goal_f1=0.95, others="f1 is the share of expected answers"),
    "splink_historical_50k": dict(goal_f1=0.95, goal_b3_f1=0.955, splink_f1=0.829, splink_b3_f1=0.857, goldenmatch_f1=0.845, goldenmatch_b3_f1=0.861),
    "people_20k": {},
    "people_100k": dict(goal_f1=0.985, goal_b3_f1=0.99, splink_f1=0.933, splink_b3_f1=0.961, goldenmatch_f1=0.616, goldenmatch_b3_f1=0.791),
    "people_1m": dict(goal_f1=0.975, goal_b3_f1=0.98, splink_f1=0.906, splink_b3_f1=0.944),
}
ROWS = {"febrl4": 10000, "anonlink_vertical_3party": 9726, "splink_historical_50k": 50578, "people_20k": 20000, "people_100k": 100000,
        "people_1m": 1000000}  # of the large ones, for --max-rows
SLOW = {"people_1m"}
for base in renamed.BASES:
    SETS |= {f"{base}+{form}": {} for form in renamed.FORMS}
SETS |= {f"people_20k+{form}": {} for form in renamed.LANGUAGES}


PEOPLE = {"splink_historical_50k"}  # sets in which a column of whole names is of people alone


class Missing(Exception):
    """What a set needs is not here."""


def say(text):
    print(f"bench_quality: {text}", file=sys.stderr, flush=True)


def need(path):
    if not path.exists():
        raise Missing(f"there is no {path}")
    return path


def rows_of(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def write_rows(path, rows, columns):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


class Bench:
    def __init__(self, arguments, folder):
        self.scv = arguments.scv
        self.library = arguments.library
        self.folder = folder
        self.data = Path(os.environ.get("SCV_DATA") or ROOT / "../shared/data")
        self.peers = Path(os.environ.get("SCV_PEERS") or ROOT / "../shared/peers")

    def measure(self, name):
        if name == "opensanctions_name_pairs":
            return self.with_library("name_pairs", need(self.data / name / f"{name}.input.csv"), self.data / name / f"{name}.truth.csv")
        if name == "cdc_recordlinker":
            return self.with_library("probes", need(self.data / name / f"{name}.input.csv"), self.data / name / f"{name}.truth.csv")
        if "+" in name:
            return self.under_other_headers(*renamed.split_set(name))
        truth, inputs = self.files(name)
        done = subprocess.run([self.scv, "evaluate", "--json", "--no-curve", "--errors", "0", "--truth", truth, *inputs], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{name}: {done.stderr}")
        report = json.loads(done.stdout)
        figures = report["figures"]
        return {
            "rows": report["rows"], "precision": figures["precision"], "recall": figures["recall"], "f1": figures["f1"], "b3_f1": figures["b3_f1"],
            "exact_clusters": figures["exact_clusters"], "blocking_recall": report["blocking_recall"], "joined_recall": report["joined_recall"],
            "candidates_per_record": report["candidates_per_record"], "threshold": report["threshold"],
            "seconds": report["seconds_read"] + report["seconds_match"], "mib": report["peak_memory_bytes"] / 2**20,
        }

    def under_other_headers(self, base, form):
        tool = self.data.parent / "tools/rename-headers"
        if form != "parts":
            need(tool)
        truth_file, inputs = self.files(base)
        truth = {row["id"]: row["cluster"] for row in rows_of(truth_file)}
        inputs = renamed.renamed(tool, form, [Path(path) for path in inputs], self.folder / "renamed", has_people=base in PEOPLE)
        said = renamed.identities(self.scv, inputs, self.folder / "identities.csv", header=form != "none")
        return renamed.shares(truth, said)

    def files(self, name):
        """The truth and the inputs of a set, made where they have to be made."""
        if name == "sample":
            subprocess.run([sys.executable, HERE / "make_sample.py", self.folder], check=True)
            return self.folder / "truth.csv", [self.folder / f"{source}.csv" for source in ("crm", "shop", "support")]
        if name.startswith("people_"):
            out = self.folder / f"{name}.csv"
            subprocess.run([sys.executable, need(self.peers / "gen_people.py"), "--records", str(ROWS[name]), "--seed", "77", "--out", out],
                           check=True, stdout=subprocess.DEVNULL)
            return self.folder / f"{name}.truth.csv", [self.folder / f"{name}.input.csv"]
        if name == "febrl3_without_ssn_dob":
            rows = list(rows_of(need(self.data / "febrl3/febrl3.input.csv")))
            columns = [column for column in rows[0] if column not in ("soc_sec_id", "date_of_birth")]
            return self.data / "febrl3/febrl3.truth.csv", [write_rows(self.folder / "febrl3.csv", rows, columns)]
        folder = need(self.data / name)
        truth, inputs = folder / f"{name}.truth.csv", sorted(folder.glob("*.input.csv"))
        if name == "senzing_truthset":
            rows = list(rows_of(inputs[0]))
            inputs = [write_rows(self.folder / f"{source.lower()}.csv", [row for row in rows if row["DATA_SOURCE"] == source], list(rows[0]))
                      for source in sorted({row["DATA_SOURCE"] for row in rows})]
        return truth, inputs

    def with_library(self, work, *files):
        """In a process of its own, for its memory to be its own."""
        environment = {**os.environ, "SCV_LIBRARY": str(self.library), "PYTHONPATH": str(ROOT / "bindings/python"), "PYTHONDONTWRITEBYTECODE": "1"}
        if os.environ.get("SCV_PRELOAD"):  # a sanitizer's runtime
            environment |= {"LD_PRELOAD": os.environ["SCV_PRELOAD"], "ASAN_OPTIONS": "detect_leaks=0"}
        done = subprocess.run([sys.executable, __file__, "--work", work, *files], capture_output=True, text=True, env=environment)
        if done.returncode != 0:
            if "No module named" in done.stderr:
                raise Missing("the Python binding needs " + done.stderr.strip().splitlines()[-1])
            sys.exit(f"{work}: {done.stderr}")
        sys.stderr.write(done.stderr)
        return json.loads(done.stdout)


def shares(right_positive, said_positive, positive):
    precision = right_positive / said_positive if said_positive else 1.0
    recall = right_positive / positive if positive else 1.0
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / (precision + recall) if precision + recall else 0.0}


def name_pairs(input_file, truth_file):
    import scv

    truth = {row["id"]: row["is_match"] == "true" for row in rows_of(truth_file)}
    start, said, threshold = time.perf_counter(), {}, 0
    for row in rows_of(input_file):
        field = "name" if row["schema"] == "Person" else "organization"
        why = scv.compare({field: row["name1"]}, {field: row["name2"]})
        said[row["id"]], threshold = why["match_weight"], why["threshold"]
    seconds = time.perf_counter() - start
    yes = {key for key, weight in said.items() if weight >= threshold}
    best = max((shares(sum(truth[k] for k, w in said.items() if w >= at), sum(w >= at for w in said.values()), sum(truth.values()))["f1"], at)
               for at in sorted(set(said.values())))
    say(f"name_pairs: the best threshold after the fact would be {best[1]:+.1f}, F1 {best[0]:.4f}")
    return {"rows": len(said), **shares(sum(truth[key] for key in yes), len(yes), sum(truth.values())), "threshold": threshold, "seconds": seconds}


def probes(input_file, truth_file):
    import scv

    rows, truth = {row["id"]: row for row in rows_of(input_file)}, list(rows_of(truth_file))
    with tempfile.TemporaryDirectory() as folder:
        columns = [column for column in next(iter(rows.values())) if column != "source"]
        seeds = write_rows(Path(folder) / "seed.csv", [row for row in rows.values() if row["source"] == "seed"], columns)
        asked = write_rows(Path(folder) / "probe.csv", [row for row in rows.values() if row["source"] != "seed"], columns)
        start = time.perf_counter()
        with scv.Hub(":memory:") as hub, scv.Hub(":memory:") as queries:
            mapping = scv.inspect(seeds)["mapping"]
            hub.load(seeds, mapping=mapping)
            queries.load(asked, mapping=mapping)  # only to turn rows into records as the seeds were
            two = [("seed", row["seed_id"]) for row in truth[:2]]
            threshold = hub.why(*two)["threshold"]
            outcome = []  # source, expected answer, weight of the seed's identity or None
            for row in truth:
                seed = hub.identity_of("seed", row["seed_id"])
                weights = [found["match_weight"] for found in hub.find(queries.get("probe", row["id"])) if found["identity"] == seed]
                outcome.append((rows[row["id"]]["source"], row["expected"], weights[0] if weights else None))
        seconds = time.perf_counter() - start

    def right(one, at):
        _, expected, weight = one
        said_match = weight is not None and weight >= at
        return not said_match if expected == "no_match" else said_match if expected == "match" else weight is not None and not said_match

    def share(chosen, at=threshold):
        return sum(right(one, at) for one in chosen) / max(1, len(chosen))

    for source in sorted({one[0] for one in outcome}):
        of_source = [one for one in outcome if one[0] == source]
        say(f"probes: {source}: {share(of_source):.3f} as expected of {len(of_source)}; " +
            ", ".join(f"{expected} {share([one for one in of_source if one[1] == expected]):.3f}" for expected in ("match", "no_match", "possible_match")))
    best = max((share(outcome, at), at) for at in {one[2] for one in outcome if one[2] is not None})
    say(f"probes: the best threshold after the fact would be {best[1]:+.1f}: {best[0]:.3f} as expected")
    matches = [one for one in outcome if one[2] is not None and one[2] >= threshold]
    return {"rows": len(rows), "precision": sum(one[1] == "match" for one in matches) / max(1, len(matches)),
            "recall": share([one for one in outcome if one[1] == "match"]), "f1": share(outcome), "threshold": threshold, "seconds": seconds}


def shown(column, value):
    if value is None or value == "":
        return ""
    if column in ("rows", "exact_clusters"):
        return str(int(value))
    if column in ("candidates_per_record", "seconds"):
        return f"{float(value):.1f}"
    if column == "mib":
        return f"{float(value):.0f}"
    if column == "threshold":
        return f"{float(value):g}"
    return f"{float(value):.4f}" if column in COMPARED else str(value)


def report(name, figures, unit):
    """The lines of one set."""
    for column in ("f1", "b3_f1", "precision", "recall", "blocking_recall", "joined_recall", "candidates_per_record", "seconds", "mib"):
        if figures.get(column) is None:
            continue
        goal = SETS[name].get(f"goal_{column}")
        verdict = "-" if goal is None else "reached" if round(figures[column], 5) >= goal else "missed"
        label = unit if column == "f1" else {"candidates_per_record": "per record", "seconds": "s", "mib": "MiB"}.get(column, "share")
        print(f"{name} {column}", shown(column, figures[column]), label, "-" if goal is None else goal, verdict, sep="\t", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--update", action="store_true", help="write this run's figures into the table")
    parser.add_argument("--full", action="store_true", help="a million people, too")
    parser.add_argument("--plain", action="store_true", help="the sets as they are alone")
    parser.add_argument("--only", nargs="+", choices=SETS, metavar="SET")
    parser.add_argument("--max-rows", type=int, default=1 << 60, help="leave out sets of more rows")
    parser.add_argument("--scv", default=ROOT / "build/release/bin/scv", type=Path)
    parser.add_argument("--library", default=ROOT / "build/release/libscv.so", type=Path)
    parser.add_argument("--work", choices=["name_pairs", "probes"], help=argparse.SUPPRESS)
    parser.add_argument("files", nargs="*", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work:
        figures = {"name_pairs": name_pairs, "probes": probes}[arguments.work](*arguments.files)
        figures["mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        json.dump(figures, sys.stdout)
        return 0

    table = {row["set"]: row for row in rows_of(TABLE)} if TABLE.exists() else {}
    worse, measured, as_it_is = [], 0, {}
    for name in SETS:
        if arguments.only and name not in arguments.only:
            continue
        if name in SLOW and not arguments.full and not arguments.only:
            say(f"{name} is left out: it takes minutes (--full)")
            continue
        base, form = renamed.split_set(name)
        if form and arguments.plain:
            continue
        if ROWS.get(base, 0) > arguments.max_rows:
            say(f"{name} is left out: it has more than {arguments.max_rows} rows")
            continue
        folder = Path(tempfile.mkdtemp(prefix="scv-quality-"))
        try:
            figures = Bench(arguments, folder).measure(name)
        except Missing as missing:
            say(f"{name} is left out: {missing}")
            continue
        finally:
            shutil.rmtree(folder)
        measured += 1
        as_it_is[name] = figures.get("f1")
        if form and (before := as_it_is.get(base) or float(table.get(base, {}).get("f1") or 0)):
            SETS[name]["goal_f1"] = round(before - renamed.tolerance(base, form), 4)
        report(name, figures, "share of expected" if name == "cdc_recordlinker" else "F1")
        if name not in table and not arguments.update:
            worse.append(f"{name} is not in {TABLE.name}; --update adds it")
        for column in COMPARED:
            before = table.get(name, {}).get(column)
            if before and figures.get(column) is not None and figures[column] < float(before) - TOLERANCE:
                worse.append(f"{name}: {column} is {figures[column]:.4f}, and was {before}")
        if arguments.update:
            table[name] = {"set": name, **{column: shown(column, figures.get(column)) for column in MEASURED},
                           **{column: SETS[name].get(column, "") for column in KNOWN}}
    if measured == 0:
        say("nothing was measured")
        return 1
    if arguments.update:
        write_rows(TABLE, [table[name] for name in SETS if name in table], ["set", *MEASURED, *KNOWN])
        say(f"{TABLE} is written; {len(worse)} figures are worse than before")
    for line in worse:
        say(line)
    return 1 if worse and not arguments.update else 0


if __name__ == "__main__":
    sys.exit(main())
