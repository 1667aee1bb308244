#include "read/mail.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "read/mail_message.hpp"

namespace scv::read {
namespace {

constexpr std::size_t kMessageLimit = 8u << 20;  ///< of a message in memory
constexpr std::size_t kBatchMessages = 2000;
constexpr std::size_t kBatchBytes = 16u << 20;

/// "Name:" as a header begins; a colon within the first 80 bytes, no blanks in the name. RFC 5322 allows more characters than
/// letters, digits, '-', '_' and '.', but no mail has them, and JSON does.
bool looks_like_header(std::string_view line) {
  const auto in_name = [](char c) {
    return base::is_ascii_alpha(c) || base::is_ascii_digit(c) || c == '-' || c == '_' || c == '.';
  };
  std::size_t at = 0;
  while (at < line.size() && at < 80 && in_name(line[at])) ++at;
  while (at > 0 && at < line.size() && at < 80 && (line[at] == ' ' || line[at] == '\t')) ++at;
  return at > 0 && at < line.size() && line[at] == ':';
}

bool is_blank(std::string_view line) { return line.empty() || line == "\n" || line == "\r\n"; }

/// Does a line that begins with "From " begin a message? `next` is what follows it. A date decides, or Netscape's "From - ";
/// without either ("From 123@xxx") it must be two words behind a blank line. Text that begins with "From " is none of these.
bool is_from_line(std::string_view line, bool after_blank, std::string_view next) {
  if (!line.starts_with("From ")) return false;
  const std::string_view rest = base::trim(line.substr(5));
  if (parse_mail_date(rest)) return after_blank || looks_like_header(next);
  return (after_blank || rest == "-") && looks_like_header(next) && rest.find(' ') == std::string_view::npos;
}

#ifdef SCV_WITH_MAIL

bool is_base64_line(std::string_view line) {
  const std::string_view text = base::trim(line);
  return text.size() >= 32 && std::all_of(text.begin(), text.end(), [](char c) {
           return base::is_ascii_alpha(c) || base::is_ascii_digit(c) || c == '+' || c == '/' || c == '=';
         });
}

/// Collects a message's lines. Above the limit the lines of encoded attachments are counted and left out.
struct RawMessage {
  std::string bytes;
  std::uint64_t dropped = 0;
  std::uint64_t line = 1;
  std::string from_line;

  void clear() {
    bytes.clear();
    if (bytes.capacity() > (1u << 20)) bytes.shrink_to_fit();
    dropped = 0;
    from_line.clear();
  }
  void append(std::string_view piece) {
    const bool fits = bytes.size() + piece.size() <= kMessageLimit;
    const bool of_use = bytes.size() + piece.size() <= kMessageLimit + (1u << 20) && !is_base64_line(piece);
    if (fits || of_use) {
      bytes.append(piece);
    } else {
      dropped += piece.size();
    }
  }
};

/// Which addresses are the firm's own: given, or found in the first messages.
class OwnAddresses {
 public:
  explicit OwnAddresses(const std::vector<std::string>& given) {
    for (const std::string& address : given) addresses_.insert(base::ascii_lower(base::trim(address)));
    given_ = !addresses_.empty();
  }
  bool given() const { return given_; }
  bool known() const { return !addresses_.empty(); }
  bool contains(std::string_view address) const {
    if (addresses_.empty()) return false;
    const std::string lower = base::ascii_lower(base::trim(address));
    if (addresses_.contains(lower)) return true;
    const std::size_t at = lower.rfind('@');
    return at != std::string::npos && addresses_.contains(lower.substr(at));
  }
  /// The address that occurs in the most of the messages, if in more than half of at least three and in more than any other;
  /// and the mailboxes that more than half of the delivered ones were delivered to.
  void recognise(const std::vector<ParsedMail>& messages) {
    std::map<std::string, std::size_t> seen, delivered;
    std::size_t with_delivery = 0;
    for (const ParsedMail& message : messages) {
      std::set<std::string> here;
      for (const Participant& participant : message.interaction.participants) {
        if (participant.role != Role::reply_to) here.insert(base::ascii_lower(participant.value));
      }
      for (const std::string& address : message.delivered_to) {
        here.insert(address);
        ++delivered[address];
      }
      with_delivery += message.delivered_to.empty() ? 0 : 1;
      here.erase("");
      for (const std::string& address : here) ++seen[address];
    }
    if (messages.size() < 3) return;
    for (const auto& [address, count] : delivered) {
      if (with_delivery >= 3 && count * 2 > with_delivery) addresses_.insert(address);
    }
    std::size_t most = 0;
    for (const auto& [address, count] : seen) most = std::max(most, count);
    const auto best = [most](const auto& entry) { return entry.second == most; };
    if (most * 2 <= messages.size()) return;
    const auto first = std::find_if(seen.begin(), seen.end(), best);
    // Two that are always there together are the firm and its one correspondent, and nothing says which is which.
    if (std::find_if(std::next(first), seen.end(), best) == seen.end()) addresses_.insert(first->first);
  }

