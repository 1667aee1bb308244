#!/usr/bin/env python3
"""Writes examples/data: a small mattress shop's CRM export, mailbox and call list. All of it is invented.

The output is committed; run this again after a change. Telephone numbers are from the ranges that the Bundesnetzagentur
keeps free for film and fiction, mail domains end in .example.
"""
import datetime
import os
import random
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
SHOP = "Matratzenhaus Morgenruh"
SHOP_MAIL = "info@morgenruh.example"
SHOP_SIGNATURE = ("Mit freundlichen Grüßen\nPeter Sander\n\n" + SHOP + " e.K.\nSchlafweg 3, 10439 Berlin\n"
                  "Tel. 030 23125900\nwww.morgenruh.example\n")
CET = datetime.timezone(datetime.timedelta(hours=1))
rnd = random.Random(20260301)


def pick(items):
    return items[int(rnd.random() * len(items))]


FEMALE = """Anna Sabine Petra Monika Claudia Julia Katharina Birgit Ursula Jutta Heike Renate Gisela Brigitte Lena Sophie Marie Franziska
Ayşe Elif Nadine Silke Ulrike Cornelia Margarete Ingrid Hannah Laura Theresa Dörte""".split()
MALE = """Peter Thomas Andreas Michael Stefan Jürgen Klaus Wolfgang Günter Uwe Frank Jörg Björn Karl-Heinz Hans Dieter Matthias Sebastian
Florian Lukas Jonas Paul Emre Mehmet Ralf Holger Sören Konrad Felix Tobias""".split()
FAMILY = """Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder
Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Krause Meier Lehmann Köhler Herrmann König Walter
Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Schubert Vogel Friedrich Keller Günther Frank Berger Winkler Roth
Beck Lorenz Baumann Franke Albrecht Schuster Simon Ludwig Böhm Winter Kraus Martin Schumacher Krämer Vogt Stein Jäger Otto Sommer
Groß Seidel Heinrich Brandt Haas Schreiber Graf Dietrich Ziegler Kuhn Kühn Pohl Engel Horn Busch Bergmann Thomas Voigt Sauer Arnold
Wolff Pfeiffer Yılmaz Demir Kowalski Nowak""".replace("Yılmaz", "Yilmaz").replace("\n", " ").split()
STREETS = """Hauptstraße Bahnhofstraße Gartenstraße Kastanienallee Lindenweg Schulstraße Bergstraße Mühlenweg Rosenstraße Kirchplatz
Goethestraße Schillerstraße Am_Markt Feldweg Ahornweg Birkenweg Ringstraße Wiesengrund Schönhauser_Allee Torstraße""".replace("\n", " ").split()
PLACES = [("10435", "Berlin", "030 23125"), ("10119", "Berlin", "030 23125"), ("12047", "Berlin", "030 23125"), ("13187", "Berlin", "030 23125"),
          ("80331", "München", "089 99998"), ("81541", "München", "089 99998"), ("20095", "Hamburg", "040 66969"), ("22765", "Hamburg", "040 66969"),
          ("50667", "Köln", "0221 4710"), ("50823", "Köln", "0221 4710"), ("60311", "Frankfurt am Main", "069 90009"), ("14482", "Potsdam", "030 23125"),
          ("16321", "Bernau bei Berlin", "030 23125"), ("51065", "Köln", "0221 4710")]
DOMAINS = ["postfach.example", "mailnetz.example", "brieftaube.example", "weltpost.example"]
FIRMS = ["Hotel Seeblick GmbH", "Pension Waldfrieden", "Praxis Dr. Vogt", "Studentenwerk Nord e.V.", "Ferienhof Krüger GbR", "Kita Sonnenschein e.V."]
ASCII = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ş": "s", "ı": "i"})
HEADER = ["Kundennr", "Anrede", "Vorname", "Nachname", "Firma", "Straße", "PLZ", "Ort", "Telefon", "Mobil", "E-Mail", "Geburtsdatum", "Bemerkung"]
REMARKS = ["", "", "", "", "", "", "Kaltschaum 140x200", "härtet H3", "Nackenkissen bestellt", "zahlt per Rechnung", "Lieferung nur nachmittags",
           "Allergiker-Bezug", "Lattenrost mit Motor", "3. Stock ohne Aufzug"]

