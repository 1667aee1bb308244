#!/usr/bin/env bash
# The columns of exports in the shape of real systems are recognised as well as they were. Arguments: the program, a folder to write to.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$root/benchmarks/bench_columns.py" --half develop --scv "$1" \
  --min "$(cat "$root/tests/data/exports/floor.txt")"
