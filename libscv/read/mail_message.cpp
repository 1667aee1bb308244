#include "read/mail_message.hpp"

#ifdef SCV_WITH_MAIL

#  include <gmime/gmime.h>

#  include <algorithm>
#  include <array>
#  include <cstdio>
#  include <limits>
#  include <memory>
#  include <mutex>
#  include <nlohmann/json.hpp>
#  include <set>

#  include "base/hash.hpp"
#  include "base/text.hpp"
#  include "read/bytes.hpp"

namespace scv::read {
namespace {

// Bounds that no honest message meets. GMime needs about a kilobyte a part and half of one a header, and nests groups of
// addresses on the stack.
constexpr std::size_t kMaxDelimiters = 10'000;
constexpr std::size_t kMaxHeaderLines = 50'000;
constexpr std::size_t kMaxGroupColons = 500;
constexpr int kMaxDepth = 32;
constexpr std::size_t kMaxAttachments = 200;
constexpr std::size_t kMaxParticipants = 1000;
constexpr std::size_t kMaxReferences = 100;
constexpr std::size_t kTextLimit = 64u << 10;
constexpr std::size_t kRawTextLimit = 256u << 10;
constexpr std::size_t kRawHtmlLimit = 2u << 20;
constexpr std::size_t kHeaderValueLimit = 1000;
constexpr std::size_t kMaxDeliveries = 100;

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using Object = std::unique_ptr<T, Unref>;

struct Free {
  void operator()(char* text) const { g_free(text); }
};
using CString = std::unique_ptr<char, Free>;

struct FreeOptions {
  void operator()(GMimeParserOptions* options) const { g_mime_parser_options_free(options); }
};
using ParserOptions = std::unique_ptr<GMimeParserOptions, FreeOptions>;

void start_gmime() {
  static std::once_flag once;
  std::call_once(once, [] { g_mime_init(); });
}

ParserOptions parser_options() {
  ParserOptions options(g_mime_parser_options_new());
  const char* charsets[] = {"utf-8", "windows-1252", nullptr};
  g_mime_parser_options_set_fallback_charsets(options.get(), charsets);
  return options;
}

/// True for "From:", "Reply-To :" … at the start of a line.
bool is_address_header(std::string_view line) {
  constexpr std::array<std::string_view, 7> kNames = {"from", "sender", "reply-to", "to", "cc", "bcc", "resent-"};
  for (const std::string_view name : kNames) {
    if (line.size() > name.size() && base::equals_ignoring_ascii_case(line.substr(0, name.size()), name)) return true;
  }
  return false;
}

/// The message in GMime's own memory, without what would cost it memory or stack out of proportion.
Object<GMimeStream> bounded_stream(std::string_view bytes, std::vector<std::string>& notes) {
  std::size_t delimiters = 0, header_lines = 0, colons = 0;
  std::string copy;
  copy.reserve(bytes.size());
  bool in_addresses = false;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size() - 1) + 1;
    const std::string_view line = bytes.substr(at, end - at);
    at = end;
    if (line.size() > 2 && line[0] == '-' && line[1] == '-') ++delimiters;
    if (line[0] != ' ' && line[0] != '\t') {
      colons = 0;
      in_addresses = is_address_header(line);
      if (line.substr(0, 256).find(':') != std::string_view::npos) ++header_lines;
    }
    if (delimiters > kMaxDelimiters || header_lines > kMaxHeaderLines) {
      notes.emplace_back("the message has more parts or headers than are read; what follows byte " +
                         std::to_string(copy.size()) + " was left out");
      break;
    }
    if (!in_addresses) {
      copy.append(line);
      continue;
    }
    for (const char c : line) copy += c == ':' && ++colons > kMaxGroupColons ? ' ' : c;
  }
  return Object<GMimeStream>(g_mime_stream_mem_new_with_buffer(copy.data(), copy.size()));
}

std::string collapse_blanks(std::string_view text) {
  std::string result;
  for (const char c : base::trim(text)) {
    const bool blank = base::is_ascii_space(c) || static_cast<unsigned char>(c) < 0x20;
    if (!blank)
      result += c;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  }
  return result;
}