line_numbers = {area: iter([n for n in range(100, 900) if not (area == "030 23125" and n in (417, 900))])
                for area in {place[2] for place in PLACES}}
mobile_numbers = iter(["0176 040690%02d" % n for n in range(100)])


def landline(area):
    return "%s%03d" % (area, next(line_numbers[area]))


def written(number):
    """A number as one of several people would type it."""
    area, rest = number.split(" ", 1)
    return pick([number, area + "/" + rest, area + "-" + rest, "+49 " + area[1:] + " " + rest, "(" + area + ") " + rest, "0049" + area[1:] + rest,
                 area + rest])


def address_of(given, family):
    local = pick(["{g}.{f}", "{g}.{f}", "{g}{f}", "{f}.{g}", "{g1}.{f}"])
    given, family = given.translate(ASCII).lower(), family.translate(ASCII).lower()
    return local.format(g=given, f=family, g1=given[0]) + "@" + pick(DOMAINS)


customers = []
taken = set()
for _ in range(156):
    female = rnd.random() < 0.55
    while True:
        given, family = pick(FEMALE if female else MALE), pick(FAMILY)
        if (given, family) not in taken:
            taken.add((given, family))
            break
    zip_code, city, area = pick(PLACES)
    born = datetime.date(1940, 1, 1) + datetime.timedelta(days=int(rnd.random() * 23000))
    customers.append({
        "Anrede": "Frau" if female else "Herr", "Vorname": given, "Nachname": family, "Firma": pick(FIRMS) if rnd.random() < 0.05 else "",
        "Straße": pick(STREETS).replace("_", " ") + " " + str(1 + int(rnd.random() * 120)) + pick(["", "", "", "a", "b"]), "PLZ": zip_code, "Ort": city,
        "Telefon": landline(area) if rnd.random() < 0.75 else "", "Mobil": next(mobile_numbers) if rnd.random() < 0.35 else "",
        "E-Mail": address_of(given, family) if rnd.random() < 0.65 else "", "Geburtsdatum": born.strftime("%d.%m.%Y") if rnd.random() < 0.7 else "",
        "Bemerkung": pick(REMARKS)})


def variant(row, **changes):
    copy = dict(row)
    copy.update(changes)
    return copy


def typo(text):
    at = 1 + int(rnd.random() * (len(text) - 2))
    return pick([text[:at] + text[at + 1:], text[:at] + text[at] + text[at:], text[:at] + text[at + 1] + text[at] + text[at + 2:]])


rows = list(customers)
by = iter(range(3, 148, 4))
for _ in range(8):  # the same customer again, mistyped
    row = customers[next(by)]
    rows.append(variant(row, Nachname=typo(row["Nachname"]), Bemerkung=""))
for _ in range(6):  # umlauts written out, capitals, other spelling of the street
    row = customers[next(by)]
    rows.append(variant(row, Vorname=row["Vorname"].translate(ASCII).upper(), Nachname=row["Nachname"].translate(ASCII).upper(),
                        **{"Straße": row["Straße"].replace("straße", "str."), "Telefon": row["Telefon"] and written(row["Telefon"])}))
for _ in range(4):  # given and family name swapped
    row = customers[next(by)]
    rows.append(variant(row, Vorname=row["Nachname"], Nachname=row["Vorname"], Bemerkung="Name geprüft?"))
for _ in range(5):  # moved house
    row = customers[next(by)]
    zip_code, city, area = pick(PLACES)
    rows.append(variant(row, **{"Straße": pick(STREETS).replace("_", " ") + " 9", "PLZ": zip_code, "Ort": city, "Bemerkung": "neue Adresse"}))
