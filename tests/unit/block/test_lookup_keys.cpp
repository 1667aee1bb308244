#include "block/lookup_keys.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "../support/people.hpp"
#include "block/keys.hpp"

using namespace scv;

TEST_CASE("keys of words are in alphabetical order, and what begins with a text is one range") {
  const std::vector<std::string> words = {"0",     "9",  "a",     "an",         "anna",      "annabelle",
                                          "annaz", "b",  "muell", "mueller",    "muellerin", "schwarzenbe",
                                          "z",     "zz", "zzz",   "zzzzzzzzzzz"};
  for (std::size_t i = 1; i < words.size(); ++i) CHECK(block::word_key(words[i - 1]) < block::word_key(words[i]));
  for (const std::string& start : words) {
    const block::KeyRange range = block::words_from(start);
    for (const std::string& word : words) {
      const std::uint64_t key = block::word_key(word);
      CAPTURE(start);
      CAPTURE(word);
      CHECK((range.first <= key && key <= range.last) == word.starts_with(start));
    }
  }
  CHECK(block::word_key("schwarzenberger") == block::word_key("schwarzenbeckner"));
}

TEST_CASE("word ends meet names misspelt at their heads; lookup keys lie behind all blocking keys") {
  test::People people;
  const auto lehmann = people.add("1", {{Field::given_name, "Uwe"}, {Field::family_name, "Lehmann"}});
  const auto gehmann = people.add("2", {{Field::given_name, "Uwe"}, {Field::family_name, "Gehmann"}});
  const auto krause = people.add("3", {{Field::given_name, "Uwe"}, {Field::family_name, "Krause"}});
  CHECK(block::word_ends_of(people.table, lehmann) == block::word_ends_of(people.table, gehmann));
  CHECK(block::word_ends_of(people.table, lehmann) != block::word_ends_of(people.table, krause));
  const auto keys = block::keys_of(people.table, lehmann), lookup = block::lookup_keys_of(people.table, lehmann);
  CHECK(keys.back() < lookup.front());
  CHECK(lookup.size() == 3);
  CHECK(std::binary_search(lookup.begin(), lookup.end(), block::word_key("lehmann")));
}
