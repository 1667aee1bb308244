#!/usr/bin/python3
"""The library never ends the process or prints, exports its public API alone, and is never unloaded.

check_symbols.py --static libscv.a --shared libscv.so
With --self-test the two files are known to be wrong, and each kind of finding must turn up.
"""
import argparse
import re
import subprocess
import sys

ENDS = {"exit", "_exit", "_Exit", "quick_exit", "abort", "_ZSt4exit"}
PRINTS = {"stdout", "stderr", "puts", "printf", "putchar", "perror", "vprintf", "__printf_chk", "__vprintf_chk",
          "_ZSt4cout", "_ZSt4cerr", "_ZSt4clog"}
# dedupe's output "-" is standard output: the caller asks for it by name.
ALLOWED = {("dedupe.cpp.o", "stdout")}
# The C ABI, the public namespace, and what the compiler emits for its classes.
EXPORT = re.compile(r"(scv_[a-z0-9_]+|_ZT[VIS]N3scv2v1\w+|_ZNK?3scv2v1\w+)$")


def nm(*arguments):
    return subprocess.run(["nm", *arguments], check=True, capture_output=True, text=True).stdout


def undefined(archive):
    """(object, symbol) for each symbol that an object of the archive takes from elsewhere."""
    member = "?"
    for line in nm("-u", archive).splitlines():
        if line.endswith(".o:"):
            member = line[:-1]
        elif line.strip():
            yield member, line.split()[-1].split("@")[0]


def findings(static, shared):
    for member, symbol in undefined(static):
        if symbol in ENDS:
            yield "ends", f"{member}: refers to {symbol}: the library never ends the process; throw scv::Error"
        if symbol in PRINTS and (member, symbol) not in ALLOWED:
            yield "prints", f"{member}: refers to {symbol}: the library never prints"
    exported = [line.split() for line in nm("-D", "--defined-only", shared).splitlines()]
    # A = the version node's own name; sanitizers' and profilers' runtime hooks begin with two underscores.
    names = [fields[-1].split("@")[0] for fields in exported if fields[-2] != "A"]
    for name in names:
        if not EXPORT.match(name) and not name.startswith("__"):
            yield "exports", f"{shared}: exports {name}, which is not public API"
    if not any(EXPORT.match(name) for name in names):
        yield "empty", f"{shared}: exports nothing of the public API"
    flags = subprocess.run(["readelf", "-d", shared], check=True, capture_output=True, text=True).stdout
    if "NODELETE" not in flags:
        yield "unloads", f"{shared}: may be unloaded while its threads run; link it with -z nodelete"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--static", required=True)
    parser.add_argument("--shared", required=True)
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    found = list(findings(arguments.static, arguments.shared))
    for _, text in found:
        print(text)
    if arguments.self_test:
        missed = {"ends", "prints", "exports", "empty", "unloads"} - {kind for kind, _ in found}
        ended = sum(kind == "ends" for kind, _ in found)
        if missed or ended < 3:
            print(f"self-test failed: not found: {sorted(missed)}; {ended} of 3 ways to end the process")
            return 1
        print("self-test: all kinds of findings found")
        return 0
    print(f"{len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