 private:
  std::set<std::string> addresses_;
  bool given_ = false;
};

void set_direction(ParsedMail& mail, const OwnAddresses& own, bool single) {
  Interaction& interaction = mail.interaction;
  bool from_own = false, to_own = false, to_other = false;
  for (Participant& participant : interaction.participants) {
    participant.own = own.contains(participant.value);
    if (participant.role == Role::from) {
      from_own |= participant.own;
    } else if (participant.role != Role::reply_to) {
      to_own |= participant.own;
      to_other |= !participant.own;
    }
  }
  for (const std::string& address : mail.delivered_to) to_own |= own.contains(address);
  if (from_own) {
    interaction.direction = to_own && !to_other ? Direction::internal : Direction::outbound;
  } else if (to_own || (single && !own.known())) {
    interaction.direction = Direction::inbound;
  }
  if (interaction.direction != Direction::outbound) return;
  for (const Participant& participant : interaction.participants) {
    if (participant.role == Role::from && participant.own && interaction.agent.empty())
      interaction.agent = participant.value;
  }
}

/// What the three kinds of mail have in common: batches, the firm's own addresses, accounting.
class MailReader : public Reader {
 public:
  MailReader(const Options& options, std::string source) : own_(options.own_addresses), source_(std::move(source)) {}

  bool next(types::Batch& batch) final {
    batch.clear();
    std::vector<ParsedMail> mails;
    std::size_t bytes = 0;
    while (mails.size() + batch.rejects.size() < kBatchMessages && bytes < kBatchBytes && read_message()) {
      parse(batch, mails);
      if (!mails.empty()) bytes += mails.back().interaction.text.size() + mails.back().interaction.payload.size();
    }
    if (!looked_ && !own_.given() && !single()) own_.recognise(mails);
    looked_ = true;
    for (ParsedMail& mail : mails) {
      set_direction(mail, own_, single());
      batch.interactions.push_back(std::move(mail.interaction));
    }
    return !batch.interactions.empty() || !batch.rejects.empty();
  }

 protected:
  /// Fills message_ and file_, or error_; false at the end.
  virtual bool read_message() = 0;
  virtual bool single() const { return false; }

  RawMessage message_;
  std::string file_;
  std::optional<Error> error_;

