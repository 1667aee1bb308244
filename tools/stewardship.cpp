#include "stewardship.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <vector>

#include "command.hpp"

namespace scv::tools {
namespace {

constexpr std::size_t kChangesShown = 20, kGoldenShown = 5;

/// The values of each attribute, those of one attribute on one line.
std::map<Field, std::string> values_of(const std::vector<GoldenValue>& golden) {
  std::map<Field, std::string> values;
  for (const GoldenValue& one : golden) {
    std::string& text = values[one.value.field];
    text += (text.empty() ? "" : "; ") + printable(one.value.value);
  }
  return values;
}

/// Rows of attributes that differ, under a row that names the identity.
void add_differences(const GoldenChange& change, const Style& style, std::vector<std::vector<std::string>>& rows) {
  constexpr std::size_t kValueWidth = 40;
  const auto before = values_of(change.before), after = values_of(change.after);
  std::map<Field, std::pair<std::string, std::string>> both;
  for (const auto& [field, value] : before) both[field].first = value;
  for (const auto& [field, value] : after) both[field].second = value;
  std::string identity = std::to_string(change.identity);
  for (const auto& [field, values] : both) {
    if (values.first == values.second) continue;
    rows.push_back({std::exchange(identity, ""), std::string(to_string(field)),
                    shorten(values.first, kValueWidth, style), shorten(values.second, kValueWidth, style)});
  }
}

}  // namespace

RecordKey need_key(const std::string& text) {
  auto key = parse_key(text);
  if (!key) throw Error(ErrorCode::invalid_argument, "'" + text + "' is no record: write source/id");
  return *std::move(key);
}

std::string shell_text(const std::string& text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0x80) != 0 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') || std::string_view("/@._+-:,=%").find(c) != std::string_view::npos;
  });
  if (plain) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string db_argument(const std::string& db) {
  const char* by_environment = std::getenv("SCV_DB");
  return db == (by_environment ? by_environment : "hub.scv") ? "" : " --db " + shell_text(db);
}

std::string subject_of(const IdentityChange& change) {
  switch (change.kind) {
    case ChangeKind::joined:
    case ChangeKind::left:
      return change.key.source.empty() ? "a record that is forgotten" : key_of(change.key);
    case ChangeKind::merged:
      return "into " + std::to_string(change.other);
    case ChangeKind::split:
      return "from " + std::to_string(change.other);
    case ChangeKind::renamed: {
      std::vector<std::string> fields;
      for (const Field field : change.fields) fields.emplace_back(to_string(field));
      return join(fields, ", ");
    }
    case ChangeKind::created:
    case ChangeKind::erased:
      break;
  }
  return {};
}

std::string describe(std::span<const IdentityChange> changes, std::uint64_t count, const Style& style) {
  std::vector<std::vector<std::string>> rows = {{"identity", "change", ""}};
  for (const IdentityChange& change : changes.first(std::min(changes.size(), kChangesShown))) {
    rows.push_back({std::to_string(change.identity), std::string(to_string(change.kind)), subject_of(change)});
  }
  std::string text = table(rows, style, {0});
  if (count > kChangesShown) text += "  and " + grouped(count - kChangesShown) + " more\n";
  return text;
}

std::string describe(const Preview& preview, const Style& style) {
  if (preview.change_count == 0) return "No identity would change.\n";
  const std::string arrow(style.either(" → ", " -> "));
  std::string text = style.bold("Nothing is changed yet.") + " " + grouped(preview.identities_before) + arrow +
                     count_of(preview.identities_after, "identity", "identities");
  if (preview.records_moved != 0)
    text += "; " + count_of(preview.records_moved, "record") + " would go to another identity";
  text += "\n\n" + describe(preview.changes, preview.change_count, style);
  std::vector<std::vector<std::string>> rows = {{"identity", "value", "now", "then"}};
  std::size_t shown = 0;
  for (const GoldenChange& change : preview.golden) {
    if (shown == kGoldenShown) break;
    const std::size_t before = rows.size();
    // What comes or goes as a whole says so above.
    if (!change.before.empty() && !change.after.empty()) add_differences(change, style, rows);
    shown += rows.size() > before;
  }
  return rows.size() == 1 ? text : text + "\n" + table(rows, style, {0});
}

}  // namespace scv::tools
