#include "hub/pair_labels.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <numeric>
#include <optional>

#include "base/flat_map.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "block/keys.hpp"
#include "read/reader.hpp"

namespace scv::hub {
namespace {

using types::RecordNo;

constexpr std::size_t kMostPairs = 100000;  ///< of each verdict
constexpr std::size_t kPairsAMember = 32;   ///< of a large cluster: others that a member is paired with
constexpr std::size_t kFirstRejects = 20;
constexpr std::size_t kNoColumn = ~std::size_t{0};

std::string quoted(std::string_view text) { return "'" + std::string(base::truncate_utf8(text, 100)) + "'"; }

std::string lower(std::string_view text) {
  std::string result(base::trim(text));
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return result;
}

/// A column's name without the part that says which side of a pair it is of.
struct Sided {
  int side = -1;  ///< 0 left, 1 right, -1 none
  std::string base;
};
Sided sided(const std::string& name) {
  constexpr std::array<std::array<std::string_view, 2>, 5> kEnds = {
      {{"_left", "_right"}, {"_l", "_r"}, {"_1", "_2"}, {"left", "right"}, {"1", "2"}}};
  constexpr std::array<std::array<std::string_view, 2>, 2> kBegins = {{{"left_", "right_"}, {"l_", "r_"}}};
  for (const auto& ends : kEnds) {
    for (int side = 0; side < 2; ++side) {
      const std::string_view end = ends[static_cast<std::size_t>(side)];
      if (name.ends_with(end)) return {side, name.substr(0, name.size() - end.size())};
    }
  }
  for (const auto& begins : kBegins) {
    for (int side = 0; side < 2; ++side) {
      const std::string_view begin = begins[static_cast<std::size_t>(side)];
      if (name.starts_with(begin)) return {side, name.substr(begin.size())};
    }
  }
  return {-1, name};
}

bool names_source(std::string_view base) {
  return base.find("source") != std::string_view::npos || base.find("dataset") != std::string_view::npos;
}
bool names_id(std::string_view base) { return base.empty() || base == "record" || base.find("id") != base.npos; }

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::optional<bool> verdict_of(std::string_view text) {
  const std::string word = lower(text);
  if (is_one_of(word, {"true", "t", "yes", "y", "ja", "match", "same"})) return true;
  if (is_one_of(word, {"false", "f", "no", "n", "nein", "non-match", "nonmatch", "distinct", "different"}))
    return false;
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size() || !(value >= 0 && value <= 1)) return std::nullopt;
  return value >= 0.5;
}

/// The columns of the table that are used.
struct Columns {
  bool clusters = false;
  std::array<std::size_t, 2> id = {kNoColumn, kNoColumn};
  std::array<std::size_t, 2> source = {kNoColumn, kNoColumn};
  std::size_t verdict = kNoColumn;  ///< or the cluster
};

Columns columns_of(std::span<const std::string> header, const std::string& path) {
  const auto fail = [&](const std::string& what) {
    std::string names;
    for (std::size_t i = 0; i < std::min<std::size_t>(header.size(), 20); ++i) {
      names += (i == 0 ? "" : ", ") + std::string(base::truncate_utf8(header[i], 60));
    }
    throw Error(ErrorCode::invalid_argument,
                what + (header.empty() ? "; it is empty" : " among: " + names) +
                    ". Needed are two ids and a verdict (id_l, id_r, match), or an id and its cluster (id, cluster)",
                {.file = path, .line = 1});
  };
  Columns found;
  std::vector<std::string> names;
  for (const std::string& name : header) names.push_back(lower(name));
  for (std::size_t c = 0; c < names.size(); ++c) {
    const Sided side = sided(names[c]);
    if (side.side < 0) continue;
    auto& place = names_source(side.base) ? found.source : found.id;
    if (&place == &found.id && !names_id(side.base)) continue;
    std::size_t& at = place[static_cast<std::size_t>(side.side)];
    if (at == kNoColumn) at = c;
  }
  const auto column = [&](std::initializer_list<std::string_view> list) {
    const auto at = std::find_if(names.begin(), names.end(), [&](const std::string& n) { return is_one_of(n, list); });
    return at == names.end() ? kNoColumn : static_cast<std::size_t>(at - names.begin());
  };
  const bool paired = found.id[0] != kNoColumn && found.id[1] != kNoColumn;
  const std::size_t cluster = column({"cluster", "cluster_id", "identity"});
  if (!paired && (cluster != kNoColumn || names.size() == 2)) {
    found.clusters = true;
    found.source = {column({"source", "source_dataset"}), kNoColumn};
    found.id[0] = column({"id", "record_id", "unique_id"});
    found.verdict = cluster != kNoColumn ? cluster : found.id[0] == 1 ? 0 : 1;
    for (std::size_t c = 0; found.id[0] == kNoColumn && c < names.size(); ++c) {
      if (c != found.verdict && c != found.source[0]) found.id[0] = c;
    }
    if (found.id[0] == kNoColumn) fail("the labels have no column of ids");
    return found;
  }
  if (!paired) found.id = {0, 1};
  if (names.size() < 3) fail("the labels have no verdict");
  found.verdict = column({"match", "label", "is_match", "clerical_match_score", "verdict"});
  for (std::size_t c = 0; found.verdict == kNoColumn && c < names.size(); ++c) {
    const auto taken = {found.id[0], found.id[1], found.source[0], found.source[1]};
    if (std::find(taken.begin(), taken.end(), c) == taken.end()) found.verdict = c;
  }
  if (found.verdict == kNoColumn) fail("the labels have no verdict");
  if ((found.source[0] == kNoColumn) != (found.source[1] == kNoColumn))
    fail("the labels have one column of sources, not two");
  return found;
}

/// The run's records by id, and by source and id.
class Rows {
 public:
  explicit Rows(const MatchingRun& run) : run_(run) {
    for (std::uint32_t row = 0; row < run.rows(); ++row) {
      const RowOrigin& origin = run.origins()[row];
      take(by_id_, std::string(origin.id), row);
      take(by_key_, key(origin.source, origin.id), row);
    }
  }
  /// The row, or what is wrong.
  RecordNo find(std::string_view id, std::optional<std::string_view> source, std::string& problem) const {
    if (id.empty()) {
      problem = "it has no id";
      return 0;
    }
    const auto& map = source ? by_key_ : by_id_;
    const auto found = map.find(source ? key(*source, id) : std::string(id));
    const std::string name = "id " + quoted(id) + (source ? " of source " + quoted(*source) : std::string());
    if (found == map.end()) {
      problem = name + " is in no row of the inputs";
    } else if (found->second.count > 1) {
      problem = name + " is in " + std::to_string(found->second.count) + " rows of the inputs, the first one " +
                to_string(run_.place_of(found->second.first)) +
                (source ? "; name a column whose values are unique (id_column)" : "; add columns with their sources");
    } else {
      return found->second.first;
    }
    return 0;
  }

