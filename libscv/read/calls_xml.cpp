// "SMS Backup & Restore" writes characters beyond the basic plane as two references to surrogates (&#55357;&#56832;), which no
// conforming XML parser takes. So this reads the little XML that such a file is made of: elements and attributes, no entities
// but the five and numbers, no document type: there is nothing that could expand.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "read/calls_common.hpp"
#include "read/input.hpp"
#include "scv/error.hpp"

namespace scv::read {
namespace {

constexpr std::size_t kMaxValue = 128u << 10;  ///< bytes kept of one attribute
constexpr std::size_t kMaxAttributes = 200;
constexpr std::size_t kBatchItems = 4000;
constexpr std::size_t kBatchBytes = 16u << 20;
constexpr std::size_t kTextLimit = 64u << 10;

struct Element {
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::uint64_t line = 0;
  bool closing = false;  ///< </name>
  bool empty = false;    ///< <name/>
  std::string error;     ///< why it cannot be read

  std::string_view get(std::string_view wanted) const {
    for (const auto& [key, value] : attributes) {
      if (key == wanted) return value == "null" ? std::string_view() : std::string_view(value);
    }
    return {};
  }
};

class SmsBackupReader final : public Reader {
 public:
  SmsBackupReader(std::unique_ptr<ByteSource> bytes, const Options& options)
      : path_(bytes->path()),
        source_(options.source.empty() ? source_of(path_) : options.source),
        own_(options.own_addresses),
        input_(std::move(bytes), "UTF-8") {}

  std::string format() const override { return "calls"; }
  std::uint64_t position() const override { return input_.source().position(); }
  std::uint64_t size() const override { return input_.source().size(); }

  bool next(types::Batch& batch) override {
    batch.clear();
    bytes_ = 0;
    Element element;
    while (batch.interactions.size() + batch.rejects.size() < kBatchItems && bytes_ < kBatchBytes &&
           next_element(element)) {
      take(element, batch);
    }
    if (batch.interactions.size() + batch.rejects.size() < kBatchItems && bytes_ < kBatchBytes && in_mms_) {
      in_mms_ = false;
      reject(batch, mms_line_, "the message has no end");
    }
    return !batch.interactions.empty() || !batch.rejects.empty();
  }

 private:
  static constexpr int kEnd = -1;

