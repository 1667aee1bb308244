#pragma once

#include "normalize/detail.hpp"

namespace scv::normalize::detail {

/// Street type words and what they become, wherever they stand.
inline constexpr auto kStreetTypes = form_list({
    {"str", "strasse"}, {"strasse", "strasse"}, {"strase", "strasse"}, {"strass", "strasse"}, {"straat", "straat"}, {"wg", "weg"}, {"weg", "weg"}, {"platz", "platz"},
    {"plz", "platz"}, {"allee", "allee"}, {"gasse", "gasse"}, {"ring", "ring"}, {"ufer", "ufer"}, {"damm", "damm"}, {"chaussee", "chaussee"},
    {"promenade", "promenade"}, {"prom", "promenade"},
    {"street", "street"}, {"streets", "street"}, {"strt", "street"}, {"sts", "street"}, {"road", "road"}, {"rd", "road"}, {"avenue", "avenue"}, {"ave", "avenue"}, {"aven", "avenue"}, {"avn", "avenue"},
    {"av", "avenue"}, {"aves", "avenue"}, {"boulevard", "boulevard"}, {"blvd", "boulevard"}, {"bvd", "boulevard"}, {"boul", "boulevard"}, {"blv", "boulevard"}, {"drive", "drive"},
    {"drv", "drive"}, {"lane", "lane"}, {"ln", "lane"}, {"court", "court"}, {"crt", "court"}, {"square", "square"}, {"sq", "square"}, {"highway", "highway"},
    {"hwy", "highway"}, {"parkway", "parkway"}, {"pkwy", "parkway"}, {"pky", "parkway"}, {"terrace", "terrace"}, {"terr", "terrace"}, {"tce", "terrace"}, {"crescent", "crescent"},
    {"cres", "crescent"}, {"cresent", "crescent"}, {"circle", "circle"}, {"cir", "circle"}, {"circuit", "circuit"}, {"cct", "circuit"}, {"grove", "grove"}, {"grv", "grove"},
    {"close", "close"}, {"clse", "close"}, {"parade", "parade"}, {"pde", "parade"}, {"trail", "trail"}, {"trl", "trail"}, {"alley", "alley"}, {"aly", "alley"}, {"plaza", "plaza"},
    {"turnpike", "turnpike"}, {"tpke", "turnpike"}, {"expressway", "expressway"}, {"expy", "expressway"}, {"freeway", "freeway"}, {"fwy", "freeway"}, {"place", "place"}, {"gardens", "gardens"}, {"gdns", "gardens"},
    {"mews", "mews"}, {"esplanade", "esplanade"}, {"way", "way"}, {"walk", "walk"}, {"row", "row"}, {"hill", "hill"}, {"rise", "rise"}, {"loop", "loop"}, {"path", "path"}, {"pike", "pike"}, {"point", "point"}, {"pt", "point"},
    {"rue", "rue"}, {"chemin", "chemin"}, {"che", "chemin"}, {"impasse", "impasse"}, {"imp", "impasse"}, {"route", "route"}, {"rte", "route"}, {"quai", "quai"}, {"faubourg", "faubourg"}, {"fbg", "faubourg"}, {"fg", "faubourg"},
    {"passage", "passage"}, {"cours", "cours"}, {"ruelle", "ruelle"}, {"lotissement", "lotissement"}, {"residence", "residence"}, {"via", "via"}, {"viale", "viale"}, {"piazza", "piazza"}, {"calle", "calle"}, {"rua", "rua"},
});

/// Abbreviations that are a street type only at the end (St Kilda Rd, 54th St; Dr.-Külz-Ring, Kelly Dr).
inline constexpr auto kTrailingTypes = form_list({
    {"st", "street"}, {"dr", "drive"}, {"ct", "court"}, {"pl", "place"}, {"cl", "close"}, {"wy", "way"}, {"ter", "terrace"}, {"tr", "trail"}, {"bl", "boulevard"}, {"hw", "highway"}, {"pk", "park"}, {"gr", "grove"}, {"cr", "crescent"}, {"esp", "esplanade"}, {"all", "allee"},
});

/// Abbreviations that are a street type only at the head: French.
inline constexpr auto kLeadingTypes = form_list({{"r", "rue"}, {"bd", "boulevard"}, {"pl", "place"}, {"ch", "chemin"}, {"all", "allee"}, {"rte", "route"}, {"sq", "square"}, {"res", "residence"}, {"qu", "quai"}});

/// English words that end a street's name, so that a city may follow without a comma.
inline constexpr auto kEndingTypes = word_list({
    "street", "road", "avenue", "boulevard", "drive", "lane", "court", "highway", "parkway", "terrace", "crescent", "circle",
    "circuit", "grove", "close", "parade", "trail", "alley", "plaza", "turnpike", "expressway", "freeway", "place", "square",
    "gardens", "mews", "esplanade", "way", "strasse", "gasse", "platz", "loop", "walk", "pike",
});

inline constexpr auto kDirections = form_list({
    {"north", "n"}, {"south", "s"}, {"east", "e"}, {"west", "w"}, {"northeast", "ne"}, {"northwest", "nw"}, {"southeast", "se"},
    {"southwest", "sw"}, {"n", "n"}, {"s", "s"}, {"e", "e"}, {"w", "w"}, {"ne", "ne"}, {"nw", "nw"}, {"se", "se"}, {"sw", "sw"},
});

/// Words before the number of an apartment or floor.
inline constexpr auto kUnitWords = word_list({
    "apt", "apartment", "apartments", "appartement", "appt", "app", "unit", "suite", "ste", "flat", "floor", "fl", "room", "rm",
    "whg", "wohnung", "wohneinheit", "we", "zimmer", "etage", "stock", "stiege", "stg", "top", "tuer", "bat", "batiment", "escalier", "esc",
    "porte", "lot", "trailer", "trlr", "spc", "space", "bldg", "building", "haus", "hse", "shop", "level", "lvl", "ph", "penthouse",
    "dept", "villa", "vlla", "gebaeude", "aufgang", "eingang", "raum",
});

/// Words behind the number of a floor: 2. OG.
inline constexpr auto kFloorWords = word_list({"og", "eg", "dg", "ug", "stock", "etage", "obergeschoss", "floor", "stck", "fl"});

/// Whole extras that need no number.
inline constexpr auto kBareUnits = form_list({{"hinterhaus", "hh"}, {"hh", "hh"}, {"vorderhaus", "vh"}, {"vh", "vh"}, {"eg", "eg"}, {"erdgeschoss", "eg"},
                                              {"dg", "dg"}, {"dachgeschoss", "dg"}, {"parterre", "eg"}, {"seitenfluegel", "sf"}, {"sf", "sf"},
                                              {"gartenhaus", "gh"}, {"basement", "basement"}, {"rdc", "eg"}, {"souterrain", "souterrain"}});

inline constexpr auto kNumberSuffixes = word_list({"bis", "ter", "quater"});

/// Words after which a number belongs to the street's name.
inline constexpr auto kNumberedStreets = word_list({"highway", "route", "interstate", "county", "state", "us", "hwy", "rte", "rt", "fm", "sr", "cr", "autobahn", "bundesstrasse", "weg", "road", "kilometer", "km"});

}  // namespace scv::normalize::detail
