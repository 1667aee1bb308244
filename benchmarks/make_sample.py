#!/usr/bin/env python3
"""Invented customers in three sources, with the truth: what matching is measured on where no other data is at hand.

    make_sample.py FOLDER [--people 700] [--seed 1]     writes crm.csv, shop.csv, support.csv and truth.csv (id, cluster)

The world has households (couples, children, flat-mates), twins, fathers and sons of one name, firms with several people behind one
number and one info@ address, and strangers of one name. Each source has columns and habits of its own and makes errors of its own:
the CRM is typed by hearing, the shop by the customers themselves on small keyboards, support takes what a caller says and cuts
it off at 20 characters. People move, marry, change numbers and addresses between their records. Everything is made here from lists
of common names; equal seeds give equal files.
"""
import argparse
import csv
import random
from pathlib import Path

WOMEN = """Adele Beate Charlotte Dagmar Edith Friederike Greta Henriette Irene Josefine Klara Lieselotte Mathilde Nadja Ottilie Paula
Rosemarie Svetlana Theodora Valentina Wilhelmine Yvonne Aylin Zeynep Ivanka Milena Agnieszka Małgorzata Chiara Noémie""".split()
MEN = """Albert Bruno Clemens Detlef Ernst Fabian Gregor Hartmut Ingo Jakob Konrad Leopold Moritz Norbert Oskar Pascal Quirin Ruprecht
Siegfried Till Valentin Wendelin Xaver Emre Hakan Dimitar Georgi Stanisław Łukasz Étienne""".split()
FAMILY = """Achtermann Birkenfeld Czerny Dombrowski Eichstädt Färber Grünewald Höllriegel Immenhof Jännicke Kürschner Löffelholz Mühlbauer
Nußbaum Öttinger Pfannkuch Quandt Rüdesheim Süßkind Tränkner Überreiter Völkel Wüstenhagen Zschoche Yıldırım Özdemir Petkova Dimitrov
Georgieva Wiśniewska Kamiński Delacroix Ferrari Hoang Schmidt Müller Maier Weiß Schulze Becker Hofmann Krause Lange""".split()
HEADS = "Stein Wald Berg Roth Klein Alt Neu Ober Nieder Hohen Lang Kurz Lauter Sonnen Eichen Buchen Schwarz Mitter Reichen Kalten".split()
TAILS = "bach mann hofer meier berger hauser feld maier wald brunn ecker städter kamp horst rieder thaler".split()
STREETS = """Ahornweg Birkenallee Cranachstraße Drosselgasse Erlenring Fliederweg Goethestraße Hohlweg Immengarten Jägerstraße Königsallee
Lessingplatz Mühlenstraße Neugasse Obere_Marktstraße Parkstraße Rosenweg Schloßstraße Torgasse Ulmenweg""".split()
PLACES = [("01067", "Dresden"), ("04109", "Leipzig"), ("09111", "Chemnitz"), ("10435", "Berlin"), ("20095", "Hamburg"), ("28195", "Bremen"),
          ("34117", "Kassel"), ("50667", "Köln"), ("60311", "Frankfurt am Main"), ("70173", "Stuttgart"), ("80331", "München"), ("99084", "Erfurt")]
AREA = {"01067": "351", "04109": "341", "09111": "371", "10435": "30", "20095": "40", "28195": "421", "34117": "561", "50667": "221",
        "60311": "69", "70173": "711", "80331": "89", "99084": "361"}
SHORT = {"Friederike": "Rike", "Charlotte": "Lotte", "Henriette": "Jette", "Josefine": "Josi", "Lieselotte": "Lilo", "Valentina": "Vali",
         "Clemens": "Clem", "Leopold": "Leo", "Siegfried": "Siggi", "Konrad": "Conny", "Albert": "Bert", "Dimitar": "Mitko", "Georgi": "Gosho"}
HEARD = [("ck", "k"), ("tz", "z"), ("ie", "i"), ("ä", "e"), ("ei", "ai"), ("v", "f"), ("th", "t"), ("ß", "ss"), ("y", "i"), ("mm", "m"), ("d", "t")]
ASCII = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ł": "l", "Ł": "L", "ś": "s", "ń": "n", "ı": "i",
                       "é": "e", "É": "E"})
CYRILLIC = str.maketrans({"a": "а", "b": "б", "v": "в", "g": "г", "d": "д", "e": "е", "i": "и", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о",
                          "p": "п", "r": "р", "s": "с", "t": "т", "D": "Д", "G": "Г", "I": "И", "M": "М", "P": "П", "S": "С"})
KEYS = {"a": "s", "e": "r", "i": "o", "n": "m", "r": "t", "s": "d", "t": "z", "o": "p", "u": "i", "l": "k", "h": "j", "m": "n"}
TRADES = ["Gartenbau", "Elektro", "Druckerei", "Möbelhaus", "Spedition", "Bäckerei", "Zahnarztpraxis", "Autohaus", "Metallbau", "Reisebüro"]
FORMS = ["GmbH", "KG", "e.K.", "GmbH & Co. KG", "AG"]


