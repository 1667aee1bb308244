import pytest

import scv

ANNA = {
    "source": "crm", "id": "4711", "given_name": "Anna", "family_name": "Müller", "birthdate": "1980-02-29",
    "email": ["anna@example.org"], "phone": ["0351 4567-89"], "payload": {"Anrede": "Frau"},
}
ANNA_AGAIN = {"source": "shop", "id": "9", "name": "Anna Mueller", "birthdate": "29.02.1980", "email": "ANNA@example.org"}
BORIS = {"source": "crm", "id": "4712", "name": "Boris Petrov", "phone": "+359 2 981 2345"}


@pytest.fixture
def hub():
    with scv.Hub(":memory:") as opened:
        for record in (ANNA, ANNA_AGAIN, BORIS):
            opened.put(record)
        yield opened


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "kunden.csv"
    path.write_text(
        "id;Vorname;Nachname;E-Mail;Telefon\n"
        "1;Anna;Müller;anna@example.org;0351 456789\n"
        "2;Boris;Petrov;boris@example.org;+359 2 981 2345\n"
        "3;Anna;Mueller;anna@example.org;0351/45 67 89\n",
        encoding="utf-8",
    )
    return path
