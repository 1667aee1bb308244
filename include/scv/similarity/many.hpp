#pragma once

// One text against many at once: Jaro–Winkler similarities and Levenshtein distances to all of a list, in the lanes of
// vectors.
//
//   using namespace scv::similarity;
//   std::vector<std::string> names = {"schmidt", "schmitt", "meier"};
//   ManyTexts many(names);                               // laid out once, for any number of queries
//   std::vector<double> similarities(many.size());
//   many.jaro_winkler("schmid", similarities);           // similarities[0]: 0.9714
//   many.jaro_winkler("schmid", similarities, 0.1, 0.9); // 0 where it is below 0.9
//   std::vector<std::size_t> distances(many.size());
//   many.levenshtein("schmid", distances, 2);            // 1, 2, 3: the last is more than the limit of 2
//
// Results are those of jaro_winkler_similarity and levenshtein_distance, equal to the last bit, in the order of the
// texts, whichever instructions compute them: AVX-512, AVX2, SSE2 or NEON, by what the machine has when the program
// runs, else a pattern of the query against one text after the other. So are treated, too, all texts for a query of none or
// more than 64 characters, and in any query the texts that are empty or longer than that or, of code points, have a
// character that is not among the list's 256 most frequent ones.
//
// Units: std::string_view compares bytes, std::u32string_view code points (utf8.hpp makes them of UTF-8).
// Cost: a query, about a bit operation for each of its characters and 64 / 32 / 16 / 8 texts of up to 8 / 16 / 32 / 64
// characters; texts whose length alone rules them out cost one store. It takes some dozens of texts to gain by it.
// Laying out: linear, n log n for code points. Memory: the texts, and for each a word of 1, 2, 4 or 8 bytes for every
// distinct character of the list, rounded up to 64 bytes for all texts of one length: 50 to 100 bytes a name.
// Queries allocate nothing up to 64 characters.
// Threads: ManyTexts is immutable; any number of threads may use one.
// Source: the kernels of jaro_winkler.hpp and levenshtein.hpp, one text a lane as in Hyyrö, Fredriksson & Navarro,
// "Increased bit-parallelism for approximate and multiple string matching", ACM JEA 10 (2005).

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <ranges>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scv/similarity/detail/char_masks.hpp"
#include "scv/similarity/detail/lanes.hpp"
#include "scv/similarity/jaro_winkler.hpp"
#include "scv/similarity/levenshtein.hpp"

