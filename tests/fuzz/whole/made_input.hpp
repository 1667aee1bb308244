#pragma once

// Any bytes as choices: rows of plausible and broken values, and the files that they stand in.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "values.hpp"

namespace scv::fuzz {

/// The fuzzer's bytes, one choice after the other; zeros behind the last one.
class Choices {
 public:
  Choices(const std::uint8_t* data, std::size_t size) : text_(reinterpret_cast<const char*>(data), size) {}
  std::size_t byte() {
    if (text_.empty()) return 0;
    const auto value = static_cast<unsigned char>(text_.front());
    text_.remove_prefix(1);
    return value;
  }
  std::size_t below(std::size_t count) { return byte() % count; }
  std::string_view bytes(std::size_t most) {
    const std::string_view taken = text_.substr(0, most);
    text_.remove_prefix(taken.size());
    return taken;
  }
  bool at_end() const { return text_.empty(); }

 private:
  std::string_view text_;
};

class MadeInput {
 public:
  enum class Kind { csv, jsonl, vcard, mbox };
  static constexpr std::size_t kRows = 16, kColumns = 8, kLong = 10'000;

  explicit MadeInput(Choices& choices) : choices_(choices) {
    constexpr Kind kKinds[] = {Kind::csv, Kind::csv, Kind::csv, Kind::jsonl, Kind::vcard, Kind::mbox};
    kind_ = kKinds[choices_.below(std::size(kKinds))];
    style_ = choices_.byte();
    fields_.resize(1 + choices_.below(kColumns));
    for (Field& field : fields_) field = kFields[choices_.below(kFields.size())];
    const std::size_t rows = 1 + choices_.below(kRows);
    for (std::size_t row = 0; row < rows; ++row) {
      std::vector<std::string>& made = rows_.emplace_back();
      for (const Field field : fields_) made.push_back(value(field));
    }
  }

  Kind kind() const { return kind_; }
  std::size_t rows() const { return rows_.size(); }
  const char* extension() const {
    constexpr const char* kExtensions[] = {".csv", ".jsonl", ".vcf", ".mbox"};
    return kExtensions[static_cast<std::size_t>(kind_)];
  }

  std::string text() const {
    switch (kind_) {
      case Kind::csv:
        return csv();
      case Kind::jsonl:
        return jsonl();
      case Kind::vcard:
        return vcard();
      case Kind::mbox:
        return mbox();
    }
    return {};
  }

  /// A row as a record, with its number as the id.
  Record record(std::size_t row) const {
    Record record{.source = "made", .id = std::to_string(row)};
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      const auto group = static_cast<std::uint16_t>((style_ & kGroups) != 0 ? i % 2 : 0);
      record.add(fields_[i], rows_[row][i], column_name(i), group);
    }
    return record;
  }

  /// A value of any of the rows, or one that none of them has.
  std::string value() {
    if (choices_.below(4) == 0) return value(kFields[choices_.below(kFields.size())]);
    const std::vector<std::string>& row = rows_[choices_.below(rows_.size())];
    return row[choices_.below(row.size())];
  }

 private:
  // What a file looks like, by the bits of one byte.
  static constexpr std::size_t kNoHeader = 4, kNoId = 8, kCareless = 16, kNativeNames = 32, kGroups = 64,
                               kUnixEnds = 128;

  std::string value(Field field) {
    const std::size_t how = choices_.byte();
    const Values usual = values_of(field);
    if (how < 200) return std::string(usual[how % usual.size()]);
    if (how < 212) {
      const Values others = values_of(kFields[choices_.below(kFields.size())]);
      return std::string(others[choices_.below(others.size())]);
    }
    if (how < 224) {
      std::string text(usual[choices_.below(usual.size())]);
      switch (choices_.below(5)) {
        case 0:
          return text.substr(0, choices_.below(text.size() + 1));
        case 1:
          return text.substr(choices_.below(text.size() + 1));
        case 2:
          return text + text;
        case 3:
          return " " + text + " ,";
        default:
          std::reverse(text.begin(), text.end());
          return text;
      }
    }
    if (how < 228) {
      const std::string_view piece =
          choices_.below(2) == 0 ? usual[choices_.below(usual.size())] : kHostile[choices_.below(std::size(kHostile))];
      std::string text;
      if (++long_ > 2 || piece.empty()) return text;
      while (text.size() + piece.size() <= kLong) text += piece;
      return text;
    }
    if (how < 240) return std::string(choices_.bytes(1 + choices_.below(24)));
    if (how < 246) return std::string(kHostile[choices_.below(std::size(kHostile))]);
    if (rows_.size() < 2) return {};
    return rows_[choices_.below(rows_.size() - 1)][rows_.back().size() % fields_.size()];  // the same again
  }

  std::string column_name(std::size_t column) const {
    const Field field = fields_[column];
    if (field == Field::identifier) return "customer_number";
    return field == Field::other ? "column " + std::to_string(column) : std::string();
  }

  std::string header(std::size_t column) const {
    const Field field = fields_[column];
    std::string name = field == Field::other || field == Field::identifier ? column_name(column)
                       : (style_ & kNativeNames) != 0                      ? native_name(field)
                                                                           : std::string(to_string(field));
    const auto same = std::count(fields_.begin(), fields_.begin() + static_cast<std::ptrdiff_t>(column), field);
    return same == 0 ? name : name + ' ' + std::to_string(same + 1);
  }

