#pragma once

#include "normalize/detail.hpp"

namespace scv::normalize::detail {

/// Legal forms as folded words (single letters joined: g m b h → gmbh) and what each stands for.
inline constexpr auto kLegalForms = form_list({
    // German
    {"gmbh", "gmbh"}, {"gesmbh", "gmbh"}, {"mbh", "gmbh"}, {"ggmbh", "gmbh"}, {"gmbh co kg", "gmbh co kg"},
    {"gmbh und co kg", "gmbh co kg"}, {"gmbh u co kg", "gmbh co kg"}, {"gmbh cokg", "gmbh co kg"}, {"gmbh co", "gmbh co kg"},
    {"gmbh kg", "gmbh co kg"}, {"gmbh co ohg", "gmbh co ohg"}, {"gmbh co kgaa", "gmbh co kgaa"},
    {"ag co kg", "ag co kg"}, {"ag co kgaa", "ag co kgaa"}, {"ug co kg", "ug co kg"},
    {"ug haftungsbeschraenkt co kg", "ug co kg"}, {"se co kg", "se co kg"}, {"se co kgaa", "se co kgaa"},
    {"gesellschaft mit beschraenkter haftung", "gmbh"}, {"gesellschaft mbh", "gmbh"}, {"ges mbh", "gmbh"}, {"ges m b h", "gmbh"},
    {"aktiengesellschaft", "ag"}, {"ag", "ag"}, {"kg", "kg"}, {"kgaa", "kgaa"}, {"co kg", "kg"}, {"und co kg", "kg"}, {"cokg", "kg"},
    {"kommanditgesellschaft", "kg"}, {"ohg", "ohg"}, {"co ohg", "ohg"}, {"offene handelsgesellschaft", "ohg"}, {"gbr", "gbr"},
    {"gesellschaft buergerlichen rechts", "gbr"}, {"ug", "ug"}, {"ug haftungsbeschraenkt", "ug"}, {"haftungsbeschraenkt", "ug"},
    {"unternehmergesellschaft", "ug"}, {"unternehmergesellschaft haftungsbeschraenkt", "ug"}, {"ek", "ek"}, {"eingetragener kaufmann", "ek"},
    {"ekfr", "ek"}, {"e kfm", "ek"}, {"e kfr", "ek"}, {"e kfl", "ek"}, {"ev", "ev"}, {"eingetragener verein", "ev"}, {"eg", "eg"},
    {"egmbh", "eg"}, {"eingetragene genossenschaft", "eg"}, {"se", "se"}, {"vvag", "vvag"}, {"partg", "partg"}, {"partgmbb", "partg"},
    {"partg mbb", "partg"}, {"partnerschaftsgesellschaft", "partg"}, {"kdoer", "kdoer"}, {"aoer", "aoer"}, {"eu", "eu"},
    // English
    {"inc", "inc"}, {"incorporated", "inc"}, {"corp", "corp"}, {"corporation", "corp"}, {"llc", "llc"}, {"l l c", "llc"},
    {"limited liability company", "llc"}, {"ltd", "ltd"}, {"limited", "ltd"}, {"co ltd", "ltd"}, {"co limited", "ltd"},
    {"company limited", "ltd"}, {"company ltd", "ltd"}, {"pty ltd", "ltd"}, {"pty limited", "ltd"}, {"proprietary limited", "ltd"},
    {"pty", "ltd"}, {"pte ltd", "ltd"}, {"pte", "ltd"}, {"pvt ltd", "ltd"}, {"private limited", "ltd"}, {"plc", "plc"},
    {"public limited company", "plc"}, {"llp", "llp"}, {"limited liability partnership", "llp"}, {"lp", "lp"},
    {"limited partnership", "lp"}, {"lllp", "lp"}, {"co", "co"}, {"company", "co"}, {"co inc", "inc"}, {"company inc", "inc"},
    {"pllc", "llc"}, {"cic", "cic"},
    // French
    {"sarl", "sarl"}, {"sa r l", "sarl"}, {"sasu", "sas"}, {"sas", "sas"}, {"sa", "sa"}, {"snc", "snc"}, {"sci", "sci"}, {"eurl", "eurl"},
    {"scop", "scop"}, {"societe anonyme", "sa"}, {"societe a responsabilite limitee", "sarl"}, {"scs", "scs"}, {"sprl", "sprl"},
    {"asbl", "asbl"}, {"societe par actions simplifiee", "sas"},
    // others in Europe and beyond
    {"bv", "bv"}, {"nv", "nv"}, {"cv", "cv"}, {"vof", "vof"}, {"spa", "spa"}, {"srl", "srl"}, {"snc di", "snc"}, {"sl", "sl"}, {"slu", "sl"},
    {"sociedad limitada", "sl"}, {"sociedad anonima", "sa"}, {"sa de cv", "sa de cv"}, {"s a de c v", "sa de cv"}, {"ltda", "ltda"}, {"lda", "ltda"},
    {"eireli", "ltda"}, {"ab", "ab"}, {"aktiebolag", "ab"}, {"as", "as"}, {"asa", "asa"}, {"aps", "aps"}, {"a s", "as"}, {"oy", "oy"},
    {"oyj", "oyj"}, {"sp zoo", "spzoo"}, {"sp z o o", "spzoo"}, {"spolka z oo", "spzoo"}, {"spolka z ograniczona odpowiedzialnoscia", "spzoo"},
    {"spolka akcyjna", "sa"}, {"sro", "sro"}, {"doo", "doo"}, {"dd", "dd"}, {"kft", "kft"}, {"zrt", "zrt"}, {"nyrt", "nyrt"}, {"bt", "bt"},
    {"ooo", "ooo"}, {"oao", "oao"}, {"zao", "zao"}, {"pao", "pao"}, {"ao", "ao"}, {"eood", "eood"}, {"ood", "ood"}, {"ead", "ad"},
    {"ad", "ad"}, {"oue", "oue"}, {"uab", "uab"}, {"sia", "sia"}, {"kk", "kk"}, {"kabushiki kaisha", "kk"}, {"gmbh cie", "gmbh co kg"},
    {"gmbh cie kg", "gmbh co kg"}, {"sdn bhd", "bhd"}, {"bhd", "bhd"}, {"pt", "pt"}, {"tbk", "tbk"}, {"jsc", "jsc"}, {"ojsc", "ojsc"},
    {"cjsc", "cjsc"}, {"pjsc", "pjsc"}, {"fze", "fze"}, {"fzco", "fzco"}, {"fz llc", "llc"}, {"sal", "sal"}, {"saoc", "saoc"}, {"ltd sti", "ltd"},
    {"joint stock company", "jsc"}, {"open joint stock company", "ojsc"}, {"closed joint stock company", "cjsc"},
    {"obschestvo s ogranichennoj otvetstvennostu", "ooo"}, {"anonim sirketi", "as"}, {"limited sirketi", "ltd"},
});

/// Forms that stand in front: OOO Romashka, PT Astra.
inline constexpr auto kLeadingForms = word_list({"ooo", "oao", "zao", "pao", "ao", "pt", "sarl", "sas", "eurl", "sci", "uab", "sia", "jsc", "ojsc", "cjsc",
                                                 "gmbh", "firma", "joint stock company"});

/// Forms that are a sign of an organisation by themselves, for they are no part of people's names.
inline constexpr auto kClearForms = word_list({
    "gmbh", "gmbh co kg", "gmbh co ohg", "gmbh co kgaa", "ag co kg", "ag co kgaa", "ug co kg", "se co kg", "se co kgaa", "ag",
    "kg", "kgaa", "ohg", "gbr", "ug", "ev", "ek", "partg", "vvag", "inc", "corp", "llc", "ltd", "plc", "llp", "sarl", "sprl",
    "eurl", "spzoo", "sro", "doo", "ooo", "oao", "zao", "pao", "eood", "ood", "ojsc", "cjsc", "pjsc", "jsc", "sa de cv", "bhd",
    "kft", "nyrt", "zrt", "oyj", "ltda", "aps", "bv",
});

inline constexpr auto kOrganizationFillers = word_list({
    "the", "and", "und", "u", "et", "of", "der", "die", "das", "des", "dem", "den", "for", "fuer", "la", "le", "les", "du", "de",
    "y", "e", "firma", "fa", "n",
});

/// Words that people's names do not hold.
inline constexpr auto kOrganizationWords = word_list({
    "praxis", "verein", "company", "firma", "gesellschaft", "stiftung", "verband", "verlag", "apotheke", "hotel", "restaurant",
    "gasthof", "gaststaette", "autohaus", "baeckerei", "metzgerei", "fleischerei", "friseur", "kanzlei", "rechtsanwaelte",
    "steuerberater", "architekten", "ingenieure", "ingenieurbuero", "versicherung", "versicherungen", "sparkasse", "volksbank",
    "raiffeisenbank", "bank", "universitaet", "university", "hochschule", "schule", "school", "college", "academy", "akademie",
    "institut", "institute", "klinik", "klinikum", "krankenhaus", "hospital", "clinic", "ministerium", "ministry", "amt", "finanzamt",
    "stadtwerke", "stadtverwaltung", "gemeinde", "kindergarten", "kirche", "church", "feuerwehr", "gewerkschaft",
    "genossenschaft", "consulting", "solutions", "services", "service", "systems", "technologies", "technology", "software",
    "holding", "holdings", "group", "gruppe", "groupe", "international", "industries", "industrie", "enterprises", "associates",
    "partners", "foundation", "association", "society", "federation", "committee", "council", "agency", "agentur", "department",
    "office", "logistik", "logistics", "transporte", "spedition", "handels", "trading", "vertrieb", "vertriebs", "import",
    "export", "tiefbau", "elektro", "sanitaer", "heizung", "immobilien", "hausverwaltung", "werke", "werkstatt",
    "zentrum", "center", "centre", "shop", "store", "stores", "market", "markt", "studio", "labor", "laboratories", "pharma",
    "media", "medien", "druckerei", "reisen", "reisebuero", "travel", "societe", "entreprise", "compagnie", "fondation", "cabinet",
    "garage", "boulangerie", "pharmacie", "bureau", "corporation", "incorporated", "limited", "trust", "fund", "fonds", "capital",
    "investment", "investments", "airlines", "shipping", "maritime", "motors", "energy", "energie", "petroleum",
    "telecom", "network", "networks", "insurance", "church", "club", "team", "kundenservice", "buchhaltung", "einkauf", "abteilung",
});

/// Ends of German compounds that only organisations bear.
inline constexpr std::string_view kOrganizationEndings[] = {
    "gesellschaft", "verein", "verband", "praxis", "apotheke", "werkstatt", "stiftung", "sparkasse", "volksbank", "baeckerei",
    "metzgerei", "druckerei", "zentrum", "versicherung", "genossenschaft", "agentur", "klinik", "klinikum", "krankenhaus",
    "ministerium", "universitaet", "hochschule", "schule", "kanzlei", "buero", "werke", "technik", "handlung", "grosshandel",
    "handel", "vertrieb", "verwaltung", "autohaus", "gaertnerei", "tischlerei", "schreinerei", "brauerei", "konditorei",
};

}  // namespace scv::normalize::detail