namespace scv {
inline namespace v1 {
namespace similarity {

namespace detail {

// The characters of a list, numbered from 1; 0 stands for all others.
template <Character Char>
class Alphabet {
 public:
  static constexpr std::size_t kMost = 256;  // every byte, or the most frequent code points

  explicit Alphabet(std::basic_string<Char> characters) {
    std::sort(characters.begin(), characters.end(), [](Char a, Char b) { return code_of(a) < code_of(b); });
    std::vector<std::pair<std::size_t, std::uint32_t>> counts;
    for (std::size_t begin = 0, end = 0; begin < characters.size(); begin = end) {
      while (end < characters.size() && characters[end] == characters[begin]) ++end;
      counts.emplace_back(end - begin, code_of(characters[begin]));
    }
    std::sort(counts.rbegin(), counts.rend());
    counts.resize(std::min(counts.size(), kMost));
    for (const auto& [count, code] : counts) codes_.push_back(code);
    std::sort(codes_.begin(), codes_.end());
    for (std::size_t i = 0; i < codes_.size(); ++i) {
      if (codes_[i] < kDirect) direct_[codes_[i]] = static_cast<std::uint16_t>(i + 1);
    }
  }
  std::size_t classes() const noexcept { return codes_.size() + 1; }
  std::uint16_t operator[](Char c) const noexcept {
    const std::uint32_t code = code_of(c);
    if (code < kDirect) return direct_[code];
    const auto found = std::lower_bound(codes_.begin(), codes_.end(), code);
    return found != codes_.end() && *found == code ? static_cast<std::uint16_t>(found - codes_.begin() + 1) : 0;
  }

 private:
  static constexpr std::uint32_t kDirect = 256;
  std::array<std::uint16_t, kDirect> direct_{};
  std::vector<std::uint32_t> codes_;
};

// (m - t) / m of jaro_formula, by m and t.
struct OrderTerms {
  double of[kWordBits + 1][kWordBits / 2 + 1];
};
constexpr OrderTerms order_terms() noexcept {
  OrderTerms terms{};
  for (std::size_t m = 1; m <= kWordBits; ++m) {
    for (std::size_t t = 0; t <= m / 2; ++t) {
      terms.of[m][t] = (static_cast<double>(m) - static_cast<double>(t)) / static_cast<double>(m);
    }
  }
  return terms;
}
inline constexpr OrderTerms kOrderTerms = order_terms();

}  // namespace detail

/// A list of texts, laid out for comparing one query with all of them. Keeps a copy of the texts.
template <detail::Character Char>
class BasicManyTexts {
 public:
  using View = std::basic_string_view<Char>;

  /// `texts`: a range of what converts to View, gone through once. `set` must be supported; what it is changes no
  /// result. Throws std::invalid_argument if it is not.
  template <std::ranges::input_range Texts>
  requires std::convertible_to<std::ranges::range_reference_t<Texts>, View>
  explicit BasicManyTexts(Texts&& texts, InstructionSet set = best_instruction_set())
      : BasicManyTexts(Copy(std::forward<Texts>(texts)), set) {}

  std::size_t size() const noexcept { return ends_.size() - 1; }
  View operator[](std::size_t index) const noexcept {
    return View(characters_).substr(ends_[index], ends_[index + 1] - ends_[index]);
  }

  /// similarities[i] becomes the Jaro–Winkler similarity of `query` and text i, or 0 where it is below `cutoff`. A high
  /// cutoff is faster. `prefix_weight` is held to 0 … 0.25. Throws std::invalid_argument if there is not one place for
  /// each text.
  void jaro_winkler(View query, std::span<double> similarities, double prefix_weight = 0.1, double cutoff = 0) const {
    check_places(similarities.size());
    if (const std::span<const std::size_t> alone = one_by_one(query); !alone.empty()) {
      const BasicJaroWinklerPattern<Char> pattern(query, prefix_weight);
      for (const std::size_t index : alone) similarities[index] = pattern.similarity((*this)[index], cutoff);
    }
    if (!in_lanes(query)) return;

    detail::LaneQuery task = lane_query(query);
    Winkler winkler(std::clamp(prefix_weight, 0.0, 0.25), cutoff);
    std::size_t length = 0;
    for (const Group& group : groups_) {
      if (group.length != length) {
        length = group.length;
        aim(task, length);
        winkler.aim(task, length);
      }
      const std::span<const std::size_t> indices(&order_[group.begin], group.size);
      detail::JaroCounts counts;
      if (task.least_common > std::min(query.size(), length) ||
          !kernels_[group.width].jaro(task, &rows_[group.first_row], counts)) {
        for (const std::size_t index : indices) similarities[index] = 0;
        continue;
      }
      by_width(group.width, [&]<class Lane>(Lane) { winkler.template finish<Lane>(counts, indices, similarities); });
    }
  }

  /// distances[i] becomes the Levenshtein distance of `query` and text i, or limit + 1 where it is above `limit`.
  /// Throws std::invalid_argument if there is not one place for each text.
  void levenshtein(View query, std::span<std::size_t> distances, std::size_t limit = kNoLimit) const {
    check_places(distances.size());
    if (const std::span<const std::size_t> alone = one_by_one(query); !alone.empty()) {
      const BasicLevenshteinPattern<Char> pattern(query);
      for (const std::size_t index : alone) distances[index] = pattern.distance((*this)[index], limit);
    }
    if (!in_lanes(query)) return;

    detail::LaneQuery task = lane_query(query);
    const std::size_t most = std::min(limit, 2 * detail::kWordBits) + 1;
    for (const Group& group : groups_) {
      const std::span<const std::size_t> indices(&order_[group.begin], group.size);
      const std::size_t length = group.length;
      if (std::max(length, query.size()) - std::min(length, query.size()) > limit) {
        for (const std::size_t index : indices) distances[index] = most;
        continue;
      }
      task.text_mask = ~std::uint64_t{0} >> (detail::kWordBits - length);
      detail::LaneRow row;
      kernels_[group.width].levenshtein(task, &rows_[group.first_row], row);
      by_width(group.width, [&]<class Lane>(Lane) {
        Lane lanes[sizeof row / sizeof(Lane)];
        std::memcpy(lanes, &row, sizeof row);
        for (std::size_t i = 0; i < indices.size(); ++i) {
          distances[indices[i]] = std::min<std::size_t>(lanes[i], most);
        }
      });
    }
  }

 private:
  // Texts of one length, one a lane. `width`: lanes of 1 << width bytes.
  struct Group {
    std::size_t begin;  // in order_
    std::size_t first_row;
    std::uint8_t size;
    std::uint8_t length;
    std::uint8_t width;
  };

  struct Copy {
    template <class Texts>
    explicit Copy(Texts&& texts) {
      for (auto&& text : texts) {
        characters += View(text);
        ends.push_back(characters.size());
      }
    }
    std::basic_string<Char> characters;
    std::vector<std::size_t> ends{0};
  };

  // From counts to similarities, as jaro_formula and winkler have it.
  class Winkler {
   public:
    Winkler(double prefix_weight, double cutoff) noexcept : cutoff_(cutoff) {
      for (std::size_t prefix = 0; prefix <= detail::kMaxPrefix; ++prefix) {
        boosts_[prefix] = static_cast<double>(prefix) * prefix_weight;
      }
    }
    void aim(detail::LaneQuery& task, std::size_t length) noexcept {
      const double needed = detail::needed_jaro(boosts_[task.prefix_end], cutoff_) - detail::kFilterSlack;
      const std::size_t most = std::min(task.size, length);
      std::size_t least = 0;
      while (least <= most && detail::too_few_common(task.size, length, least, needed)) ++least;
      task.least_common = least;
      for (std::size_t m = 0; m <= most; ++m) {
        length_terms_[m] = static_cast<double>(m) / static_cast<double>(task.size) +
                           static_cast<double>(m) / static_cast<double>(length);
      }
    }
    template <class Lane>
    void finish(const detail::JaroCounts& counts, std::span<const std::size_t> indices,
                std::span<double> similarities) const noexcept {
      constexpr std::size_t kLanes = sizeof(detail::LaneRow) / sizeof(Lane);
      Lane common[kLanes], transpositions[kLanes], prefix[kLanes];
      std::memcpy(common, &counts.common, sizeof common);
      std::memcpy(transpositions, &counts.transpositions, sizeof transpositions);
      std::memcpy(prefix, &counts.prefix, sizeof prefix);
      double sums[kLanes], boosts[kLanes];
      for (std::size_t i = 0; i < kLanes; ++i) {
        sums[i] = length_terms_[common[i]] + detail::kOrderTerms.of[common[i]][transpositions[i]];
        boosts[i] = boosts_[prefix[i]];
      }
      detail::finish_winkler(sums, boosts, kLanes, cutoff_);
      for (std::size_t i = 0; i < indices.size(); ++i) similarities[indices[i]] = sums[i];
    }

   private:
    double cutoff_;
    double boosts_[detail::kMaxPrefix + 1];
    double length_terms_[detail::kWordBits + 1];  // m/|a| + m/|b|
  };

  BasicManyTexts(Copy copy, InstructionSet set)
      : characters_(std::move(copy.characters)), ends_(std::move(copy.ends)), alphabet_(characters_) {
    if (!is_supported(set)) throw std::invalid_argument("this machine does not have that instruction set");
    kernels_ = detail::lane_kernels(set);
    order_.resize(size());
    for (std::size_t i = 0; i < size(); ++i) order_[i] = i;
    if (kernels_ == nullptr) return;

    const auto length_in_lane = [&](std::size_t index) {
      const View text = (*this)[index];
      const bool fits = text.size() <= detail::kWordBits &&
                        std::all_of(text.begin(), text.end(), [&](Char c) { return alphabet_[c] != 0; });
      return fits ? text.size() : 0;
    };
    std::vector<std::size_t> by_length[detail::kWordBits + 1];
    for (std::size_t i = 0; i < size(); ++i) by_length[length_in_lane(i)].push_back(i);
    order_ = std::move(by_length[0]);
    alone_ = order_.size();
    for (std::size_t length = 1; length <= detail::kWordBits; ++length) add_groups(length, by_length[length]);
  }

  void add_groups(std::size_t length, std::span<const std::size_t> indices) {
    const std::size_t width = length <= 8 ? 0 : length <= 16 ? 1 : length <= 32 ? 2 : 3;
    const std::size_t lanes = sizeof(detail::LaneRow) >> width;
    while (!indices.empty()) {
      const std::span<const std::size_t> part = indices.first(std::min(lanes, indices.size()));
      groups_.push_back({order_.size(), rows_.size(), static_cast<std::uint8_t>(part.size()),
                         static_cast<std::uint8_t>(length), static_cast<std::uint8_t>(width)});
      order_.insert(order_.end(), part.begin(), part.end());
      rows_.resize(rows_.size() + alphabet_.classes());
      by_width(width, [&]<class Lane>(Lane) {
        for (std::size_t lane = 0; lane < part.size(); ++lane) {
          Lane bit = 1;
          for (const Char c : (*this)[part[lane]]) {
            unsigned char* const place = rows_[groups_.back().first_row + alphabet_[c]].bytes + lane * sizeof(Lane);
            Lane mask;
            std::memcpy(&mask, place, sizeof mask);
            mask = static_cast<Lane>(mask | bit);
            std::memcpy(place, &mask, sizeof mask);
            bit = static_cast<Lane>(bit << 1);
          }
        }
      });
      indices = indices.subspan(part.size());
    }
  }

  template <class Do>
  static void by_width(std::size_t width, const Do& with) {
    switch (width) {
      case 0:
        return with(std::uint8_t{});
      case 1:
        return with(std::uint16_t{});
      case 2:
        return with(std::uint32_t{});
      default:
        return with(std::uint64_t{});
    }
  }

  bool in_lanes(View query) const noexcept {
    return kernels_ != nullptr && !query.empty() && query.size() <= detail::kWordBits;
  }
  std::span<const std::size_t> one_by_one(View query) const noexcept {
    return std::span(order_).first(in_lanes(query) ? alone_ : order_.size());
  }
  detail::LaneQuery lane_query(View query) const noexcept {
    detail::LaneQuery task;
    task.size = query.size();
    for (std::size_t i = 0; i < query.size(); ++i) task.classes[i] = alphabet_[query[i]];
    return task;
  }
  static void aim(detail::LaneQuery& task, std::size_t length) noexcept {
    const std::size_t reach = detail::jaro_reach(task.size, length);
    task.end = std::min(task.size, length + reach);
    task.prefix_end = std::min({task.size, length, detail::kMaxPrefix});
    for (std::size_t i = 0; i < task.end; ++i) {
      const std::uint64_t above = i + reach + 1 < detail::kWordBits ? ~std::uint64_t{0} << (i + reach + 1) : 0;
      const std::uint64_t from = i > reach ? ~std::uint64_t{0} << (i - reach) : ~std::uint64_t{0};
      task.windows[i] = from & ~above;
    }
  }
  void check_places(std::size_t places) const {
    if (places != size()) {
      throw std::invalid_argument(std::to_string(size()) + " texts have as many results; there is place for " +
                                  std::to_string(places));
    }
  }

  std::basic_string<Char> characters_;
  std::vector<std::size_t> ends_;  // text i: from ends_[i] to ends_[i + 1]
  detail::Alphabet<Char> alphabet_;
  const detail::LaneKernels* kernels_ = nullptr;
  std::vector<std::size_t> order_;  // the texts in no group, then group by group
  std::size_t alone_ = 0;           // how many are in no group
  std::vector<Group> groups_;
  std::vector<detail::LaneRow> rows_;  // group by group, one a class of the alphabet
};

using ManyTexts = BasicManyTexts<char>;
using ManyTexts32 = BasicManyTexts<char32_t>;

}  // namespace similarity
}  // namespace v1
}  // namespace scv
