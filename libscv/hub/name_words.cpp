#include "hub/name_words.hpp"

#include "base/text.hpp"
#include "normalize/values.hpp"

namespace scv::hub {

bool is_name(Field field) noexcept {
  switch (field) {
    case Field::name:
    case Field::given_name:
    case Field::middle_name:
    case Field::family_name:
    case Field::birth_name:
    case Field::nickname:
    case Field::organization:
      return true;
    default:
      return false;
  }
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  const std::string folded = normalize::fold(text);
  for (const std::string_view word : base::split(folded, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

}  // namespace scv::hub
