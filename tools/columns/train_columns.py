#!/usr/bin/env python3
"""Trains the model by which columns are recognised from their values, and writes libscv/read/column_model.inc.

    train_columns.py COLUMN_TOOL [COLUMNS]     needs Faker, numpy and scikit-learn from PyPI

The columns are made up: values of many countries from Faker, in the forms that files have them, with typing errors, in upper and lower case, of
few rows and of many. One country in five is kept for the test, whose outcome is printed. The same packages give the same model."""
import datetime
import logging
import random
import subprocess
import sys
from pathlib import Path

import faker
import numpy
from sklearn.neural_network import MLPClassifier

READ = Path(__file__).resolve().parents[2] / "libscv/read"
LOCALES = ("ar_SA az_AZ bg_BG cs_CZ da_DK de_AT de_CH de_DE el_GR en_AU en_CA en_GB en_IE en_IN en_NZ en_PH en_US es_AR es_CL es_CO es_ES es_MX et_EE fa_IR fi_FI "
           "fr_BE fr_CA fr_CH fr_FR he_IL hi_IN hr_HR hu_HU hy_AM id_ID it_IT ja_JP ka_GE ko_KR lt_LT lv_LV nl_BE nl_NL no_NO pl_PL pt_BR pt_PT ro_RO ru_RU sk_SK "
           "sl_SI sv_SE th_TH tr_TR uk_UA vi_VN zh_CN zh_TW").split()
FEW = ["M", "F", "W"]
GENDERS = [["m", "f"], ["M", "F"], ["male", "female"], ["Male", "Female"], ["m", "w"], ["M", "W", "D"], ["männlich", "weiblich"], ["H", "F"], ["homme", "femme"],
           ["hombre", "mujer"], ["M", "V"], ["man", "vrouw"], ["K", "M"], ["E", "K"], ["м", "ж"], ["мужской", "женский"], ["男", "女"], ["男性", "女性"], ["masculino", "femenino"],
           ["maschio", "femmina"], ["kobieta", "mężczyzna"], ["kadın", "erkek"], ["muž", "žena"], ["kvinna", "man"], ["0", "1"], ["1", "2"], ["male", "female", "other"]]
SALUTATIONS = [["Herr", "Frau"], ["Herr", "Frau", "Firma"], ["Mr", "Mrs", "Ms"], ["Mr.", "Mrs.", "Ms.", "Dr."], ["M.", "Mme"], ["Monsieur", "Madame"], ["Sr.", "Sra."],
               ["Sig.", "Sig.ra"], ["Pan", "Pani"], ["Dhr.", "Mevr."], ["Bay", "Bayan"], ["господин", "госпожа"], ["様"], ["Dr.", "Prof. Dr.", "Dipl.-Ing."], ["Hr.", "Fr."]]
WORDS = ("active inactive new old open closed pending yes no gold silver bronze standard premium basic web shop phone mail fax letter red blue green black white small "
         "large medium A B C D X Y Z EUR USD GBP CHF PLN de en fr es it newsletter vip guest retail wholesale invoice paypal card cash bar rechnung aktiv inaktiv offen "
         "bezahlt storniert ja nein privat gewerblich neu bestand completed refunded processing cancelled lead customer prospect partner supplier north south east west "
         "sales support marketing finance monday friday morning evening").split()