for _ in range(6):  # households: husband or wife at the same address and telephone
    row = customers[next(by)]
    female = row["Anrede"] == "Herr"
    rows.append(variant(row, Anrede="Frau" if female else "Herr", Vorname=pick(FEMALE if female else MALE), Mobil="", Geburtsdatum="",
                        **{"E-Mail": "", "Bemerkung": ""}))

COUPLE = {"Straße": "Lindenweg 8", "PLZ": "22765", "Ort": "Hamburg", "Telefon": "040 66969901", "E-Mail": "familie.ohlsen@brieftaube.example"}
SON = {"Straße": "Am Markt 2", "PLZ": "50667", "Ort": "Köln", "Telefon": "0221 4710901"}
NOBODY = {"Straße": "", "PLZ": "", "Ort": "", "Telefon": "", "Mobil": "", "E-Mail": "", "Geburtsdatum": "", "Firma": "", "Bemerkung": ""}


def person(anrede, vorname, nachname, **more):
    row = variant(NOBODY, Anrede=anrede, Vorname=vorname, Nachname=nachname)
    row.update(more)
    return row


rows += [
    person("Herr", "Jens", "Ohlsen", Geburtsdatum="03.07.1966", **COUPLE),  # a couple with one e-mail address
    person("Frau", "Maren", "Ohlsen", Geburtsdatum="21.11.1968", **COUPLE),
    person("Herr", "Heinrich", "Steinbach", Geburtsdatum="12.01.1941", Bemerkung="sen.", **SON),  # father and son
    person("Herr", "Heinrich", "Steinbach", Geburtsdatum="30.08.1969", Bemerkung="jun.", **SON),
    person("", "", "n/a", Telefon="0000", Bemerkung="Laufkundschaft"),  # placeholders
    person("", "unbekannt", "unbekannt", **{"E-Mail": "keine@keine.example", "PLZ": "00000"}),
    person("", "Test", "Test", **{"E-Mail": "test@test.example", "Telefon": "123456"}),
    person("Frau", "Ilse", "Brandis", Geburtsdatum="31.02.1957", PLZ="14482", Ort="Potsdam", **{"Straße": "Feldweg 4"}),  # no such day
    person("Herr", "Olaf", "Reinke", PLZ="10119", Ort="Berlin", Bemerkung="Bezug defekt,\nErsatz zugesagt; bitte \"sofort\"", **{"Straße": "Torstraße 77"}),
    person("", "", "", Firma="Hotel Seeblick GmbH", PLZ="16321", Ort="Bernau bei Berlin", Telefon="030 23125902", **{"Straße": "Seestraße 1"}),
    person("", "", "", Firma="Hotel Seeblick", PLZ="16321", Ort="Bernau b. Berlin", Telefon="+49 30 23125-902", **{"Straße": "Seestr. 1"}),
    # The customer of the demo, twice: once as she was entered on the telephone.
    person("Frau", "Svetlana", "Dimitrova", PLZ="10435", Ort="Berlin", Telefon="030 / 231 25 417", Mobil="0174 9091317", Geburtsdatum="14.05.1979",
           Bemerkung="Taschenfederkern 160x200", **{"Straße": "Kastanienallee 12"}),
    person("Frau", "Swetlana", "Dimitrowa", PLZ="10435", Ort="Berlin", Telefon="+49 30 23125417", Geburtsdatum="14.05.1979", **{"Straße": "Kastanienalee 12"}),
]
order = list(range(len(rows)))
for i in range(len(order) - 1, 0, -1):
    j = int(rnd.random() * (i + 1))
    order[i], order[j] = order[j], order[i]
rows = [rows[i] for i in order]


def cell(text):
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ';"\n') else text


for row in rows:
    for column in ("Telefon", "Mobil"):
        if row[column].startswith("0") and row[column].count(" ") == 1:
            row[column] = written(row[column])
lines = [";".join(HEADER)]
for number, row in enumerate(rows):
    row["Kundennr"] = "K-%d" % (1001 + number)
    lines.append(";".join(cell(row[column]) for column in HEADER))
