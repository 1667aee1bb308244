import csv

import pytest

import scv


def test_load_reports(table):
    stages = []
    with scv.Hub(":memory:") as hub:
        report = hub.load(table, source="crm", on_progress=lambda stage, done, total, unit: stages.append(stage))
        assert (report["read"], report["rejected"], report["format"]) == (3, 0, "csv")
        assert hub.stats()["records_by_source"] == {"crm": 3}
        assert hub.find(phone="0351456789")[0]["best_record"]["source"] == "crm"
    assert stages


def test_progress_may_cancel(table):
    with scv.Hub(":memory:") as hub:
        with pytest.raises(scv.Cancelled):
            hub.load(table, on_progress=lambda *_: False)
        assert hub.stats()["records"] == 0


def test_an_exception_in_a_callback_goes_through(table):
    def fail(*_):
        raise KeyError("mine")

    with scv.Hub(":memory:") as hub, pytest.raises(KeyError, match="mine"):
        hub.load(table, on_progress=fail)


def test_rejects(tmp_path):
    path = tmp_path / "people.jsonl"
    path.write_text('{"id":"1","name":"Anna Müller"}\n{"id":"2",\n', encoding="utf-8")
    rejects = []
    with scv.Hub(":memory:") as hub:
        report = hub.load(path, on_reject=rejects.append)
        assert (report["read"], report["rejected"]) == (2, 1)
        assert [(reject["line"], reject["code"]) for reject in rejects] == [(2, "parse")]
        with pytest.raises(scv.ParseError) as raised:
            hub.load(path, strict=True)
        assert "people.jsonl:2" in raised.value.place


def test_an_exclusive_load_keeps_others_out_and_leaves_the_same(tmp_path):
    path = tmp_path / "hub.scv"
    codes = []

    def progress(*_):
        try:
            scv.Hub(path, busy_timeout_ms=0).close()
        except scv.Error as error:
            codes.append(type(error).__name__)

    records = [{"source": "a", "id": str(number), "name": "Anna Müller"} for number in range(20)]
    with scv.Hub(path) as hub, scv.Hub(":memory:") as other:
        hub.load_records(records, exclusive=True, on_progress=progress)
        assert codes and set(codes) == {"Busy"}
        other.load_records(records)
        assert hub.digest() == other.digest()
    assert [file.name for file in tmp_path.iterdir()] == ["hub.scv"]


def test_load_records_keeps_the_good_ones():
    with scv.Hub(":memory:") as hub:
        report = hub.load_records([{"source": "a", "id": "1", "name": "Anna Müller"}, "{", {"source": "a", "name": "without id"}])
        assert (report["read"], report["rejected"], report["records_new"]) == (3, 2, 1)
        assert [reject["index"] for reject in report["rejects"]] == [1, 2]
        with pytest.raises(scv.InvalidArgument) as raised:
            hub.load_records([{"source": "a", "id": "2", "name": "x"}, {"source": "a", "name": "without id"}], strict=True)
        assert raised.value.index == 1
        assert hub.stats()["records"] == 1


def test_inspect_gives_a_mapping_that_load_takes(table):
    inspection = scv.inspect(table)
    assert {column["name"]: column["role"] for column in inspection["columns"]}["Nachname"] == "family_name"
    with scv.Hub(":memory:") as hub:
        assert hub.load(table, mapping=inspection["mapping"])["records_read"] == 3


def test_dedupe(table, tmp_path):
    report = scv.dedupe(table, tmp_path / "out.csv")
    assert (report["rows"], report["identities"]) == (3, 2)
    with open(tmp_path / "out.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["identity"] == rows[2]["identity"] != rows[1]["identity"]
    assert rows[0]["Nachname"] == "Müller"


def test_compare():
    anna = {"name": "Anna Müller", "birthdate": "1980-02-29", "phone": "0351 456789"}
    why = scv.compare(anna, {"name": "Mueller, Anna", "birthdate": "29.02.1980", "phone": "+49351456789"})
    assert why["same_identity"] and why["match_weight"] >= why["threshold"]
    assert why["match_weight"] == pytest.approx(why["prior"] + sum(part["weight"] for part in why["evidence"]))
    assert not scv.compare(anna, {"name": "Boris Petrov"})["same_identity"]
    with pytest.raises(scv.ParseError):
        scv.compare(anna, "{")


def test_evaluate(table, tmp_path):
    truth = tmp_path / "truth.csv"
    truth.write_text("id,cluster\n1,A\n3,A\n2,B\n", encoding="utf-8")
    report = scv.evaluate(truth, table, thresholds=[0, 30], errors=1)
    assert (report["rows"], report["true_pairs"], report["figures"]["f1"]) == (3, 1, 1)
    assert [point["threshold"] for point in report["curve"] if not point["is_default"]] == [0, 30]
    assert len(scv.evaluate(truth, [table], thresholds=[])["curve"]) == 1

    scv.dedupe(table, tmp_path / "out.csv")
    assert scv.evaluate_result(truth, tmp_path / "out.csv")["figures"] == report["figures"]

    truth.write_text("id,cluster\n1,A\n3,A\n", encoding="utf-8")
    with pytest.raises(scv.InvalidArgument) as raised:
        scv.evaluate(truth, table)
    assert "kunden.csv:3" in raised.value.place
    assert scv.evaluate(truth, table, only_truth=True)["unlabelled"] == 1


def test_model_and_labels(table, tmp_path):
    labels = tmp_path / "labels.csv"
    labels.write_text("id_l,id_r,match\n1,3,1\n1,2,no\n1,99,1\n", encoding="utf-8")
    report = scv.dedupe(table, tmp_path / "out.csv", labels=labels, keep_model=True)
    assert (report["labels"]["used"], report["labels"]["matches"], report["labels"]["non_matches"]) == (2, 1, 1)
    assert "'99'" in report["labels"]["first_rejects"][0]["reason"]
    again = scv.dedupe(table, tmp_path / "again.csv", model=report["model"])
    assert (tmp_path / "again.csv").read_text() == (tmp_path / "out.csv").read_text()
    assert "model" not in again
    with scv.Hub(tmp_path / "hub.scv", model=report["model"]) as hub:
        hub.load(table)
        assert hub.model() == report["model"]
    with scv.Hub(":memory:") as other, pytest.raises(scv.Conflict):
        scv.Hub(tmp_path / "hub.scv", model=other.model())


def test_profile(table):
    report = scv.profile(table)
    assert (report["rows"], report["identities"]) == (3, 2)
    assert {column["name"]: column["role"] for column in report["columns"]}["Nachname"] == "family_name"
    assert report["keys"] and report["comparisons"] and "model" not in report