 private:
  struct Found {
    RecordNo first = 0;
    std::uint32_t count = 0;
  };
  using Map = base::FlatMap<std::string, Found>;
  static std::string key(std::string_view source, std::string_view id) {
    return std::string(source) + '\0' + std::string(id);
  }
  static void take(Map& map, std::string name, RecordNo row) {
    Found& found = map.try_emplace(std::move(name), Found{row, 0}).first->second;
    ++found.count;
  }
  const MatchingRun& run_;
  Map by_id_, by_key_;
};

class LabelReader {
 public:
  LabelReader(const std::string& path, MatchingRun& run, bool strict, LabelsReport& report)
      : path_(path), run_(run), rows_(run), strict_(strict), report_(report) {}

  std::vector<LabelledPair> read() {
    read::Options how;
    how.format = "csv";
    how.mapping = R"({"header": true})";
    const auto reader = read::open(path_, how);
    const Columns columns = columns_of(reader->columns(), path_);
    types::Batch batch;
    while (reader->next(batch)) {
      for (const Reject& reject : batch.rejects) {
        ++report_.read;
        refuse(reject.place.line, reject.reason, reject.code);
      }
      for (const types::RecordView& row : batch.records) {
        ++report_.read;
        columns.clusters ? take_member(row, columns) : take_pair(row, columns);
      }
    }
    columns.clusters ? finish_members() : finish_pairs();
    report_.used = report_.read - report_.rejected;
    finish_rejects();
    cut(matches_);
    cut(non_matches_);
    std::vector<LabelledPair> labels;
    for (const types::CandidatePair& pair : matches_) labels.push_back({pair, true});
    for (const types::CandidatePair& pair : non_matches_) labels.push_back({pair, false});
    report_.matches = matches_.size();
    report_.non_matches = non_matches_.size();
    return labels;
  }

