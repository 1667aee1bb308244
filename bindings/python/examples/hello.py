#!/usr/bin/env python3
"""Loads a table into a hub and prints the customers it holds, a JSON object a line, then the digest of the whole.

    hello.py customers.csv hub.scv
"""

import json
import sys

import scv


def main():
    if len(sys.argv) != 3:
        print("usage: hello.py FILE HUB", file=sys.stderr)
        return 2
    try:
        with scv.Hub(sys.argv[2]) as hub:
            report = hub.load(sys.argv[1])
            print(f"{report['read']} rows, {report['rejected']} rejected", file=sys.stderr)
            for identity in hub.export():
                print(json.dumps(identity, ensure_ascii=False))
            print("digest", hub.digest(), sep="\t")
    except scv.Error as error:
        print(f"hello: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
