#!/usr/bin/env python3
"""How fast the batch jobs are, as ratios against a peer that runs in turn with them.

    bench_speed.py [--records N] [--runs N] [--results FILE] [--scv PROGRAM] [--splink PYTHON]

People are made by the generator in SCV_PEERS (default ../shared/peers); without it that is said and the batch jobs are left out. Prints a
tab-separated line for each figure: name, value, unit, goal, reached or missed ("-" where there is no goal), and writes them into
benchmarks/results.md (--results) with machine, versions and date. Runs alternate with the peer's and the median of the ratios counts, since
machines differ and are noisy. Peers: Splink, where --splink names a Python that has it (SCV_PEERS/requirements.txt), and the command
line of SQLite, which imports the same table and indexes each column. Memory is the peak of the process.

The programs beside this one (bench_similarity, bench_phone, bench_csv) measure single parts; what ./dev bench speed has built of them is
run and its figures are taken in.
"""
import argparse
import datetime
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PEERS = Path(os.environ.get("SCV_PEERS", ROOT.parent / "shared" / "peers"))

PARTS = ["bench_similarity", "bench_phone", "bench_csv"]

rows = []


def take(row):
    rows.append(row)
    print("\t".join(row), flush=True)


def say(name, value, unit, goal=None):
    verdict = "-"
    if goal is not None:
        verdict = "reached" if value <= goal else "missed"
    take((name, f"{value:.3g}" if value < 1000 else f"{value:.0f}", unit, "-" if goal is None else f"{goal:.4g}", verdict))


def run(command):
    """Wall seconds and peak MiB of a command that must succeed."""
    begin = time.monotonic()
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"bench_speed: {command[0]} failed:\n{errors.decode(errors='replace')}")
    return time.monotonic() - begin, usage.ru_maxrss / 1024


def people(folder, records, seed=77):
    table = folder / f"people-{records}.csv"
    subprocess.run([sys.executable, PEERS / "gen_people.py", "--records", str(records), "--seed", str(seed), "--out", table],
                   check=True, stdout=subprocess.DEVNULL)
    return table, table.with_suffix(".input.csv")


def median_of(runs, work):
    times, peaks = zip(*(work() for _ in range(runs)))
    return statistics.median(times), max(peaks)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--results", type=Path, default=HERE / "results.md")
    parser.add_argument("--scv", type=Path, default=ROOT / "build" / "release" / "bin" / "scv")
    parser.add_argument("--splink", help="a Python that has Splink")
    options = parser.parse_args()
    if (PEERS / "gen_people.py").exists():
        with tempfile.TemporaryDirectory() as name:
            measure(Path(name), options)
    else:
        print(f"bench_speed: no generator of people in {PEERS} (set SCV_PEERS): the batch jobs are skipped", file=sys.stderr)
    measure_parts(options.scv.parent)
    write_results(options)


def measure_parts(folder):
    for name in PARTS:
        if not (folder / name).exists():
            print(f"bench_speed: {folder / name} is not built, ./dev bench speed does it: skipped", file=sys.stderr)
            continue
        printed = subprocess.run([folder / name], stdout=subprocess.PIPE, text=True, check=True).stdout
        for line in printed.splitlines():
            if line.count("\t") == 4:
                take(tuple(line.split("\t")))


