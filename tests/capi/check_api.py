#!/usr/bin/env python3
"""The header, bindings/api.json, the bindings' declarations and the symbols of the shared library say the same."""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def exported(library):
    """The names that the library exports as C."""
    lines = subprocess.run(["nm", "-D", "--defined-only", library], check=True, capture_output=True, text=True).stdout.splitlines()
    names = (line.split()[-1].split("@")[0] for line in lines)
    return {name for name in names if re.match(r"scv_", name)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--library", required=True)
    arguments = parser.parse_args()

    problems = []
    generate = subprocess.run([sys.executable, str(ROOT / "bindings/generate.py"), "--check"], capture_output=True, text=True)
    if generate.returncode != 0:
        problems.append(generate.stderr.strip())
    api = {function["name"] for function in json.loads((ROOT / "bindings/api.json").read_text(encoding="utf-8"))["functions"]}
    header = set(re.findall(r"^SCV_CAPI [^(]*?(\w+)\(", (ROOT / "include/scv/scv.h").read_text(encoding="utf-8"), flags=re.M))
    symbols = exported(arguments.library)
    for left, right, what in (
        (header, api, "in scv.h but not in api.json"), (api, header, "in api.json but not in scv.h"),
        (header, symbols, "in scv.h but not exported"), (symbols, header, "exported but not in scv.h"),
    ):
        problems += [f"{name}: {what}" for name in sorted(left - right)]
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(header)} functions")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