lines.insert(120, "K-1999;Frau;Hilde;Ackermann;;Gartenstraße 3;80331;München;089 99998950")  # too few cells
os.makedirs(HERE, exist_ok=True)
with open(os.path.join(HERE, "crm.csv"), "wb") as file:
    file.write(("\r\n".join(line.replace("\n", "\r\n") for line in lines) + "\r\n").encode("cp1252", "replace"))

# ---------------------------------------------------------------------------------------------------------------- mailbox
HEROINE = "sveti79@weltpost.example"
mails = []  # (time, bytes)
counter = 0


def mail(time, sender, to, subject, text, cte="quoted-printable", charset="utf-8", html=False, in_reply_to=None, extra=()):
    global counter
    counter += 1
    message = EmailMessage()
    message["From"] = "%s <%s>" % (Header(sender[0], "utf-8").encode() if not sender[0].isascii() else sender[0], sender[1]) if sender[0] else sender[1]
    message["To"] = "%s <%s>" % (Header(to[0], "utf-8").encode() if not to[0].isascii() else to[0], to[1]) if to[0] else to[1]
    message["Subject"] = subject
    message["Date"] = format_datetime(time)
    message_id = "<m%03d.%s>" % (counter, sender[1])
    message["Message-ID"] = message_id
    if in_reply_to:
        message["In-Reply-To"] = in_reply_to
        message["References"] = in_reply_to
    for name, value in extra:
        message[name] = value
    message.set_content(text, charset=charset, cte=cte)
    if html:
        message.add_alternative("<html><body><p>" + text.replace("\n", "<br>\n") + "</p></body></html>", subtype="html", charset="utf-8", cte=cte)
        message.set_boundary("=_morgenruh_%03d" % counter)
    mails.append((time, sender[1], message.as_bytes()))
    return message_id


def at(month, day, hour, minute):
    return datetime.datetime(2026, month, day, hour, minute, tzinfo=CET)


shop = (SHOP, SHOP_MAIL)
her = ("", HEROINE)
first = mail(at(3, 3, 20, 41), her, shop, "Matratze nach Bulgarien?",
             "Guten Tag,\n\nwir haben gestern telefoniert. Liefern Sie die Taschenfederkernmatratze auch nach Bulgarien?\n"
             "Sie ist für meine Mutter in Plovdiv.\n\nViele Grüße\nSvetlana Dimitrova\nTel. 030 23125417\n")
mail(at(3, 4, 9, 12), shop, her, "AW: Matratze nach Bulgarien?",
     "Guten Tag Frau Dimitrova,\n\nja, wir liefern nach Bulgarien, das dauert etwa acht Werktage.\n\n" + SHOP_SIGNATURE +
     "\nAm 03.03.2026 um 20:41 schrieb %s:\n> Guten Tag,\n>\n> wir haben gestern telefoniert. Liefern Sie auch nach Bulgarien?\n" % HEROINE, in_reply_to=first)
confirmation = mail(at(3, 6, 11, 30), shop, her, "Auftragsbestätigung 2026-0317",
                    "Guten Tag Frau Dimitrova,\n\nvielen Dank für Ihren Auftrag 2026-0317:\n\n  1 Taschenfederkernmatratze 160x200, H3    649,00 EUR\n"
                    "  Versand nach Bulgarien                    89,00 EUR\n\nLieferadresse:\n  Svetlana Dimitrova\n  ul. Rozova Dolina 7\n"
                    "  4000 Plovdiv\n  Bulgarien\n\n" + SHOP_SIGNATURE, cte="base64", html=True)
mail(at(3, 18, 7, 55), her, shop, "Re: Auftragsbestätigung 2026-0317",
     "Guten Morgen,\n\nmeine Mutter wartet noch immer. Wo ist das Paket?\n\nViele Grüße\nSvetlana Dimitrova\nMobil 0174 9091317\n\n"
     "-----Ursprüngliche Nachricht-----\nVon: Matratzenhaus Morgenruh <info@morgenruh.example>\nGesendet: Freitag, 6. März 2026 11:30\n"
     "An: %s\nBetreff: Auftragsbestätigung 2026-0317\n\nGuten Tag Frau Dimitrova,\nvielen Dank für Ihren Auftrag.\n\n%s" % (HEROINE, SHOP_SIGNATURE),
     in_reply_to=confirmation)

