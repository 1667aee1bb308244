import pytest

import scv

ANNA, AGAIN, BORIS = ("crm", "4711"), ("shop", "9"), ("crm", "4712")


def partition(hub):
    return {key: hub.identity_of(*key) for key in (ANNA, AGAIN, BORIS)}


def test_a_decision_outweighs_the_model_and_can_be_taken_back(hub):
    digest, before = hub.digest(), partition(hub)
    told = hub.decide(ANNA, BORIS, same=True, by="anna", note="asked")
    assert [change["kind"] for change in told if change["kind"] != "renamed"] == ["merged"]
    assert set(partition(hub).values()) == {before[ANNA]}
    (decision,) = hub.decisions()
    assert (decision["verdict"], decision["by"], decision["note"]) == ("same", "anna", "asked") and decision["time"]
    assert hub.undecide(BORIS, ANNA) is True
    assert hub.undecide(BORIS, ANNA) is False
    assert hub.digest() == digest and hub.decisions() == []


def test_not_the_same(hub):
    hub.decide(ANNA, AGAIN, same=False, time="2026-03-01T10:00:00Z")
    assert hub.identity_of(*ANNA) != hub.identity_of(*AGAIN)
    assert hub.decisions()[0]["time"] == "2026-03-01T10:00:00Z"


def test_a_contradiction_names_the_chain(hub):
    hub.decide(ANNA, BORIS, same=True, by="anna")
    hub.decide(ANNA, AGAIN, same=True)
    with pytest.raises(scv.Conflict, match=r"crm/4711 is the same as crm/4712 \(anna, .*take one of these back"):
        hub.decide(AGAIN, BORIS, same=False)
    assert len(hub.decisions()) == 2


def test_replaying_the_feed_gives_the_partition(hub):
    hub.decide(ANNA, BORIS, same=True)
    hub.undecide(ANNA, BORIS)
    hub.remove(*AGAIN)
    identities = {}
    for page in (1, 1000):
        identities = {}
        for change in hub.changes(page=page):
            kind, id = change["kind"], change["identity"]
            if kind == "joined":
                identities[change["record"]] = id
            elif kind == "left":
                del identities[change["record"]]
            elif kind == "merged":
                identities = {record: change["other"] if old == id else old for record, old in identities.items()}
        assert sorted(identities.values()) == sorted(hub.identity_of(*key) for key in (ANNA, BORIS))
    assert hub.newest_change() == change["cursor"]
    assert list(hub.changes(change["cursor"])) == []
    with pytest.raises(scv.InvalidArgument):
        list(hub.changes(-1))


def test_an_old_id_leads_to_todays(hub):
    old = hub.identity_of(*BORIS)
    hub.decide(ANNA, BORIS, same=True)
    assert hub.identity_at(old) == [hub.identity_of(*ANNA)]
    assert hub.identity_at(999) == []


def test_previews_change_nothing(hub):
    digest, newest = hub.digest(), hub.newest_change()
    assert hub.preview_put({"source": "crm", "id": "1", "name": "Carla Unverwandt"})["identities_after"] == 3
    assert hub.preview_remove(*BORIS)["identities_after"] == 1
    preview = hub.preview_decide(ANNA, BORIS, same=True)
    assert (preview["identities_before"], preview["identities_after"], preview["records_moved"]) == (2, 1, 1)
    assert hub.preview_undecide(ANNA, BORIS)["change_count"] == 0
    assert (hub.digest(), hub.newest_change(), hub.decisions()) == (digest, newest, [])


def test_review_and_relations():
    with scv.Hub(":memory:") as hub:
        hub.put({"source": "crm", "id": "1", "organization": "Matratzen-Müller GmbH", "phone": "0351 4567890"})
        hub.put({"source": "mail", "id": "2", "name": "Greta Ottenbacher", "organization": "Matratzen-Müller GmbH"})
        (relation,) = hub.relations(hub.identity_of("mail", "2"))
        assert relation["kind"] == "employer" and relation["identity"] == hub.identity_of("crm", "1")
        assert hub.relations(999) == []
        assert isinstance(hub.review(), list) and hub.review(limit=0) == []


def test_models_there_and_back(hub):
    digest = hub.digest()
    version = hub.retrain()
    assert [(model["version"], model["active"]) for model in hub.models()] == [(version, False), (1, True)]
    assert hub.model(version) != hub.model() == hub.model(1)
    expected = hub.preview_model(version)["identities_after"]
    hub.activate(version)
    assert hub.stats()["identities"] == expected
    assert hub.drift()["version"] == version and all(term["distance"] == 0 for term in hub.drift()["terms"])
    hub.activate(1)
    assert hub.digest() == digest
    with pytest.raises(scv.NotFound):
        hub.activate(99)
