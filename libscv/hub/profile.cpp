#include "scv/profile.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "base/flat_map.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "block/key_use.hpp"
#include "compare/compare.hpp"
#include "hub/learn.hpp"
#include "normalize/values.hpp"
#include "score/scorer.hpp"
#include "scv/inspect.hpp"

namespace scv {
inline namespace v1 {
namespace {

using types::RecordNo;

constexpr std::size_t kShown = 3;
constexpr std::size_t kLiftsShown = 20;
constexpr std::size_t kShownBytes = 200;
/// Distinct values of a column that are taken apart to see whether they are placeholders; later ones are if they recur.
constexpr std::size_t kTakenApart = 10000;
constexpr std::size_t kSampledRecords = 20000;
constexpr std::size_t kSampledPairs = 50000;
constexpr std::size_t kDigitsOfPhone = 8, kLeastDigits = 5;
constexpr double kSharedAtMost = 0.1;  ///< of the values that recur, for a column that identifies
constexpr double kSameAlmostAlways = 0.9;

/// The values of one column, counted.
class ColumnCount {
 public:
  ColumnCount(std::optional<Field> field, const std::string& region) : field_(field), region_(region) {}

  void add(std::string_view raw, RecordNo identity) {
    const std::string_view text = base::trim(raw);
    if (text.empty()) return;
    ++filled_;
    const std::uint64_t hash = base::hash64(in_one_form(text));
    Seen& seen = seen_.try_emplace(hash, Seen{0, identity, false, false, false}).first->second;
    ++seen.records;
    seen.several = seen.several || seen.identity != identity;
    if (seen.records == 1 ? seen_.size() <= kTakenApart : seen.records == 2) look_at(text, seen);
    if (seen.records == 2 || (seen.records == 1 && seen.placeholder)) {
      texts_.try_emplace(hash, base::truncate_utf8(text, kShownBytes));
    }
  }

  void report(ProfiledColumn& column) const {
    column.filled = filled_;
    double same = 0;
    std::uint64_t mailboxes = 0;
    std::vector<FrequentValue> frequent, placeholders;
    for (const auto& [hash, seen] : seen_) {
      const auto text = texts_.find(hash);
      if (seen.placeholder) {
        column.placeholders += seen.records;
        placeholders.push_back({text->second, seen.records});
        continue;
      }
      ++column.distinct;
      if (seen.role) mailboxes += seen.records;
      if (seen.records < 2) continue;
      ++column.repeated;
      column.shared += seen.several;
      same += static_cast<double>(seen.records) * (seen.records - 1.0);
      frequent.push_back({text->second, seen.records});
    }
    const auto real = static_cast<double>(filled_ - column.placeholders);
    column.same_by_chance = real < 2 ? 0 : same / (real * (real - 1));
    column.frequent = most_frequent(std::move(frequent));
    column.placeholder_values = most_frequent(std::move(placeholders));
    judge(column, mailboxes);
  }

 private:
  struct Seen {
    std::uint32_t records = 0;
    RecordNo identity = 0;     ///< of its first record
    bool several = false;      ///< identities have it
    bool placeholder = false;  ///< it stands for nothing
    bool role = false;         ///< a role mailbox
  };

  /// What is counted as one value: small letters; of a phone number the digits at its end, whatever its prefix.
  std::string_view in_one_form(std::string_view text) {
    form_.clear();
    const bool phone = field_ == Field::phone;
    for (const char c : text) {
      if (phone && !base::is_ascii_digit(c)) continue;
      form_ += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
    if (!phone) return form_;
    if (form_.size() < kLeastDigits) return text;
    return std::string_view(form_).substr(form_.size() - std::min(form_.size(), kDigitsOfPhone));
  }

  void look_at(std::string_view text, Seen& seen) const {
    if (!field_) return;  // what takes no part may be called as it likes
    seen.placeholder = normalize::is_placeholder(text);
    if (seen.placeholder) return;
    if (*field_ == Field::email) {
      const normalize::Email email = normalize::parse_email(text);
      seen.placeholder = email.placeholder;
      seen.role = email.role;
    } else if (*field_ == Field::phone) {
      seen.placeholder = normalize::parse_phone(text, region_).placeholder;
    } else if (*field_ == Field::birthdate) {
      seen.placeholder = normalize::parse_date(text).is_default;
    } else if (*field_ == Field::identifier) {
      seen.placeholder = normalize::parse_identifier({}, text).placeholder;
    }
  }

  static std::vector<FrequentValue> most_frequent(std::vector<FrequentValue> values) {
    const std::size_t shown = std::min(values.size(), kShown);
    std::partial_sort(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(shown), values.end(),
                      [](const FrequentValue& a, const FrequentValue& b) {
                        return a.records != b.records ? a.records > b.records : a.value < b.value;
                      });
    values.resize(shown);
    return values;
  }

  void judge(ProfiledColumn& column, std::uint64_t mailboxes) const {
    const auto say = [&](const char* use, std::string reason) {
      column.use = use;
      column.reason = std::move(reason);
    };
    const auto of = [](std::uint64_t part, std::uint64_t all, const char* what) {
      return std::to_string(part) + " of " + std::to_string(all) + what;
    };
    if (!field_) {
      const std::string& role = column.role;
      return say("takes no part", role == "id"           ? "it names the record"
                                  : role == "source"     ? "it names the source"
                                  : role == "updated_at" ? "it says which values are newer"
                                                         : "it is left out");
    }
    if (*field_ == Field::url) return say("takes no part", "addresses of pages are not compared");
    if (filled_ == 0) return say("says nothing", "it is empty");
    if (column.distinct == 0) return say("says nothing", "it holds placeholders alone");
    if (column.distinct == 1 && column.repeated == 1) return say("says nothing", "all values are equal");
    if (column.same_by_chance >= kSameAlmostAlways) return say("says nothing", "nearly all values are equal");
    const bool reaches = *field_ == Field::email || *field_ == Field::phone || *field_ == Field::identifier;
    const bool place = *field_ == Field::address || *field_ == Field::street || *field_ == Field::organization;
    if (column.repeated == 0) {
      if (reaches) return say("identifies", "no two records have the same value");
      if (*field_ == Field::other) return say("says nothing", "no two records have the same value");
      return say("identifies with others", "no two records have the same value");
    }
    const std::string recurring = of(column.shared, column.repeated, " values that recur are of several customers");
    const bool shared = static_cast<double>(column.shared) > kSharedAtMost * static_cast<double>(column.repeated);
    if (!shared) return say("identifies", recurring);
    if (mailboxes != 0 && *field_ == Field::email) {
      return say("shared", recurring + "; " + std::to_string(mailboxes) + " records have a role mailbox such as info@");
    }
    say(reaches || place ? "shared" : "identifies with others", recurring);
  }

  std::optional<Field> field_;
  std::string region_;
  std::uint64_t filled_ = 0;
  std::string form_;
  base::FlatMap<std::uint64_t, Seen> seen_;
  base::FlatMap<std::uint64_t, std::string> texts_;  ///< of values that recur, and of placeholders
};

/// The columns of all inputs, counted in a second reading.
class Columns {
 public:
  Columns(const hub::MatchingRun& run, const DedupeOptions& options) : run_(run), region_(options.default_region) {
    for (std::size_t input = 0; input < run.inputs().size(); ++input) {
      inspections_.push_back(inspect(run.path_of(input), options.load));
    }
  }

  std::vector<ProfiledColumn> count(const types::Partition& identities) {
    run_.for_each_rows([&](std::size_t input, std::size_t first, std::span<const types::RecordView> rows) {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const types::RecordView& record = rows[i];
        const RecordNo identity = identities[first + i];
        for (std::size_t c = 0; c < record.columns.size(); ++c) column(input, c).add(record.columns[c], identity);
        if (!record.columns.empty()) continue;
        for (const types::FieldView& field : record.fields) attribute(input, field).add(field.value, identity);
      }
    });
    std::vector<ProfiledColumn> columns;
    for (Entry& entry : entries_) {
      entry.count.report(entry.column);
      columns.push_back(std::move(entry.column));
    }
    return columns;
  }

 private:
  struct Entry {
    ProfiledColumn column;
    ColumnCount count;
  };

  ColumnCount& column(std::size_t input, std::size_t at) {
    const std::size_t place = run_.places(input)[at];
    const auto [found, is_new] = by_place_.try_emplace(place, entries_.size());
    if (is_new) {
      const auto& inspected = inspections_[input].columns;
      const std::string& name = run_.header()[place];
      // The columns of several sheets are told one sheet behind the other, so by name.
      const bool in_place = inspections_[input].sheets.empty() && at < inspected.size();
      const auto found_column = in_place
                                    ? inspected.begin() + static_cast<std::ptrdiff_t>(at)
                                    : std::find_if(inspected.begin(), inspected.end(),
                                                   [&](const InspectedColumn& column) { return column.name == name; });
      add(found_column != inspected.end() ? *found_column : InspectedColumn{.name = name, .role = "ignore"}, name);
    }
    return entries_[found->second].count;
  }

  ColumnCount& attribute(std::size_t input, const types::FieldView& field) {
    const auto key = std::pair(field.field, std::string(field.type));
    const auto [found, is_new] = by_field_.try_emplace(key, entries_.size());
    if (is_new) {
      InspectedColumn column{.role = std::string(to_string(field.field)), .type = key.second};
      for (const InspectedColumn& inspected : inspections_[input].columns) {
        if (inspected.role == column.role && inspected.type == column.type) column.why = inspected.why;
      }
      add(column, column.role + (column.type.empty() ? "" : ":" + column.type));
    }
    return entries_[found->second].count;
  }

  void add(const InspectedColumn& inspected, const std::string& name) {
    ProfiledColumn column;
    column.name = name;
    column.role = inspected.role;
    column.type = inspected.type;
    column.why = inspected.why;
    // an id with a type is an identifier of the customer, too
    const bool identifier = inspected.role == "id" && !inspected.type.empty();
    entries_.push_back(
        {std::move(column), ColumnCount(identifier ? Field::identifier : field_from_string(inspected.role), region_)});
  }

  const hub::MatchingRun& run_;
  std::string region_;
  std::vector<Inspection> inspections_;
  std::vector<Entry> entries_;
  std::map<std::size_t, std::size_t> by_place_;
  std::map<std::pair<Field, std::string>, std::size_t> by_field_;
};

block::Caps caps_of(const hub::Matcher& matcher) {
  block::Caps caps{};
  for (std::uint64_t kind = 0; kind < block::kKeyKinds; ++kind) caps[kind] = matcher.block_cap(kind << 58);
  return caps;
}

std::vector<ProfiledKey> keys_in_use(const hub::Matcher& matcher, const block::Caps& caps) {
  const auto use = block::key_use(matcher.features(), caps);
  std::vector<ProfiledKey> keys;
  for (std::size_t kind = 0; kind < block::kKeyKinds; ++kind) {
    if (use[kind].records == 0) continue;
    const block::KeyUse& of = use[kind];
    keys.push_back({std::string(block::kind_name(kind)), of.records, of.blocks, of.largest, caps[kind], of.left_out,
                    of.pairs, of.pairs_alone});
  }
  std::stable_sort(keys.begin(), keys.end(),
                   [](const ProfiledKey& a, const ProfiledKey& b) { return a.pairs > b.pairs; });
  return keys;
}

double bits(const score::LogLevel& logs) { return static_cast<double>(logs.match - logs.stranger); }

double different(const score::Levels& levels) {
  const score::LevelProbabilities& p = levels[static_cast<std::size_t>(types::Level::different)];
  return p.match > 0 && p.stranger > 0 ? std::log2(p.match / p.stranger) : 0;
}

/// What the comparisons weigh: a sample of records compared with themselves shows what agreement on their values does, a sample
/// of candidate pairs what is missing.
class Comparisons {
 public:
  explicit Comparisons(const hub::Matcher& matcher)
      : table_(matcher.features()), model_(matcher.fitted()), scorer_(model_, table_) {}

  std::vector<ProfiledComparison> measure(unsigned threads, const block::Caps& caps) {
    const compare::Knowledge knowledge{.word_bits = scorer_.word_bits(),
                                       .whole_names_are_organizations = model_.whole_names_are_organizations};
    compare::Comparer comparer(table_, knowledge);
    types::ComparisonVector compared;
    const std::size_t count = table_.size();
    const std::size_t stride = std::max<std::size_t>(1, count / kSampledRecords);
    std::map<std::size_t, Sums> sums;
    for (std::size_t record = 0; record < count; record += stride) {
      const auto no = static_cast<RecordNo>(record);
      comparer.compare(no, no, compared);
      each(compared, [&](std::size_t at, double weight) { sums[at].equal.push_back(weight); });
    }
    const block::BlockIndex blocks(table_, threads, &caps);
    std::vector<RecordNo> seen(count, block::BlockIndex::kNoMark), found;
    std::uint64_t pairs = 0;
    for (std::size_t record = 0; record < count && pairs < kSampledPairs; record += stride) {
      const auto left = static_cast<RecordNo>(record);
      blocks.candidates(left, seen, found);
      for (const RecordNo right : found) {
        comparer.compare(left, right, compared);
        ++pairs;
        each(compared, [&](std::size_t at, double) { ++sums[at].compared; });
      }
    }
    std::vector<ProfiledComparison> result;
    for (auto& [at, sum] : sums) {
      // the order of names, known of any record, says something where it is crossed alone
      if (at == static_cast<std::size_t>(types::Comparison::name_order)) continue;
      ProfiledComparison& one = result.emplace_back();
      const bool other = at >= types::kComparisons;
      const auto column = static_cast<types::ValueNo>(at - types::kComparisons);
      one.comparison = other ? table_.other_columns.text(column) : to_string(static_cast<types::Comparison>(at));
      one.different = different(other ? model_.of_other(one.comparison) : model_.levels[at]);
      if (pairs != 0) one.missing = 1 - static_cast<double>(sum.compared) / static_cast<double>(pairs);
      if (sum.equal.empty()) continue;
      std::sort(sum.equal.begin(), sum.equal.end());
      const auto at_share = [&](double share) {
        return sum.equal[static_cast<std::size_t>(share * static_cast<double>(sum.equal.size() - 1))];
      };
      one.equal_common = at_share(0.05);
      one.equal = at_share(0.5);
      one.equal_rare = at_share(0.95);
    }
    return result;
  }

 private:
  struct Sums {
    std::vector<double> equal;
    std::uint64_t compared = 0;
  };

  template <typename Visit>
  void each(const types::ComparisonVector& compared, Visit visit) const {
    for (std::size_t c = 0; c < types::kComparisons; ++c) {
      if (compared.of[c].level == types::Level::missing) continue;
      visit(c, bits(scorer_.of(static_cast<types::Comparison>(c), compared.of[c])));
    }
    for (const types::OtherAgreement& other : compared.others) {
      if (other.agreement.level == types::Level::missing) continue;
      visit(types::kComparisons + other.column, bits(scorer_.of(other)));
    }
  }

  const types::FeatureTable& table_;
  const score::Model& model_;
  score::Scorer scorer_;
};

/// The parts of a text that score::pair_text has joined.
std::pair<std::string_view, std::string_view> split(std::string_view text, char separator) {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

/// A value of a column without meaning as "column: value".
std::string shown(std::string_view value) {
  const auto [column, rest] = split(value, '\x1f');
  return rest.empty() ? std::string(column) : std::string(column) + ": " + std::string(rest);
}

std::vector<ProfiledLift> strongest_lifts(const score::Model& model) {
  std::vector<ProfiledLift> lifts;
  for (std::size_t t = 0; t < score::kTerms; ++t) {
    for (const auto& [pair, weight] : model.lifts[t]) {
      const auto [left, right] = split(pair, '\x1e');
      lifts.push_back({std::string(to_string(static_cast<score::Term>(t))), shown(left), shown(right),
                       static_cast<double>(weight)});
    }
  }
  std::sort(lifts.begin(), lifts.end(), [](const ProfiledLift& a, const ProfiledLift& b) {
    if (a.weight != b.weight) return a.weight > b.weight;
    return std::tie(a.kind, a.left, a.right) < std::tie(b.kind, b.left, b.right);
  });
  if (lifts.size() > kLiftsShown) lifts.resize(kLiftsShown);
  return lifts;
}

}  // namespace

ProfileReport profile(std::span<const std::string> inputs, const DedupeOptions& options) {
  const hub::Stopwatch whole;
  hub::MatchingRun run(inputs, hub::matching_options(options));
  hub::Matcher& matcher = run.matcher();
  ProfileReport report;
  report.rows = run.rows();
  report.rejected = run.rejected();
  report.read = report.rows + report.rejected;
  report.first_rejects = run.take_first_rejects();
  report.model = hub::learn(run, options, report.labels);
  const hub::Resolution found = matcher.resolve(options.load.on_progress);
  report.candidate_pairs = found.candidate_pairs;
  for (std::size_t row = 0; row < found.partition.size(); ++row) report.identities += found.partition[row] == row;

  report.columns = Columns(run, options).count(found.partition);
  const block::Caps caps = caps_of(matcher);
  report.keys = keys_in_use(matcher, caps);
  const score::Model& model = matcher.fitted();
  report.threshold = model.threshold;
  report.prior = model.prior_log2_odds;
  report.partners_per_record =
      std::exp2(model.prior_log2_odds) * static_cast<double>(std::max<std::size_t>(run.rows(), 1) - 1);
  report.households_per_match = model.households_per_match;
  report.branches_per_match = model.branches_per_match;
  report.comparisons = Comparisons(matcher).measure(options.threads, caps);
  report.lifts = strongest_lifts(model);
  report.seconds = whole.seconds();
  return report;
}

}  // namespace v1
}  // namespace scv