TOPICS = [("Liegeprobe", "kann ich am Samstag zum Probeliegen kommen?"), ("Rückgabe", "die Matratze ist mir zu hart, kann ich sie umtauschen?"),
          ("Rechnung", "ich finde die Rechnung nicht mehr, können Sie sie noch einmal schicken?"),
          ("Lattenrost knarrt", "der neue Lattenrost knarrt bei jeder Bewegung."), ("Liefertermin", "wann wird das Bett geliefert?"),
          ("Bezug waschen", "bei wie viel Grad darf ich den Bezug waschen?"), ("Größe", "gibt es die Kaltschaummatratze auch in 120x210?"),
          ("Altmatratze", "nehmen Sie die alte Matratze mit?")]
writers = [row for row in customers if row["E-Mail"]]
for number in range(34):
    row = writers[(number * 5) % len(writers)]
    name = row["Vorname"] + " " + row["Nachname"]
    subject, question = pick(TOPICS)
    time = at(2, 2, 8, 0) + datetime.timedelta(minutes=int(rnd.random() * 60 * 24 * 50))
    signature = pick(["Viele Grüße\n" + name, "Mit freundlichen Grüßen\n" + name + ("\nTel. " + row["Telefon"] if row["Telefon"] else ""), "LG " + row["Vorname"],
                      "Beste Grüße\n%s\n%s\n%s %s" % (name, row["Straße"], row["PLZ"], row["Ort"])])
    cte, charset = pick([("quoted-printable", "utf-8"), ("base64", "utf-8"), ("quoted-printable", "iso-8859-1"), ("8bit", "utf-8")])
    if not all(ord(c) < 256 for c in name):
        charset = "utf-8"
    question_id = mail(time, (name, row["E-Mail"]), shop, subject, "Hallo,\n\n%s\n\n%s\n" % (question, signature), cte=cte, charset=charset, html=number % 6 == 0)
    if number % 2 == 0:
        promise = " und rufen Sie bis Freitag zurück" if number % 8 == 4 else ""
        mail(time + datetime.timedelta(hours=3), shop, (name, row["E-Mail"]), "AW: " + subject,
             "Guten Tag %s %s,\n\nwir kümmern uns darum%s.\n\n%s\nAm %s schrieb %s <%s>:\n> %s\n" % (
                 row["Anrede"], row["Nachname"], promise, SHOP_SIGNATURE, time.strftime("%d.%m.%Y um %H:%M"), name, row["E-Mail"], question), in_reply_to=question_id)

absent = writers[5]
mail(at(2, 20, 13, 0), (absent["Vorname"] + " " + absent["Nachname"], absent["E-Mail"]), shop, "Automatische Antwort: Ihre Bestellung",
     "Ich bin bis zum 27.02. nicht im Büro.\n", extra=[("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")])
mail(at(2, 25, 6, 0), ("Federkern Aktuell", "newsletter@federkern.example"), shop, "Neues aus der Bettenbranche – März", "Die Messe öffnet ihre Tore.\n\nZum Abmelden hier klicken.\n",
     html=True, extra=[("List-Unsubscribe", "<mailto:abmelden@federkern.example>"), ("Precedence", "bulk")])
mail(at(3, 10, 17, 20), ("", "olaf.reinke@mailnetz.example"), shop, "Bezug",
     "Hallo,\n\nFrom Montag an bin ich wieder erreichbar. Der Bezug ist immer noch defekt.\n\nOlaf Reinke\nTorstraße 77\n10119 Berlin\n")