 private:
  struct Said {
    std::uint64_t line = 0;
    bool match = false;
  };

  void refuse(std::uint64_t line, const std::string& reason, ErrorCode code = ErrorCode::invalid_argument) {
    if (strict_) throw Error(code, "a label cannot be used: " + reason, {.file = path_, .line = line});
    ++report_.rejected;
    // the first ones by line: contradictions are found last
    rejects_.emplace(line, Reject{.place = {.file = path_, .line = line}, .code = code, .reason = reason, .raw = {}});
    if (rejects_.size() > kFirstRejects) rejects_.erase(std::prev(rejects_.end()));
  }
  void finish_rejects() {
    for (auto& [line, reject] : rejects_) report_.first_rejects.push_back(std::move(reject));
  }

  std::string_view cell(const types::RecordView& row, std::size_t column) const {
    return column < row.columns.size() ? base::trim(row.columns[column]) : std::string_view{};
  }
  std::optional<std::string_view> source(const types::RecordView& row, std::size_t column) const {
    if (column == kNoColumn) return std::nullopt;
    return cell(row, column);
  }

  void take_pair(const types::RecordView& row, const Columns& columns) {
    std::string problem;
    std::array<RecordNo, 2> pair{};
    for (std::size_t side = 0; side < 2 && problem.empty(); ++side) {
      pair[side] = rows_.find(cell(row, columns.id[side]), source(row, columns.source[side]), problem);
    }
    if (problem.empty() && pair[0] == pair[1]) problem = "it pairs a row with itself";
    const std::string_view text = cell(row, columns.verdict);
    const auto verdict = verdict_of(text);
    if (problem.empty() && !verdict) {
      problem = text.empty() ? "it has no verdict"
                             : quoted(text) + " is no verdict: 1 or 0, true or false, yes or no, a probability";
    }
    if (!problem.empty()) return refuse(row.line, problem);
    const auto [left, right] = std::minmax(pair[0], pair[1]);
    said_[std::uint64_t{left} << 32 | right].push_back({row.line, *verdict});
  }

  void finish_pairs() {
    std::vector<RecordNo> root(run_.rows());
    std::iota(root.begin(), root.end(), RecordNo{0});
    const auto find = [&](RecordNo record) {
      while (root[record] != record) record = root[record] = root[root[record]];
      return record;
    };
    std::vector<std::pair<std::uint64_t, const std::vector<Said>*>> apart;
    for (const auto& [pair, said] : said_) {
      const bool match = said.front().match;
      if (std::any_of(said.begin(), said.end(), [&](const Said& one) { return one.match != match; })) {
        for (const Said& one : said) {
          const auto other =
              std::find_if(said.begin(), said.end(), [&](const Said& s) { return s.match != one.match; });
          refuse(one.line, "line " + std::to_string(other->line) + " says the opposite");
        }
      } else if (match) {
        matches_.push_back(pair_of(pair));
        root[find(matches_.back().left)] = find(matches_.back().right);
      } else {
        apart.emplace_back(pair, &said);
      }
    }
    for (const auto& [pair, said] : apart) {
      const types::CandidatePair records = pair_of(pair);
      if (find(records.left) != find(records.right)) {
        non_matches_.push_back(records);
        continue;
      }
      for (const Said& one : *said) refuse(one.line, "it says two customers, and other labels together make them one");
    }
  }

  static types::CandidatePair pair_of(std::uint64_t pair) {
    return {static_cast<RecordNo>(pair >> 32), static_cast<RecordNo>(pair)};
  }

  void take_member(const types::RecordView& row, const Columns& columns) {
    std::string problem;
    const RecordNo record = rows_.find(cell(row, columns.id[0]), source(row, columns.source[0]), problem);
    const std::string_view cluster = cell(row, columns.verdict);
    if (problem.empty() && cluster.empty()) problem = "it has no cluster";
    if (!problem.empty()) return refuse(row.line, problem);
    const auto number = clusters_.try_emplace(std::string(cluster), static_cast<std::uint32_t>(clusters_.size())).first;
    members_[record].push_back({row.line, number->second});
  }

