#!/usr/bin/python3
"""Reads every #include and holds it against the architecture (docs/architecture.md).

check_includes.py ROOT               prints findings, exit status 1 if there are any
check_includes.py --self-test FOLDER each file of the fixture says in "// expect:" lines which rules it breaks
"""
import pathlib
import re
import sys

STAGES = ["read", "normalize", "block", "compare", "score", "cluster", "identity", "contact", "store", "explain"]
PURE = ["normalize", "block", "compare", "score", "cluster", "contact"]  # no SQL, no files, no clock

# folder of libscv → folders of libscv that it may include
MAY_INCLUDE = {stage: {"base", "types", stage} for stage in STAGES}
MAY_INCLUDE |= {"base": {"base"}, "types": {"base", "types"}, "hub": {"base", "types", "hub", *STAGES}, "capi": {"capi"}}

# third-party or standard header → the only folders of libscv that may use it
ONLY_IN = [
    (re.compile(r"sqlite3"), {"store"}),
    (re.compile(r"gmime/"), {"read"}),
    (re.compile(r"phonenumbers/"), {"normalize"}),
]
IMPURE = re.compile(r"(filesystem|fstream|chrono|ctime|cstdio|iostream|time\.h|stdio\.h|unistd\.h|fcntl\.h|sys/.*)$")
NEVER = re.compile(r"(regex|iostream)$")  # RE2 for patterns; the library never prints

# The headers of C and C++ that a public header may use.
STANDARD = re.compile(
    r"(algorithm|any|array|atomic|bit|charconv|chrono|compare|concepts|deque|exception|functional|initializer_list|"
    r"iterator|limits|list|map|memory|mutex|new|numeric|optional|ranges|set|shared_mutex|span|stdexcept|string|string_view|"
    r"thread|tuple|type_traits|typeinfo|unordered_map|unordered_set|utility|variant|vector|version|"
    r"cassert|cctype|cerrno|climits|cmath|cstddef|cstdint|cstdlib|cstring|"
    r"stddef\.h|stdint\.h|stdbool\.h|limits\.h|string\.h)$")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
SUFFIXES = {".cpp", ".hpp", ".c", ".h", ".inc"}


def without_comments(text):
    """The text with comments blanked, so that an #include in a worked example does not count."""
    text = re.sub(r"/\*.*?\*/", lambda match: "\n" * match.group().count("\n"), text, flags=re.DOTALL)
    return re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)


def files(root):
    for top in ("include", "libscv", "tools", "examples", "bindings"):
        for path in sorted((root / top).rglob("*")):
            if path.suffix in SUFFIXES and path.is_file():
                yield path


def rules_broken(root, path, quote, name):
    """The rules that one #include breaks, as (rule, text)."""
    where = path.relative_to(root).parts
    first = name.split("/")[0]
    in_library = where[0] == "libscv"
    public = first == "scv"
    internal = (root / "libscv" / first).is_dir() and "/" in name and not public

    if ".." in name.split("/"):
        yield "relative", f"{name}: say where it is from include/ or libscv/, not relative to here"
        return
    if first == "capi" and not (in_library and where[1] == "capi"):
        yield "capi", f"{name}: nothing includes capi"
    if public and not (root / "include" / name).is_file():
        yield "missing", f"{name}: there is no such public header"
    if where[0] == "include":
        if not public and not (quote == "<" and STANDARD.match(name)):
            yield "public", f"{name}: a public header includes scv/ and the standard library alone"
        return
    if not in_library:
        if internal and where[:2] != ("tools", "columns"):  # makes the data that are compiled into `read`
            yield "outside", f"{name}: {where[0]} use the public headers alone"
        return

    folder = where[1]
    if folder not in MAY_INCLUDE:
        yield "unknown", f"libscv/{folder} is not in the table of the architecture"
        return
    if internal and first != "capi" and first not in MAY_INCLUDE[folder]:
        yield "stage", f"{name}: {folder} may not include {first}; data crosses as the types of types/"
    for pattern, folders in ONLY_IN:
        if pattern.match(name) and folder not in folders:
            yield "owner", f"{name}: only {', '.join(sorted(folders))} may use it"
    if NEVER.match(name):
        yield "never", f"{name}: not in this library (RE2 for patterns; nothing is printed)"
    if folder in PURE and IMPURE.match(name):
        yield "pure", f"{name}: {folder} knows no files and no clock"


def findings(root):
    for path in files(root):
        text = without_comments(path.read_text(encoding="utf-8"))
        for match in INCLUDE.finditer(text):
            line = text.count("\n", 0, match.start(2)) + 1
            for rule, finding in rules_broken(root, path, match.group(1), match.group(2)):
                yield path, line, rule, finding


def self_test(root):
    expected = set()
    for path in files(root):
        for rule in re.findall(r"^// expect: (\w+)$", path.read_text(encoding="utf-8"), re.MULTILINE):
            expected.add((path, rule))
    found = {(path, rule) for path, _, rule, _ in findings(root)}
    for path, rule in sorted(expected - found):
        print(f"{path}: not found: {rule}")
    for path, rule in sorted(found - expected):
        print(f"{path}: found but not expected: {rule}")
    print(f"{len(expected)} violations expected, {len(expected & found)} found")
    return 0 if expected and expected == found else 1


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--self-test":
        return self_test(pathlib.Path(arguments[1]).resolve())
    if len(arguments) != 1:
        print(__doc__)
        return 2
    root = pathlib.Path(arguments[0]).resolve()
    count = 0
    for path, line, _, finding in findings(root):
        count += 1
        print(f"{path.relative_to(root)}:{line}: {finding}")
    read = sum(1 for _ in files(root))
    print(f"{read} files read, {count} findings")
    return 1 if count or read == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
