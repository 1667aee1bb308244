#!/usr/bin/env python3
"""C, C++, Python and the command line give the same identities for the same files."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(command, environment=None):
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **(environment or {})})
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def parse(text):
    """Lines of identities, then the digest: as the partition of records and the digest."""
    *lines, last = text.splitlines()
    word, digest = last.split("\t")
    if word != "digest":
        sys.exit(f"no digest in the last line: {last}")
    identities = [json.loads(line) for line in lines]
    return sorted(sorted(f"{key['source']}/{key['id']}" for key in identity["records"]) for identity in identities), digest


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", action="append", default=[], help="a hello program")
    parser.add_argument("--python", help="hello.py")
    parser.add_argument("--library", help="the shared library, for Python")
    parser.add_argument("--scv", help="the command line")
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()

    different = False
    for file in arguments.files:
        with tempfile.TemporaryDirectory() as folder:
            hub = lambda name: str(Path(folder) / f"{name}.scv")  # noqa: E731
            results = {}
            for program in arguments.program:
                name = Path(program).name
                results[name] = parse(run([program, file, hub(name)]))
            if arguments.python:
                environment = {"SCV_LIBRARY": arguments.library, "PYTHONPATH": str(ROOT / "bindings/python"), "PYTHONDONTWRITEBYTECODE": "1"}
                if os.environ.get("SCV_PRELOAD"):
                    environment |= {"LD_PRELOAD": os.environ["SCV_PRELOAD"], "ASAN_OPTIONS": "detect_leaks=0"}
                results["python"] = parse(run([sys.executable, arguments.python, file, hub("python")], environment))
            if arguments.scv:
                run([arguments.scv, "load", file, "--db", hub("scv")])
                text = run([arguments.scv, "export", "--format", "jsonl", "--db", hub("scv")])
                results["scv"] = parse(text + "digest\t" + run([arguments.scv, "digest", "--db", hub("scv")]))
        if len(results) < 2:
            sys.exit("fewer than two ways to compare")
        partition, digest = next(iter(results.values()))
        together = sum(len(identity) for identity in partition if len(identity) > 1)
        print(f"{Path(file).name}: {len(partition)} identities, digest {digest}: {', '.join(results)}")
        if together == 0:
            print(f"{file}: no two records are one identity, so the comparison shows nothing", file=sys.stderr)
            different = True
        for name, result in results.items():
            if result != (partition, digest):
                print(f"{file}: {name} gives other identities: {result}", file=sys.stderr)
                different = True
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