  void finish_members() {
    constexpr std::uint32_t kNone = 0xffffffffu;
    std::vector<std::uint32_t> cluster_of(run_.rows(), kNone);
    std::vector<std::vector<RecordNo>> clusters(clusters_.size());
    for (const auto& [record, rows] : members_) {
      const auto other =
          std::find_if(rows.begin(), rows.end(), [&](const Member& m) { return m.cluster != rows[0].cluster; });
      if (other == rows.end()) {
        cluster_of[record] = rows[0].cluster;
        clusters[rows[0].cluster].push_back(record);
        continue;
      }
      for (const Member& one : rows) {
        refuse(one.line, "line " + std::to_string(one.line == rows[0].line ? other->line : rows[0].line) +
                             " puts the id into another cluster");
      }
    }
    for (std::vector<RecordNo>& cluster : clusters) {
      std::sort(cluster.begin(), cluster.end(), [&](RecordNo a, RecordNo b) { return rank(a) < rank(b); });
      for (std::size_t i = 0; i < cluster.size(); ++i) {
        for (std::size_t j = i + 1; j < std::min(cluster.size(), i + 1 + kPairsAMember); ++j) {
          const auto [left, right] = std::minmax(cluster[i], cluster[j]);
          matches_.push_back({left, right});
        }
      }
    }
    const types::FeatureTable& table = run_.matcher().features();
    const block::BlockIndex blocks(table, run_.threads());
    std::vector<RecordNo> seen(run_.rows(), block::BlockIndex::kNoMark), candidates;
    std::vector<RecordNo> order;
    for (const auto& [record, rows] : members_) {
      if (cluster_of[record] != kNone) order.push_back(record);
    }
    std::sort(order.begin(), order.end(), [&](RecordNo a, RecordNo b) { return rank(a) < rank(b); });
    for (const RecordNo record : order) {
      if (non_matches_.size() >= kMostPairs) break;
      blocks.candidates(record, seen, candidates);
      for (const RecordNo other : candidates) {
        if (cluster_of[other] == kNone || cluster_of[other] == cluster_of[record] || rank(other) < rank(record))
          continue;
        const auto [left, right] = std::minmax(record, other);
        non_matches_.push_back({left, right});
      }
    }
  }

  /// An order of the records that their arrival has no part in.
  std::pair<std::uint64_t, std::string_view> rank(RecordNo record) const {
    const RowOrigin& origin = run_.origins()[record];
    return {base::hash64(origin.id, base::hash64(origin.source)), origin.id};
  }
  /// Leaves as many pairs as training takes, those with the smallest hash.
  void cut(std::vector<types::CandidatePair>& pairs) const {
    if (pairs.size() <= kMostPairs) return;
    const auto hash = [&](const types::CandidatePair& pair) {
      return base::hash_mix(0, rank(pair.left).first) ^ base::hash_mix(0, rank(pair.right).first);
    };
    std::sort(pairs.begin(), pairs.end(),
              [&](const types::CandidatePair& a, const types::CandidatePair& b) { return hash(a) < hash(b); });
    pairs.resize(kMostPairs);
  }

  struct Member {
    std::uint64_t line = 0;
    std::uint32_t cluster = 0;
  };

  const std::string& path_;
  MatchingRun& run_;
  Rows rows_;
  bool strict_;
  LabelsReport& report_;
  std::multimap<std::uint64_t, Reject> rejects_;
  std::map<std::uint64_t, std::vector<Said>> said_;  ///< by pair
  std::map<RecordNo, std::vector<Member>> members_;
  base::FlatMap<std::string, std::uint32_t> clusters_;
  std::vector<types::CandidatePair> matches_, non_matches_;
};

}  // namespace

std::vector<LabelledPair> read_pair_labels(const std::string& path, MatchingRun& run, bool strict,
                                           LabelsReport& report) {
  return LabelReader(path, run, strict, report).read();
}

}  // namespace scv::hub
