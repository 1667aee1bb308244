#include <algorithm>
#include <initializer_list>
#include <map>
#include <utility>

#include "read/recognition.hpp"

namespace scv::read {
namespace {

bool has_word(const std::vector<std::string>& words, std::initializer_list<std::string_view> wanted) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return std::find(wanted.begin(), wanted.end(), word) != wanted.end();
  });
}

template <typename Test>
bool others_in_group(const Recognition& table, std::size_t i, Test&& test) {
  for (std::size_t j = 0; j < table.meanings.size(); ++j) {
    if (j != i && table.meanings[j].role == ColumnRole::field && table.meanings[j].group == table.meanings[i].group &&
        test(table.meanings[j].field))
      return true;
  }
  return false;
}

void count_lines(Recognition& table) {
  // A number behind a street counts lines, unless a city or a postal code has it too.
  for (Meaning& meaning : table.meanings) {
    if (!meaning.line) continue;
    const bool own_address = std::any_of(table.meanings.begin(), table.meanings.end(), [&](const Meaning& other) {
      return is_address_part(other.field) && !other.line && other.field != Field::house_number &&
             other.group == meaning.group;
    });
    if (own_address) continue;
    const std::size_t cut = meaning.group.find_last_not_of("0123456789");
    const std::size_t digits = cut == std::string::npos ? 0 : cut + 1;
    const bool first = meaning.group.substr(digits) == "1";
    meaning.group.erase(digits);
    if (!first && meaning.field == Field::street) meaning.field = Field::address_extra;
  }
}

/// A county beside a state, and an address as a whole beside its parts.
void look_at_whole_addresses(Recognition& table) {
  const std::size_t count = table.meanings.size();
  for (std::size_t i = 0; i < count; ++i) {
    Meaning& meaning = table.meanings[i];
    if (meaning.role != ColumnRole::field) continue;
    if (meaning.field == Field::region && !table.words[i].empty() &&
        (table.words[i].back() == "county" || table.words[i].back() == "landkreis")) {
      for (std::size_t j = 0; j < count; ++j) {
        if (j != i && table.meanings[j].field == Field::region && table.meanings[j].group == meaning.group) {
          meaning = Meaning{};
          table.columns[i].why += ", and another column is the region";
          break;
        }
      }
    } else if (meaning.field == Field::street && !table.words[i].empty()) {
      const bool bare =
          has_word(table.words[i], {"address", "addr", "adresse", "direccion", "indirizzo", "adres", "endereco"}) &&
          !has_word(table.words[i], {"line", "street", "strasse", "zeile"});
      const auto is_part = [](Field f) { return is_address_part(f) && f != Field::address && f != Field::country; };
      if (bare && !others_in_group(table, i, is_part)) {
        meaning.field = Field::address;
      }
    }
  }
}

}  // namespace

void group_columns(Recognition& table) {
  count_lines(table);
  look_at_whole_addresses(table);
  const std::size_t count = table.meanings.size();
  std::map<std::string, std::uint16_t> name_groups, address_groups;
  std::map<std::pair<std::string, Field>, std::size_t> seen;
  for (std::size_t i = 0; i < count; ++i) {
    Meaning& meaning = table.meanings[i];
    Column& column = table.columns[i];
    column.role = meaning.role;
    column.field = meaning.field;
    column.type = meaning.type;
    if (meaning.role == ColumnRole::field && (is_name_part(meaning.field) || is_address_part(meaning.field))) {
      auto& groups = is_name_part(meaning.field) ? name_groups : address_groups;
      std::string key = meaning.group;
      const bool whole = meaning.field == Field::name || meaning.field == Field::address;
      if (whole && others_in_group(table, i, [&](Field f) {
            return f != meaning.field &&
                   (is_name_part(meaning.field) ? f == Field::given_name || f == Field::family_name
                                                : f == Field::street || f == Field::city || f == Field::postal_code);
          })) {
        key += "/whole";
      }
      if (const std::size_t times = seen[{key, meaning.field}]++; times != 0) {
        if (meaning.field == Field::street)
          column.field = Field::address_extra;
        else if (meaning.field != Field::address_extra && meaning.field != Field::name_prefix &&
                 meaning.field != Field::name_suffix) {
          key += "/" + std::to_string(times);
        }
      }
      column.group = groups.try_emplace(key, static_cast<std::uint16_t>(groups.size())).first->second;
    }
    if (column.role == ColumnRole::field && column.field == Field::other) column.type = column.name;
  }
}

}  // namespace scv::read
