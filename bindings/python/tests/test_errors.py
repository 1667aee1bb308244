import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import scv
from scv._declarations import DECLARATIONS
from scv._errors import BY_CODE
from scv._library import ffi, lib

ROOT = Path(__file__).resolve().parents[3]


def test_each_status_has_its_exception():
    statuses = {ffi.string(lib.scv_status_name(status)).decode() for status in range(1, 100)} - {"unknown"}
    assert statuses == set(BY_CODE)
    assert all(issubclass(kind, scv.Error) for kind in BY_CODE.values())


def test_what_an_error_says():
    with scv.Hub(":memory:") as hub:
        with pytest.raises(scv.NotFound) as raised:
            hub.load("/nowhere/at/all.csv")
        assert raised.value.place == "/nowhere/at/all.csv" and raised.value.message and raised.value.index is None
        with pytest.raises(scv.NotFound) as raised:
            hub.why(("crm", "1"), ("crm", "2"))
        assert "crm/1" in str(raised.value)
        with pytest.raises(scv.ParseError):
            hub.put("{")
        with pytest.raises(scv.InvalidArgument):
            hub.put({"name": "without a key"})


def test_no_hub(tmp_path):
    with pytest.raises(scv.Error):
        scv.Hub(tmp_path / "absent.scv", create=False)
    (tmp_path / "text.scv").write_text("this is no database, but it is long enough to look like a file " * 20)
    with pytest.raises(scv.NotAHub):
        scv.Hub(tmp_path / "text.scv")


def test_bad_utf8_is_refused():
    with scv.Hub(":memory:") as hub, pytest.raises(scv.InvalidArgument, match="UTF-8"):
        hub.put(b'{"source":"\xff"}')


def test_every_function_of_the_api_is_declared_and_there():
    api = json.loads((ROOT / "bindings/api.json").read_text(encoding="utf-8"))
    for function in api["functions"]:
        assert function["name"] + "(" in DECLARATIONS
        assert getattr(lib, function["name"])
        assert function["since"] and function["doc"]


def test_a_library_that_is_not_there_is_named():
    environment = {**os.environ, "SCV_LIBRARY": "/nowhere/libscv.so", "PYTHONPATH": str(ROOT / "bindings/python")}
    run = subprocess.run([sys.executable, "-c", "import scv"], env=environment, capture_output=True, text=True)
    assert run.returncode != 0 and "/nowhere/libscv.so" in run.stderr
