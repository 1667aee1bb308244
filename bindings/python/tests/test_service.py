import pytest

import scv

NOW = "2026-03-06T10:00:00Z"


def mail(id, time, address, text, outbound=False, **more):
    return {
        "source": "mail", "id": id, "channel": "email", "direction": "outbound" if outbound else "inbound", "time": time, "text": text,
        "participants": [{"role": "to" if outbound else "from", "kind": "email", "value": address}], **more,
    }


@pytest.fixture
def served(hub):
    """Anna asks for her parcel and is promised word until Thursday; Boris calls and nobody is there."""
    hub.put_interaction(mail("m1", "2026-03-02T09:00:00Z", "anna@example.org", "Wo bleibt meine Lieferung?", subject="Lieferung"))
    hub.put_interaction(mail("m2", "2026-03-02T11:00:00Z", "anna@example.org", "Wir melden uns bis Donnerstag bei Ihnen.", outbound=True,
                             agent="ben", references=["m1"]))
    hub.put_interaction({
        "source": "phone", "id": "c1", "channel": "call", "direction": "inbound", "time": "2026-03-06T09:30:00Z", "outcome": "missed",
        "participants": [{"role": "from", "kind": "phone", "value": "+359 2 981 2345"}],
    })
    return hub


def test_timeline_and_brief(served):
    anna = served.identity_of("crm", "4711")
    timeline = served.timeline(anna, now=NOW)
    assert [contact["key"]["id"] for contact in timeline["contacts"]] == ["m1", "m2"]
    assert timeline["contacts"][0]["reasons"] == ["late_delivery"]
    (case,) = timeline["cases"]
    assert (case["open"], case["owner"], case["contacts"]) == (True, "ben", [0, 1])
    (promise,) = timeline["promises"]
    assert promise["state"] == "overdue" and promise["due"] == "2026-03-05T18:00:00Z"
    brief = served.brief(anna, now=NOW)
    assert brief["name"] == "Anna Müller" and brief["contacts"] == 2
    assert [contact["key"]["id"] for contact in brief["last_contacts"]] == ["m2", "m1"]
    assert brief["waiting"] == timeline["waiting"]
    assert served.brief(999) is None and served.timeline(999) is None
    with pytest.raises(scv.InvalidArgument, match="RFC 3339: today"):
        served.brief(anna, now="today")


def test_whom_we_owe_what(served):
    assert [(one["kind"], one["overdue"], one["owner"]) for one in served.waiting(now=NOW)] == [
        ("promise", True, "ben"), ("missed_call", False, "service")]
    assert [one["kind"] for one in served.waiting(now=NOW, overdue_only=True)] == ["promise"]
    assert [one["kind"] for one in served.waiting(now=NOW, owner="service")] == ["missed_call"]
    assert len(served.waiting(now=NOW, limit=1)) == 1
    assert [(one["name"], one["owner"], one["contacts"]) for one in served.cases(now=NOW)] == [("Anna Müller", "ben", 2), ("Boris Petrov", "service", 1)]
    assert [one["contact"]["id"] for one in served.cases(now=NOW, owner="service", limit=5)] == ["c1"]


def test_every_figure_leads_to_its_contacts(served):
    (all_of_it,) = served.report(now=NOW)
    assert (all_of_it["contacts"], all_of_it["failure_contacts"], all_of_it["promises_overdue"]) == (2, 1, 1)
    for by in ("all", "month", "channel", "reason", "team", "product"):
        rows = served.report(by, now=NOW)
        assert served.report([by], now=NOW) == {by: rows}
        if by != "all":
            assert served.report([by, "all"], now=NOW) == {by: rows, "all": [all_of_it]}
        assert sum(row["contacts"] for row in rows) == 2
        for row in rows:
            behind = served.report_contacts("contacts", by, row[by], now=NOW)
            assert len(behind) == row["contacts"]
    assert served.report_contacts("failure_contacts", "reason", "late_delivery", now=NOW) == [
        {"identity": served.identity_of("crm", "4711"), "contact": {"source": "mail", "id": "m1"}}]
    assert served.report_contacts("failure_contacts", "reason", "refund", now=NOW) == []
    with pytest.raises(scv.InvalidArgument, match="no dimension 'week'"):
        served.report("week")
    with pytest.raises(scv.InvalidArgument, match="no figure 'luck'"):
        served.report_contacts("luck")


def test_service_settings(served):
    assert served.service() == {}
    settings = {"service_hours": {"time_zone": "Europe/Berlin"}, "cases": {"default_owner": "clara"}}
    served.set_service(settings)
    assert served.service() == settings
    assert [(one["owner"], one["since"]) for one in served.waiting(now="2026-03-06T11:00")][1] == ("clara", "2026-03-06T10:30:00+01:00")
    with pytest.raises(scv.InvalidArgument, match="cases.rota"):
        served.set_service({"cases": {"rota": 7}})
    with pytest.raises(scv.ParseError):
        served.set_service("{")
    assert served.service() == settings