def measure(folder, options):
    table, given = people(folder, options.records)
    out, hub = folder / "out.csv", folder / "hub.scv"

    def load(at):
        for file in folder.glob(at.name + "*"):
            file.unlink()
        return run([options.scv, "load", "--db", at, given])

    dedupe = [options.scv, "dedupe", given, "-o", out]
    seconds, peak = [], 0.0
    against, peer_times, peer_peaks = [], [], []
    for _ in range(options.runs):
        took, used = run(dedupe)
        seconds.append(took)
        peak = max(peak, used)
        if options.splink:
            theirs, their_peak = run([options.splink, PEERS / "splink_people.py", table, "--model", "separate"])
            against.append(took / theirs)
            peer_times.append(theirs)
            peer_peaks.append(their_peak)
    say("dedupe", statistics.median(seconds), "s")
    say("dedupe peak", peak, "MiB")
    if options.splink:
        say("dedupe / Splink", statistics.median(against), "ratio", 1 / 6)
        say("dedupe peak / Splink's", peak / max(peer_peaks), "ratio", 1 / 3)
    else:
        print("bench_speed: no Splink (--splink PYTHON): its ratios are left out", file=sys.stderr)

    one, _ = run([*dedupe, "--threads", "1"])
    two, _ = run([*dedupe, "--threads", "2"])
    say("dedupe, two threads against one, all stages", one / two, "ratio")

    loads, ratios, load_peak = [], [], 0.0
    shell = shutil.which("sqlite3")
    for _ in range(options.runs):
        took, used = load(hub)
        loads.append(took)
        load_peak = max(load_peak, used)
        if shell:
            database = folder / "peer.db"
            database.unlink(missing_ok=True)
            columns = given.open().readline().strip().split(",")
            script = folder / "import.sql"
            script.write_text(f".import --csv {given} t\n" + "".join(f"CREATE INDEX i{n} ON t({c});\n" for n, c in enumerate(columns)))
            theirs, _ = run([shell, "-init", script, database, "SELECT 1"])
            ratios.append(took / theirs)
    say("load", statistics.median(loads), "s")
    say("load peak", load_peak, "MiB")
    if peer_times:
        say("load / Splink, medians", statistics.median(loads) / statistics.median(peer_times), "ratio", 1 / 3)
    if ratios:
        say("load / sqlite3 import with indices", statistics.median(ratios), "ratio", 3)
    else:
        print("bench_speed: no sqlite3 command: its ratio is left out", file=sys.stderr)
    say("hub file", hub.stat().st_size / options.records, "bytes a record", 1000)

    small = options.records // 10
    _, tenth = people(folder, small)
    few, few_peak = median_of(options.runs, lambda: run([options.scv, "dedupe", tenth, "-o", out]))
    say("growth of time from a tenth", statistics.median(seconds) / few / 10, "ratio", 1.15)
    say("growth of memory from a tenth", peak / few_peak / 10, "ratio", 1.15)
    shared(folder, given, options, statistics.median(seconds))


def shared(folder, given, options, clean):
    """One value in a tenth, then in half of the rows, of each of four columns."""
    lines = given.read_text().splitlines()
    header, table = lines[0].split(","), [line.split(",") for line in lines[1:]]
    values = {"phone": "+4935112345678", "email": "kontakt@firma.example", "surname": "Muster", "street": "Hauptstr. 1"}
    for column, value in values.items():
        at = header.index(column)
        for part, every in (("10 %", 10), ("50 %", 2)):
            changed = folder / "shared.csv"
            with changed.open("w") as file:
                file.write(lines[0] + "\n")
                for number, row in enumerate(table):
                    row = row if number % every else [*row[:at], value, *row[at + 1:]]
                    file.write(",".join(row) + "\n")
            took, _ = run([options.scv, "dedupe", changed, "-o", folder / "out.csv"])
            say(f"{part} share one {column} / clean", took / clean, "ratio", 1.5)


def first_line(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().splitlines()[0]
    except (OSError, subprocess.CalledProcessError, IndexError):
        return "none"


def processor():
    try:
        return next(line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def write_table(file, title, scv, versions, method, table):
    """Measured rows as Markdown, with the machine that they hold for."""
    versions = [first_line(scv, "--version"), *versions, "SQLite " + first_line("sqlite3", "--version").split()[0]]
    lines = [f"# {title}", "",
             f"{datetime.date.today()}: {', '.join(versions)}; {os.cpu_count()} x {processor()}, {platform.system()}.", "",
             method, "", "| figure | value | unit | goal | |", "|---|---|---|---|---|"]
    lines += ["| " + " | ".join(row) + " |" for row in table]
    file.write_text("\n".join(lines) + "\n")


def write_results(options):
    splink = first_line(options.splink, "-c", "import splink; print(splink.__version__)") if options.splink else "none"
    method = f"By `./dev bench speed`: {options.records:,} generated people (seed 77), runs in turn with the peers, medians of {options.runs}."
    write_table(options.results, "Measured speed", options.scv, ["Splink " + splink], method, rows)


if __name__ == "__main__":
    main()
