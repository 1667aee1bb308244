#include "contact/signature.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "contact/senders.hpp"

namespace scv::contact {
namespace {

constexpr std::size_t kMaxLine = 240;  ///< longer lines are prose or hostile, never a signature
constexpr std::size_t kMaxBlockLines = 15;

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }
std::string_view view(re2::StringPiece text) { return {text.data(), text.size()}; }

/// A pattern, compiled once.
class Pattern {
 public:
  explicit Pattern(const char* text) : re_(text, RE2::Quiet) {}
  bool find(std::string_view text) const { return RE2::PartialMatch(piece(text), re_); }
  template <typename... Groups>
  bool match(std::string_view text, Groups*... groups) const {
    return RE2::FullMatch(piece(text), re_, groups...);
  }
  template <typename... Groups>
  bool find(std::string_view text, Groups*... groups) const {
    return RE2::PartialMatch(piece(text), re_, groups...);
  }

 private:
  RE2 re_;
};

struct Patterns {
  // Where the text of others begins.
  Pattern quote_intro{
      R"re((?i)^(?:am|on|le|el)\s.{0,200}\s(?:schrieb|wrote|a\s+écrit|escribió)(?:\s.{0,120})?:\s*$)re"};
  Pattern original{
      R"re((?i)^[\s>*_-]*(?:original message|original-nachricht|originalnachricht|ursprüngliche nachricht|forwarded message|weitergeleitete nachricht|begin forwarded message|anfang der weitergeleiteten nachricht)[\s*_:-]*$)re"};
  Pattern header_from{R"re((?i)^\*?(?:von|from|de):\*?\s+\S)re"};
  Pattern header_more{R"re((?i)^\*?(?:gesendet|sent|datum|date|an|to|betreff|subject):\*?\s)re"};

  // Where a signature begins.
  Pattern delimiter{R"re(^(?:--\s?|[_-]{3,})$)re"};
  Pattern closing{
      R"re((?i)^(?:(?:mit\s+)?(?:ganz\s+)?(?:freundliche[nr]?|freundl\.?|vielen?|liebe[nr]?|beste[nr]?|herzliche[nr]?|schöne[nr]?|nette[nr]?|sonnige[nr]?|hochachtungsvolle[nr]?|freundlichem)\s+(?:grü(?:ß|ss)en?|gruss|gruß|grues+en?)|)re"
      R"re(m\s?f\s?g|lg|vg|bg|hg|grü(?:ß|ss)e|gruß|gruss|gruesse|hochachtungsvoll|(?:vielen|herzlichen|besten|lieben)\s+dank(?:\s+(?:und|für)\s[^,]{1,60})?|danke(?:\s+(?:und|schön)[^,]{0,40})?|)re"
      R"re((?:with\s+)?(?:kind|best|warm|many)\s+(?:regards|wishes|thanks)|regards|cheers|thanks(?:\s+(?:and|in)\s+[\w ]{1,20})?|thank\s+you|many\s+thanks|thx|ta|yours(?:\s+(?:sincerely|faithfully|truly))?|sincerely(?:\s+yours)?|best|cordialement|bien\s+à\s+vous))re"
      R"re((?:\s+(?:aus|from)\s+(?:de[rmn]\s+)?[\p{L} -]+)?(?:[\s,.!;:-]+(.*))?$)re"};
  Pattern postscript{R"re((?i)^p\.?\s?s\.?\b)re"};
  Pattern device{
      R"re((?i)^(?:von meinem .{2,40} gesendet|sent from my .{2,40}|gesendet (?:von|mit) .{2,60}|diese nachricht wurde von .*|get outlook for .*)$)re"};