mail(at(3, 12, 10, 0), ("Maren Ohlsen", COUPLE["E-Mail"]), shop, "Kissen", "Guten Tag,\n\nmein Mann und ich hätten gern noch zwei Kissen.\n\nMaren Ohlsen\n")
mails.append((at(3, 13, 12, 0), "scanner@copyshop.example",  # a multipart that never ends, and a header that is none
              b"From: scanner@copyshop.example\nTo: info@morgenruh.example\nSubject: =?utf-8?q?Scan_f=C3=BCr_Sie?\nThis is no header\n"
              b"Date: Fri, 13 Mar 2026 12:00:00 +0100\nMessage-ID: <broken@copyshop.example>\nMIME-Version: 1.0\n"
              b"Content-Type: multipart/mixed; boundary=\"never\"\n\n--never\nContent-Type: text/plain; charset=klingon\n"
              b"Content-Transfer-Encoding: base64\n\n!!!kein base64!!!\n"))
mails.sort(key=lambda one: one[0])
with open(os.path.join(HERE, "mailbox.mbox"), "wb") as file:
    for time, sender, message in mails:
        utc = time.astimezone(datetime.timezone.utc)
        day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][utc.weekday()]
        month = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[utc.month - 1]
        file.write(("From %s %s %s %2d %s %d\n" % (sender, day, month, utc.day, utc.strftime("%H:%M:%S"), utc.year)).encode())
        for line in message.rstrip(b"\n").split(b"\n"):
            file.write((b">" if line.lstrip(b">").startswith(b"From ") else b"") + line + b"\n")
        file.write(b"\n")

# -------------------------------------------------------------------------------------------------------------- call list
AREAS = {"030": "Berlin", "089": "München", "040": "Hamburg", "0221": "Köln", "069": "Frankfurt am Main"}
calls = []


def call(kind, time, name, number, minutes, device="Telefon 1"):
    area = next((place for code, place in AREAS.items() if number.startswith(code)), "")
    calls.append((time, [str(kind), time.strftime("%d.%m.%y %H:%M"), name, number, area, device if kind in (1, 4) else "", "Internet: 23125900",
                         "%d:%02d" % (minutes // 60, minutes % 60)]))


call(1, at(3, 2, 10, 14), "", "03023125417", 6)  # she asks for the first time
call(1, at(3, 5, 16, 48), "", "01749091317", 9, "Telefon 2")  # she orders
call(2, at(3, 18, 12, 3), "", "01749091317", 0)  # she asks where the parcel is; nobody is there
callers = [row for row in customers if row["Telefon"] or row["Mobil"]]
plain = {}
for row in callers:
    number = row["Telefon"] or row["Mobil"]
    digits = "".join(c for c in number if c.isdigit())
    if number.startswith("+"):
        digits = "0" + digits[2:]
    elif digits.startswith("00"):
        digits = "0" + digits[4:]
    plain[row["Kundennr"]] = digits
for number in range(66):
    row = callers[(number * 7) % len(callers)]
    time = at(2, 2, 9, 0) + datetime.timedelta(days=int(rnd.random() * 45), minutes=int(rnd.random() * 540))
    kind = pick([1, 1, 1, 2, 4])
    name = row["Nachname"] + ", " + row["Vorname"] if rnd.random() < 0.2 else ""
    call(kind, time, name, plain[row["Kundennr"]], 0 if kind == 2 else 1 + int(rnd.random() * 14), pick(["Telefon 1", "Telefon 2"]))
for number in range(4):
    call(pick([1, 2]), at(2, 10 + number, 11, 5 * number), "", "", number)  # withheld
for number in range(5):
    call(2, at(3, 3 + number, 9, 7 * number), "", "06990009%03d" % (960 + number), 0)  # nobody knows them
call(10, at(2, 14, 8, 30), "Werbung", "06990009970", 0)
call(1, at(3, 9, 15, 0), "Hotel Seeblick GmbH", "03023125902", 4)
calls.sort(key=lambda one: one[0], reverse=True)
with open(os.path.join(HERE, "fritzbox.csv"), "wb") as file:
    text = ["sep=;", "Typ;Datum;Name;Rufnummer;Landes-/Ortsnetzbereich;Nebenstelle;Eigene Rufnummer;Dauer"]
    text += [";".join(cells) for _, cells in calls]
    file.write(("\r\n".join(text) + "\r\n").encode())
