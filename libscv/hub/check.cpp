// Hub::check: what the file holds against what its records give today; and Hub::backup.

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <numeric>
#include <optional>
#include <set>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/time.hpp"
#include "hub/digest.hpp"
#include "hub/impl.hpp"
#include "hub/points.hpp"
#include "store/examine.hpp"
#include "types/features.hpp"

namespace scv {
inline namespace v1 {
namespace {

using store::Number;

constexpr std::size_t kMostProblems = 1000;
constexpr std::uint64_t kRecordsAtOnce = 4096;

/// What should be stored, in its order, against what is, row by row. `more()` returns the next of what should be, a span that is
/// empty behind the last.
template <typename More, typename Missing, typename Extra>
class Against {
 public:
  using T = typename std::invoke_result_t<More&>::value_type;
  Against(More more, Missing missing, Extra extra)
      : more_(std::move(more)), missing_(std::move(missing)), extra_(std::move(extra)) {}
  void see(const T& stored) {
    while (any() && expected_[next_] < stored) missing_(expected_[next_++]);
    if (any() && expected_[next_] == stored) {
      ++next_;
    } else {
      extra_(stored);
    }
  }
  void finish() {
    while (any()) missing_(expected_[next_++]);
  }

 private:
  bool any() {
    if (next_ == expected_.size()) {
      expected_ = more_();
      next_ = 0;
    }
    return next_ < expected_.size();
  }

  More more_;
  std::span<const T> expected_;
  std::size_t next_ = 0;
  Missing missing_;
  Extra extra_;
};

class Checker {
 public:
  /// `settings` are those by which facts were found in interactions; null where they were found by an older library's.
  Checker(store::Store& store, const hub::MatcherOptions& options, std::shared_ptr<const contact::Settings> settings,
          std::function<bool(const Progress&)> progress)
      : store_(store),
        options_(options),
        settings_(std::move(settings)),
        progress_(std::move(progress)),
        examiner_(store, [this](std::string_view table, std::int64_t row, std::string what) {
          tell(table, row, std::move(what));
        }) {}

  CheckReport run() {
    part("file", [&] { examiner_.file(); });
    part("load", [&] { examiner_.counts(); });
    part("model", [&] { take_model(); });
    part("record", [&] { read_records(); });
    part("member", [&] { check_members(); });
    part("member", [&] { check_identities(); });
    part("change", [&] { check_changes(); });
    part("decision", [&] { check_decisions(); });
    part("interaction", [&] { check_interactions(); });
    part("interaction_point", [&] { check_interaction_points(); });
    part("waiting", [&] { check_waiting(); });
    part("contact_point", [&] { check_points(); });
    part("key_page", [&] { check_keys(); });
    part("sketch", [&] { check_sketches(); });
    part("edge", [&] { check_matching(); });
    return std::move(report_);
  }

 private:
  void tell(std::string_view table, std::int64_t row, std::string what) {
    ++report_.problem_count;
    if (report_.problems.size() < kMostProblems) {
      report_.problems.push_back({std::string(table), row, {}, std::move(what)});
    }
  }
  /// About a stored record.
  void tell_record(std::string_view table, Number no, std::string what) {
    tell(table, no, std::move(what));
    if (report_.problem_count > kMostProblems) return;
    if (const auto place = place_of(no)) report_.problems.back().record = name_of(*place);
  }

  /// One damaged part does not keep the others from being looked at.
  void part(std::string_view table, const std::function<void()>& look) {
    progress("check", 0, 0);
    try {
      look();
    } catch (const Error& error) {
      if (error.code() != ErrorCode::not_a_hub && error.code() != ErrorCode::database &&
          error.code() != ErrorCode::parse) {
        throw;
      }
      tell(table, 0, "cannot be read to its end: " + error.message());
      if (table == "record") report_.complete = false;
    }
  }
  void progress(std::string_view stage, std::uint64_t done, std::uint64_t total) const {
    if (!progress_({stage, done, total, "records"})) throw Error(ErrorCode::cancelled, "the check was cancelled");
  }

  std::optional<types::RecordNo> place_of(Number no) {
    if (!all_) return std::nullopt;
    const std::span<const Number> numbers = all_->numbers();
    const auto place = std::lower_bound(numbers.begin(), numbers.end(), no);
    if (place == numbers.end() || *place != no) return std::nullopt;
    return static_cast<types::RecordNo>(place - numbers.begin());
  }
  std::string name_of(types::RecordNo record) {
    const types::FeatureTable& table = all_->matcher().features();
    return std::string(table.record_sources[record]) + "/" + std::string(table.record_ids[record]);
  }

  void take_model() {
    try {
      const auto model = store_.active_model();
      if (!model && store_.record_count() != 0) tell("model", 0, "no model is the active one");
      all_.emplace(model ? std::string_view(model->json) : std::string_view(), options_);
    } catch (const Error&) {
      // What can be looked at without the model is.
      report_.complete = false;
      all_.emplace(std::string_view(), options_);
      throw;
    }
  }

  void read_records() {
    const std::uint64_t total = store_.record_count();
    const bool whole = examiner_.records([&](Number no, const types::RecordView& record) {
      all_->add(no, record);
      for (const auto& [point, from_ms, to_ms] : hub::points_in_use(record.fields, options_.default_region)) {
        points_.push_back({point.kind, texts_.copy(point.value), no, from_ms, to_ms});
      }
      if (++report_.records % kRecordsAtOnce == 0) progress("normalize", report_.records, total);
    });
    if (!whole) report_.complete = false;
    if (report_.records != total) tell("record", 0, "the table has another number of rows than its index");
  }

  void check_members() {
    members_ = store_.members();
    const std::span<const Number> numbers = all_->numbers();
    std::size_t next = 0;
    for (const store::Member& member : members_) {
      for (; next < numbers.size() && numbers[next] < member.record; ++next) {
        tell_record("member", numbers[next], "the record belongs to no identity");
      }
      if (next < numbers.size() && numbers[next] == member.record) {
        ++next;
      } else if (report_.complete) {
        tell("member", member.record, "there is no such record, and it belongs to an identity");
      }
    }
    for (; next < numbers.size(); ++next) tell_record("member", numbers[next], "the record belongs to no identity");
  }

  void check_identities() {
    std::unordered_set<IdentityId> in_use;
    for (const store::Member& member : members_) in_use.insert(member.identity);
    report_.identities = in_use.size();
    examiner_.retired([&](IdentityId id, IdentityId merged_into) {
      // The older one survives a merge.
      if (merged_into <= 0 || merged_into >= id) {
        tell("retired", id, "it was merged into " + std::to_string(merged_into) + ", which is no older identity");
      }
      if (in_use.contains(id)) tell("retired", id, "it was merged into another and still has records");
    });
    const auto is_given = [newest = store_.newest_identity()](IdentityId id) { return id > 0 && id <= newest; };
    examiner_.successions([&](IdentityId id, IdentityId successor) {
      if (!is_given(id) || !is_given(successor)) {
        tell("succession", id, "an identity of it was never given: " + std::to_string(successor));
      }
    });
    if (store_.identity_count() != report_.identities)
      tell("member", 0, "the index counts other identities than the table");
  }

  /// Applies the feed from its beginning.
  void check_changes() {
    std::unordered_map<Number, IdentityId> now;
    std::unordered_map<IdentityId, std::vector<Number>> records;  // some of them have left since
    examiner_.changes([&](std::int64_t cursor, const store::ChangeEntry& entry) {
      ++report_.changes;
      switch (entry.kind) {
        case ChangeKind::joined:
          if (!now.emplace(entry.record, entry.identity).second) {
            tell("change", cursor, "a record joins an identity before it has left the one before");
          }
          records[entry.identity].push_back(entry.record);
          break;
        case ChangeKind::left: {
          const auto found = now.find(entry.record);
          if (found == now.end() || found->second != entry.identity) {
            tell("change", cursor, "a record leaves an identity that it does not belong to");
          } else {
            now.erase(found);
          }
          break;
        }
        case ChangeKind::merged: {
          std::vector<Number>& to = records[entry.other];
          std::vector<Number> from = std::move(records[entry.identity]);
          records.erase(entry.identity);
          for (const Number record : from) {
            const auto found = now.find(record);
            if (found == now.end() || found->second != entry.identity) continue;
            found->second = entry.other;
            to.push_back(record);
          }
          break;
        }
        case ChangeKind::created:
        case ChangeKind::split:
        case ChangeKind::renamed:
        case ChangeKind::erased:
          break;
      }
    });
    for (const store::Member& member : members_) {
      const auto found = now.find(member.record);
      if (found == now.end() || found->second != member.identity) {
        tell_record(
            "change", member.record,
            "the feed leads the record to " +
                (found == now.end() ? std::string("no identity") : "identity " + std::to_string(found->second)) +
                ", it belongs to " + std::to_string(member.identity));
      }
      if (found != now.end()) now.erase(found);
    }
    for (const auto& [record, identity] : now) {
      tell("change", record,
           "the feed has the record in identity " + std::to_string(identity) + ", it belongs to none");
    }
  }

  void check_decisions() {
    std::map<RecordKey, RecordKey> root;
    const auto find_root = [&](RecordKey key) {
      for (auto up = root.find(key); up != root.end(); up = root.find(key)) key = up->second;
      return key;
    };
    const std::vector<Decision> decisions = store_.decisions();
    report_.decisions = decisions.size();
    const auto tell_decision = [&](const Decision& decision, std::string what) {
      tell("decision", 0, std::move(what));
      if (report_.problem_count > kMostProblems) return;
      report_.problems.back().record =
          decision.left.source + "/" + decision.left.id + " and " + decision.right.source + "/" + decision.right.id;
    };
    for (const Decision& decision : decisions) {
      if (!(decision.left < decision.right)) tell_decision(decision, "the keys are not in their order");
      if (decision.verdict != Verdict::same) continue;
      const RecordKey left = find_root(decision.left), right = find_root(decision.right);
      if (!(left == right)) root[left] = right;
    }
    for (const Decision& decision : decisions) {
      if (decision.verdict == Verdict::not_same && find_root(decision.left) == find_root(decision.right)) {
        tell_decision(decision, "decisions contradict one another");
      }
    }
  }

  void check_interactions() {
    examiner_.interactions([&](const store::InteractionRow& row) {
      if (++report_.interactions % kRecordsAtOnce == 0) progress("check", report_.interactions, 0);
      try {
        const Interaction body = interaction_from_json(row.body);
        std::optional<std::int64_t> time_ms;
        if (const auto instant = base::parse_rfc3339(body.time)) time_ms = instant->unix_ms;
        if (body.source != row.source || body.id != row.id || static_cast<std::int64_t>(body.channel) != row.channel ||
            static_cast<std::int64_t>(body.direction) != row.direction || body.time != row.time ||
            time_ms != row.time_ms) {
          tell("interaction", row.no, "the columns say something else than the interaction");
        }
        if (settings_ && types::to_json(contact::facts(body, *settings_)) != row.facts) {
          tell("interaction", row.no, "what was found in it is not what is found in it now");
        }
        // Of a point that takes part twice the customer's part counts.
        std::map<store::ContactPoint, store::PointRole> points;
        for (const store::InteractionPoint& one : hub::points_of(body, options_.default_region)) {
          const auto [entry, is_new] = points.emplace(one.point, one.role);
          entry->second = std::min(entry->second, one.role);
        }
        for (const auto& [point, role] : points) expected_points_.push_back({row.no, {point, role}});
      } catch (const Error& error) {
        if (error.code() != ErrorCode::parse) throw;
        tell("interaction", row.no, "the interaction cannot be read: " + error.message());
      }
    });
  }

  void check_interaction_points() {
    std::size_t next = 0;
    using Place = std::pair<Number, const store::ContactPoint&>;
    examiner_.interaction_points([&](Number no, const store::InteractionPoint& stored) {
      const auto less = [&](const ExpectedPoint& one) {
        return Place(one.interaction, one.point.point) < Place(no, stored.point);
      };
      for (; next < expected_points_.size() && less(expected_points_[next]); ++next) {
        tell("interaction_point", expected_points_[next].interaction, "a contact point of the interaction is missing");
      }
      if (next < expected_points_.size() && expected_points_[next].interaction == no &&
          expected_points_[next].point.point == stored.point) {
        if (expected_points_[next].point.role != stored.role) {
          tell("interaction_point", no, "its part in the interaction is stored wrongly");
        }
        ++next;
      } else {
        tell("interaction_point", no, "the interaction does not have this contact point");
      }
    });
    for (; next < expected_points_.size(); ++next) {
      tell("interaction_point", expected_points_[next].interaction, "a contact point of the interaction is missing");
    }
  }

  /// What is owed is what today's stories tell, but for stories that have to be told anew by now.
  void check_owed() {
    const std::int64_t now_ms = base::now().unix_ms;
    const auto text_of = [](const store::WaitingRow& row) {
      return std::to_string(static_cast<int>(row.kind)) + " " + std::to_string(row.interaction) + " " +
             std::to_string(row.since_ms) + " " + std::to_string(row.due_ms) + " " + row.owner;
    };
    using Owed = std::map<IdentityId, std::multiset<std::string>>;
    Owed stored, told;
    for (const auto& [identity, row] : store_.waiting(now_ms, {}, false, SIZE_MAX >> 1)) {
      stored[identity].insert(text_of(row));
    }
    std::mutex mutex;
    hub::for_each_story(store_, *settings_, now_ms, 0, [&](IdentityId identity, const hub::ToldStory& story) {
      std::multiset<std::string> rows;
      for (const store::WaitingRow& row : hub::waiting_rows(story)) {
        if (row.until_ms > now_ms) rows.insert(text_of(row));
      }
      if (rows.empty()) return;
      const std::lock_guard lock(mutex);
      told.emplace(identity, std::move(rows));
    });
    for (const IdentityId due : store_.revisions_due(now_ms)) {
      stored.erase(due);
      told.erase(due);
    }
    for (const auto& [identity, rows] : told) {
      const auto found = stored.find(identity);
      if (found == stored.end() || found->second != rows) tell("waiting", identity, "it is not what is owed");
    }
    for (const auto& [identity, rows] : stored) {
      if (!told.contains(identity)) tell("waiting", identity, "nothing is owed");
    }
  }

  void check_waiting() {
    if (settings_) check_owed();
    std::unordered_set<IdentityId> in_use;
    for (const store::Member& member : members_) in_use.insert(member.identity);
    examiner_.waiting([&](IdentityId identity, Number interaction) {
      if (!in_use.contains(identity)) tell("waiting", identity, "no record belongs to that identity");
      if (interaction != 0 && store_.interaction(interaction).empty()) {
        tell("waiting", identity, "interaction " + std::to_string(interaction) + " does not exist");
      }
    });
  }

  void check_points() {
    std::sort(points_.begin(), points_.end());
    const auto missing = [&](const store::PointEntry& point) {
      if (report_.complete) tell_record("contact_point", point.record, "a contact point of the record is missing");
    };
    const auto extra = [&](const store::PointEntry& point) {
      if (report_.complete) tell_record("contact_point", point.record, "the record does not have this contact point");
    };
    std::span<const store::PointEntry> expected = points_;
    Against against([&] { return std::exchange(expected, {}); }, missing, extra);
    examiner_.points([&](const store::PointEntry& point) {
      ++report_.contact_points;
      against.see(point);
    });
    against.finish();
  }

  void check_keys() {
    store::KeySorter expected = all_->keys();
    const auto missing = [&](const store::KeyEntry& entry) {
      if (report_.complete) tell_record("key_page", entry.record, "a blocking key of the record is missing");
    };
    const auto extra = [&](const store::KeyEntry& entry) {
      if (report_.complete) tell_record("key_page", entry.record, "the record does not have this blocking key");
    };
    Against against([&] { return expected.next(); }, missing, extra);
    examiner_.keys([&](const store::KeyEntry& entry) {
      ++report_.keys;
      against.see(entry);
    });
    against.finish();
  }

  /// Every record has its own, but for those of the newest block, which may have none yet, and nobody else has one.
  void check_sketches() {
    const std::span<const Number> numbers = all_->numbers();
    const Number newest = numbers.empty() ? 0 : hub::Sketches::block_of(numbers.back());
    auto wanted =
        std::count_if(numbers.begin(), numbers.end(), [&](Number no) { return hub::Sketches::block_of(no) != newest; });
    bool foreign = false;
    const auto look_at = [&](Number no, const compare::Sketch& sketch) {
      const auto place = place_of(no);
      if (!place) {
        if (report_.complete && sketch != compare::Sketch()) tell("sketch", no, "there is no record of that number");
        return;
      }
      wanted -= hub::Sketches::block_of(no) != newest;
      if (sketch != all_->matcher().sketch(*place)) tell_record("sketch", no, "the sketch is not that of the record");
    };
    examiner_.sketches([&](Number block, std::string_view bytes) {
      switch (hub::Sketches::read(block, bytes, look_at)) {
        case hub::Sketches::Content::ours:
          break;
        case hub::Sketches::Content::foreign:
          foreign = true;  // they are made anew as their records change
          break;
        case hub::Sketches::Content::damaged:
          tell("sketch", block, "the block cannot be read");
      }
    });
    if (report_.complete && wanted > 0 && !foreign) tell("sketch", 0, std::to_string(wanted) + " records have none");
  }

  /// Edges and identities, from the records alone.
  void check_matching() {
    std::vector<store::Edge> expected;
    hub::Resolution resolution;
    if (report_.complete) {
      hub::Matcher& matcher = all_->matcher();
      const std::span<const Number> numbers = all_->numbers();
      resolution = matcher.resolve(progress_, hub::decisions_on(store_, *all_), matcher.possible_floor());
      expected.reserve(2 * resolution.edges.size());
      for (const types::ScoredPair& edge : resolution.edges) {
        expected.push_back({numbers[edge.left], numbers[edge.right], edge.weight});
        expected.push_back({numbers[edge.right], numbers[edge.left], edge.weight});
      }
      std::sort(expected.begin(), expected.end(), by_ends);
    }
    std::size_t next = 0;
    const auto missing = [&](const store::Edge& edge) {
      tell_record("edge", edge.left, "the edge to record " + std::to_string(edge.right) + " is missing");
    };
    examiner_.edges([&](const store::Edge& stored) {
      report_.edges += stored.left < stored.right;
      if (!report_.complete) return;
      for (; next < expected.size() && by_ends(expected[next], stored); ++next) missing(expected[next]);
      if (next == expected.size() || by_ends(stored, expected[next])) {
        tell_record("edge", stored.left, "there should be no edge to record " + std::to_string(stored.right));
        return;
      }
      if (expected[next].weight != stored.weight) {
        tell_record("edge", stored.left,
                    "the edge to record " + std::to_string(stored.right) + " weighs " +
                        std::to_string(expected[next].weight) + ", not " + std::to_string(stored.weight));
      }
      ++next;
    });
    for (; next < expected.size(); ++next) missing(expected[next]);
    if (report_.complete) check_partition(resolution.partition);
  }

  void check_partition(const types::Partition& partition) {
    const std::span<const Number> numbers = all_->numbers();
    // Both ways: a part is one identity, and an identity one part.
    std::unordered_map<IdentityId, types::RecordNo> part_of;
    std::vector<IdentityId> identity_of(numbers.size());
    for (const store::Member& member : members_) {
      const auto place = place_of(member.record);
      if (!place) continue;
      identity_of[*place] = member.identity;
      const types::RecordNo part = partition[*place];
      const auto [entry, is_new] = part_of.emplace(member.identity, part);
      if (entry->second != part) {
        tell_record("member", member.record,
                    "the record is in identity " + std::to_string(member.identity) + " with " + name_of(entry->second) +
                        ", from which its model keeps it apart");
      } else if (identity_of[part] != member.identity) {
        // The part's first record comes first.
        tell_record("member", member.record,
                    "the record and " + name_of(part) + " are one by their model, and not of one identity");
      }
    }
    std::vector<types::RecordNo> order(numbers.size());
    std::iota(order.begin(), order.end(), types::RecordNo{0});
    const types::FeatureTable& table = all_->matcher().features();
    std::sort(order.begin(), order.end(), [&](types::RecordNo a, types::RecordNo b) { return table.key_less(a, b); });
    hub::PartitionDigest computed, stored;
    for (const types::RecordNo record : order) {
      computed.add(partition[record], table.record_sources[record], table.record_ids[record]);
    }
    store_.for_each_member_by_key(
        [&](IdentityId identity, std::string_view source, std::string_view id) { stored.add(identity, source, id); });
    report_.digest = computed.finish();
    if (stored.finish() != report_.digest) {
      tell("member", 0, "the digest is " + stored.finish() + ", of the records alone " + report_.digest);
    }
  }

  static bool by_ends(const store::Edge& a, const store::Edge& b) noexcept {
    return std::pair(a.left, a.right) < std::pair(b.left, b.right);
  }

  struct ExpectedPoint {
    Number interaction = 0;
    store::InteractionPoint point;
  };

  store::Store& store_;
  hub::MatcherOptions options_;
  std::shared_ptr<const contact::Settings> settings_;
  std::function<bool(const Progress&)> progress_;
  store::Examiner examiner_;
  CheckReport report_;
  std::optional<hub::AllRecords> all_;
  base::Arena texts_{1u << 20};
  std::vector<store::PointEntry> points_;
  std::vector<ExpectedPoint> expected_points_;
  std::vector<store::Member> members_;
};

}  // namespace

CheckReport Hub::Impl::check(const CheckOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const Cancellation cancellation(*this);
  Lease lease(*this);
  Transaction transaction(lease.store(), Transaction::Kind::read);
  const auto by = has_old_facts(lease.store()) ? nullptr : settings(lease.store());
  Checker checker(lease.store(), matcher_options(), by, [&](const Progress& now) {
    std::optional<WriterMutex::Helper> helper;  // a hub in memory is one's alone meanwhile
    if (path_ == ":memory:") helper.emplace(writer_mutex_);
    return !cancellation.asked() && (!options.on_progress || options.on_progress(now));
  });
  CheckReport report = checker.run();
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report;
}

void Hub::Impl::backup(const std::string& path, const std::function<bool(const Progress&)>& progress) {
  const Cancellation cancellation(*this);
  Lease lease(*this);
  Transaction transaction(lease.store(), Transaction::Kind::read);
  lease.store().newest_change();  // the snapshot begins with the first read
  lease.store().backup(path,
                       [&](const Progress& now) { return !cancellation.asked() && (!progress || progress(now)); });
}

}  // namespace v1
}  // namespace scv