  // What its lines are.
  Pattern name{
      R"re((?:(?:i\.\s?[AV]\.|ppa\.|[Ii]hr[e]?)\s+)?((?:(?:Prof\.|Dr\.|med\.|jur\.|phil\.|rer\.|nat\.|Dipl\.-[\p{L}]+\.?|Ing\.|Mag\.|Frau|Herr|Mrs?\.?|Ms\.?)\s+){0,4})re"
      R"re((?:\p{Lu}[\p{L}\p{M}'’]*(?:-\p{L}[\p{L}\p{M}'’]+)?\.?)(?:\s+(?:von|vom|zu|zur|van|de|der|den|del|della|di|da|la|le|ten|bin|al))*)re"
      R"re((?:\s+(?:\p{Lu}[\p{L}\p{M}'’]*(?:-\p{L}[\p{L}\p{M}'’]+)?\.?|(?:von|vom|zu|zur|van|de|der|den|del|della|di|da|la|le|ten|bin|al)))*\s+\p{Lu}[\p{L}\p{M}'’]+(?:-\p{L}[\p{L}\p{M}'’]+)?))re"};
  Pattern degree{R"re((.*?),?\s+(?:M\.?A\.?|M\.?Sc\.?|B\.?Sc\.?|B\.?A\.?|MBA|PhD))re"};
  Pattern no_name{
      R"re((?i)(?:team\b|\b(?:ihr|ihre|service|kundenservice|kundendienst|vertrieb|support|abteilung|leitung|leiter|leiterin|geschäftsführer|geschäftsführerin|geschäftsführung|inhaber|inhaberin|buchhaltung|einkauf|verkauf|sekretariat|assistenz|assistentin|manager|managerin|director|sales|marketing|office|head|chief|officer|engineer|consultant|berater|beraterin|familie|family|firma|praxis|rechtsanwalt|rechtsanwältin|steuerberater|hotel|restaurant|bestellung|rechnung|kundennummer|customer|department|company|germany|deutschland|straße|strasse|sachbearbeiter|sachbearbeiterin|projektleiter|grüße|grüßen|gruß|dank|danke|regards|thanks|guten|hallo|sehr|liebe|lieber|dear|bitte|ich|wir|sie|und|the|and|my|mein|meine|von unterwegs|tag|ort|street|road|avenue)\b|str\.|straße\b|strasse\b|verein\b|büro\b|verwaltung\b|(?:möbel|auto|kauf|kranken|gast|rat|pflege)haus\b|werkstatt\b|technik\b|agentur\b|versicherung\b|sparkasse\b|\b(?:betrieb|zentrum|zentrale|hotline|reception|center|centre|desk|services|clinic|klinik|studio|shop|store|group|gruppe|verlag|bank|insurance|care)\b))re"};
  Pattern labelled{
      R"re((?i)^\W{0,3}(telefon|tel|fon|phone|ph|mobiltelefon|mobil|mobile|mob|handy|cell|festnetz|telefax|fax|büro|office|direct|direkt|durchwahl|zentrale|privat|private|home|work|dienstlich|t|m|p|f)\b[.]?(?:\s?[/&]\s?(?:telefax|fax|whatsapp|mobil|handy)\b[.]?)?(?:\s?(?:nr|no|privat|dienstlich|mobil|büro)\b[.]?)?\s?(?:\([^()\d]{1,20}\))?\s*[:.]?\s*((?:\+|\(?0|\(\+)[\d\s()/.–-]{5,28}\d)\W{0,3}(?:(?:\([^()]{0,30}\)|ext\.?\s?\d{1,5}))?$)re"};
  Pattern bare_phone{R"re(^\W{0,2}((?:\+|\(\+|\(?0)[\d\s()/.–-]{6,28}\d)$)re"};
  Pattern date{R"re(^\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}$)re"};
  Pattern email{
      R"re((?i)^\W{0,3}(?:(?:e-?mail|mail|e)\s?[:.]?\s*)?<?(?:mailto:)?([\p{L}\d._%+-]+@[\p{L}\d.-]+\.[\p{L}]+)>?$)re"};
  Pattern url{
      R"re((?i)^\W{0,3}(?:(?:web|internet|homepage|website|url|www|w)\s?[:.]\s*)?((?:https?://|www\.)[\p{L}\d.-]+\.[\p{L}]+(?:/[^\s]*)?)$)re"};
  Pattern city{
      R"re((?:^|.*?[,;]\s*|.*?\s[-–]\s)(?:(D|A|CH|[A-Z]{2})\s?-\s?)?(\d{4,5})\s+(\p{Lu}[\p{L}\p{M}.'’]+(?:(?:\s|-|/)(?:am|an|der|dem|im|in|bei|ob|vor|a\.|d\.|\p{Lu}?[\p{L}\p{M}.'’]+|\([\p{L} .]+\))){0,4})(?:\s*,\s*(\p{Lu}[\p{L} ]+))?)re"};
  Pattern british{
      R"re((?:^|.*?,\s*)(\p{Lu}[\p{L}'’ -]+?),?\s+([A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2})(?:\s*,\s*(\p{Lu}[\p{L} ]+))?)re"};
  Pattern american{
      R"re((?:^|.*?,\s*)(\p{Lu}[\p{L}'’. -]+?),\s*([A-Z]{2})\s+(\d{5}(?:-\d{4})?)(?:\s*,\s*(\p{Lu}[\p{L} ]+))?)re"};
  Pattern street{
      R"re(((?:[\p{L}\d][\p{L}\p{M}\d.'’]*)(?:[\s-]+[\p{L}\p{M}.'’„“"]+){0,5}\s*\d{1,4}(?:\s?[a-zA-Z])?(?:\s?[-/–]\s?\d{1,4}\s?[a-zA-Z]?)?|\d{1,5}[a-zA-Z]?\s+\p{Lu}[\p{L}'’.]+(?:\s+[\p{L}'’.]+){1,4}|Postfach\s[\d ]{2,9}|P\.?\s?O\.?\s?Box\s\d{1,7}))re"};
  Pattern country{
      R"re((?i)^(deutschland|germany|österreich|austria|schweiz|switzerland|suisse|bulgarien|bulgaria|българия|frankreich|france|italien|italia|italy|spanien|españa|spain|niederlande|nederland|netherlands|belgien|belgium|luxemburg|luxembourg|polen|polska|poland|tschechien|czech republic|dänemark|denmark|schweden|sweden|norwegen|norway|finnland|finland|großbritannien|united kingdom|uk|england|scotland|ireland|irland|usa|united states|rumänien|romania|griechenland|greece|ungarn|hungary|türkei|turkey|kroatien|croatia|portugal)$)re"};
  Pattern legal_form{
      R"re((?:^|.*[\p{L}\d.&)"“”'’!]\s?,?\s)(?:g?GmbH(?:\s?&\s?Co\.?\s?(?:KG|OHG|KGaA)(?:aA)?)?|(?:GmbH\s)?mbH|AG(?:\s?&\s?Co\.?\s?KG)?|KGaA|UG(?:\s?\(haftungsbeschränkt\))?(?:\s?&\s?Co\.?\s?KG)?|KG|OHG|oHG|GbR|e\.\s?K(?:fr|fm)?\.?|e\.\s?V\.?|eG|SE|Ltd\.?|Limited|LLC|L\.L\.C\.|LLP|Inc\.?|Corp\.?|PLC|plc|S\.?A\.?R\.?L\.?|SAS|S\.A\.|S\.?r\.?l\.?|S\.p\.A\.|B\.?V\.?|N\.V\.|EOOD|OOD|EAD|ЕООД|ООД|GesmbH|Ges\.m\.b\.H\.|s\.r\.o\.|Sp\. z o\.?o\.?|ApS|A/S|AB|Oy))re"};
};

