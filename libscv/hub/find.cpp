// Who fits: contact points and identifiers exactly, everything else through blocks.
//
// A query is not a record. Of a record's blocks, those over their caps make no candidates: its finer keys do. A query of a
// name and a city has no finer ones, so that here a block counts by how rare it is, whatever its cap. The records that share
// most are looked at, those whose names are nearest to the query's are compared in full.

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "base/arena.hpp"
#include "hub/conclusion.hpp"
#include "hub/impl.hpp"
#include "hub/name_words.hpp"
#include "hub/points.hpp"
#include "normalize/values.hpp"
#include "scv/similarity/osa.hpp"

namespace scv {
inline namespace v1 {
namespace {

using store::Number;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kRecordsOfPoint = 1024;  ///< that have a contact point are looked at
constexpr std::size_t kMostKnown = 4096;       ///< records whose shares in the query are counted
constexpr std::size_t kComparedOfPoint = 64;   ///< are compared, where there is more to compare than the point
constexpr std::size_t kLargestBlock = 2048;    ///< records of a block that are looked up
constexpr std::size_t kLeastCompared = 8;      ///< of the records looked at, in full
constexpr double kBitsOfWord = 8;              ///< that a word of a name counts for where it is spelt alike
constexpr std::size_t kMaxWords = 8;

bool is_exact(Field field) noexcept {
  return field == Field::email || field == Field::phone || field == Field::identifier;
}

std::vector<std::pair<std::string, std::string>> identifiers_of(const Record& record) {
  std::vector<std::pair<std::string, std::string>> result;
  for (const Attribute& attribute : record.attributes) {
    if (attribute.field != Field::identifier) continue;
    normalize::Identifier identifier = normalize::parse_identifier(attribute.type, attribute.value);
    if (!identifier.value.empty() && !identifier.placeholder) {
      result.emplace_back(std::move(identifier.type), std::move(identifier.value));
    }
  }
  std::sort(result.begin(), result.end());
  return result;
}

bool share_identifier(const std::vector<std::pair<std::string, std::string>>& wanted, const Record& record) {
  const auto its = identifiers_of(record);
  return std::any_of(its.begin(), its.end(), [&](const auto& one) {
    return std::any_of(wanted.begin(), wanted.end(), [&](const auto& other) {
      return one.second == other.second && (one.first == other.first || one.first.empty() || other.first.empty());
    });
  });
}

/// The words of a query's names, to see at a glance how near a record's are.
class NameWords {
 public:
  explicit NameWords(const Record& query) {
    for (const Attribute& attribute : query.attributes) {
      if (!hub::is_name(attribute.field)) continue;
      for (std::string& word : hub::words_of(attribute.value)) {
        if (words_.size() < kMaxWords) words_.push_back(std::move(word));
      }
    }
  }

  /// 1 for each word that the record has as well, less for one spelt alike.
  double nearness(std::span<const types::FieldView> fields) const {
    if (words_.empty()) return 0;
    std::array<double, kMaxWords> best{};
    for (const types::FieldView& field : fields) {
      if (!hub::is_name(field.field)) continue;
      for (const std::string& word : hub::words_of(field.value)) {
        for (std::size_t i = 0; i < words_.size(); ++i) best[i] = std::max(best[i], likeness(words_[i], word));
      }
    }
    double sum = 0;
    for (const double of_word : best) sum += of_word;
    return sum;
  }

 private:
  static double likeness(std::string_view a, std::string_view b) {
    if (a == b) return 1;
    if (a.size() == 1 || b.size() == 1) return a[0] == b[0] ? 0.3 : 0;
    const std::size_t longer = std::max(a.size(), b.size());
    const std::size_t most = longer >= 8 ? 3 : 2;
    const std::size_t edits = similarity::osa_distance(a, b, most);
    return edits > most ? 0 : std::max(0.0, 1 - 1.5 * static_cast<double>(edits) / static_cast<double>(longer));
  }

  std::vector<std::string> words_;
};

/// The best record of an identity.
struct Best {
  double weight = 0;
  Number record = 0;
  types::RecordNo number = 0;
};

class Finder {
 public:
  /// `check` throws where the call was cancelled.
  Finder(store::Store& store, hub::Workspace& workspace, hub::RecordCache& records, const FindOptions& options,
         std::function<void()> check)
      : store_(store), workspace_(workspace), records_(records), options_(options), check_(std::move(check)) {}

  std::vector<Found> run(const Record& query, std::string_view region) {
    std::vector<Found> found = answers_to(query, region);
    report_.looked_at += exact_.size();
    report_.candidates += exact_.size();
    report_.complete = report_.complete && report_.values_left_out == 0 && report_.compared == report_.candidates;
    return found;
  }
  const FindReport& report() const noexcept { return report_; }

 private:
  std::vector<Found> answers_to(const Record& query, std::string_view region) {
    query_ = workspace_.add(query);
    const std::vector<store::ContactPoint> points = hub::points_of(query, region);
    if (options_.exact_only && query.attributes.size() == 1 && points.size() == 1) {
      add_members(points[0], kRecordsOfPoint);
      // Whatever else they have, they have the point, and nothing else is compared with the query.
      if (exact_.empty()) return {};
      with_itself_ = matcher().explain(query_, query_);
      for (const auto& [no, identity] : exact_) take(identity, {with_itself_->match_weight, no, query_});
      report_.compared = exact_.size();
      return answers();
    }
    for (const store::ContactPoint& point : points) add_members(point, std::max(kComparedOfPoint, options_.limit));
    if (options_.exact_only) {
      add_identifiers(query);
    } else {
      add_promising(query);
    }
    compare();
    return answers();
  }

  /// A stored record that is to be compared.
  struct Candidate {
    Number no = 0;
    std::uint64_t hash = 0;
    types::RecordView record;
    double bits = 0;  ///< that it shares with the query
  };

  void add_members(const store::ContactPoint& point, std::size_t most) {
    const std::vector<store::Member> members = store_.members_at(point, most);
    if (members.size() == most) report_.complete = false;
    for (const store::Member& member : members) exact_.emplace(member.record, member.identity);
  }

  void add_identifiers(const Record& query) {
    const auto identifiers = identifiers_of(query);
    if (identifiers.empty()) return;
    for (const std::uint64_t key : matcher().blocking_keys(query_)) {
      const std::size_t cap = matcher().block_cap(key);
      const std::vector<Number> records = store_.records_with_key(key, cap + 1);
      if (records.size() > cap) {
        ++report_.values_left_out;
        continue;
      }
      for (const Number no : records) {
        if (share_identifier(identifiers, records_.need(store_, no))) exact_.emplace(no, 0);
      }
    }
  }

  /// A value of the query and the records that have it, ascending.
  struct Block {
    std::vector<Number> records;
    double bits = 0;  ///< that it is rare by
  };

  /// The records that share most with the query: what they share counts by how rare it is. Rare values bring records, the
  /// others speak for those that are known by then.
  void add_promising(const Record& query) {
    std::vector<Block> blocks;
    std::vector<Number> too_common;
    const double all = std::log2(static_cast<double>(store_.newest_record()) + 1);
    for (const std::uint64_t key : matcher().query_keys(query_)) {
      std::vector<Number> records = store_.records_with_key(key, kLargestBlock + 1);
      if (records.empty()) continue;
      if (records.size() > kLargestBlock) {
        ++report_.values_left_out;
        if (too_common.empty()) too_common = std::move(records);
        continue;
      }
      const double bits = all - std::log2(static_cast<double>(records.size()));
      blocks.push_back({std::move(records), bits});
    }
    // Better some of too many than none.
    if (blocks.empty() && !too_common.empty()) blocks.push_back({std::move(too_common), 0});
    std::stable_sort(blocks.begin(), blocks.end(),
                     [](const Block& a, const Block& b) { return a.records.size() < b.records.size(); });

    const std::size_t most = options_.max_candidates == 0 ? SIZE_MAX : options_.max_candidates;
    std::vector<Number> known;
    for (const Block& block : blocks) {
      if (known.size() + block.records.size() > kMostKnown && !known.empty()) {
        report_.complete = false;
        break;
      }
      std::vector<Number> merged;
      merged.reserve(known.size() + block.records.size());
      std::set_union(known.begin(), known.end(), block.records.begin(), block.records.end(),
                     std::back_inserter(merged));
      known.swap(merged);
    }
    std::vector<Shared> ranked;
    ranked.reserve(known.size());
    for (const Number no : known) {
      if (!exact_.contains(no)) ranked.push_back({no, 0});
    }
    for (const Block& block : blocks) add_bits(block, ranked);
    report_.candidates += ranked.size();
    if (most < ranked.size()) {
      std::nth_element(
          ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(most), ranked.end(),
          [](const Shared& a, const Shared& b) { return a.bits != b.bits ? a.bits > b.bits : a.no < b.no; });
      ranked.resize(most);
      std::sort(ranked.begin(), ranked.end(), [](const Shared& a, const Shared& b) { return a.no < b.no; });
    }
    const NameWords names(query);
    for (const Shared& one : ranked) {
      if (is_late()) break;
      look_at(one.no, one.bits, names);
    }
    report_.looked_at = candidates_.size();
    const std::size_t compared = std::max(kLeastCompared, options_.limit + options_.limit / 2);
    if (candidates_.size() > compared) {
      std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
        return a.bits != b.bits ? a.bits > b.bits : a.no < b.no;
      });
      candidates_.resize(compared);
    }
  }

  struct Shared {
    Number no = 0;
    double bits = 0;
  };
  static void add_bits(const Block& block, std::vector<Shared>& records) {
    auto member = block.records.begin();
    for (Shared& record : records) {
      while (member != block.records.end() && *member < record.no) ++member;
      if (member == block.records.end()) return;
      if (*member == record.no) record.bits += block.bits;
    }
  }

  void look_at(Number no, double bits, const NameWords& names) {
    check_();
    Candidate& candidate = candidates_.emplace_back();
    candidate.no = no;
    store_.visit_record(no, [&](std::uint64_t hash, const types::RecordView& record) {
      candidate.hash = hash;
      candidate.bits = bits + kBitsOfWord * names.nearness(record.fields);
      candidate.record = types::keep(record, arena_);
    });
  }

  void compare() {
    for (const auto& [no, identity] : exact_) {
      check_();
      store_.visit_record(no, [&](std::uint64_t hash, const types::RecordView& record) {
        numbers_.emplace_back(no, workspace_.number_of(no, hash, record));
      });
    }
    for (const Candidate& one : candidates_) {
      if (is_late() && !numbers_.empty()) break;
      numbers_.emplace_back(one.no, workspace_.number_of(one.no, one.hash, one.record));
    }
    report_.compared = numbers_.size();
    // First all features, then all weights: the matcher binds its model anew after each addition.
    for (const auto& [no, number] : numbers_) {
      const double weight = matcher().score(query_, number);
      const auto known = exact_.find(no);
      const bool has_identity = known != exact_.end() && known->second != 0;
      take(has_identity ? known->second : store_.identity_of(no), {weight, no, number});
    }
  }

  void take(IdentityId identity, const Best& one) {
    if (one.weight < options_.min_weight) return;
    const auto [entry, is_new] = best_.try_emplace(identity, one);
    Best& best = entry->second;
    if (!is_new && (one.weight > best.weight || (one.weight == best.weight && one.record < best.record))) best = one;
  }

  std::vector<Found> answers() {
    std::vector<std::pair<IdentityId, Best>> ranked(best_.begin(), best_.end());
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& a, const auto& b) { return a.second.weight > b.second.weight; });
    if (ranked.size() > options_.limit) ranked.resize(options_.limit);
    std::vector<Found> result;
    result.reserve(ranked.size());
    for (const auto& [identity, one] : ranked) {
      Why why = with_itself_ ? *with_itself_ : matcher().explain(query_, one.number);
      Found found{.identity = identity,
                  .match_weight = why.match_weight,
                  .match_probability = why.match_probability,
                  .best_record = records_.need_key(store_, one.record),
                  .reasons = {}};
      std::stable_sort(why.evidence.begin(), why.evidence.end(),
                       [](const Evidence& a, const Evidence& b) { return a.weight > b.weight; });
      for (const Evidence& evidence : why.evidence) {
        if (evidence.weight <= 0) break;
        found.reasons.push_back(evidence.comparison + " " + evidence.level + " (" + hub::weight_text(evidence.weight) +
                                ")");
      }
      result.push_back(std::move(found));
    }
    return result;
  }

  const hub::Matcher& matcher() const noexcept { return workspace_.matcher(); }
  bool is_late() const {
    return options_.max_time_us != 0 && Clock::now() - begun_ >= std::chrono::microseconds(options_.max_time_us);
  }

  store::Store& store_;
  hub::Workspace& workspace_;
  hub::RecordCache& records_;
  const FindOptions& options_;
  std::function<void()> check_;
  Clock::time_point begun_ = Clock::now();
  FindReport report_;
  base::Arena arena_;
  types::RecordNo query_ = 0;
  std::optional<Why> with_itself_;      ///< the query, where all that the records found have of it is its point
  std::map<Number, IdentityId> exact_;  ///< records that have a value of the query; identity 0: not known yet
  std::vector<Candidate> candidates_;
  std::vector<std::pair<Number, types::RecordNo>> numbers_;  ///< compared
  std::map<IdentityId, Best> best_;
};

}  // namespace

std::vector<Found> Hub::Impl::find(const Record& query, const FindOptions& options, FindReport* report) {
  const Cancellation cancellation(*this);
  Record wanted;
  for (const Attribute& attribute : query.attributes) {
    if (!options.exact_only || is_exact(attribute.field)) wanted.attributes.push_back(attribute);
  }
  Lease lease(*this);
  Transaction transaction(lease.store(), Transaction::Kind::read);
  Finder finder(lease.store(), lease.workspace(), records_, options, [&] { cancellation.check(); });
  std::vector<Found> found = finder.run(wanted, region_);
  if (report != nullptr) *report = finder.report();
  return found;
}

}  // namespace v1
}  // namespace scv