/// Body text: LF line ends, no NUL, at most 64 KiB.
std::string clean_text(std::string_view text) {
  std::string result;
  result.reserve(std::min(text.size(), kTextLimit));
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\0' || (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n')) continue;
    result += text[i] == '\r' ? '\n' : text[i];
  }
  while (!result.empty() && base::is_ascii_space(result.back())) result.pop_back();
  result.resize(base::truncate_utf8(result, kTextLimit).size());
  return result;
}

/// Up to `limit` decoded bytes of a part; `size` is the number of all of them.
std::string read_content(GMimePart* part, std::size_t limit, std::uint64_t& size) {
  std::string text;
  size = 0;
  GMimeDataWrapper* content = g_mime_part_get_content(part);
  GMimeStream* raw = content != nullptr ? g_mime_data_wrapper_get_stream(content) : nullptr;
  if (raw == nullptr) return text;
  g_mime_stream_reset(raw);
  Object<GMimeStream> stream(g_mime_stream_filter_new(raw));
  const GMimeContentEncoding encoding = g_mime_data_wrapper_get_encoding(content);
  if (encoding == GMIME_CONTENT_ENCODING_BASE64 || encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE ||
      encoding == GMIME_CONTENT_ENCODING_UUENCODE) {
    const Object<GMimeFilter> filter(g_mime_filter_basic_new(encoding, FALSE));
    g_mime_stream_filter_add(reinterpret_cast<GMimeStreamFilter*>(stream.get()), filter.get());
  }
  std::array<char, 16384> buffer;
  for (;;) {
    const ssize_t count = g_mime_stream_read(stream.get(), buffer.data(), buffer.size());
    if (count <= 0) return text;
    size += static_cast<std::uint64_t>(count);
    if (text.size() < limit) text.append(buffer.data(), std::min(static_cast<std::size_t>(count), limit - text.size()));
  }
}

class MessageReader {
 public:
  MessageReader(std::string_view bytes, std::string_view from_line, ParsedMail& to)
      : bytes_(bytes), from_line_(from_line), to_(to), options_(parser_options()) {}

  std::string read() {
    const Object<GMimeStream> stream = bounded_stream(bytes_, to_.notes);
    const Object<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    g_mime_parser_set_format(parser.get(), GMIME_FORMAT_MESSAGE);
    message_.reset(g_mime_parser_construct_message(parser.get(), options_.get()));
    if (!message_) return "this is no mail: no message could be read from it";
    headers_ = g_mime_object_get_header_list(reinterpret_cast<GMimeObject*>(message_.get()));
    GMimeObject* part = g_mime_message_get_mime_part(message_.get());
    part_headers_ = part != nullptr ? g_mime_object_get_header_list(part) : nullptr;
    if (g_mime_header_list_get_count(headers_) == 0 &&
        (part == nullptr || g_mime_header_list_get_count(part_headers_) == 0)) {
      return "this is no mail: it has no header";
    }

    Interaction& mail = to_.interaction;
    mail.channel = Channel::email;
    read_participants();
    mail.subject = text_of("Subject");
    read_time();
    read_references();
    if (GMimeObject* body = g_mime_message_get_mime_part(message_.get()); body != nullptr) {
      read_report(body);
      visit(body, 0);
    }
    if (too_deep_) to_.notes.emplace_back("parts that are nested more than 32 deep were left out");
    choose_text();
    if (!failed_recipients_.empty() || header("X-Failed-Recipients") != nullptr) mail.outcome = Outcome::bounced;
    write_payload();
    read_id();
    return {};
  }

 private:
  /// GMime keeps the Content- headers of a message with its body.
  const char* header(const char* name) const {
    GMimeHeader* found = g_mime_header_list_get_header(headers_, name);
    if (found == nullptr && part_headers_ != nullptr) found = g_mime_header_list_get_header(part_headers_, name);
    return found != nullptr ? g_mime_header_get_raw_value(found) : nullptr;
  }
  std::string decode(const char* raw) const {
    if (raw == nullptr) return {};
    const std::string unfolded = collapse_blanks(std::string_view(raw).substr(0, 64u << 10));
    const CString text(g_mime_utils_header_decode_text(options_.get(), unfolded.c_str()));
    return text ? collapse_blanks(base::repair_utf8(text.get())) : std::string();
  }
  std::string text_of(const char* name) const { return decode(header(name)); }

