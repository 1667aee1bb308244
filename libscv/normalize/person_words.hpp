#pragma once

#include "normalize/detail.hpp"

namespace scv::normalize::detail {

inline constexpr auto kSalutations = word_list({
    "herr",     "herrn",    "frau",         "fraeulein", "frl",  "hr",      "hrn",    "fr",  "familie",
    "fam",      "eheleute", "mr",           "mister",    "mrs",  "ms",      "miss",   "mx",  "messrs",
    "monsieur", "madame",   "mademoiselle", "mme",       "mlle", "mm",      "sr",     "sra", "srta",
    "senor",    "senora",   "signor",       "signora",   "sig",  "mevrouw", "meneer", "dhr", "mevr",
});

/// Titles that stand before a name.
inline constexpr auto kTitles = word_list({
    "dr",     "drs",   "prof", "professor", "doctor", "doktor",  "dipl",    "diplom", "mag",
    "ing",    "hon",   "rev",  "reverend",  "sir",    "lord",    "lady",    "dame",   "pfarrer",
    "pastor", "pater", "capt", "captain",   "col",    "colonel", "lt",      "sgt",    "gen",
    "maj",    "major", "ra",   "rain",      "stb",    "pd",      "docteur", "maitre",
});

/// What a title may be followed by: Dr. med., Dipl.-Ing., Prof. Dr. rer. nat. habil.
inline constexpr auto kTitleTails = word_list({
    "med",    "jur",      "iur",   "phil",     "rer",       "nat",    "pol",   "oec",   "habil", "hc",
    "h",      "c",        "dent",  "vet",      "ing",       "theol",  "dr",    "prof",  "univ",  "kfm",
    "kffr",   "kaufmann", "wirt",  "wirtsch",  "inf",       "inform", "psych", "biol",  "chem",  "phys",
    "math",   "paed",     "soz",   "volksw",   "betriebsw", "bw",     "vw",    "fh",    "tu",    "agr",
    "forst",  "geol",     "geogr", "med dent", "mult",      "e",      "sc",    "pharm", "troph", "des",
    "jurist", "nat",      "techn", "mont",     "dipl",      "ph",     "d",
});

/// Titles that stand behind a name.
inline constexpr auto kTitlesBehind = word_list({
    "phd",  "md",   "mba",    "msc", "bsc",  "esq", "esquire", "dds", "dvm",  "cpa",     "jd",
    "llm",  "llb",  "mph",    "rn",  "obe",  "mbe", "cbe",     "qc",  "kc",   "ma",      "ba",
    "meng", "beng", "pharmd", "edd", "frcs", "bw",  "bed",     "bt",  "bart", "baronet",
});

inline constexpr auto kParticles = word_list({
    "von",   "vom",   "van",     "vande",    "vander",   "zu",      "zum",   "zur",        "de", "del",
    "della", "delle", "dello",   "degli",    "dei",      "di",      "da",    "das",        "do", "dos",
    "du",    "des",   "der",     "den",      "ter",      "ten",     "te",    "la",         "le", "les",
    "lo",    "al",    "el",      "bin",      "bint",     "ibn",     "abu",   "af",         "av", "auf",
    "aus",   "und",   "dem",     "op",       "in",       "het",     "ul",    "ur",         "y",  "vd",
    "v",     "graf",  "graefin", "freiherr", "freifrau", "baronin", "prinz", "prinzessin",
});

/// Particles that no one bears as a given name: they mark where a family name begins.
inline constexpr auto kStrongParticles = word_list({
    "von",   "vom",   "van",   "vande",   "vander",   "zu",       "zum",     "zur",   "de",         "del",
    "della", "delle", "degli", "dei",     "di",       "da",       "dos",     "du",    "der",        "den",
    "ter",   "ten",   "al",    "bin",     "bint",     "ibn",      "af",      "av",    "des",        "la",
    "le",    "el",    "graf",  "graefin", "freiherr", "freifrau", "baronin", "prinz", "prinzessin",
});

inline constexpr auto kGenerations = form_list({
    {"jr", "jr"},
    {"jun", "jr"},
    {"junior", "jr"},
    {"jnr", "jr"},
    {"sr", "sr"},
    {"sen", "sr"},
    {"senior", "sr"},
    {"snr", "sr"},
    {"ii", "ii"},
    {"iii", "iii"},
    {"iv", "iv"},
    {"2nd", "ii"},
    {"3rd", "iii"},
    {"4th", "iv"},
});

inline constexpr auto kBornWords = word_list({
    "geb",
    "geborene",
    "geborener",
    "gebor",
    "nee",
    "born",
    "formerly",
    "verw",
    "verwitwete",
    "gesch",
    "geschiedene",
    "ehemals",
    "frueher",
    "vormals",
    "maiden",
});

inline constexpr auto kPersonFillers =
    word_list({"and", "und", "u", "et", "bei", "co", "aka", "alias", "gen", "genannt", "of"});

/// What may stand behind "1st", "2nd": 3rd Baron of …; by themselves they are names (Earl, Duke).
inline constexpr auto kPeerages = word_list({"baron", "baroness", "earl", "viscount", "viscountess", "marquess", "duke",
                                             "duchess", "count", "countess", "lord", "lady", "baronet", "bt", "of"});

}  // namespace scv::normalize::detail