 private:
  void parse(types::Batch& batch, std::vector<ParsedMail>& mails) {
    const Place place{.file = file_, .line = message_.line};
    const auto reject = [&](ErrorCode code, std::string reason) {
      batch.rejects.push_back(
          {.place = place,
           .code = code,
           .reason = std::move(reason),
           .raw = base::repair_utf8(base::truncate_utf8(std::string_view(message_.bytes).substr(0, 200), 200))});
    };
    if (error_) {
      reject(error_->code(), error_->message());
      error_.reset();
      return;
    }
    std::string_view bytes = message_.bytes;
    while (bytes.starts_with("\n") || bytes.starts_with("\r\n")) bytes.remove_prefix(bytes[0] == '\n' ? 1 : 2);
    if (bytes.empty()) return reject(ErrorCode::parse, "the message is empty");
    if (!looks_like_header(bytes.substr(0, bytes.find('\n')))) {
      return reject(ErrorCode::parse, "this is no mail: it does not begin with a header");
    }
    ParsedMail mail;
    if (std::string why = parse_mail(bytes, message_.from_line, mail); !why.empty()) {
      return reject(ErrorCode::parse, std::move(why));
    }
    if (message_.dropped > 0) {
      mail.notes.push_back("the message is larger than 8 MiB: " + std::to_string(message_.dropped) +
                           " bytes of attachments were left out");
    }
    mail.interaction.source = source_;
    for (std::string& note : mail.notes) batch.notes.push_back({.place = place, .text = std::move(note)});
    mails.push_back(std::move(mail));
  }

  OwnAddresses own_;
  std::string source_;
  bool looked_ = false;
};

class EmlReader final : public MailReader {
 public:
  EmlReader(std::unique_ptr<ByteSource> bytes, const Options& options)
      : MailReader(options, options.source.empty() ? source_of(bytes->path()) : options.source),
        bytes_(std::move(bytes)) {
    file_ = bytes_->path();
  }
  std::string format() const override { return "eml"; }
  std::uint64_t position() const override { return bytes_->position(); }
  std::uint64_t size() const override { return bytes_->size(); }

 private:
  bool single() const override { return true; }
  bool read_message() override {
    if (done_ || bytes_->at_end()) return false;
    done_ = true;
    read_whole(*bytes_, message_);
    return true;
  }

 public:
  static void read_whole(ByteSource& bytes, RawMessage& message) {
    message.clear();
    message.line = 1;
    if (bytes.peek(3) == "\xEF\xBB\xBF") bytes.skip(3);
    bool first = true;
    for (std::string_view line = bytes.line(); !line.empty(); line = bytes.line()) {
      if (first && line.starts_with("From ")) {
        message.from_line = line;
      } else {
        message.append(line);
      }
      first = false;
    }
  }

 private:
  std::unique_ptr<ByteSource> bytes_;
  bool done_ = false;
};

class MboxReader final : public MailReader {
 public:
  MboxReader(std::unique_ptr<ByteSource> bytes, const Options& options)
      : MailReader(options, options.source.empty() ? source_of(bytes->path()) : options.source),
        bytes_(std::move(bytes)) {
    file_ = bytes_->path();
    if (bytes_->peek(3) == "\xEF\xBB\xBF") bytes_->skip(3);
  }
  std::string format() const override { return "mbox"; }
  std::uint64_t position() const override { return bytes_->position(); }
  std::uint64_t size() const override { return bytes_->size(); }

 private:
  /// The next line; `begins` says whether it begins a message. It is copied, because looking ahead moves the buffer.
  bool next_line(bool after_blank, bool& begins) {
    const std::string_view line = bytes_->line();
    if (line.empty()) return false;
    begins = false;
    line_.assign(line);
    if (at_line_start_ && line_.starts_with("From ")) begins = is_from_line(line_, after_blank, bytes_->peek(256));
    started_at_line_start_ = at_line_start_;
    at_line_start_ = line_.ends_with('\n');
    return true;
  }

  /// True where Content-Length leads to the next message or to the end; other values are lies of some mail programs.
  bool trust(std::size_t length) {
    if (length == 0 || length > kMessageLimit || false_lengths_ > 3) return false;
    const std::string_view ahead = bytes_->peek(length + 1024);
    if (ahead.size() >= length) {
      std::string_view rest = ahead.substr(length);
      const bool at_line_end = ahead[length - 1] == '\n' || rest.starts_with('\n') || rest.starts_with("\r\n");
      while (rest.starts_with('\n') || rest.starts_with("\r\n")) rest.remove_prefix(rest[0] == '\n' ? 1 : 2);
      const std::size_t end = rest.find('\n');
      if (rest.empty() && ahead.size() < length + 1024) return true;
      if (at_line_end && end != std::string_view::npos &&
          is_from_line(rest.substr(0, end), true, rest.substr(end + 1))) {
        return true;
      }
    }
    ++false_lengths_;
    return false;
  }

