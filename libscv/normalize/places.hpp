#pragma once

#include "normalize/detail.hpp"

namespace scv::normalize::detail {

/// Names and codes of countries (German, English, French; alpha-2, alpha-3, plates) and their alpha-2.
inline constexpr auto kCountries = form_list({
    {"deutschland", "DE"}, {"germany", "DE"}, {"allemagne", "DE"}, {"de", "DE"}, {"deu", "DE"}, {"ger", "DE"}, {"brd", "DE"}, {"d", "DE"},
    {"bundesrepublik deutschland", "DE"}, {"federal republic of germany", "DE"},
    {"oesterreich", "AT"}, {"osterreich", "AT"}, {"austria", "AT"}, {"autriche", "AT"}, {"at", "AT"}, {"aut", "AT"}, {"a", "AT"},
    {"schweiz", "CH"}, {"switzerland", "CH"}, {"suisse", "CH"}, {"svizzera", "CH"}, {"ch", "CH"}, {"che", "CH"},
    {"liechtenstein", "LI"}, {"li", "LI"}, {"fl", "LI"}, {"lie", "LI"}, {"luxemburg", "LU"}, {"luxembourg", "LU"}, {"lu", "LU"}, {"lux", "LU"},
    {"frankreich", "FR"}, {"france", "FR"}, {"fr", "FR"}, {"fra", "FR"}, {"f", "FR"}, {"belgien", "BE"}, {"belgium", "BE"}, {"belgique", "BE"}, {"belgie", "BE"}, {"be", "BE"},
    {"bel", "BE"}, {"niederlande", "NL"}, {"netherlands", "NL"}, {"the netherlands", "NL"}, {"holland", "NL"}, {"pays bas", "NL"}, {"nederland", "NL"}, {"nl", "NL"}, {"nld", "NL"},
    {"vereinigtes koenigreich", "GB"}, {"united kingdom", "GB"}, {"royaume uni", "GB"}, {"grossbritannien", "GB"}, {"great britain", "GB"}, {"grande bretagne", "GB"}, {"england", "GB"}, {"angleterre", "GB"},
    {"scotland", "GB"}, {"schottland", "GB"}, {"wales", "GB"}, {"northern ireland", "GB"}, {"nordirland", "GB"}, {"uk", "GB"}, {"u k", "GB"}, {"gb", "GB"}, {"gbr", "GB"},
    {"irland", "IE"}, {"ireland", "IE"}, {"irlande", "IE"}, {"ie", "IE"}, {"irl", "IE"},
    {"vereinigte staaten", "US"}, {"vereinigte staaten von amerika", "US"}, {"united states", "US"}, {"united states of america", "US"}, {"etats unis", "US"}, {"usa", "US"}, {"u s a", "US"}, {"us", "US"}, {"u s", "US"}, {"america", "US"},
    {"kanada", "CA"}, {"canada", "CA"}, {"can", "CA"}, {"mexiko", "MX"}, {"mexico", "MX"}, {"mexique", "MX"}, {"mex", "MX"}, {"mx", "MX"},
    {"australien", "AU"}, {"australia", "AU"}, {"australie", "AU"}, {"au", "AU"}, {"aus", "AU"}, {"neuseeland", "NZ"}, {"new zealand", "NZ"}, {"nouvelle zelande", "NZ"}, {"nz", "NZ"}, {"nzl", "NZ"},
    {"italien", "IT"}, {"italy", "IT"}, {"italie", "IT"}, {"italia", "IT"}, {"it", "IT"}, {"ita", "IT"}, {"spanien", "ES"}, {"spain", "ES"}, {"espagne", "ES"}, {"espana", "ES"}, {"es", "ES"}, {"esp", "ES"},
    {"portugal", "PT"}, {"pt", "PT"}, {"prt", "PT"}, {"griechenland", "GR"}, {"greece", "GR"}, {"grece", "GR"}, {"hellas", "GR"}, {"gr", "GR"}, {"grc", "GR"}, {"daenemark", "DK"}, {"denmark", "DK"}, {"danemark", "DK"}, {"danmark", "DK"},
    {"dk", "DK"}, {"dnk", "DK"}, {"schweden", "SE"}, {"sweden", "SE"}, {"suede", "SE"}, {"sverige", "SE"}, {"se", "SE"}, {"swe", "SE"}, {"norwegen", "NO"}, {"norway", "NO"}, {"norvege", "NO"}, {"norge", "NO"}, {"no", "NO"}, {"nor", "NO"},
    {"finnland", "FI"}, {"finland", "FI"}, {"finlande", "FI"}, {"suomi", "FI"}, {"fi", "FI"}, {"fin", "FI"}, {"island", "IS"}, {"iceland", "IS"}, {"islande", "IS"}, {"is", "IS"}, {"isl", "IS"},
    {"polen", "PL"}, {"poland", "PL"}, {"pologne", "PL"}, {"polska", "PL"}, {"pl", "PL"}, {"pol", "PL"}, {"tschechien", "CZ"}, {"tschechische republik", "CZ"}, {"czech republic", "CZ"}, {"czechia", "CZ"}, {"republique tcheque", "CZ"}, {"cz", "CZ"}, {"cze", "CZ"},
    {"slowakei", "SK"}, {"slovakia", "SK"}, {"slovaquie", "SK"}, {"sk", "SK"}, {"svk", "SK"}, {"ungarn", "HU"}, {"hungary", "HU"}, {"hongrie", "HU"}, {"hu", "HU"}, {"hun", "HU"}, {"slowenien", "SI"}, {"slovenia", "SI"}, {"slovenie", "SI"}, {"si", "SI"},
    {"svn", "SI"}, {"kroatien", "HR"}, {"croatia", "HR"}, {"croatie", "HR"}, {"hr", "HR"}, {"hrv", "HR"}, {"serbien", "RS"}, {"serbia", "RS"}, {"serbie", "RS"}, {"rs", "RS"}, {"srb", "RS"}, {"bosnien und herzegowina", "BA"}, {"bosnia and herzegovina", "BA"},
    {"bosnien", "BA"}, {"ba", "BA"}, {"rumaenien", "RO"}, {"romania", "RO"}, {"roumanie", "RO"}, {"ro", "RO"}, {"rou", "RO"}, {"bulgarien", "BG"}, {"bulgaria", "BG"}, {"bulgarie", "BG"}, {"bg", "BG"}, {"bgr", "BG"}, {"albanien", "AL"}, {"albania", "AL"},
    {"tuerkei", "TR"}, {"turkey", "TR"}, {"turquie", "TR"}, {"tuerkiye", "TR"}, {"tr", "TR"}, {"tur", "TR"}, {"russland", "RU"}, {"russia", "RU"}, {"russian federation", "RU"}, {"russische foederation", "RU"}, {"russie", "RU"}, {"ru", "RU"}, {"rus", "RU"},
    {"ukraine", "UA"}, {"ua", "UA"}, {"ukr", "UA"}, {"belarus", "BY"}, {"weissrussland", "BY"}, {"bielorussie", "BY"}, {"estland", "EE"}, {"estonia", "EE"}, {"estonie", "EE"}, {"ee", "EE"}, {"est", "EE"}, {"lettland", "LV"}, {"latvia", "LV"}, {"lettonie", "LV"},
    {"lv", "LV"}, {"lva", "LV"}, {"litauen", "LT"}, {"lithuania", "LT"}, {"lituanie", "LT"}, {"lt", "LT"}, {"ltu", "LT"}, {"zypern", "CY"}, {"cyprus", "CY"}, {"chypre", "CY"}, {"cy", "CY"}, {"malta", "MT"}, {"malte", "MT"}, {"mt", "MT"}, {"monaco", "MC"},
    {"israel", "IL"}, {"il", "IL"}, {"saudi arabien", "SA"}, {"saudi arabia", "SA"}, {"arabie saoudite", "SA"}, {"vereinigte arabische emirate", "AE"}, {"united arab emirates", "AE"}, {"uae", "AE"}, {"vae", "AE"}, {"emirats arabes unis", "AE"}, {"ae", "AE"},
    {"aegypten", "EG"}, {"egypt", "EG"}, {"egypte", "EG"}, {"marokko", "MA"}, {"morocco", "MA"}, {"maroc", "MA"}, {"tunesien", "TN"}, {"tunisia", "TN"}, {"tunisie", "TN"}, {"algerien", "DZ"}, {"algeria", "DZ"}, {"algerie", "DZ"}, {"suedafrika", "ZA"}, {"south africa", "ZA"},
    {"afrique du sud", "ZA"}, {"za", "ZA"}, {"nigeria", "NG"}, {"kenia", "KE"}, {"kenya", "KE"}, {"indien", "IN"}, {"india", "IN"}, {"inde", "IN"}, {"in", "IN"}, {"ind", "IN"}, {"pakistan", "PK"}, {"pk", "PK"}, {"iran", "IR"}, {"iraq", "IQ"}, {"irak", "IQ"}, {"syrien", "SY"}, {"syria", "SY"},
    {"syrie", "SY"}, {"afghanistan", "AF"}, {"china", "CN"}, {"chine", "CN"}, {"volksrepublik china", "CN"}, {"peoples republic of china", "CN"}, {"cn", "CN"}, {"chn", "CN"}, {"hongkong", "HK"}, {"hong kong", "HK"}, {"hk", "HK"}, {"taiwan", "TW"}, {"tw", "TW"}, {"japan", "JP"},
    {"japon", "JP"}, {"jp", "JP"}, {"jpn", "JP"}, {"suedkorea", "KR"}, {"south korea", "KR"}, {"korea", "KR"}, {"republic of korea", "KR"}, {"coree du sud", "KR"}, {"kr", "KR"}, {"kor", "KR"}, {"singapur", "SG"}, {"singapore", "SG"}, {"singapour", "SG"}, {"sg", "SG"}, {"sgp", "SG"},
    {"malaysia", "MY"}, {"malaisie", "MY"}, {"my", "MY"}, {"thailand", "TH"}, {"thailande", "TH"}, {"th", "TH"}, {"vietnam", "VN"}, {"viet nam", "VN"}, {"vn", "VN"}, {"indonesien", "ID"}, {"indonesia", "ID"}, {"indonesie", "ID"}, {"id", "ID"}, {"philippinen", "PH"}, {"philippines", "PH"}, {"ph", "PH"},
    {"brasilien", "BR"}, {"brazil", "BR"}, {"bresil", "BR"}, {"brasil", "BR"}, {"br", "BR"}, {"bra", "BR"}, {"argentinien", "AR"}, {"argentina", "AR"}, {"argentine", "AR"}, {"ar", "AR"}, {"arg", "AR"}, {"chile", "CL"}, {"chili", "CL"}, {"cl", "CL"}, {"kolumbien", "CO"}, {"colombia", "CO"},
    {"colombie", "CO"}, {"co", "CO"}, {"peru", "PE"}, {"perou", "PE"}, {"pe", "PE"}, {"kosovo", "XK"}, {"nordmazedonien", "MK"}, {"north macedonia", "MK"}, {"mazedonien", "MK"}, {"montenegro", "ME"}, {"georgien", "GE"}, {"armenien", "AM"}, {"kasachstan", "KZ"}, {"kazakhstan", "KZ"}, {"libanon", "LB"}, {"lebanon", "LB"},
});

/// Names of regions and their ISO 3166-2 part, lower-case.
inline constexpr auto kRegions = form_list({
    {"alabama", "al"}, {"alaska", "ak"}, {"arizona", "az"}, {"arkansas", "ar"}, {"california", "ca"}, {"colorado", "co"}, {"connecticut", "ct"}, {"delaware", "de"}, {"district of columbia", "dc"}, {"florida", "fl"}, {"georgia", "ga"}, {"hawaii", "hi"}, {"idaho", "id"},
    {"illinois", "il"}, {"indiana", "in"}, {"iowa", "ia"}, {"kansas", "ks"}, {"kentucky", "ky"}, {"louisiana", "la"}, {"maine", "me"}, {"maryland", "md"}, {"massachusetts", "ma"}, {"michigan", "mi"}, {"minnesota", "mn"}, {"mississippi", "ms"}, {"missouri", "mo"}, {"montana", "mt"},
    {"nebraska", "ne"}, {"nevada", "nv"}, {"new hampshire", "nh"}, {"new jersey", "nj"}, {"new mexico", "nm"}, {"new york", "ny"}, {"north carolina", "nc"}, {"north dakota", "nd"}, {"ohio", "oh"}, {"oklahoma", "ok"}, {"oregon", "or"}, {"pennsylvania", "pa"}, {"rhode island", "ri"},
    {"south carolina", "sc"}, {"south dakota", "sd"}, {"tennessee", "tn"}, {"texas", "tx"}, {"utah", "ut"}, {"vermont", "vt"}, {"virginia", "va"}, {"washington", "wa"}, {"west virginia", "wv"}, {"wisconsin", "wi"}, {"wyoming", "wy"}, {"puerto rico", "pr"},
    {"new south wales", "nsw"}, {"victoria", "vic"}, {"queensland", "qld"}, {"south australia", "sa"}, {"western australia", "wa"}, {"tasmania", "tas"}, {"northern territory", "nt"}, {"australian capital territory", "act"},
    {"alberta", "ab"}, {"british columbia", "bc"}, {"manitoba", "mb"}, {"new brunswick", "nb"}, {"newfoundland", "nl"}, {"newfoundland and labrador", "nl"}, {"nova scotia", "ns"}, {"ontario", "on"}, {"prince edward island", "pe"}, {"quebec", "qc"}, {"saskatchewan", "sk"}, {"yukon", "yt"}, {"nunavut", "nu"},
    {"baden wuerttemberg", "bw"}, {"bayern", "by"}, {"bavaria", "by"}, {"berlin", "be"}, {"brandenburg", "bb"}, {"bremen", "hb"}, {"hamburg", "hh"}, {"hessen", "he"}, {"hesse", "he"}, {"mecklenburg vorpommern", "mv"}, {"niedersachsen", "ni"}, {"lower saxony", "ni"}, {"nordrhein westfalen", "nw"}, {"nrw", "nw"},
    {"north rhine westphalia", "nw"}, {"rheinland pfalz", "rp"}, {"rhineland palatinate", "rp"}, {"saarland", "sl"}, {"sachsen", "sn"}, {"saxony", "sn"}, {"sachsen anhalt", "st"}, {"saxony anhalt", "st"}, {"schleswig holstein", "sh"}, {"thueringen", "th"}, {"thuringia", "th"},
});

inline constexpr auto kUsStates = word_list({
    "al", "ak", "az", "ar", "ca", "co", "ct", "de", "dc", "fl", "ga", "hi", "id", "il", "in", "ia", "ks", "ky", "la", "me", "md", "ma", "mi", "mn", "ms", "mo",
    "mt", "ne", "nv", "nh", "nj", "nm", "ny", "nc", "nd", "oh", "ok", "or", "pa", "ri", "sc", "sd", "tn", "tx", "ut", "vt", "va", "wa", "wv", "wi", "wy", "pr",
});
inline constexpr auto kAuStates = word_list({"nsw", "vic", "qld", "sa", "wa", "tas", "nt", "act"});
inline constexpr auto kCaProvinces = word_list({"ab", "bc", "mb", "nb", "nl", "ns", "on", "pe", "qc", "sk", "yt", "nu", "nt"});

/// Exonyms and abbreviations of cities.
inline constexpr auto kCities = form_list({
    {"munich", "muenchen"}, {"cologne", "koeln"}, {"nuremberg", "nuernberg"}, {"nurnberg", "nuernberg"}, {"hanover", "hannover"}, {"vienna", "wien"}, {"zurich", "zuerich"}, {"munchen", "muenchen"}, {"koln", "koeln"}, {"dusseldorf", "duesseldorf"},
    {"geneva", "geneve"}, {"genf", "geneve"}, {"basle", "basel"}, {"bale", "basel"}, {"berne", "bern"}, {"brunswick", "braunschweig"}, {"aix la chapelle", "aachen"}, {"mayence", "mainz"}, {"treves", "trier"}, {"ratisbon", "regensburg"},
    {"prague", "praha"}, {"prag", "praha"}, {"warsaw", "warszawa"}, {"warschau", "warszawa"}, {"rome", "roma"}, {"rom", "roma"}, {"milan", "milano"}, {"mailand", "milano"}, {"venice", "venezia"}, {"venedig", "venezia"}, {"florence", "firenze"}, {"florenz", "firenze"},
    {"copenhagen", "koebenhavn"}, {"kopenhagen", "koebenhavn"}, {"brussels", "bruxelles"}, {"bruessel", "bruxelles"}, {"brussel", "bruxelles"}, {"antwerp", "antwerpen"}, {"the hague", "den haag"}, {"s gravenhage", "den haag"}, {"lisbon", "lisboa"}, {"lissabon", "lisboa"},
    {"moscow", "moskva"}, {"moskau", "moskva"}, {"strassburg", "strasbourg"}, {"nizza", "nice"}, {"athens", "athen"}, {"athina", "athen"}, {"nyc", "new york"}, {"new york city", "new york"}, {"la", "los angeles"}, {"frankfurt m", "frankfurt am main"}, {"ffm", "frankfurt am main"},
    {"frankfurt main", "frankfurt am main"}, {"frankfurt a main", "frankfurt am main"}, {"frankfurt o", "frankfurt oder"}, {"frankfurt an der oder", "frankfurt oder"}, {"frankfurt a oder", "frankfurt oder"}, {"freiburg i br", "freiburg im breisgau"}, {"freiburg br", "freiburg im breisgau"},
    {"freiburg breisgau", "freiburg im breisgau"}, {"freiburg i breisgau", "freiburg im breisgau"}, {"freiburg brsg", "freiburg im breisgau"}, {"halle saale", "halle an der saale"}, {"halle s", "halle an der saale"}, {"ludwigshafen rhein", "ludwigshafen am rhein"}, {"lutherstadt wittenberg", "wittenberg"},
    {"offenbach main", "offenbach am main"}, {"kempten allgaeu", "kempten im allgaeu"}, {"hansestadt hamburg", "hamburg"}, {"hansestadt rostock", "rostock"}, {"hansestadt luebeck", "luebeck"}, {"hansestadt bremen", "bremen"}, {"landeshauptstadt dresden", "dresden"},
});

/// What stands behind a city's name, from folded words: a m → am main.
inline constexpr auto kCityEndings = form_list({
    {"a m", "am main"}, {"a main", "am main"}, {"a rh", "am rhein"}, {"a rhein", "am rhein"}, {"a n", "am neckar"}, {"a neckar", "am neckar"}, {"a d donau", "an der donau"}, {"a d elbe", "an der elbe"}, {"a d oder", "oder"}, {"an der oder", "oder"}, {"a d saale", "an der saale"},
    {"a d ruhr", "an der ruhr"}, {"a d lahn", "an der lahn"}, {"a d havel", "an der havel"}, {"a d isar", "an der isar"}, {"a d ilm", "an der ilm"}, {"a d spree", "an der spree"}, {"a d weinstrasse", "an der weinstrasse"}, {"a d w", "an der weinstrasse"}, {"a d weinstr", "an der weinstrasse"}, {"a d aller", "an der aller"},
    {"i br", "im breisgau"}, {"i breisgau", "im breisgau"}, {"i brsg", "im breisgau"}, {"i allgaeu", "im allgaeu"}, {"i sa", "in sachsen"}, {"i sachsen", "in sachsen"}, {"i w", "in westfalen"}, {"i westf", "in westfalen"}, {"i westfalen", "in westfalen"}, {"i d opf", "in der oberpfalz"}, {"i d oberpfalz", "in der oberpfalz"}, {"i d opf", "in der oberpfalz"},
    {"i ndb", "in niederbayern"}, {"i ob", "in oberbayern"}, {"i obb", "in oberbayern"}, {"i v", "im vogtland"}, {"i vogtl", "im vogtland"}, {"i erzgeb", "im erzgebirge"}, {"i holst", "in holstein"}, {"i schw", "in schwaben"}, {"a see", "am see"}, {"a bodensee", "am bodensee"}, {"i thuer", "in thueringen"},
});

}  // namespace scv::normalize::detail
