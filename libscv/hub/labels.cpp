#include "hub/labels.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "read/reader.hpp"

namespace scv::hub {
namespace {

std::string quoted(std::string_view text) { return "'" + std::string(base::truncate_utf8(text, 100)) + "'"; }

std::string listed(std::span<const std::string> names) {
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 20); ++i) {
    text += (i == 0 ? "" : ", ") + std::string(base::truncate_utf8(names[i], 60));
  }
  return names.size() > 20 ? text + " …" : text;
}

}  // namespace

Labels::Labels(std::span<const std::string> paths, std::string what, const Choice& id, const Choice& label)
    : paths_(paths.begin(), paths.end()), what_(std::move(what)) {
  if (paths_.empty()) throw Error(ErrorCode::invalid_argument, "no " + what_ + " file");
  for (std::uint32_t file = 0; file < paths_.size(); ++file) read(file, id, label);
  if (rows_.empty()) {
    throw Error(ErrorCode::invalid_argument, "the " + what_ + " has no rows, so nothing can be measured",
                {.file = paths_.front()});
  }
}

void Labels::read(std::uint32_t file, const Choice& id_choice, const Choice& label_choice) {
  read::Options how;
  how.format = "csv";
  how.mapping = R"({"header": true})";
  const auto reader = read::open(paths_[file], how);
  const auto columns = reader->columns();
  const auto fail = [&](const std::string& message, std::uint64_t line) {
    throw Error(ErrorCode::invalid_argument, message, {.file = paths_[file], .line = line});
  };
  const auto place = [&](std::string_view name) {
    return static_cast<std::size_t>(std::find(columns.begin(), columns.end(), name) - columns.begin());
  };
  std::string id_name = id_choice.named.empty() ? id_choice.usual : id_choice.named;
  if (id_choice.named.empty() && place(id_name) == columns.size()) id_name = "id";
  const std::string& label_name = label_choice.named.empty() ? label_choice.usual : label_choice.named;
  std::size_t id = place(id_name), label = place(label_name);
  if (columns.size() == 2) {
    const bool free_id = id == 2 && id_choice.named.empty(), free_label = label == 2 && label_choice.named.empty();
    if (free_id && free_label) {
      id = 0, label = 1;
    } else if (free_id && label < 2) {
      id = 1 - label;
    } else if (free_label && id < 2) {
      label = 1 - id;
    }
  }
  if (id >= columns.size() || label >= columns.size()) {
    fail("the " + what_ + " has no column " + quoted(id >= columns.size() ? id_name : label_name) +
             (columns.empty() ? "; it is empty" : " among: " + listed(columns)),
         1);
  }
  if (id == label) fail("ids and labels of the " + what_ + " cannot both be in column " + quoted(id_name), 1);
  if (file == 0) id_column_ = columns[id];

  types::Batch batch;
  while (reader->next(batch)) {
    if (!batch.rejects.empty()) {
      const Reject& reject = batch.rejects.front();
      throw Error(reject.code, "the " + what_ + " has a row that cannot be read: " + reject.reason, reject.place);
    }
    for (const types::RecordView& record : batch.records) {
      Row row{.line = record.line, .file = file};
      row.id = base::trim(record.columns[id]);
      const std::string_view text = base::trim(record.columns[label]);
      if (row.id.empty()) fail("a row of the " + what_ + " has no id in column " + quoted(columns[id]), row.line);
      if (text.empty()) fail("id " + quoted(row.id) + " has nothing in column " + quoted(columns[label]), row.line);
      row.id = texts_.copy(row.id);
      const auto [first, is_new] = by_id_.try_emplace(row.id, static_cast<std::uint32_t>(rows_.size()));
      if (!is_new) {
        fail("id " + quoted(row.id) + " is in the " + what_ + " twice; the first time in " +
                 to_string(place_of(rows_[first->second])),
             row.line);
      }
      auto known = labels_.find(text);
      if (known == labels_.end()) {
        known = labels_.emplace(texts_.copy(text), static_cast<std::uint32_t>(labels_.size())).first;
      }
      row.label = known->second;
      rows_.push_back(row);
    }
  }
}

std::optional<std::uint32_t> Labels::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return std::nullopt;
  return found->second;
}

}  // namespace scv::hub