  void append_unquoted(std::string_view line) {
    if (started_at_line_start_ && line.starts_with('>')) {
      const std::size_t quotes = line.find_first_not_of('>');
      if (quotes != std::string_view::npos && line.substr(quotes).starts_with("From ")) line.remove_prefix(1);
    }
    message_.append(line);
  }

  bool read_message() override {
    message_.clear();
    bool begins = false, after_blank = true;
    if (pending_from_.empty()) {
      // The start of the file: blank lines, then a From_ line, or text that belongs to no message and is rejected as one.
      do {
        message_.line = bytes_->line_number();
        if (!next_line(true, begins)) return false;
      } while (is_blank(line_));
      if (begins) {
        message_.from_line = line_;
      } else {
        append_unquoted(line_);
        after_blank = false;
      }
    } else {
      message_.from_line = std::exchange(pending_from_, {});
      message_.line = pending_line_;
    }
    bool in_header = true;
    std::size_t content_length = 0;
    for (;;) {
      const std::uint64_t line_number = bytes_->line_number();
      if (!next_line(after_blank, begins)) return true;
      if (begins) {
        pending_from_ = line_;
        pending_line_ = line_number;
        return true;
      }
      append_unquoted(line_);
      after_blank = is_blank(line_);
      if (!in_header) continue;
      if (base::equals_ignoring_ascii_case(std::string_view(line_).substr(0, 15), "content-length:")) {
        content_length = parse_length(base::trim(std::string_view(line_).substr(15)));
      }
      if (!after_blank || message_.bytes.size() == line_.size()) continue;
      in_header = false;
      if (!trust(content_length)) continue;
      const std::uint64_t end = bytes_->position() + content_length;
      while (bytes_->position() < end) {
        const std::string_view line = bytes_->line(std::min<std::uint64_t>(end - bytes_->position(), 1u << 20));
        started_at_line_start_ = at_line_start_;
        at_line_start_ = line.ends_with('\n');
        append_unquoted(line);
      }
      after_blank = true;
    }
  }

  static std::size_t parse_length(std::string_view text) {
    std::size_t value = 0;
    for (const char c : text) {
      if (!base::is_ascii_digit(c) || value > kMessageLimit) return 0;
      value = value * 10 + static_cast<std::size_t>(c - '0');
    }
    return value;
  }

  std::unique_ptr<ByteSource> bytes_;
  std::string line_, pending_from_;
  std::uint64_t pending_line_ = 1;
  bool at_line_start_ = true, started_at_line_start_ = true;
  int false_lengths_ = 0;
};

class MaildirReader final : public MailReader {
 public:
  MaildirReader(const std::string& path, const Options& options)
      : MailReader(options, options.source.empty() ? source_of(path) : options.source) {
    namespace fs = std::filesystem;
    std::error_code error;
    fs::recursive_directory_iterator folder(path, error), end;
    for (; !error && folder != end; folder.increment(error)) {
      if (folder.depth() > 16) folder.disable_recursion_pending();
      std::error_code ignored;
      if (!folder->is_regular_file(ignored)) continue;
      const std::string parent = folder->path().parent_path().filename().string();
      if (parent == "cur" || parent == "new" || base::ascii_lower(folder->path().extension().string()) == ".eml") {
        size_ += folder->file_size(ignored);
        files_.push_back(folder->path().string());
      }
    }
    // Messages that cannot be seen would be lost without a word.
    if (error) throw Error(ErrorCode::io, "the folder cannot be read: " + error.message(), {.file = path});
    std::sort(files_.begin(), files_.end());
  }
  std::string format() const override { return "maildir"; }
  std::uint64_t position() const override { return position_; }
  std::uint64_t size() const override { return size_; }

