#pragma once

#include "normalize/detail.hpp"

namespace scv::normalize::detail {

/// Mailboxes of a function; written without dots, hyphens and underscores.
inline constexpr auto kRoles = word_list({
    "info", "infos", "information", "office", "kontakt", "contact", "contacts", "mail", "email", "post", "postmaster", "hostmaster",
    "webmaster", "admin", "administrator", "root", "abuse", "noc", "security", "support", "help", "helpdesk", "hilfe", "service",
    "kundenservice", "kundendienst", "customerservice", "customercare", "customersupport", "sales", "vertrieb", "verkauf", "marketing",
    "presse", "press", "pr", "media", "buchhaltung", "rechnung", "rechnungen", "invoice", "invoices", "billing", "accounting",
    "accounts", "finance", "finanzen", "einkauf", "purchasing", "orders", "order", "bestellung", "bestellungen", "shop", "store",
    "team", "hr", "personal", "jobs", "job", "karriere", "career", "careers", "bewerbung", "bewerbungen", "recruiting", "empfang",
    "reception", "zentrale", "sekretariat", "verwaltung", "praxis", "kanzlei", "redaktion", "newsletter", "news", "noreply",
    "donotreply", "nepasrepondre", "nichtantworten", "keineantwort", "mailerdaemon", "bounce", "bounces", "notification",
    "notifications", "alert", "alerts", "system", "daemon", "nobody", "datenschutz", "privacy", "dataprotection", "dsgvo", "gdpr",
    "legal", "recht", "impressum", "anfrage", "anfragen", "enquiries", "enquiry", "inquiries", "inquiry", "hello", "hallo", "hi",
    "bonjour", "all", "alle", "everyone", "staff", "mitarbeiter", "technik", "tech", "it", "edv", "dispo", "disposition", "versand",
    "shipping", "logistik", "logistics", "lager", "reservierung", "reservation", "reservations", "booking", "bookings", "buchung",
    "hotel", "rezeption", "feedback", "reklamation", "returns", "retoure", "retouren", "partner", "export", "import", "werkstatt",
    "accueil", "commercial", "compta", "comptabilite", "direction", "secretariat", "ventes", "commande", "commandes", "facturation",
    "recrutement", "rh", "sav", "serviceclient", "contato", "ventas", "general", "geschaeftsleitung", "geschaeftsfuehrung", "gf",
    "leitung", "vorstand", "bestellservice", "onlineshop", "usenet", "ftp", "www", "web", "leads", "crm", "fax", "scan", "scanner",
});

inline constexpr auto kFreeProviders = word_list({
    "gmail.com", "googlemail.com", "yahoo.com", "yahoo.de", "yahoo.fr", "yahoo.co.uk", "yahoo.com.au", "yahoo.ca", "yahoo.it",
    "yahoo.es", "yahoo.co.in", "yahoo.com.br", "ymail.com", "rocketmail.com", "outlook.com", "outlook.de", "outlook.fr", "outlook.at",
    "hotmail.com", "hotmail.de", "hotmail.fr", "hotmail.co.uk", "hotmail.it", "hotmail.es", "hotmail.be", "live.com", "live.de",
    "live.fr", "live.co.uk", "live.at", "live.nl", "live.com.au", "msn.com", "passport.com", "icloud.com", "me.com", "mac.com",
    "aol.com", "aol.de", "aim.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.com", "gmx.org", "gmx.eu", "gmx.info", "gmx.biz",
    "gmx.fr", "gmx.us", "gmx.co.uk", "web.de", "email.de", "mail.de", "freenet.de", "t-online.de", "online.de", "onlinehome.de",
    "arcor.de", "arcormail.de", "vodafone.de", "vodafonemail.de", "kabelmail.de", "unitybox.de", "o2online.de", "o2mail.de", "alice.de",
    "alice-dsl.net", "alice-dsl.de", "1und1.de", "posteo.de", "posteo.net", "posteo.at", "mailbox.org", "proton.me", "protonmail.com",
    "protonmail.ch", "pm.me", "tutanota.com", "tutanota.de", "tuta.io", "tuta.com", "tutamail.com", "fastmail.com", "fastmail.fm",
    "zoho.com", "zohomail.com", "zohomail.eu", "mail.com", "mail.ru", "bk.ru", "inbox.ru", "list.ru", "yandex.ru", "yandex.com", "ya.ru",
    "rambler.ru", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "neuf.fr", "laposte.net", "bbox.fr", "club-internet.fr", "numericable.fr",
    "aliceadsl.fr", "9online.fr", "bluewin.ch", "sunrise.ch", "hispeed.ch", "swissonline.ch", "chello.at", "aon.at", "a1.net", "utanet.at",
    "inode.at", "liwest.at", "comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net",
    "earthlink.net", "juno.com", "btinternet.com", "btopenworld.com", "virginmedia.com", "virgin.net", "sky.com", "talktalk.net", "tiscali.co.uk",
    "ntlworld.com", "blueyonder.co.uk", "bigpond.com", "bigpond.net.au", "optusnet.com.au", "iinet.net.au", "rogers.com", "shaw.ca", "sympatico.ca",
    "telus.net", "libero.it", "virgilio.it", "tin.it", "alice.it", "tiscali.it", "hotmail.nl", "ziggo.nl", "kpnmail.nl", "planet.nl", "home.nl",
    "telenet.be", "skynet.be", "wp.pl", "o2.pl", "onet.pl", "interia.pl", "op.pl", "gazeta.pl", "seznam.cz", "centrum.cz", "abv.bg", "mail.bg",
    "qq.com", "163.com", "126.com", "sina.com", "naver.com", "daum.net", "hanmail.net", "hushmail.com", "lycos.de", "lycos.com", "netcologne.de",
    "ewetel.net", "ewe.net", "osnanet.de", "versanet.de", "t-online.com", "magenta.de", "ok.de", "nexgo.de", "directbox.com", "compuserve.de",
    "compuserve.com", "web.com", "uol.com.br", "bol.com.br", "terra.com.br", "rediffmail.com", "inbox.com", "gmx.tm", "spambog.com", "mailinator.com",
});

/// Domains under which one provider serves the same mailboxes.
inline constexpr auto kSameDomains = form_list({
    {"googlemail.com", "gmail.com"}, {"google-mail.com", "gmail.com"}, {"protonmail.com", "proton.me"}, {"protonmail.ch", "proton.me"},
    {"pm.me", "proton.me"}, {"me.com", "icloud.com"}, {"mac.com", "icloud.com"}, {"ya.ru", "yandex.ru"}, {"yandex.com", "yandex.ru"},
});

/// Local parts that stand for no address at all.
inline constexpr auto kNoAddress = word_list({
    "noemail", "nomail", "noemailaddress", "noaddress", "keineemail", "keinemail", "keinemailadresse", "keineemailadresse", "ohneemail",
    "keine", "kein", "none", "na", "unknown", "unbekannt", "notprovided", "notavailable", "notgiven", "dummy", "fake", "asdf", "asdfasdf",
    "qwertz", "qwerty", "xxx", "xxxx", "xxxxx", "xyz", "test", "tests", "test1", "test123", "testtest", "tester", "muster", "nomailprovided",
    "null", "undefined", "aucun", "pasdemail", "sansemail",
});

inline constexpr auto kNoDomains = word_list({
    "noemail.com", "noemail.de", "nomail.com", "nomail.de", "none.com", "none.de", "test.com", "test.de", "test.test", "keine.de", "kein.de",
    "na.com", "unknown.com", "unbekannt.de", "xxx.de", "xxx.com", "xx.de", "asdf.de", "asdf.com", "dummy.com", "dummy.de", "fake.com", "nowhere.com",
});

}  // namespace scv::normalize::detail