class World:
    def __init__(self, people, seed):
        self.r = random.Random(seed)
        self.people = []
        self.addresses = set()
        while len(self.people) < people:
            self.r.choices([self.household, self.firm], [9, 1])[0]()

    def some(self, values):
        """The first of a list are more common than the last."""
        return values[min(int(self.r.expovariate(3) * len(values)), len(values) - 1)]

    def surname(self):
        return self.some(FAMILY) if self.r.random() < 0.45 else self.r.choice(HEADS) + self.r.choice(TAILS)

    def place(self):
        code, city = self.r.choice(PLACES)
        return {"street": self.r.choice(STREETS).replace("_", " "), "number": str(self.r.randint(1, 120)) + self.r.choice(["", "", "", "a", "b"]), "code": code, "city": city}

    def landline(self, place):
        return "+49" + AREA[place["code"]] + str(self.r.randint(200000, 9999999))

    def person(self, family, home, phone, born, woman=None):
        woman = self.r.random() < 0.5 if woman is None else woman
        given = self.some(WOMEN if woman else MEN)
        while any((other["given"], other["family"], other["home"]) == (given, family, home) for other in self.people[-4:]):
            given = self.r.choice(WOMEN if woman else MEN)
        one = {"cluster": len(self.people), "given": given, "family": family, "woman": woman, "born": born, "home": home, "landline": phone,
               "mobile": "+4917" + str(self.r.randint(10000000, 99999999)), "firm": "", "generation": ""}
        one["email"] = self.email(one)
        self.people.append(one)
        return one

    def email(self, one):
        given, family = (one[key].translate(ASCII).lower() for key in ("given", "family"))
        local = self.r.choice([f"{given}.{family}", f"{given[0]}{family}", f"{family}{str(one['born'])[2:4]}", f"{given}{self.r.randint(1, 99)}"])
        domain = self.r.choice(["weltpost.example", "netzbrief.example", "meinepost.example", family + ".example"])
        while f"{local}@{domain}" in self.addresses:
            local += str(self.r.randint(2, 9))
        self.addresses.add(f"{local}@{domain}")
        return f"{local}@{domain}"

    def date(self, first, last):
        return f"{self.r.randint(first, last):04}-{self.r.randint(1, 12):02}-{self.r.randint(1, 28):02}"

    def household(self):
        r, home = self.r, self.place()
        phone = self.landline(home) if r.random() < 0.6 else ""
        family = self.surname()
        kind = r.choices(["single", "couple", "family", "flat"], [40, 25, 25, 10])[0]
        first = self.person(family, home, phone, self.date(1945, 2000))
        if kind in ("couple", "family"):
            year = int(first["born"][:4])
            other = self.person(family if r.random() < 0.75 else self.surname(), home, phone, self.date(year - 6, year + 6), not first["woman"])
            if r.random() < 0.2:
                other["email"] = first["email"]
        if kind == "family":
            year = int(first["born"][:4])
            born = self.date(min(year + 20, 2005), min(year + 38, 2008))
            child = self.person(family, home, phone, born)
            if r.random() < 0.12:
                self.person(family, home, phone, born)  # twins
            elif not first["woman"] and not child["woman"] and r.random() < 0.3:
                child.update(given=first["given"], generation="jun.")
                first["generation"] = "sen."
                child["email"] = self.email(child)
        if kind == "flat":
            for _ in range(r.randint(1, 2)):
                self.person(self.surname(), home, phone, self.date(1985, 2004))

    def firm(self):
        home = self.place()
        name = f"{self.r.choice(TRADES)} {self.surname()} {self.r.choice(FORMS)}"
        phone = self.landline(home)
        box = "info@" + name.split()[1].translate(ASCII).lower() + "-" + name.split()[0].translate(ASCII).lower() + ".example"
        for _ in range(self.r.randint(1, 3)):
            one = self.person(self.surname(), home, phone, self.date(1955, 1998))
            one.update(firm=name, mobile="" if self.r.random() < 0.5 else one["mobile"], email=box if self.r.random() < 0.6 else one["email"])

    def later(self, one):
        """The same person at another time."""
        r, now = self.r, dict(one)
        if r.random() < 0.12:
            now["home"] = self.place()
            now["landline"] = self.landline(now["home"]) if r.random() < 0.5 else ""
        if r.random() < 0.15:
            now["mobile"] = "+4915" + str(r.randint(10000000, 99999999))
        if r.random() < 0.15:
            now["email"] = self.email(now)
        if one["woman"] and r.random() < 0.06:
            now["family"] = r.choice([self.surname(), one["family"] + "-" + self.surname()])
        return now

    # errors

    def heard(self, text):
        wrong, right = self.r.choice(HEARD)
        pair = (wrong, right) if wrong in text.lower() else (right, wrong)
        return text.replace(*pair, 1) if len(text) > 3 else text

    def mistyped(self, text):
        if len(text) < 3:
            return text
        at = self.r.randrange(1, len(text) - 1)
        kind = self.r.randrange(4)
        if kind == 0:
            return text[:at] + text[at + 1] + text[at] + text[at + 2:]
        if kind == 1:
            return text[:at] + text[at + 1:]
        if kind == 2:
            return text[:at] + KEYS.get(text[at], text[at]) + text[at + 1:]
        return text[:at] + text[at] + text[at:]

    def phone(self, number, style):
        if not number:
            return ""
        if style == "national":
            return "0" + number[3:6] + self.r.choice([" ", "/", "-", ""]) + number[6:]
        if style == "spaced":
            return "0049 " + number[3:6] + " " + " ".join(number[i:i + 2] for i in range(6, len(number), 2))
        return number

    def street(self, home, style):
        street = home["street"]
        if style:
            street = street.replace("straße", self.r.choice(["str.", "strasse", "straße", "Str"])).replace("platz", self.r.choice(["platz", "pl."]))
        return f"{street} {home['number']}"

    def crm(self, number, one):
        """A clerk types what is heard; all columns, German, most of it filled."""
        r = self.r
        given, family = one["given"], one["family"]
        if r.random() < 0.10:
            family = self.heard(family)
        if r.random() < 0.06:
            given = self.heard(given)
        if r.random() < 0.03:
            given, family = family, given
        day = one["born"].split("-")
        if r.random() < 0.05:
            day[r.choice([1, 2])] = f"{r.randint(1, 12):02}"
        born = ".".join(reversed(day)) if r.random() < 0.85 else r.choice(["", "", "01.01.1900"])
        return {"id": f"C{number}", "Anrede": r.choice(["Frau" if one["woman"] else "Herr", ""]), "Vorname": given,
                "Nachname": family + (" " + one["generation"] if one["generation"] and r.random() < 0.6 else ""), "Firma": one["firm"], "Geburtsdatum": born,
                "Straße": self.street(one["home"], r.random() < 0.5), "PLZ": one["home"]["code"], "Ort": one["home"]["city"],
                "Telefon": self.phone(one["landline"], "national") if r.random() < 0.8 else "",
                "Mobil": self.phone(one["mobile"], r.choice(["national", "spaced"])) if r.random() < 0.5 else "",
                "E-Mail": one["email"] if r.random() < 0.6 else r.choice(["", "", "keine@angabe.example"])}

    def shop(self, number, one):
        """Customers type themselves: one name field, no umlauts on some keyboards, typing errors, all small or all capital letters."""
        r = self.r
        given = SHORT.get(one["given"], one["given"]) if r.random() < 0.25 else one["given"]
        family = self.mistyped(one["family"]) if r.random() < 0.08 else one["family"]
        name = f"{given} {family}" if r.random() < 0.9 else f"{family}, {given}"
        if r.random() < 0.15:
            name = name.translate(ASCII)
        name = r.choices([name, name.lower(), name.upper()], [8, 1, 1])[0]
        home = one["home"]
        email = one["email"] if r.random() < 0.95 else ""
        if email and r.random() < 0.03:
            local, domain = email.split("@")
            email = f"{self.mistyped(local)}@{domain}"
        return {"id": f"S{number}", "name": name, "email": email, "phone": self.phone(one["mobile"] or one["landline"], "") if r.random() < 0.55 else "",
                "address": f"{self.street(home, True)}, {home['code']} {home['city']}" if r.random() < 0.8 else "",
                "birthday": one["born"] if r.random() < 0.25 else "", "company": one["firm"] if r.random() < 0.7 else ""}

    def support(self, number, one):
        """What a caller says, cut off at 20 characters; Bulgarian callers are noted in their own letters."""
        r = self.r
        given = one["given"][0] + "." if r.random() < 0.2 else one["given"]
        caller = f"{given} {one['family']}"
        if one["family"][-2:] in ("ov", "va", "ev") and r.random() < 0.7:
            caller = caller.translate(CYRILLIC)
        elif r.random() < 0.10:
            caller = f"{given} {self.heard(one['family'])}"
        number_seen = one["mobile"] if one["mobile"] and r.random() < 0.6 else one["landline"]
        return {"id": f"T{number}", "caller": caller[:20], "number": self.phone(number_seen, r.choice(["national", ""])) if r.random() < 0.9 else "n/a",
                "mail": one["email"] if r.random() < 0.5 else "", "city": one["home"]["city"].upper() if r.random() < 0.6 else "",
                "company": one["firm"][:20] if r.random() < 0.5 else ""}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=700)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    world = World(arguments.people, arguments.seed)
    r = world.r
    sources = {"crm": (world.crm, 0.75, 0.12), "shop": (world.shop, 0.6, 0.25), "support": (world.support, 0.4, 0.15)}
    arguments.folder.mkdir(parents=True, exist_ok=True)
    truth = []
    for name, (make, known, again) in sources.items():
        owners = [one for one in world.people if r.random() < known]
        owners += [one for one in owners if r.random() < again]
        r.shuffle(owners)
        rows = [make(number, world.later(one)) for number, one in enumerate(owners, 1)]
        truth += [(row["id"], one["cluster"]) for row, one in zip(rows, owners)]
        with open(arguments.folder / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    with open(arguments.folder / "truth.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "cluster"])
        writer.writerows(sorted(truth))


if __name__ == "__main__":
    main()