  static std::string native_name(Field field) {
    switch (field) {
      case Field::name:
        return "Ansprechpartner";
      case Field::given_name:
        return "Vorname";
      case Field::family_name:
        return "Nachname";
      case Field::email:
        return "E-Mail";
      case Field::phone:
        return "Telefon";
      case Field::birthdate:
        return "Geburtsdatum";
      case Field::postal_code:
        return "PLZ";
      case Field::city:
        return "Ort";
      case Field::street:
        return "Straße";
      case Field::organization:
        return "Firma";
      default:
        return std::string(to_string(field));
    }
  }

  std::string csv() const {
    constexpr char kDelimiters[] = {',', ';', '\t', '|'};
    const char delimiter = kDelimiters[style_ % 4];
    const char* const end = (style_ & kUnixEnds) != 0 ? "\n" : "\r\n";
    std::string text;
    const auto cell = [&](std::string_view value, bool first) {
      if (!first) text += delimiter;
      const bool quote = (style_ & kCareless) == 0 && (value.find(delimiter) != std::string_view::npos ||
                                                       value.find_first_of("\"\r\n") != std::string_view::npos);
      if (!quote) {
        text += value;
        return;
      }
      text += '"';
      for (const char c : value) text.append(c == '"' ? 2 : 1, c);
      text += '"';
    };
    const bool has_id = (style_ & kNoId) == 0;
    if ((style_ & kNoHeader) == 0) {
      if (has_id) cell("id", true);
      for (std::size_t i = 0; i < fields_.size(); ++i) cell(header(i), !has_id && i == 0);
      text += end;
    }
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      if (has_id) cell(std::to_string(row), true);
      for (std::size_t i = 0; i < fields_.size(); ++i) cell(rows_[row][i], !has_id && i == 0);
      text += end;
    }
    return text;
  }

  static std::string quoted(std::string_view value) {
    std::string text = "\"";
    for (const char c : value) {
      if (c == '"' || c == '\\') text += '\\';
      if (static_cast<unsigned char>(c) >= ' ') text += c;
    }
    return text + '"';
  }

  std::string jsonl() const {
    std::string text;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      text += '{';
      if ((style_ & kNoId) == 0) text += "\"id\":" + std::to_string(row) + ',';
      for (std::size_t i = 0; i < fields_.size(); ++i) {
        text += (i == 0 ? "" : ",") + quoted(header(i)) + ':';
        text += (style_ & kGroups) != 0 ? '[' + quoted(rows_[row][i]) + ']' : quoted(rows_[row][i]);
      }
      text += (style_ & kCareless) != 0 && row % 4 == 3 ? "\n" : "}\n";
    }
    return text;
  }

  /// The row's first value of a field.
  std::string_view first(std::size_t row, Field field) const {
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      if (fields_[i] == field) return rows_[row][i];
    }
    return {};
  }

  std::string vcard() const {
    std::string text;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      const auto part = [&](Field field) { return std::string(first(row, field)); };
      text += "BEGIN:VCARD\r\nVERSION:3.0\r\n";
      if ((style_ & kNoId) == 0) text += "UID:" + std::to_string(row) + "\r\n";
      text += "FN:" + part(Field::name) + "\r\n";
      text += "N:" + part(Field::family_name) + ';' + part(Field::given_name) + ';' + part(Field::middle_name) + ';' +
              part(Field::name_prefix) + ';' + part(Field::name_suffix) + "\r\n";
      text += "ADR;TYPE=home:;" + part(Field::address_extra) + ';' + part(Field::street) + ';' + part(Field::city) +
              ';' + part(Field::region) + ';' + part(Field::postal_code) + ';' + part(Field::country) + "\r\n";
      text += "BDAY:" + part(Field::birthdate) + "\r\nORG:" + part(Field::organization) + "\r\n";
      for (std::size_t i = 0; i < fields_.size(); ++i) {
        if (fields_[i] == Field::email) text += "EMAIL:" + rows_[row][i] + "\r\n";
        if (fields_[i] == Field::phone) text += "TEL;TYPE=cell:" + rows_[row][i] + "\r\n";
        if (fields_[i] == Field::other) text += "NOTE:" + rows_[row][i] + "\r\n";
      }
      text += (style_ & kCareless) != 0 && row % 4 == 3 ? "\r\n" : "END:VCARD\r\n";
    }
    return text;
  }

  std::string mbox() const {
    std::string text;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      const std::string name(first(row, Field::name)), email(first(row, Field::email));
      text += "From - Mon Jan  5 10:00:00 2026\nMessage-ID: <" + std::to_string(row) + "@haus.example>\n";
      text += "Date: Mon, " + std::to_string(5 + row) + " Jan 2026 10:00:00 +0100\n";
      text += "From: " + ((style_ & kCareless) != 0 ? name + ' ' + email : '"' + name + "\" <" + email + '>') + "\n";
      text += "To: service@firma.example\nSubject: " + std::string(first(row, Field::other)) + "\n\n";
      text += "Guten Tag,\nbitte rufen Sie zurück.\n\n-- \n";
      for (const std::string& value : rows_[row]) text += value + "\n";
      text += "\n";
    }
    return text;
  }

  Choices& choices_;
  Kind kind_ = Kind::csv;
  std::size_t style_ = 0;
  std::vector<Field> fields_;
  std::vector<std::vector<std::string>> rows_;
  std::size_t long_ = 0;
};

}  // namespace scv::fuzz