const Patterns& patterns() {
  static const Patterns all;
  return all;
}

std::vector<std::string_view> split_segments(std::string_view line) {
  static constexpr std::string_view kMarks[] = {"|", "·", "•", "\t", "   ", "*"};
  std::vector<std::string_view> segments;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < line.size();) {
    const auto mark = std::find_if(std::begin(kMarks), std::end(kMarks),
                                   [&](std::string_view m) { return line.substr(i).starts_with(m); });
    if (mark == std::end(kMarks)) {
      ++i;
      continue;
    }
    segments.push_back(base::trim(line.substr(begin, i - begin)));
    begin = i += mark->size();
  }
  segments.push_back(base::trim(line.substr(begin)));
  std::erase_if(segments, [](std::string_view s) { return s.empty(); });
  return segments;
}

std::size_t count_digits(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), base::is_ascii_digit));
}

/// Cuts "Tel. 030 1 Fax 030 2" and "Tel: 030 1, Mobil: 0152 2" before each further label.
std::vector<std::string_view> split_phones(std::string_view segment) {
  static const Pattern next(
      R"re((?i)^.*?\d[\s,;/–-]+((?:tel|fon|phone|mobil|mob|handy|cell|fax|telefax|e-?mail|mail|web|m:|f:|e:)[\p{L}]*[.:\s].*)$)re");
  std::vector<std::string_view> parts;
  re2::StringPiece rest;
  while (parts.size() < 4 && next.match(segment, &rest)) {
    const auto cut = static_cast<std::size_t>(rest.data() - segment.data());
    std::string_view head = segment.substr(0, cut);
    while (!head.empty() && (base::is_ascii_space(head.back()) || head.back() == ',' || head.back() == ';' ||
                             head.back() == '/' || head.back() == '-')) {
      head.remove_suffix(1);
    }
    parts.push_back(head);
    segment = segment.substr(cut);
  }
  parts.push_back(segment);
  return parts;
}

