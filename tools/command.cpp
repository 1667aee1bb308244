#include "command.hpp"

#include <charconv>
#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>

namespace scv::tools {

void add_db_option(CLI::App* command, std::string& db) {
  db = "hub.scv";
  command->add_option("--db", db, "The hub's file")->envname("SCV_DB")->capture_default_str()->type_name("FILE");
}

void add_json_flag(CLI::App* command, bool& json) { command->add_flag("--json", json, "Print JSON for programs"); }

void add_now_option(CLI::App* command, std::string& now) {
  command->add_option("--now", now, "As things stand at that time, RFC 3339; else by the clock")->type_name("TIME");
}

Hub open_existing(const std::string& db, bool read_only) {
  HubOptions options;
  options.create = false;
  options.read_only = read_only;
  return Hub(db, std::move(options));
}

void add_format_options(CLI::App* command, ReadingOptions& options) {
  command
      ->add_option("FILE", options.files,
                   "Tables, workbooks, JSON Lines, vCards, LDIF, mail, call lists; packed with gzip, too")
      ->required()
      ->type_name("");
  command->add_option(
      "--format", options.format,
      "csv, tsv, xlsx, ods, jsonl, vcard, ldif, eml, mbox, maildir or calls; recognised if it is not given");
  command->add_option("--mapping", options.mapping, "A mapping file as 'scv inspect --mapping-out' writes it")
      ->type_name("FILE");
  command->add_option("--sheet", options.sheet,
                      "Of workbooks the sheet to be read, by name or number; else all that are shown");
  command->add_option("--source", options.source,
                      "The source's name; else the file's name without folder and extension");
}

void add_bulk_options(CLI::App* command, ReadingOptions& options) {
  command->add_option("--region", options.region, "Region of phone numbers without a country code")
      ->capture_default_str();
  command
      ->add_option("--own", options.own,
                   "The firm's own addresses, @domains and numbers, separated by commas; may be repeated")
      ->type_name("ADDR")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_flag("--strict", options.strict, "Stop at the first row that cannot be read");
  command->add_option("--rejects", options.rejects, "Write the rows that cannot be read there, as JSON Lines")
      ->type_name("FILE");
  command->add_option("--threads", options.threads, "Threads; 0 is one per core")->capture_default_str();
}

LoadOptions load_options(const ReadingOptions& options) {
  LoadOptions result;
  result.source = options.source;
  result.format = options.format;
  result.sheet = options.sheet;
  result.own_addresses = options.own;
  result.strict = options.strict;
  if (!options.mapping.empty()) result.mapping = read_text_file(options.mapping);
  return result;
}

RejectReport::RejectReport(const std::string& path) : path_(path) {
  if (path.empty()) return;
  file_.open(path, std::ios::binary | std::ios::trunc);
  if (!file_) throw file_error(ErrorCode::io, "the reject report cannot be written", path);
}

void RejectReport::add(const Reject& reject) {
  ++count_;
  if (first_.size() < kShown) first_.push_back(reject);
  if (path_.empty()) return;
  nlohmann::ordered_json json;
  json["file"] = reject.place.file;
  if (!reject.place.sheet.empty()) json["sheet"] = reject.place.sheet;
  json["line"] = reject.place.line;
  if (reject.place.column != 0) json["column"] = reject.place.column;
  if (!reject.place.record.empty()) json["record"] = reject.place.record;
  json["code"] = to_string(reject.code);
  json["reason"] = reject.reason;
  json["raw"] = reject.raw;
  file_ << json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
}

std::string RejectReport::summary(const Style& style) const {
  std::string result;
  for (const Reject& reject : first_) {
    result += "  " + style.yellow(printable(to_string(reject.place))) + ": " + printable(reject.reason) + "\n";
  }
  if (count_ > first_.size()) {
    result += "  and " + grouped(count_ - first_.size()) + " more" +
              (path_.empty() ? "; --rejects FILE lists them all" : "") + "\n";
  }
  return result;
}

void RejectReport::finish() {
  if (path_.empty()) return;
  file_.close();
  if (!file_) throw file_error(ErrorCode::io, "not all of the reject report could be written", path_);
}

std::optional<RecordKey> parse_key(const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == text.size()) return std::nullopt;
  return RecordKey{text.substr(0, slash), text.substr(slash + 1)};
}

std::optional<IdentityId> parse_identity(const std::string& text) {
  IdentityId id = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (failure != std::errc() || end != text.data() + text.size() || id <= 0) return std::nullopt;
  return id;
}

std::optional<IdentityId> identity_named(const Hub& hub, const std::string& argument) {
  if (const auto id = parse_identity(argument)) return id;
  const auto key = parse_key(argument);
  if (!key)
    throw Error(ErrorCode::invalid_argument, "'" + argument + "' is neither an identity's number nor source/id");
  return hub.identity_of(key->source, key->id);
}

void read_json(const std::string& argument, const std::function<void(const std::string&)>& read) {
  const bool is_text = argument.find_first_not_of(" \t\r\n") != std::string::npos &&
                       argument[argument.find_first_not_of(" \t\r\n")] == '{';
  if (is_text) return read(argument);
  const std::string text = read_text_file(argument);
  try {
    read(text);
  } catch (const Error& e) {
    if (e.code() != ErrorCode::parse) throw;
    Place place = e.place();
    place.file = argument;
    throw Error(e.code(), e.message(), std::move(place));
  }
}

CLI::Validator above_zero() {
  return {[](const std::string& text) {
            std::uint64_t number = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
            const bool fits = error == std::errc() && end == text.data() + text.size() && number != 0;
            return fits ? std::string() : "'" + text + "' is no whole number above 0";
          },
          "NUMBER"};
}

Record record_of(const std::string& argument) {
  Record record;
  read_json(argument, [&](const std::string& text) { record = record_from_json(text); });
  return record;
}

std::string json_text(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string read_text_file(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) throw file_error(ErrorCode::not_found, "there is no such file", path);
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file || file.bad()) throw file_error(ErrorCode::io, "the file cannot be read", path);
  return text;
}

}  // namespace scv::tools