class Maker:
    """Makes columns of one locale."""

    def __init__(self, locale, random_):
        self.fake, self.locale, self.random = faker.Faker(locale, use_weighting=False), locale, random_
        self.fake.seed_instance(random_.random())

    def call(self, *names):
        for name in names:
            try:
                value = getattr(self.fake, name)()
                if value:
                    return str(value).replace("\n", ", ").replace("\t", " ")
            except Exception:  # not every locale has everything
                continue
        return faker.Faker("en_US").last_name()

    def digits(self, low, high=None):
        return "".join(self.random.choice("0123456789") for _ in range(self.random.randint(low, high or low)))

    def values(self, kind, count):
        """`count` values of the kind, drawn from a pool so that some come again."""
        make = getattr(self, "make_" + kind)(count)
        repeat = self.random.choice([1, 1, 1.3, 2, 4])
        pool = [make() for _ in range(max(2, int(count / repeat)))]
        return [self.random.choice(pool) for _ in range(count)] if repeat != 1 else pool

    # Each gives a function that gives a value: what is chosen once a column is chosen outside of it.
    def make_given_name(self, _):
        double = self.random.random() < 0.15
        return lambda: self.call("first_name") + (self.random.choice([" ", "-"]) + self.call("first_name") if double and self.random.random() < 0.3 else "")

    def make_middle_name(self, _):
        initial = self.random.random() < 0.6
        return lambda: self.call("first_name")[0] + self.random.choice(["", "."]) if initial else self.call("first_name")

    def make_family_name(self, _):
        double = self.random.random() < (0.6 if self.locale.startswith(("es", "pt")) else 0.1)
        return lambda: self.call("last_name") + (self.random.choice([" ", "-"]) + self.call("last_name") if double and self.random.random() < 0.6 else "")

    def make_name(self, _):
        form = self.random.randrange(8)
        asian = self.locale[:2] in ("ja", "zh", "ko")
        given, family = lambda: self.call("first_name"), lambda: self.call("last_name")

        def one():
            if asian:
                return family() + self.random.choice(["", "", " ", "　"]) + given()
            if form == 0:
                return f"{family()}, {given()}"
            if form == 1:
                return f"{family()} {given()}"
            if form == 2:
                return self.call("name")
            if form == 3 and self.random.random() < 0.4:
                return f"{given()} {self.random.choice('ABCDEFGHJKLMNPRSTW')}. {family()}"
            if form == 4 and self.random.random() < 0.35:
                return self.call("company")
            if form == 5 and self.random.random() < 0.5:
                return f"{given()} {given()} {family()}"
            return f"{given()} {family()}"
        return one

    def make_salutation(self, _):
        words = self.random.choice(SALUTATIONS)
        return lambda: self.random.choice(words)

    def make_organization(self, _):
        form, kinds = self.random.randrange(4), self.random.sample(ORGANIZATIONS, self.random.randint(1, 12))

        def one():
            pick = self.random.random()
            if form == 0 or (form == 1 and pick < 0.4):
                return self.call("company")
            what = self.random.choice(kinds)
            if form == 3 and pick < 0.3:
                return f"{self.call('city')} {what} {self.call('last_name')}{self.random.choice(['', ' ' + self.call('first_name'), ', ' + self.call('first_name')])}"
            own = self.random.choice([self.call("last_name"), self.call("city"), self.call("first_name") + "'s", self.call("word"), self.call("color_name") + " " + self.call("word"),
                                      "St. " + self.call("first_name"), "the " + self.call("word"), self.call("last_name") + " & " + self.call("last_name"), self.call("street_name")])
            return self.random.choice([f"{own} {what}", f"{what} {own}", f"{own} {what}", f"{own} {self.random.choice(ORGANIZATIONS)} {what}", own if form == 2 else f"{own} {what} {self.call('city')}"])
        return one

    def date_form(self):
        forms = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y%m%d", "%d-%m-%Y", "%Y/%m/%d", "%d.%m.%y", "%m/%d/%y", "%d %b %Y", "%B %d, %Y", "%Y年%-m月%-d日", "%-d.%-m.%Y", "%-m/%-d/%y"]
        return self.random.choice(forms[:8] if self.random.random() < 0.7 else forms)

    def make_birthdate(self, _):
        form, low, high = self.date_form(), self.random.choice([1700, 1800, 1905, 1920, 1930, 1930, 1940]), self.random.choice([1900, 1999, 2005, 2015, 2022])
        low = min(low, high - 20)

        def one():
            day = datetime.date(self.random.randint(low, high), 1, 1) + datetime.timedelta(self.random.randrange(365))
            return day.strftime(form)
        return one

    def make_other_date(self, _):
        form, first, days = self.date_form(), self.random.randint(2004, 2025), self.random.choice([30, 365, 1500, 4000])
        time = self.random.random() < 0.5

        def one():
            day = datetime.datetime(first, 1, 1) + datetime.timedelta(self.random.randrange(days), self.random.randrange(86400))
            return day.strftime(form + self.random.choice([" %H:%M", " %H:%M:%S"]) if time else form)
        return one

    def make_day(self, _):
        padded = self.random.random() < 0.4
        return lambda: f"{self.random.randint(1, 31):02}" if padded else str(self.random.randint(1, 31))

    def make_month(self, _):
        form = self.random.randrange(4)
        return lambda: [f"{self.random.randint(1, 12):02}", str(self.random.randint(1, 12)), str(self.random.randint(1, 12)), self.call("month_name")][form]

    def make_year(self, _):
        low, high, short = self.random.choice([1920, 1930, 1940]), self.random.choice([1998, 2005, 2015]), self.random.random() < 0.15
        return lambda: str(self.random.randint(low, high))[2 if short else 0:]

    def make_gender(self, _):
        words = self.random.choice(GENDERS)
        return lambda: self.random.choice(words)

    def make_email(self, _):
        return lambda: self.call("email", "ascii_email")

    def make_url(self, _):
        return lambda: self.call("url", "domain_name") if self.random.random() < 0.7 else "www." + self.call("domain_name")

    def make_iban(self, _):
        return lambda: self.call("iban")

    def make_phone(self, _):
        form, code, area = self.random.randrange(10), self.random.choice(["+49", "+33", "+44", "+1", "+39", "+90", "0049", "+7"]), self.random.choice(["02", "030", "0171", "212", "04"])
        few = [self.digits(2, 4) for _ in range(6)]
        offices = [self.random.choice("23456789") + self.digits(2) for _ in range(self.random.choice([3, 10, 30, 100]))]
        return [lambda: self.call("phone_number"), lambda: self.call("phone_number"), lambda: f"{code} {self.digits(2, 4)} {self.digits(5, 8)}", lambda: f"{code}{self.digits(9, 11)}",
                lambda: "0" + self.random.choice(few) + self.random.choice([" ", "/", "-", ""]) + self.digits(5, 8), lambda: f"{area} {self.digits(4)} {self.digits(4)}",
                lambda: f"{self.random.choice(offices)}{self.digits(4)}" if self.random.random() < .9 else self.call("phone_number"),
                lambda: f"{self.digits(3)}{self.random.choice('/-. ')}{self.digits(3)}-{self.digits(4)}", lambda: f"{self.random.choice(offices)}-{self.digits(4)}",
                lambda: f"{self.random.choice('23456789')}{self.digits(9)}" if self.random.random() < .5 else f"({self.digits(3)}) {self.digits(3)}-{self.digits(4)}"][form]

    def make_phone_country(self, _):
        codes = self.random.choice([["+49"], ["49", "43", "41"], ["+1", "+44"], ["0049", "0043"], ["+33", "+32", "+41"], ["90"], ["+7", "+380"]])
        return lambda: self.random.choice(codes)

    def make_phone_area(self, _):
        zero, few = self.random.choice(["0", "0", ""]), [self.digits(2, 4) for _ in range(self.random.randint(3, 40))]
        return lambda: zero + self.random.choice(few)

    def make_street(self, _):
        with_number = self.random.random() < 0.6
        return lambda: self.call("street_address", "street_name") if with_number else self.call("street_name", "street_address")

    def make_house_number(self, _):
        letters = self.random.choice([0, 0.05, 0.3])
        most = self.random.choice([40, 150, 400, 2500])
        return lambda: str(int(1 + most * self.random.random() ** 2)) + (self.random.choice(["a", "b", " c", "-12", "/3"]) if self.random.random() < letters else "")

    def make_address(self, _):
        return lambda: self.call("address")

    def make_address_extra(self, _):
        form = self.random.choice(["Apt. {}", "Suite {}", "{}. OG", "Hinterhaus", "c/o " + self.call("name"), "Top {}", "bât. {}", "кв. {}", "Unit {}", "2. Stock", "m. {}", "piso {}", "floor {}"])
        other = ["Apt. {}", "Hinterhaus", "c/o Klein", "Unit {}", "Tür {}", "Etage {}"]
        return lambda: (form if self.random.random() < 0.6 else self.random.choice(other)).format(self.random.randint(1, 60))

    def make_postal_code(self, _):
        areas = [self.call("postcode", "zipcode", "postalcode") for _ in range(self.random.choice([5, 40, 400]))]
        prefix = self.random.choice(["", "", "", "", "D-", "A-", "F-"]) if areas[0].isdigit() else ""
        return lambda: prefix + self.random.choice(areas)

    def make_city(self, _):
        form = self.random.randrange(5)
        cities = [self.call("city_name", "city", "town") if form else self.call("city", "city_name") for _ in range(self.random.choice([3, 10, 60, 400]))]
        return lambda: self.random.choice(cities)

    def make_region(self, _):
        short = self.random.random() < 0.5
        return lambda: self.call("state_abbr", "administrative_unit") if short else self.call("administrative_unit", "state", "province", "region", "prefecture", "department_name", "county", "canton_name")

    def make_country(self, _):
        form, few = self.random.randrange(3), self.random.choice([1, 3, 8, 60])
        pool = [self.call("country_code") if form == 0 else self.call("country") for _ in range(few)]
        return lambda: self.random.choice(pool)

    def make_identifier(self, _):
        form, prefix, length = self.random.randrange(6), self.random.choice(["K-", "C", "KD", "", "", "DE", "ID-", "M", "10", "cus_"]), self.random.randint(4, 12)
        letters = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
        return [lambda: prefix + self.digits(length), lambda: self.digits(length), lambda: self.digits(length), lambda: "".join(self.random.choice(letters) for _ in range(length)),
                lambda: f"{self.digits(3)}-{self.digits(2)}-{self.digits(4)}", lambda: self.call("ssn")][form]

    def make_serial(self, count):
        at, step = [self.random.choice([0, 1, 1000, 100000, self.random.randint(1, 9999999)])], self.random.choice([1, 1, 1, 2, 3])
        prefix = self.random.choice(["", "", "", "K-", "C"])

        def one():
            at[0] += self.random.randint(1, step)
            return prefix + str(at[0])
        return one

    def make_amount(self, _):
        form, most = self.random.randrange(4), self.random.choice([10, 100, 5000, 300000])
        return lambda: [f"{self.random.random() * most:.2f}", f"{self.random.random() * most:.2f}".replace(".", ","), f"{self.random.random() * most:.1f}", f"€ {self.random.random() * most:,.2f}"][form]

    def make_number(self, _):
        most = self.random.choice([2, 5, 20, 100, 1000, 50000])
        return lambda: str(int(most * self.random.random() ** self.random.choice([1, 2])))

    def make_category(self, _):
        few = self.random.sample(WORDS, self.random.randint(1, 12))
        if self.random.random() < 0.3:
            few = [self.call("word") for _ in range(self.random.randint(2, 12))]
        return lambda: self.random.choice(few)

    def make_code(self, _):
        few = ["".join(self.random.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") for _ in range(self.random.randint(1, 8))) for _ in range(self.random.randint(1, 30))]
        return lambda: self.random.choice(few)

    def make_text(self, _):
        form, few = self.random.randrange(4), [" ".join(self.call("word") for _ in range(self.random.randint(1, 4))) for _ in range(self.random.randint(4, 25))]
        return [lambda: self.call("sentence"), lambda: self.call("job"), lambda: self.call("catch_phrase", "bs", "sentence"), lambda: self.random.choice(few)][form]

    def make_free_text(self, _):
        return lambda: self.call("text", "sentence")[:150]

    def make_user_name(self, _):
        return lambda: self.call("user_name")


ORGANIZATIONS = ("school academy center centre learning church hotel restaurant café cafe bar grill house deli studio salon clinic pharmacy university college institute foundation "
                 "bank insurance garage store shop market bakery pizza kitchen club society association hospital library museum gallery theatre services solutions systems "
                 "consulting media design travel tours logistics construction builders motors dental medical care home nursery kindergarten preschool daycare head-start Public-Schools "
                 "GmbH Autohaus Bäckerei Praxis Apotheke Verein Kita Schule Gasthof Metzgerei Friseur Steuerberatung Kanzlei Stadtwerke Sparkasse Feuerwehr Handel Werkstatt Reisen "
                 "école boulangerie garage hôtel brasserie lycée mairie pharmacie librairie escuela panadería taller farmacia clínica ristorante trattoria scuola farmacia officina "
                 "szkoła piekarnia sklep apteka przedszkole okul market eczane lokanta школа аптека магазин кафе ooo 学校 商店 病院 株式会社 有限公司").replace("-", " ").split(" ")
KINDS = sorted(name[5:] for name in dir(Maker) if name.startswith("make_"))
RARE = {"serial", "iban", "url", "user_name", "free_text", "phone_country", "phone_area", "middle_name"}


def spoiled(value, random_):
    """With one typing error."""
    if len(value) < 3:
        return value
    at = random_.randrange(len(value) - 1)
    return random_.choice([value[:at] + value[at + 1:], value[:at] + value[at + 1] + value[at] + value[at + 2:], value[:at] + random_.choice("aeinrst") + value[at + 1:],
                           value[:at] + " " + value[at:]])


def make_columns(count, locales, seed):
    random_ = random.Random(seed)
    makers = {locale: Maker(locale, random_) for locale in locales}
    lines, kinds = [], []
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        if kind in RARE and random_.random() < 0.4:
            kind = random_.choice(["given_name", "family_name", "city", "name", "organization"])
        maker = makers[random_.choice(locales)]
        values = maker.values(kind, int(2 * 120 ** random_.random()))
        if random_.random() < 0.06:  # of several countries
            values = [value for _ in range(4) for value in makers[random_.choice(locales)].values(kind, max(2, len(values) // 4))]
            random_.shuffle(values)
        if random_.random() < 0.12:  # some values are in the wrong column
            others, share = maker.values(random_.choice(KINDS), len(values)), random_.choice([0.05, 0.15, 0.3])
            values = [random_.choice(others) if random_.random() < share else value for value in values]
        if random_.random() < 0.05:
            values = [random_.choice(["-", "unknown", "n/a", "?", "0"]) if random_.random() < 0.1 else value for value in values]
        noise, case, guard = random_.choice([0, 0, 0, 0.05, 0.2]), random_.choice(["", "", "", "lower", "upper"]), random_.random() < 0.03
        if noise:
            values = [spoiled(value, random_) if random_.random() < noise else value for value in values]
        if case:
            values = [getattr(value, case)() for value in values]
        if guard:
            values = ["'" + value for value in values]
        lines.append("\t".join(value.replace("\t", " ").replace("\r", " ") for value in values))
        kinds.append(kind)
    return lines, kinds


def features_of(tool, lines):
    out = subprocess.run([tool, "profile"], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True).stdout
    return numpy.array([[float(part) for part in line.split()] for line in out.splitlines()], dtype=numpy.float32)


def write(model, features):
    (first, second), (first_bias, second_bias) = model.coefs_, model.intercepts_
    lines = ["// Made by tools/columns/train_columns.py; do not edit.", f"inline constexpr std::size_t kModelFeatures = {features}, kModelHidden = {len(first_bias)};",
             "inline constexpr std::string_view kModelKinds[] = {" + ", ".join(f'"{kind}"' for kind in model.classes_) + "};"]

    def table(name, numbers):
        flat = [f"{value:.3f}".replace("0.000", "0").replace("-0.", "-.").replace("-0", "0") if value < 0 else f"{value:.3f}".removeprefix("0") for value in numpy.asarray(numbers).ravel()]
        flat = [value + "f" if "." in value else "0" for value in flat]
        lines.append(f"inline constexpr float {name}[] = {{")
        line = ""
        for value in flat:
            if len(line) + len(value) > 116:
                lines.append(line)
                line = ""
            line += value + ","
        lines.append(line + "};")
    table("kHiddenWeights", first.T)  # a row a hidden unit
    table("kHiddenBias", first_bias)
    table("kKindWeights", second.T)  # a row a kind
    table("kKindBias", second_bias)
    (READ / "column_model.inc").write_text("\n".join(lines) + "\n", encoding="utf-8")


logging.disable(logging.WARNING)


def main(tool, columns="42000"):
    random_ = random.Random(7)
    test = sorted(random_.sample(LOCALES, len(LOCALES) // 5))
    train = [locale for locale in LOCALES if locale not in test]
    count = int(columns)
    lines, kinds = make_columns(count, train, 1)
    test_lines, test_kinds = make_columns(count // 6, test, 2)
    x, test_x = features_of(tool, lines), features_of(tool, test_lines)

    def fit(x, y):
        return MLPClassifier((48,), alpha=3e-3, max_iter=40, early_stopping=False, random_state=1, learning_rate_init=2e-3).fit(x, y)

    model = fit(x, kinds)
    print(f"{x.shape[1]} features, {len(model.classes_)} kinds; right: {model.score(x, kinds):.4f} of those learned from, {model.score(test_x, test_kinds):.4f} of other countries ({' '.join(test)})")
    predicted = model.predict(test_x)
    for kind in model.classes_:
        of_kind = [p for p, k in zip(predicted, test_kinds) if k == kind]
        wrong = {}
        for p in of_kind:
            if p != kind:
                wrong[p] = wrong.get(p, 0) + 1
        print(f"  {kind:16} {sum(p == kind for p in of_kind) / max(1, len(of_kind)):.2f} of {len(of_kind)}", *(f"{k}:{n}" for k, n in sorted(wrong.items(), key=lambda item: -item[1])[:5]))
    write(fit(numpy.concatenate([x, test_x]), kinds + test_kinds), x.shape[1])


main(*sys.argv[1:])