std::string phone_type(std::string_view label) {
  const std::string low = base::ascii_lower(label);
  if (low.starts_with("mob") || low == "handy" || low == "cell" || low == "m") return "mobile";
  if (low.ends_with("fax") || low == "f") return "fax";
  if (low == "privat" || low == "private" || low == "home") return "home";
  if (low == "work" || low == "dienstlich" || low == "office" || low == "büro") return "work";
  return {};
}

std::string iso_country(std::string_view code) {
  if (code == "D") return "DE";
  if (code == "A") return "AT";
  return std::string(code);
}

class Block {
 public:
  explicit Block(std::vector<std::string_view> lines) : lines_(std::move(lines)) {}

  std::vector<Attribute> read() {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      std::string_view before = i > 0 ? lines_[i - 1] : std::string_view();
      for (const std::string_view segment : split_segments(lines_[i])) {
        // An address first: "Hauptstr. 5, 01067 Dresden" is no phone number, whatever else is in it.
        if (address(i, segment, std::exchange(before, segment))) continue;
        for (const std::string_view part : split_phones(segment)) {
          if (!contact_point(part) && part.data() == segment.data()) name_or_firm(i, part);
        }
      }
    }
    return std::move(result_);
  }

 private:
  void add(Field field, std::string_view value, std::string type = {}) {
    const bool seen = std::any_of(result_.begin(), result_.end(),
                                  [&](const Attribute& a) { return a.field == field && a.value == value; });
    if (!seen) result_.push_back({field, 0, std::string(base::trim(value)), std::move(type), {}, {}});
  }

  bool contact_point(std::string_view segment) {
    const Patterns& p = patterns();
    re2::StringPiece label, value;
    if (p.labelled.find(segment, &label, &value) && plausible(view(value))) {
      add(Field::phone, view(value), phone_type(view(label)));
      return true;
    }
    if (p.bare_phone.find(segment, &value) && plausible(view(value))) {
      add(Field::phone, view(value));
      return true;
    }
    if (p.email.find(segment, &value)) {
      add(Field::email, view(value));
      return true;
    }
    if (p.url.find(segment, &value)) {
      add(Field::url, view(value));
      return true;
    }
    return false;
  }

  static bool plausible(std::string_view number) {
    const std::size_t digits = count_digits(number);
    return digits >= 6 && digits <= 15 && !patterns().date.match(base::trim(number));
  }

  void name_or_firm(std::size_t line, std::string_view segment) {
    for (std::string_view part : base::split(segment, ',')) {
      part = base::trim(part);
      if (has_legal_form(part) && part.size() <= 90 && std::count(part.begin(), part.end(), ' ') < 9 &&
          part.find(':') == std::string_view::npos) {
        if (!has_firm_) add(Field::organization, part);
        has_firm_ = true;
      } else if (line < 2 && !has_name_) {
        name(part);
      }
    }
  }

  void name(std::string_view text) {
    const Patterns& p = patterns();
    re2::StringPiece whole;
    if (text.size() > 70 || std::count(text.begin(), text.end(), ' ') > 6) return;
    if (p.degree.match(text, &whole)) text = view(whole);
    if (!p.name.match(text, &whole) || p.no_name.find(view(whole))) return;
    add(Field::name, view(whole));
    has_name_ = true;
  }

  /// `before` is the segment or line in front, where the street may be.
  bool address(std::size_t line, std::string_view segment, std::string_view before) {
    if (has_address_) return patterns().city.match(segment);
    const Patterns& p = patterns();
    re2::StringPiece prefix, code, place, region, country;
    if (!p.city.match(segment, &prefix, &code, &place, &country) &&
        !p.british.match(segment, &place, &code, &country) &&
        !p.american.match(segment, &place, &region, &code, &country)) {
      return false;
    }
    const char* const first =
        code.data() < place.data() ? (prefix.empty() ? code.data() : prefix.data()) : place.data();
    std::string_view street = segment.substr(0, static_cast<std::size_t>(first - segment.data()));
    while (!street.empty() && (base::is_ascii_space(street.back()) || street.back() == ',' || street.back() == ';' ||
                               street.back() == '-')) {
      street.remove_suffix(1);
    }
    if (street.ends_with("\xE2\x80\x93")) street = base::trim(street.substr(0, street.size() - 3));
    // In one line with a name or firm before the street: the last comma's part is the street.
    if (const std::size_t comma = street.rfind(','); comma != std::string_view::npos) {
      name_or_firm(line, street.substr(0, comma));
      street = base::trim(street.substr(comma + 1));
    }
    if (street.empty()) {
      const std::vector<std::string_view> segments = split_segments(before);
      if (!segments.empty()) street = segments.back();
    }
    re2::StringPiece checked;
    if (!p.street.match(street, &checked)) return false;  // "12345 Stück" in prose is behind no street
    add(Field::street, view(checked));
    add(Field::postal_code, view(code));
    add(Field::city, view(place));
    if (!region.empty()) add(Field::region, view(region));
    re2::StringPiece next;
    if (!country.empty() && p.country.match(view(country)))
      add(Field::country, view(country));
    else if (!prefix.empty())
      add(Field::country, iso_country(view(prefix)));
    else if (line + 1 < lines_.size() && p.country.match(lines_[line + 1], &next))
      add(Field::country, view(next));
    has_address_ = true;
    return true;
  }

  std::vector<std::string_view> lines_;
  std::vector<Attribute> result_;
  bool has_name_ = false, has_firm_ = false, has_address_ = false;
};