 private:
  bool read_message() override {
    if (next_ == files_.size()) return false;
    message_.clear();
    file_ = files_[next_++];
    message_.line = 1;
    try {
      const std::unique_ptr<ByteSource> bytes = ByteSource::open(file_);
      EmlReader::read_whole(*bytes, message_);
      position_ += bytes->position();
    } catch (const Error& error) {
      error_ = error;
    }
    return true;
  }

  std::vector<std::string> files_;
  std::size_t next_ = 0;
  std::uint64_t position_ = 0, size_ = 0;
};

#endif

}  // namespace

std::string recognise_mail(const std::string& path, std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  while (head.starts_with('\n') || head.starts_with("\r\n")) head.remove_prefix(head[0] == '\n' ? 1 : 2);
  const std::size_t first_end = std::min(head.find('\n'), head.size());
  const std::string_view next = head.substr(std::min(first_end + 1, head.size()));
  if (is_from_line(head.substr(0, first_end), true, next) && looks_like_header(next)) return "mbox";
  constexpr std::array<std::string_view, 16> kMailHeaders = {
      "from",       "to",          "cc",           "subject",      "date",         "received",
      "message-id", "return-path", "reply-to",     "delivered-to", "mime-version", "in-reply-to",
      "references", "sender",      "content-type", "x-original-to"};
  std::set<std::string_view> seen;
  std::string name;
  for (std::size_t at = 0; at < head.size();) {
    const std::size_t end = std::min(head.find('\n', at), head.size());
    const std::string_view line = head.substr(at, end - at);
    at = end + 1;
    if (is_blank(line) || line == "\r") break;
    if (line.starts_with(' ') || line.starts_with('\t')) continue;
    if (!looks_like_header(line)) return {};
    name = base::ascii_lower(base::trim(line.substr(0, line.find(':'))));
    const auto known = std::find(kMailHeaders.begin(), kMailHeaders.end(), name);
    if (known != kMailHeaders.end()) seen.insert(*known);
  }
  const bool named = base::ascii_lower(std::filesystem::path(path).extension().string()) == ".eml";
  return seen.size() >= (named ? 1u : 2u) ? "eml" : "";
}

bool is_mail_folder(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (!fs::is_directory(path, error)) return false;
  if (fs::is_directory(fs::path(path) / "cur", error) || fs::is_directory(fs::path(path) / "new", error)) return true;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
    if (base::ascii_lower(entry->path().extension().string()) == ".eml") return true;
  }
  return false;
}

#ifdef SCV_WITH_MAIL

std::unique_ptr<Reader> open_mail(std::unique_ptr<ByteSource> source, const std::string& format,
                                  const Options& options) {
  if (format == "eml") return std::make_unique<EmlReader>(std::move(source), options);
  if (format == "mbox") return std::make_unique<MboxReader>(std::move(source), options);
  throw Error(ErrorCode::invalid_argument, "'" + format + "' is no mail format; use eml or mbox",
              {.file = source->path()});
}

std::unique_ptr<Reader> open_maildir(const std::string& path, const Options& options) {
  return std::make_unique<MaildirReader>(path, options);
}

#else

std::unique_ptr<Reader> open_mail(std::unique_ptr<ByteSource> source, const std::string&, const Options&) {
  throw Error(ErrorCode::unsupported, "this build reads no mail; build with SCV_WITH_MAIL=ON",
              {.file = source->path()});
}

std::unique_ptr<Reader> open_maildir(const std::string& path, const Options&) {
  throw Error(ErrorCode::unsupported, "this build reads no mail; build with SCV_WITH_MAIL=ON", {.file = path});
}

#endif

}  // namespace scv::read