  void add_addresses(InternetAddressList* list, Role role, int depth) {
    const int count = list != nullptr ? internet_address_list_length(list) : 0;
    for (int i = 0; i < count && to_.interaction.participants.size() < kMaxParticipants; ++i) {
      InternetAddress* address = internet_address_list_get_address(list, i);
      if (INTERNET_ADDRESS_IS_GROUP(address)) {
        if (depth < 4)
          add_addresses(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address)), role, depth + 1);
        continue;
      }
      const char* value = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address));
      const char* name = internet_address_get_name(address);
      Participant participant{.role = role, .kind = ContactPointKind::email};
      if (value != nullptr) participant.value = collapse_blanks(base::repair_utf8(value));
      if (name != nullptr) participant.name = collapse_blanks(base::repair_utf8(name));
      if (participant.name == participant.value) participant.name.clear();
      if (!participant.value.empty() || !participant.name.empty())
        to_.interaction.participants.push_back(std::move(participant));
    }
  }

  void read_participants() {
    const auto add = [this](GMimeAddressType type, Role role) {
      add_addresses(g_mime_message_get_addresses(message_.get(), type), role, 0);
    };
    add(GMIME_ADDRESS_TYPE_FROM, Role::from);
    if (to_.interaction.participants.empty()) add(GMIME_ADDRESS_TYPE_SENDER, Role::from);
    if (to_.interaction.participants.empty()) to_.notes.emplace_back("the message names no sender");
    add(GMIME_ADDRESS_TYPE_TO, Role::to);
    add(GMIME_ADDRESS_TYPE_CC, Role::cc);
    add(GMIME_ADDRESS_TYPE_BCC, Role::bcc);
    add(GMIME_ADDRESS_TYPE_REPLY_TO, Role::reply_to);
    const int count = g_mime_header_list_get_count(headers_);
    for (int i = 0; i < count && to_.delivered_to.size() < 8; ++i) {
      GMimeHeader* entry = g_mime_header_list_get_header_at(headers_, i);
      const std::string_view name = g_mime_header_get_name(entry);
      if (base::equals_ignoring_ascii_case(name, "Delivered-To") ||
          base::equals_ignoring_ascii_case(name, "X-Original-To")) {
        std::string address = base::ascii_lower(decode(g_mime_header_get_raw_value(entry)));
        if (address.starts_with('<') && address.ends_with('>')) address = address.substr(1, address.size() - 2);
        if (address.find('@') != std::string::npos) to_.delivered_to.push_back(std::move(address));
      }
    }
  }

  void read_time() {
    const char* date = header("Date");
    std::optional<base::Instant> time = date != nullptr ? parse_mail_date(date) : std::nullopt;
    if (date != nullptr && !time) to_.notes.push_back("the date cannot be read: " + decode(date).substr(0, 80));
    if (!time) {
      if (const char* received = header("Received"); received != nullptr) {
        const std::string_view text = received;
        if (const std::size_t semicolon = text.rfind(';'); semicolon != std::string_view::npos) {
          time = parse_mail_date(text.substr(semicolon + 1));
        }
      }
    }
    if (!time && from_line_.size() > 5) time = parse_mail_date(from_line_.substr(5));
    if (time) {
      to_.interaction.time = base::format_rfc3339(*time);
    } else {
      to_.notes.emplace_back("the message has no time");
    }
  }

  void add_reference(std::string id) {
    std::vector<std::string>& references = to_.interaction.references;
    if (id.empty() || references.size() >= kMaxReferences) return;
    if (std::find(references.begin(), references.end(), id) == references.end()) references.push_back(std::move(id));
  }

  std::vector<std::string> ids_of(const char* name) const {
    std::vector<std::string> ids;
    const char* raw = header(name);
    if (raw == nullptr) return ids;
    GMimeReferences* list = g_mime_references_parse(options_.get(), std::string(raw).substr(0, 64u << 10).c_str());
    const int count = g_mime_references_length(list);
    for (int i = 0; i < count; ++i) ids.push_back(base::repair_utf8(g_mime_references_get_message_id(list, i)));
    g_mime_references_free(list);
    return ids;
  }

  /// The message that is answered first: who answers whom is told by it alone. Of too many references the eldest and the
  /// latest are kept.
  void read_references() {
    for (std::string& id : ids_of("In-Reply-To")) add_reference(std::move(id));
    std::vector<std::string> references = ids_of("References");
    if (references.empty()) return;
    if (to_.interaction.references.empty()) add_reference(references.back());
    if (to_.interaction.references.front() == references.back()) references.pop_back();
    if (references.empty()) return;
    add_reference(references.front());
    const std::size_t room = kMaxReferences - to_.interaction.references.size();
    for (std::size_t i = references.size() - std::min(references.size(), room); i < references.size(); ++i)
      add_reference(std::move(references[i]));
  }

  /// Delivery status notifications (RFC 3464).
  void read_report(GMimeObject* body) {
    GMimeContentType* type = g_mime_object_get_content_type(body);
    if (type == nullptr || !g_mime_content_type_is_type(type, "multipart", "report")) return;
    const char* report = g_mime_content_type_get_parameter(type, "report-type");
    is_report_ = true;
    is_delivery_report_ = report == nullptr || base::equals_ignoring_ascii_case(report, "delivery-status");
  }

  /// The fields of each recipient (RFC 3464, 2.3) stand in a block of lines of their own.
  void read_delivery_status(std::string_view text) {
    Delivery now;
    std::string* last = nullptr;
    const auto finish = [&] {
      if (!now.recipient.empty() && deliveries_.size() < kMaxDeliveries) {
        if (now.action.empty() || base::equals_ignoring_ascii_case(now.action.substr(0, 6), "failed"))
          failed_recipients_.push_back(now.recipient);
        deliveries_.push_back(std::move(now));
      }
      now = {};
      last = nullptr;
    };
    for (const std::string_view whole : base::split(text, '\n')) {
      const std::string_view line = base::trim(whole);
      if (last != nullptr && !line.empty() && (whole.front() == ' ' || whole.front() == '\t')) {
        if (last->size() < kHeaderValueLimit) *last += " " + base::repair_utf8(line.substr(0, kHeaderValueLimit));
        continue;
      }
      last = nullptr;
      const std::size_t colon = line.find(':');
      if (colon == std::string_view::npos) continue;
      const std::string name = base::ascii_lower(base::trim(line.substr(0, colon)));
      const std::string_view value = base::trim(line.substr(colon + 1)).substr(0, kHeaderValueLimit);
      // "rfc822; anna@example.org": what stands before the semicolon is the kind of address or code.
      const std::string behind =
          base::repair_utf8(base::trim(value.substr(std::min(value.find(';') + 1, value.size()))));
      if (name == "final-recipient" || name == "original-recipient") {
        const bool final = name == "final-recipient";
        if (final && now.has_final) finish();
        if (final || now.recipient.empty()) now.recipient = base::truncate_utf8(behind, 320);
        now.has_final |= final;
      } else if (name == "action") {
        now.action = base::repair_utf8(value);
      } else if (name == "status") {
        now.status = base::repair_utf8(value);
      } else if (name == "diagnostic-code") {
        now.diagnostic = behind;
        last = &now.diagnostic;
      }
    }
    finish();
  }

  void visit(GMimeObject* part, int depth) {
    if (depth > kMaxDepth) {
      too_deep_ = true;
      return;
    }
    if (GMIME_IS_MULTIPART(part)) {
      const int count = g_mime_multipart_get_count(GMIME_MULTIPART(part));
      for (int i = 0; i < count; ++i) visit(g_mime_multipart_get_part(GMIME_MULTIPART(part), i), depth + 1);
      return;
    }
    GMimeContentType* type = g_mime_object_get_content_type(part);
    const char* media = type != nullptr ? g_mime_content_type_get_media_type(type) : nullptr;
    const char* subtype = type != nullptr ? g_mime_content_type_get_media_subtype(type) : nullptr;
    const std::string mime = base::ascii_lower(base::repair_utf8(
        std::string(media != nullptr ? media : "application") + "/" + (subtype != nullptr ? subtype : "octet-stream")));
    if (GMIME_IS_MESSAGE_PART(part)) {
      GMimeMessage* inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
      const char* subject = inner != nullptr ? g_mime_message_get_subject(inner) : nullptr;
      const char* id = inner != nullptr ? g_mime_message_get_message_id(inner) : nullptr;
      if (is_delivery_report_ && id != nullptr) add_reference(base::repair_utf8(id));
      add_attachment(subject != nullptr ? subject : "", mime, 0);
      return;
    }
    if (!GMIME_IS_PART(part)) return;
    GMimePart* leaf = GMIME_PART(part);
    const char* file = g_mime_part_get_filename(leaf);
    const char* disposition = g_mime_object_get_disposition(part);
    const bool attached =
        (disposition != nullptr && base::equals_ignoring_ascii_case(disposition, "attachment")) || file != nullptr;
    const char* charset = type != nullptr ? g_mime_content_type_get_parameter(type, "charset") : nullptr;
    std::uint64_t size = 0;
    if (mime == "message/delivery-status") {
      read_delivery_status(read_content(leaf, kRawTextLimit, size));
      return add_attachment(file != nullptr ? file : "", mime, size);
    }
    if (is_report_ && mime == "text/rfc822-headers") {
      const std::string text = read_content(leaf, kRawTextLimit, size);
      for (std::string_view line : base::split(text, '\n')) {
        if (!base::equals_ignoring_ascii_case(line.substr(0, 11), "message-id:")) continue;
        line = base::trim(line.substr(11));
        if (line.starts_with('<') && line.ends_with('>')) line = line.substr(1, line.size() - 2);
        add_reference(base::repair_utf8(line));
      }
      return add_attachment(file != nullptr ? file : "", mime, size);
    }
    if (!attached && mime == "text/html" && html_.empty()) {
      html_ = as_utf8(read_content(leaf, kRawHtmlLimit, size), kRawHtmlLimit, charset, true);
    } else if (!attached && (mime == "text/plain" || mime == "text/enriched" || mime == "text/richtext") &&
               plain_.size() < kTextLimit) {
      const std::string text = as_utf8(read_content(leaf, kRawTextLimit, size), kRawTextLimit, charset, false);
      if (!plain_.empty() && !text.empty()) plain_ += "\n\n";
      plain_ += text;
    } else {
      read_content(leaf, 0, size);
      add_attachment(file != nullptr ? file : "", mime, size);
    }
  }

  static std::string as_utf8(std::string text, std::size_t limit, const char* charset, bool html) {
    // Where the reading stopped within a character, its bytes go.
    if (text.size() >= limit) text.resize(base::truncate_utf8(text, text.size() - 1).size());
    std::string name = charset != nullptr ? charset : "";
    if (name.empty() && html) {
      const std::string start = base::ascii_lower(std::string_view(text).substr(0, 2048));
      if (const std::size_t at = start.find("charset="); at != std::string::npos) {
        const std::size_t begin = start.find_first_not_of("\"' ", at + 8);
        if (begin != std::string::npos) name = start.substr(begin, start.find_first_of("\"'>; /", begin) - begin);
      }
    }
    return to_utf8(text, name);
  }

  void add_attachment(std::string_view name, const std::string& type, std::uint64_t size) {
    if (attachments_.size() >= kMaxAttachments) return;
    attachments_.push_back(
        {{"name", base::repair_utf8(base::truncate_utf8(name, 255))}, {"type", type}, {"size", size}});
  }

  void choose_text() {
    std::string text = clean_text(plain_);
    if (base::trim(text).empty() && !html_.empty()) text = clean_text(html_to_text(html_, kTextLimit));
    to_.interaction.text = std::move(text);
  }

  void write_payload() {
    constexpr std::array<const char*, 32> kKept = {
        "Auto-Submitted",   "List-Id",          "List-Unsubscribe",
        "List-Post",        "Precedence",       "X-Auto-Response-Suppress",
        "X-Autoreply",      "X-Autorespond",    "X-Auto-Reply",
        "X-Autoreply-From", "X-Mail-Autoreply", "X-Autoresponder",
        "X-Vacation",       "X-Loop",           "Return-Path",
        "User-Agent",       "X-Mailer",         "Sender",
        "Importance",       "X-Priority",       "Delivered-To",
        "X-Original-To",    "Content-Language", "Thread-Topic",
        "Thread-Index",     "X-Spam-Flag",      "X-Failed-Recipients",
        "Feedback-ID",      "Organization",     "Disposition-Notification-To",
        "Resent-From",      "Resent-To"};
    nlohmann::ordered_json kept = nlohmann::ordered_json::object();
    for (const char* name : kKept) {
      if (const std::string value = text_of(name); !value.empty())
        kept[name] = base::truncate_utf8(value, kHeaderValueLimit);
    }
    if (is_report_) kept["Content-Type"] = base::truncate_utf8(text_of("Content-Type"), kHeaderValueLimit);
    nlohmann::ordered_json payload = nlohmann::ordered_json::object();
    if (!kept.empty()) payload["headers"] = std::move(kept);
    if (!attachments_.empty()) payload["attachments"] = std::move(attachments_);
    if (!failed_recipients_.empty()) payload["failed_recipients"] = failed_recipients_;
    for (const Delivery& one : deliveries_) {
      nlohmann::ordered_json told = {{"recipient", one.recipient}};
      if (!one.action.empty()) told["action"] = base::ascii_lower(one.action);
      if (!one.status.empty()) told["status"] = one.status;
      if (!one.diagnostic.empty()) told["diagnostic"] = base::truncate_utf8(one.diagnostic, kHeaderValueLimit);
      payload["deliveries"].push_back(std::move(told));
    }
    to_.interaction.payload = payload.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  }

  /// The Message-ID, or a hash of what does not change when a message is delivered, stored or moved.
  void read_id() {
    if (const char* id = g_mime_message_get_message_id(message_.get()); id != nullptr) {
      to_.interaction.id = collapse_blanks(base::repair_utf8(id)).substr(0, 998);
    }
    if (!to_.interaction.id.empty()) return;
    std::string content;
    for (const char* name :
         {"Date", "From", "Sender", "To", "Cc", "Subject", "In-Reply-To", "References", "Content-Type"}) {
      content += text_of(name);
      content += '\n';
    }
    std::size_t body = bytes_.find("\n\n");
    if (const std::size_t crlf = bytes_.find("\r\n\r\n"); crlf < body) body = crlf;
    for (const char c : bytes_.substr(std::min(body, bytes_.size()), 8192)) {
      if (!base::is_ascii_space(c)) content += c;
    }
    const base::Digest128 digest = base::hash128(content);
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "hash:%016llx%016llx", static_cast<unsigned long long>(digest.high),
                  static_cast<unsigned long long>(digest.low));
    to_.interaction.id = text.data();
  }

  std::string_view bytes_, from_line_;
  ParsedMail& to_;
  ParserOptions options_;
  Object<GMimeMessage> message_;
  GMimeHeaderList* headers_ = nullptr;
  GMimeHeaderList* part_headers_ = nullptr;
  std::string plain_, html_;
  nlohmann::ordered_json attachments_ = nlohmann::ordered_json::array();
  struct Delivery {
    std::string recipient, action, status, diagnostic;
    bool has_final = false;
  };
  std::vector<Delivery> deliveries_;
  std::vector<std::string> failed_recipients_;
  bool is_report_ = false, is_delivery_report_ = false, too_deep_ = false;
};

}  // namespace

std::string parse_mail(std::string_view bytes, std::string_view from_line, ParsedMail& to) {
  start_gmime();
  return MessageReader(bytes, from_line, to).read();
}

}  // namespace scv::read

#endif
