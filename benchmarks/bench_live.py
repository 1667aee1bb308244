#!/usr/bin/env python3
"""What one call costs on a large hub that is in use: finds, puts, many threads, readers beside a writer, memory.

    bench_live.py [--records N] [--results FILE] [--folder FOLDER] [--only PART …] [--scv PROGRAM]

People are made by the generator in SCV_PEERS (default ../shared/peers); without it that is said and nothing is measured. They are loaded
into a hub, and live_calls, which ./dev bench live has built, works on a copy of it for each part: memory, find, put, threads,
switchboard, readers. Prints a tab-separated line for each figure: name, value, unit, goal, reached or missed (empty where there is no
goal), and, where all parts were run, writes them into benchmarks/results-live.md (--results) with machine, versions and date.

The files lie in a new folder in FOLDER (default build/), about two gigabytes for a million records. It must be on a disk: a put waits for it.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench_speed import PEERS, ROOT, HERE, people, write_table

PARTS = ["memory", "find", "put", "threads", "switchboard", "readers"]
STAFF = 100_000  # who share one number
MORE = 400_000  # others, who are put; as many as the parts take, or some would come again and again


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--results", type=Path, default=HERE / "results-live.md")
    parser.add_argument("--folder", type=Path, default=ROOT / "build")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART")
    parser.add_argument("--scv", type=Path, default=ROOT / "build" / "release" / "bin" / "scv")
    options = parser.parse_args()
    if not (PEERS / "gen_people.py").exists():
        print(f"bench_live: no generator of people in {PEERS} (set SCV_PEERS): skipped", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory(prefix="bench_live.", dir=options.folder) as name:
        rows = measure(Path(name), options)
    if options.only != PARTS:
        return
    title = "What live calls cost"
    method = f"By `./dev bench live`: a hub of {options.records:,} generated people (seed 77), in a file on the disk; percentiles of single calls."
    write_table(options.results, title, options.scv, [], method, rows)


def measure(folder, options):
    _, given = people(folder, options.records)
    _, more = people(folder, MORE, seed=78)
    _, staff = people(folder, STAFF, seed=79)
    hub, used = folder / "hub.scv", folder / "used.scv"
    subprocess.run([options.scv, "load", "--db", hub, given], check=True, stdout=subprocess.DEVNULL)
    rows = []
    for part in options.only:
        for file in folder.glob(used.name + "*"):
            file.unlink()
        shutil.copyfile(hub, used)
        os.sync()  # that the disk is not busy with the copy
        command = [options.scv.parent / "live_calls", used, given, given.with_suffix("").with_suffix(".truth.csv"), more, staff, part]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout:
                print(line, end="", flush=True)
                rows.append(tuple(line.rstrip("\n").split("\t")))
        if process.returncode != 0:
            sys.exit(f"bench_live: {command[0]} failed at {part}")
    return rows


if __name__ == "__main__":
    main()