  int get() {
    if (at_ == buffer_.size()) {
      buffer_.resize(64u << 10);
      buffer_.resize(input_.read(buffer_.data(), buffer_.size()));
      at_ = 0;
      if (buffer_.empty()) return kEnd;
    }
    const char c = buffer_[at_++];
    if (c == '\n') ++line_;
    return static_cast<unsigned char>(c);
  }
  int peek() {
    const int c = get();
    if (c == kEnd) return kEnd;
    --at_;
    if (c == '\n') --line_;
    return c;
  }
  static bool is_space(int c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

  /// Passes over everything up to and with `end`.
  void skip_past(std::string_view end) {
    std::string last;
    for (int c = get(); c != kEnd; c = get()) {
      last += static_cast<char>(c);
      if (last.size() > end.size()) last.erase(0, 1);
      if (last == end) return;
    }
  }

  /// <!-- -->, <![CDATA[ ]]>, <!DOCTYPE [ ]>, behind "<!".
  void skip_declaration() {
    if (peek() == '-') {
      skip_past("-->");
    } else if (peek() == '[') {
      skip_past("]]>");
    } else {
      int depth = 0;
      for (int c = get(); c != kEnd; c = get()) {
        if (c == '[') ++depth;
        if (c == ']') --depth;
        if (c == '>' && depth <= 0) return;
      }
    }
  }

  bool next_element(Element& element) {
    for (;;) {
      int c = get();
      while (c != '<' && c != kEnd) c = get();
      if (c == kEnd) return false;
      element = {};
      element.line = line_;
      if (peek() == '!') {
        get();
        skip_declaration();
        continue;
      }
      if (peek() == '?') {
        skip_past("?>");
        continue;
      }
      if (peek() == '/') {
        get();
        element.closing = true;
      }
      read_tag(element);
      return true;
    }
  }

  void read_tag(Element& element) {
    int c = peek();
    while (c != kEnd && !is_space(c) && c != '>' && c != '/' && c != '<' && element.name.size() < 64) {
      element.name += base::to_ascii_lower(static_cast<char>(get()));
      c = peek();
    }
    for (;;) {
      while (is_space(peek())) get();
      c = peek();
      if (c == kEnd) {
        element.error = "the file ends within the element";
        return;
      }
      if (c == '<') {
        element.error = "the element is not closed before the next one";
        return;
      }
      if (c == '>' || c == '/') {
        get();
        if (c == '/') element.empty = true;
        if (c == '>') return;
        continue;
      }
      std::string name, value;
      while (c != kEnd && !is_space(c) && c != '=' && c != '>' && c != '<') {
        if (name.size() < 64) name += base::to_ascii_lower(static_cast<char>(c));
        get();
        c = peek();
      }
      while (is_space(peek())) get();
      if (peek() != '=') {
        element.error = "an attribute has no value";
        if (peek() == '"' || peek() == '\'') get();
        continue;
      }
      get();
      while (is_space(peek())) get();
      const int quote = peek();
      if (quote != '"' && quote != '\'') {
        element.error = "an attribute's value is not in quotes";
        continue;
      }
      get();
      for (c = peek(); c != quote; c = peek()) {
        if (c == kEnd || c == '<') {
          element.error = "a quote is not closed";
          return;
        }
        if (value.size() < kMaxValue) value += static_cast<char>(c);
        get();
      }
      get();
      if (element.attributes.size() < kMaxAttributes && name != "data") {
        element.attributes.emplace_back(std::move(name), to_utf8(unescape(value)));
      }
    }
  }

  static std::string unescape(std::string_view text) {
    std::string result;
    char32_t high = 0;
    for (std::size_t i = 0; i < text.size();) {
      const std::size_t end = text[i] == '&' ? text.substr(i, 12).find(';') : std::string_view::npos;
      if (end == std::string_view::npos) {
        result += text[i++];
        continue;
      }
      const std::string_view name = text.substr(i + 1, end - 1);
      i += end + 1;
      if (name == "lt")
        result += '<';
      else if (name == "gt")
        result += '>';
      else if (name == "amp")
        result += '&';
      else if (name == "quot")
        result += '"';
      else if (name == "apos")
        result += '\'';
      else if (name.starts_with('#') && name.size() > 1) {
        const bool hex = name[1] == 'x' || name[1] == 'X';
        char32_t value = 0;
        for (const char c : name.substr(hex ? 2 : 1)) {
          const char lower = base::to_ascii_lower(c);
          const int digit = base::is_ascii_digit(c)               ? c - '0'
                            : hex && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10
                                                                  : 99;
          value = digit > 15 ? 0x110000
                             : std::min<char32_t>(value * (hex ? 16 : 10) + static_cast<char32_t>(digit), 0x110000);
        }
        if (value >= 0xD800 && value < 0xDC00) {
          high = value;
        } else if (value >= 0xDC00 && value < 0xE000) {
          base::append_utf8(result,
                            high != 0 ? 0x10000 + ((high - 0xD800) << 10) + (value - 0xDC00) : char32_t{0xFFFD});
          high = 0;
        } else if (value != 0) {
          base::append_utf8(result, value > 0x10FFFF ? char32_t{0xFFFD} : value);
        }
      } else {
        ((result += '&') += name) += ';';
      }
    }
    return result;
  }

  void reject(types::Batch& batch, std::uint64_t line, std::string reason, std::string raw = {}) {
    batch.rejects.push_back({.place = {.file = path_, .line = line},
                             .code = ErrorCode::parse,
                             .reason = std::move(reason),
                             .raw = std::string(base::truncate_utf8(raw, 200))});
  }

  static std::string raw_of(const Element& element) {
    std::string raw = "<" + base::repair_utf8(element.name);
    for (const auto& [key, value] : element.attributes) {
      if (raw.size() < 200) raw += " " + base::repair_utf8(key) + "=" + base::json_quote(value.substr(0, 100));
    }
    return base::repair_utf8(raw);
  }

  void take(const Element& element, types::Batch& batch) {
    const bool item = element.name == "call" || element.name == "sms" || element.name == "mms";
    if (in_mms_ && (element.name == "mms" || element.name == "call" || element.name == "sms")) {
      in_mms_ = false;
      if (element.closing && element.name == "mms") return finish(mms_, mms_address_, mms_name_, mms_line_, batch);
      reject(batch, mms_line_, "the message has no end before line " + std::to_string(element.line));
    }
    if (!element.closing && item) {
      if (!element.error.empty()) return reject(batch, element.line, element.error, raw_of(element));
      if (element.name == "call") return take_call(element, batch);
      take_message(element, batch);
    } else if (in_mms_ && element.name == "part" && element.get("ct").starts_with("text/plain")) {
      if (!mms_.text.empty()) mms_.text += '\n';
      mms_.text += element.get("text");
      mms_.text.resize(base::truncate_utf8(mms_.text, kTextLimit).size());
    }
  }

  static std::string payload_of(const Element& element, std::initializer_list<std::string_view> used) {
    nlohmann::ordered_json payload = nlohmann::ordered_json::object();
    for (const auto& [key, value] : element.attributes) {
      if (value.empty() || value == "null" || std::find(used.begin(), used.end(), key) != used.end()) continue;
      payload[key] = base::truncate_utf8(value, 1000);
    }
    return payload.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  }

  static std::string_view contact_name(const Element& element) {
    const std::string_view name = base::trim(element.get("contact_name"));
    return name == "(Unknown)" ? std::string_view() : name;
  }

  void take_call(const Element& element, types::Batch& batch) {
    Interaction call{.source = source_, .id = {}, .channel = Channel::call};
    const std::string_view type = element.get("type");
    if (type == "2")
      call.direction = Direction::outbound;
    else
      call.direction = Direction::inbound;
    if (type == "1" || type == "7")
      call.outcome = Outcome::answered;
    else if (type == "3" || type == "5")  // 5: somebody has declined it
      call.outcome = Outcome::missed;
    else if (type == "4")
      call.outcome = Outcome::voicemail, call.channel = Channel::voicemail;
    else if (type == "6")
      call.outcome = Outcome::blocked;
    else if (type != "2")
      call.direction = Direction::unknown;
    call.duration_s = seconds(element.get("duration"));
    if (type == "2" && call.duration_s >= 0) call.outcome = call.duration_s > 0 ? Outcome::answered : Outcome::missed;
    call.payload = payload_of(element, {"number", "date", "duration", "type", "contact_name"});
    call.time = time_of_epoch_ms(base::trim(element.get("date")));
    std::string number(base::trim(element.get("number")));
    if (number == "-1" || number == "-2" || number == "-3") number.clear();
    finish(call, number, contact_name(element), element.line, batch);
  }

  void take_message(const Element& element, types::Batch& batch) {
    Interaction message{.source = source_, .id = {}, .channel = Channel::sms};
    const bool is_mms = element.name == "mms";
    const std::string_view type = element.get(is_mms ? "msg_box" : "type");
    if (type == "3") return reject(batch, element.line, "a draft that was never sent", raw_of(element));
    if (type == "1")
      message.direction = Direction::inbound;
    else if (type == "2" || type == "4" || type == "5" || type == "6")
      message.direction = Direction::outbound;
    if (type == "5") message.outcome = Outcome::bounced;
    message.time = time_of_epoch_ms(base::trim(element.get("date")));
    message.subject = element.get(is_mms ? "sub" : "subject");
    message.text = base::truncate_utf8(element.get("body"), kTextLimit);
    message.payload =
        payload_of(element, {"address", "date", "type", "msg_box", "body", "subject", "sub", "contact_name"});
    const std::string address(base::trim(element.get("address")));
    const std::string_view name = contact_name(element);
    if (!is_mms || element.empty) return finish(message, address, name, element.line, batch);
    in_mms_ = true;
    mms_ = std::move(message);
    mms_address_ = address;
    mms_name_ = name;
    mms_line_ = element.line;
  }

  static std::int64_t seconds(std::string_view text) {
    std::int64_t value = 0;
    text = base::trim(text);
    if (text.empty() || text.size() > 9) return -1;
    for (const char c : text) {
      if (!base::is_ascii_digit(c)) return -1;
      value = value * 10 + (c - '0');
    }
    return value;
  }

  void finish(Interaction& item, const std::string& address, std::string_view name, std::uint64_t line,
              types::Batch& batch) {
    if (item.time.empty() && address.empty())
      return reject(batch, line, "there is neither a date nor a number", std::string(name));
    if (item.time.empty())
      batch.notes.push_back({.place = {.file = path_, .line = line}, .text = "the date is no number of milliseconds"});
    item.id = ids_.next(std::string(to_string(item.channel)) + "|" + item.time + "|" + address + "|" +
                        std::string(to_string(item.direction)) + "|" + std::string(to_string(item.outcome)) + "|" +
                        std::to_string(item.duration_s) + "|" + item.text);
    // A message to a group has its numbers joined by '~' and its names by ", ".
    const bool many = address.find('~') != std::string::npos;
    std::string_view rest = address;
    for (std::size_t count = 0; count < 100; ++count) {
      const std::string_view one = rest.substr(0, rest.find('~'));
      const std::string_view one_name = many ? std::string_view() : name;
      if (item.direction == Direction::outbound) {
        if (count == 0)
          set_ends(item, {}, {}, one, one_name, own_);
        else
          item.participants.push_back({.role = Role::to, .kind = ContactPointKind::phone, .value = std::string(one)});
      } else {
        item.participants.push_back({.role = count == 0 ? Role::from : Role::cc,
                                     .kind = ContactPointKind::phone,
                                     .value = std::string(one),
                                     .name = std::string(one_name)});
      }
      if (one.size() == rest.size()) break;
      rest.remove_prefix(one.size() + 1);
    }
    bytes_ += item.text.size() + item.payload.size() + 256;
    batch.interactions.push_back(std::move(item));
  }

  std::string path_, source_;
  OwnNumbers own_;
  TextInput input_;
  ContentIds ids_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;
  std::size_t bytes_ = 0;
  bool in_mms_ = false;
  Interaction mms_;
  std::string mms_address_, mms_name_;
  std::uint64_t mms_line_ = 0;
};

}  // namespace

std::unique_ptr<Reader> open_sms_backup(std::unique_ptr<ByteSource> source, const Options& options) {
  return std::make_unique<SmsBackupReader>(std::move(source), options);
}

}  // namespace scv::read
