#!/usr/bin/env python3
"""Reads include/scv/scv.h and writes what bindings are made from: bindings/api.json and the Python declarations.

    bindings/generate.py           write the files
    bindings/generate.py --check   exit with 1 if a file is not what the header says

The header keeps to a small language: comments, enums without a name, structs of plain members, function pointers, and
functions marked SCV_CAPI, each with a comment that ends in "since x.y.z".
"""

import argparse
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = ROOT / "include/scv/scv.h"
API = ROOT / "bindings/api.json"
PYTHON = ROOT / "bindings/python/scv/_declarations.py"

COMMENT = r"/\*(?P<doc>(?:[^*]|\*(?!/))*)\*/\s*"
SINCE = re.compile(r"since (\d+\.\d+\.\d+)\s*$")


class HeaderError(Exception):
    pass


def text_of(doc):
    return " ".join(doc.split())


def split_doc(name, doc):
    """A comment as its text and its version; every symbol must have one."""
    doc = text_of(doc)
    since = SINCE.search(doc)
    if not since:
        raise HeaderError(f"{name}: the comment does not end in 'since x.y.z'")
    return {"doc": doc[: since.start()].strip(), "since": since.group(1)}


def without_comments(text):
    return re.sub(r"/\*.*?\*/", " ", text, flags=re.S)


def variable(text):
    """'const char *path' as name and type."""
    text = " ".join(without_comments(text).split())
    match = re.fullmatch(r"(.*?)\s*(\w+)", text)
    if not match or not match.group(1):
        raise HeaderError(f"cannot read '{text}'")
    kind = re.sub(r"\s*(\*+)\s*", r" \1", match.group(1)).strip()
    return {"name": match.group(2), "type": kind}


def variables(text):
    text = " ".join(without_comments(text).split())
    return [] if text == "void" else [variable(part) for part in text.split(",")]


def parse(header):
    api = {"abi": None, "constants": [], "handles": [], "structs": [], "callbacks": [], "functions": []}
    abi = re.search(r"#define SCV_ABI_VERSION (\d+)", header)
    api["abi"] = int(abi.group(1))
    for match in re.finditer(COMMENT + r"enum \{(?P<body>.*?)\};", header, flags=re.S):
        since = split_doc("enum", match["doc"])["since"]
        for name, value in re.findall(r"(SCV_\w+) = (\d+)", without_comments(match["body"])):
            api["constants"].append({"name": name, "value": int(value), "since": since})
    for match in re.finditer(COMMENT + r"typedef struct (\w+) (?P<name>\w+);", header):
        api["handles"].append({"name": match["name"], **split_doc(match["name"], match["doc"])})
    for match in re.finditer(COMMENT + r"typedef struct (?P<name>\w+) \{(?P<body>.*?)\n\} \w+;", header, flags=re.S):
        members = [variable(part) for part in without_comments(match["body"]).split(";") if part.strip()]
        api["structs"].append({"name": match["name"], **split_doc(match["name"], match["doc"]), "members": members})
    for match in re.finditer(COMMENT + r"typedef (?P<result>\w+) \(\*(?P<name>\w+)\)\((?P<body>[^)]*)\);", header):
        api["callbacks"].append({"name": match["name"], **split_doc(match["name"], match["doc"]),
                                 "returns": match["result"], "parameters": variables(match["body"])})
    for match in re.finditer(COMMENT + r"SCV_CAPI (?P<result>[\w ]+?\*?)\s*(?P<name>scv_\w+)\((?P<body>[^)]*)\);", header):
        api["functions"].append({"name": match["name"], **split_doc(match["name"], match["doc"]),
                                 "returns": re.sub(r"\s*\*", " *", match["result"]), "parameters": variables(match["body"])})
    found = len(api["functions"])
    marked = len(re.findall(r"^SCV_CAPI ", header, flags=re.M))
    if found != marked:
        raise HeaderError(f"{marked} functions are marked SCV_CAPI, but {found} can be read")
    return api


def declare(item):
    kind = item["type"]
    return kind + item["name"] if kind.endswith("*") else f"{kind} {item['name']}"


def parameters(items):
    return ", ".join(declare(item) for item in items) or "void"


def declarations(api):
    """The header as C without comments and preprocessor, as cffi and its like take it."""
    lines = ["enum {", *(f"  {constant['name']} = {constant['value']}," for constant in api["constants"]), "};"]
    lines += [f"typedef struct {handle['name']} {handle['name']};" for handle in api["handles"]]
    for callback in api["callbacks"]:
        lines.append(f"typedef {callback['returns']} (*{callback['name']})({parameters(callback['parameters'])});")
    for struct in api["structs"]:
        members = [f"  {declare(member)};" for member in struct["members"]]
        lines += [f"typedef struct {struct['name']} {{", *members, f"}} {struct['name']};"]
    for function in api["functions"]:
        lines.append(f"{declare({'type': function['returns'], 'name': function['name']})}({parameters(function['parameters'])});")
    return "\n".join(lines) + "\n"


def outputs(header):
    api = parse(header)
    python = (
        '"""Written by bindings/generate.py from include/scv/scv.h: do not edit."""\n\n'
        f"ABI_VERSION = {api['abi']}\n\n"
        f'DECLARATIONS = """\n{declarations(api)}"""\n'
    )
    return {API: json.dumps(api, indent=1, ensure_ascii=False) + "\n", PYTHON: python}


def main():
    arguments = argparse.ArgumentParser(description="Writes what bindings are made from.")
    arguments.add_argument("--check", action="store_true", help="change nothing, exit with 1 if a file is out of date")
    check = arguments.parse_args().check
    try:
        written = outputs(HEADER.read_text(encoding="utf-8"))
    except HeaderError as error:
        sys.exit(f"{HEADER}: {error}")
    stale = [path for path, text in written.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if check:
            print(f"{path.relative_to(ROOT)} is out of date: run bindings/generate.py", file=sys.stderr)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(written[path], encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
