import json
import threading

import pytest

import scv
from conftest import ANNA, BORIS


def test_put_says_what_changed(hub):
    carla = {"source": "crm", "id": "1", "name": "Carla Unverwandt"}
    first = hub.put(carla)
    assert first["change"] == "created" and first["identity"] > 0
    assert hub.put(carla)["change"] == "none"
    assert hub.put(json.dumps(carla))["identity"] == first["identity"]


def test_records_of_one_person_are_one_identity(hub):
    anna = hub.identity_of("crm", "4711")
    assert hub.identity_of("shop", "9") == anna != hub.identity_of("crm", "4712")
    identity = hub.identity(anna)
    assert identity["id"] == anna
    assert {(key["source"], key["id"]) for key in identity["records"]} == {("crm", "4711"), ("shop", "9")}
    assert any(golden["value"] == "1980-02-29" for golden in identity["golden"])


def test_get_gives_the_payload_back(hub):
    assert hub.get("crm", "4711")["payload"] == ANNA["payload"]


def test_what_is_absent_is_none(hub):
    assert hub.get("crm", "0") is None
    assert hub.identity_of("crm", "0") is None
    assert hub.identity(999999) is None
    assert hub.remove("crm", "0") is False


def test_remove(hub):
    assert hub.remove("shop", "9") is True
    assert hub.get("shop", "9") is None
    assert hub.stats()["records"] == 2


def test_find_by_attributes(hub):
    anna = hub.identity_of("crm", "4711")
    assert hub.find(phone="+49 351 456789")[0]["identity"] == anna
    assert hub.find({"email": "anna@example.org"}, limit=1)[0]["identity"] == anna
    assert hub.find(email="nobody@example.net", exact_only=True) == []


def test_complete_while_typing(hub):
    typed = hub.complete("mül")
    assert typed["found"][0]["identity"] == hub.identity_of("crm", "4711")
    assert hub.complete("0351 45")["found"][0]["matched"] == "+49351456789"
    assert hub.complete("nobody") == {"found": [], "complete": True}
    assert hub.find(name="Anna Mueler", max_candidates=1, max_time_us=100_000)


def test_why_adds_up(hub):
    why = hub.why(("crm", "4711"), ("shop", "9"))
    assert why["same_identity"] is True
    assert why["prior"] + sum(part["weight"] for part in why["evidence"]) == pytest.approx(why["match_weight"], abs=1e-6)


def test_interactions_belong_to_the_identity(hub):
    call = {
        "source": "phone", "id": "c1", "channel": "call", "direction": "inbound", "time": "2026-03-01T10:00:00+01:00",
        "participants": [{"role": "from", "kind": "phone", "value": "0351 456789"}], "duration_s": 95,
    }
    assert hub.put_interaction(call) is True
    assert hub.put_interaction(call) is False
    assert hub.identity(hub.identity_of("crm", "4711"))["interactions"][0]["duration_s"] == 95


def test_digest_does_not_depend_on_order(hub):
    with scv.Hub(":memory:") as other:
        for record in (BORIS, hub.get("shop", "9"), ANNA):
            other.put(record)
        assert other.digest() == hub.digest()
        other.remove("crm", "4712")
        assert other.digest() != hub.digest()


def test_durability():
    with scv.Hub(":memory:", durability="normal") as hub:
        hub.put(ANNA)
    with pytest.raises(scv.InvalidArgument, match="'full' or 'normal'"):
        scv.Hub(":memory:", durability="some")


def test_check_and_backup(hub, tmp_path):
    stages = set()
    report = hub.check(on_progress=lambda stage, done, total, unit: stages.add(stage))
    assert report["ok"] and report["complete"] and report["problems"] == [] and report["records"] == 3
    assert report["digest"] == hub.digest() and "check" in stages
    with pytest.raises(scv.Cancelled):
        hub.check(on_progress=lambda *_: False)
    hub.backup(tmp_path / "copy.scv")
    with scv.Hub(tmp_path / "copy.scv", read_only=True) as copy:
        assert copy.digest() == hub.digest() and copy.check()["ok"]
    with pytest.raises(scv.Conflict, match="exists"):
        hub.backup(tmp_path / "copy.scv")


def test_export_gives_every_identity(hub):
    identities = list(hub.export())
    assert len(identities) == 2
    assert sum(len(identity["records"]) for identity in identities) == 3


def test_a_hub_closed_during_an_export_gives_it_to_its_end(tmp_path):
    hub = scv.Hub(tmp_path / "hub.scv")
    hub.load_records({"source": "a", "id": f"{i:0400}", "name": f"Person Nummer{i}"} for i in range(2000))
    identities = hub.export()
    count = sum(len(identity["records"]) for identity in [next(identities)])
    hub.close()
    assert count + sum(len(identity["records"]) for identity in identities) == 2000


def test_a_callback_that_would_wait_for_its_own_call_is_told_so(hub):
    records = [ANNA, BORIS]
    with pytest.raises(scv.InvalidArgument, match="callback"):
        hub.load_records(records, on_progress=lambda *_: hub.put(BORIS))
    assert hub.stats()["records"] == 3


def test_export_may_be_left_early():
    with scv.Hub(":memory:") as hub:
        # Long ids, so that the writer has to wait for the reader.
        hub.load_records({"source": "a", "id": f"{i:0400}", "name": f"Person Nummer{i}"} for i in range(2000))
        before = threading.active_count()
        for identity in hub.export():
            assert identity["records"]
            break
        assert threading.active_count() == before


def test_export_csv(hub, tmp_path):
    hub.export_csv(tmp_path / "out.csv")
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("identity,source,id") and len(lines) == 4


def test_close_twice_and_use_after():
    hub = scv.Hub(":memory:")
    hub.close()
    hub.close()
    with pytest.raises(scv.InvalidArgument, match="hub is NULL"):
        hub.digest()


def people(source):
    """Thirty people whom nobody would take for one another."""
    given = ("Anna", "Boris", "Christiane", "Dietmar", "Ulrike", "Johannes")
    family = ("Abendroth", "Petrov", "Zimmermann", "Kowalczyk", "Lindqvist")
    for first in given:
        for last in family:
            yield {"source": source, "id": f"{first} {last}", "name": f"{first} {last}", "email": f"{first}.{last}@example.org"}


def test_threads_share_a_hub(tmp_path):
    with scv.Hub(tmp_path / "threads.scv") as hub:
        failures = []

        def work(source):
            try:
                for record in people(source):
                    hub.put(record)
                    hub.find(email=record["email"])
            except Exception as error:  # shown below
                failures.append(error)

        threads = [threading.Thread(target=work, args=(source,)) for source in ("left", "right")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert hub.stats()["records"] == 60
        with scv.Hub(":memory:") as calm:
            for source in ("right", "left"):
                for record in people(source):
                    calm.put(record)
            assert hub.digest() == calm.digest()
