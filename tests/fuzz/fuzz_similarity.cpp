// Two texts and a limit: every kernel against its slow reference, and one against many against those.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "../reference/edit_distance_reference.hpp"
#include "../reference/jaro_winkler_reference.hpp"
#include "../reference/qgram_reference.hpp"
#include "scv/similarity/cologne.hpp"
#include "scv/similarity/double_metaphone.hpp"
#include "scv/similarity/jaro_winkler.hpp"
#include "scv/similarity/levenshtein.hpp"
#include "scv/similarity/many.hpp"
#include "scv/similarity/osa.hpp"
#include "scv/similarity/qgram.hpp"
#include "scv/similarity/token_set.hpp"
#include "scv/similarity/utf8.hpp"

using namespace scv::similarity;

namespace {

void require(bool condition) {
  if (!condition) __builtin_trap();
}

template <class Char>
void compare(std::basic_string_view<Char> a, std::basic_string_view<Char> b, std::size_t limit, double cutoff) {
  const double jaro_winkler = reference::jaro_winkler<Char>(a, b);
  require(jaro_winkler_similarity(a, b) == jaro_winkler);
  const BasicJaroWinklerPattern<Char> pattern(a);
  require(pattern.similarity(b) == jaro_winkler);
  require(pattern.similarity(b, cutoff) == (jaro_winkler >= cutoff ? jaro_winkler : 0));

  const std::size_t levenshtein = reference::levenshtein<Char>(a, b);
  require(levenshtein_distance(a, b) == levenshtein);
  require(levenshtein_distance(a, b, limit) == std::min(levenshtein, limit + 1));
  require(BasicLevenshteinPattern<Char>(a).distance(b, limit) == std::min(levenshtein, limit + 1));

  const std::size_t osa = reference::osa<Char>(a, b);
  require(osa_distance(a, b) == osa);
  require(osa_distance(a, b, limit) == std::min(osa, limit + 1));
  require(BasicOsaPattern<Char>(a).distance(b, limit) == std::min(osa, limit + 1));

  const std::size_t q = 1 + limit % 3;
  require(QGramProfile(a, q).shared(QGramProfile(b, q)) == reference::shared_grams<Char>(a, b, q, true).shared);
}

// One text against the parts of the other, cut at every `step` characters and where its lengths grow, with each
// instruction set of the machine.
template <class Char>
void compare_many(std::basic_string_view<Char> query, std::basic_string_view<Char> text, std::size_t limit,
                  double cutoff) {
  std::vector<std::basic_string_view<Char>> texts = {text};
  const std::size_t step = 1 + limit % 12;
  for (std::size_t begin = 0; begin < text.size(); begin += step) {
    texts.push_back(text.substr(begin, step));
    texts.push_back(text.substr(begin, texts.size()));
  }
  std::vector<double> similarities(texts.size());
  std::vector<std::size_t> distances(texts.size());
  for (const InstructionSet set : {InstructionSet::portable, InstructionSet::sse2, InstructionSet::avx2,
                                   InstructionSet::avx512, InstructionSet::neon}) {
    if (!is_supported(set)) continue;
    const BasicManyTexts<Char> many(texts, set);
    many.jaro_winkler(query, similarities, 0.1, cutoff);
    many.levenshtein(query, distances, limit);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      require(similarities[i] == jaro_winkler_similarity(query, texts[i], 0.1, cutoff));
      require(distances[i] == levenshtein_distance(query, texts[i], limit));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2 || size > 400) return 0;
  const std::size_t limit = data[0];
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t cut = std::min<std::size_t>(data[1], text.size());
  const std::string_view a = text.substr(0, cut);
  const std::string_view b = text.substr(cut);
  const double cutoff = static_cast<double>(limit) / 255;
  const std::u32string a32 = to_code_points(a);
  const std::u32string b32 = to_code_points(b);
  compare(a, b, limit, cutoff);
  compare<char32_t>(a32, b32, limit, cutoff);
  compare_many(a, b, limit, cutoff);
  compare_many<char32_t>(a32, b32, limit, cutoff);

  require(cologne_phonetics(text).find_first_not_of("012345678") == std::string::npos);
  const DoubleMetaphone code = double_metaphone(text, kUnlimited);
  require(code.primary.find_first_not_of("AFHJKLMNPRSTX0") == std::string::npos);
  require(double_metaphone(text).primary == code.primary.substr(0, 4));
  require(token_set_similarity(a, b) == token_set_similarity(b, a));
  return 0;
}