/// The last line, of at most kMaxBlockLines with text, that ends the letter; `name` is what it says behind the closing.
std::size_t find_closing(const std::vector<std::string_view>& lines, std::size_t from, std::string_view& name) {
  for (std::size_t i = lines.size(); i-- > from;) {
    if (lines[i].size() > kMaxLine) continue;
    re2::StringPiece rest;
    if (!patterns().closing.match(lines[i], &rest)) continue;
    // Words behind it are a name ("LG Anna Müller") or the line is prose ("Danke für Ihre Mühe, aber …").
    if (!rest.empty() && (rest.size() > 60 || count_digits(view(rest)) > 0)) continue;
    if (!rest.empty() && !patterns().name.match(view(rest)) && view(rest).find(' ') != std::string_view::npos) continue;
    name = view(rest);
    return i;
  }
  return lines.size();
}

}  // namespace

bool has_legal_form(std::string_view name) { return name.size() <= kMaxLine && patterns().legal_form.match(name); }

std::vector<std::string_view> own_lines(std::string_view text) {
  const Patterns& p = patterns();
  std::vector<std::string_view> all;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    all.push_back(base::trim(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  const auto starts = [&](std::size_t i, const Pattern& pattern) {
    return all[i].size() <= kMaxLine && pattern.find(all[i]);
  };
  std::vector<std::string_view> own;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string_view line = all[i];
    if (line.starts_with('>')) continue;
    if (starts(i, p.original)) break;
    if (starts(i, p.header_from)) {
      const std::size_t last = std::min(all.size(), i + 5);
      std::size_t headers = 0;
      for (std::size_t k = i + 1; k < last; ++k) headers += starts(k, p.header_more);
      if (headers >= 2) break;
    }
    if (line.size() <= kMaxLine && line.size() > 6 && (line.back() == ':' || i + 1 < all.size())) {
      // The introduction of a quote may run over three lines.
      std::string joined(line);
      std::size_t used = 0;
      bool intro = false;
      static const Pattern opens(R"re((?i)^(?:am|on|le|el)\s)re");
      if (opens.find(line)) {
        for (std::size_t k = i;;) {
          if ((intro = p.quote_intro.match(joined))) break;
          if (++used > 2 || ++k >= all.size() || all[k].empty() || all[k].size() > kMaxLine) break;
          (joined += ' ') += all[k];
        }
      }
      if (intro) {
        std::size_t next = i + used + 1;
        while (next < all.size() && all[next].empty()) ++next;
        if (next >= all.size() || !all[next].starts_with('>')) break;  // the quote is not marked: all the rest is it
        i = next - 1;
        continue;
      }
    }
    own.push_back(line);
  }
  return own;
}

std::vector<Attribute> signature(std::string_view text) {
  const Patterns& p = patterns();
  std::vector<std::string_view> lines = own_lines(text);
  const auto is_end = [&](std::string_view line) {
    return line.empty() || (line.size() <= kMaxLine && p.device.match(line));
  };
  while (!lines.empty() && is_end(lines.back())) lines.pop_back();

  // A postscript is behind the signature.
  std::size_t from = lines.size();
  for (std::size_t with_text = 0; from > 0 && with_text < kMaxBlockLines; --from) with_text += !lines[from - 1].empty();
  for (std::size_t i = from; i < lines.size(); ++i) {
    if (lines[i].size() > kMaxLine || !p.postscript.find(lines[i])) continue;
    lines.resize(i);
    break;
  }

  std::string_view name;
  std::size_t begin = find_closing(lines, from, name);
  std::vector<std::string_view> block;
  if (begin < lines.size()) {
    if (!name.empty()) block.push_back(name);
    ++begin;
  } else {
    for (std::size_t i = lines.size(); i-- > from;) {
      if (p.delimiter.match(lines[i].substr(0, kMaxLine))) {
        begin = i + 1;
        break;
      }
    }
  }
  if (begin >= lines.size() && block.empty()) {
    // No closing: the last paragraph, if one of its lines is a labelled number.
    std::size_t start = lines.size();
    while (start > from && !lines[start - 1].empty()) --start;
    const bool labelled =
        std::any_of(lines.begin() + static_cast<std::ptrdiff_t>(start), lines.end(), [&](std::string_view line) {
          if (line.size() > kMaxLine) return false;
          const std::vector<std::string_view> segments = split_segments(line);
          return std::any_of(segments.begin(), segments.end(), [&](std::string_view s) { return p.labelled.find(s); });
        });
    if (!labelled) return {};
    begin = start;
  }
  for (std::size_t i = begin; i < lines.size(); ++i) {
    if (!lines[i].empty() && lines[i].size() <= kMaxLine && !p.delimiter.match(lines[i])) block.push_back(lines[i]);
  }
  return Block(std::move(block)).read();
}

}  // namespace scv::contact
