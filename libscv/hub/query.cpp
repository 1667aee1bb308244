// Hub's questions: who is it, why, everything, and the digest of it.

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <queue>
#include <tuple>
#include <unordered_map>

#include "base/text.hpp"
#include "base/time.hpp"
#include "hub/conclusion.hpp"
#include "hub/digest.hpp"
#include "hub/impl.hpp"
#include "hub/points.hpp"
#include "identity/golden.hpp"
#include "types/json_text.hpp"

namespace scv {
inline namespace v1 {
namespace {

using store::Number;

RecordKey key_of(const Record& record) { return {record.source, record.id}; }

bool key_less(const Record& a, const Record& b) { return std::tie(a.source, a.id) < std::tie(b.source, b.id); }

/// The first and the last time at which a contact point was in use.
class Span {
 public:
  void add(const std::string& time) {
    const auto instant = base::parse_rfc3339(time);
    if (!instant) return;
    if (first_.empty() || instant->unix_ms < first_ms_) {
      first_ = time;
      first_ms_ = instant->unix_ms;
    }
    if (last_.empty() || instant->unix_ms > last_ms_) {
      last_ = time;
      last_ms_ = instant->unix_ms;
    }
  }
  const std::string& first() const noexcept { return first_; }
  const std::string& last() const noexcept { return last_; }

 private:
  std::string first_, last_;
  std::int64_t first_ms_ = 0, last_ms_ = 0;
};

/// The path between two records whose weakest edge is strongest, then the shortest; edges within one identity only.
std::vector<Number> strongest_path(store::Store& store, Number from, Number to, IdentityId identity) {
  struct Reached {
    double weakest;
    std::int64_t steps;
    Number record;
    Number by;
    bool operator<(const Reached& other) const {
      return std::tuple(weakest, -steps, -record) < std::tuple(other.weakest, -other.steps, -other.record);
    }
  };
  std::priority_queue<Reached> queue;
  std::unordered_map<Number, Number> reached_by;
  queue.push({HUGE_VAL, 0, from, from});
  while (!queue.empty()) {
    const Reached now = queue.top();
    queue.pop();
    if (!reached_by.emplace(now.record, now.by).second) continue;
    if (now.record == to) break;
    for (const store::Neighbour& next : store.edges_of(now.record)) {
      if (reached_by.contains(next.record) || store.identity_of(next.record) != identity) continue;
      queue.push({std::min<double>(now.weakest, next.weight), now.steps + 1, next.record, now.record});
    }
  }
  std::vector<Number> path;
  if (!reached_by.contains(to)) return path;
  for (Number at = to; at != from; at = reached_by.at(at)) path.push_back(at);
  path.push_back(from);
  std::reverse(path.begin(), path.end());
  return path;
}

// The columns of an export as CSV: what a golden record may have, in the order of Field.
constexpr std::array kColumns = {Field::name,          Field::given_name,  Field::middle_name, Field::family_name,
                                 Field::birth_name,    Field::nickname,    Field::name_prefix, Field::name_suffix,
                                 Field::organization,  Field::birthdate,   Field::gender,      Field::email,
                                 Field::phone,         Field::address,     Field::street,      Field::house_number,
                                 Field::address_extra, Field::postal_code, Field::city,        Field::region,
                                 Field::country,       Field::birth_place, Field::identifier,  Field::url};

std::string csv_header() {
  std::string line = "identity,source,id";
  for (const Field field : kColumns) {
    line += ',';
    line += to_string(field);
  }
  return line + "\r\n";
}

std::string csv_rows(const Identity& identity) {
  std::string golden;
  for (const Field field : kColumns) {
    std::string values;
    for (const GoldenValue& value : identity.golden) {
      if (value.value.field != field) continue;
      if (!values.empty()) values += "; ";
      values += value.value.value;
    }
    golden += ',';
    base::append_csv_cell(golden, values);
  }
  std::string rows;
  for (const RecordKey& key : identity.records) {
    rows += std::to_string(identity.id) + ',';
    base::append_csv_cell(rows, key.source);
    rows += ',';
    base::append_csv_cell(rows, key.id);
    rows += golden + "\r\n";
  }
  return rows;
}

std::string json_line(const Identity& identity, std::span<const Record> records) {
  types::json::Writer out;
  out.open('{').member("identity", identity.id);
  // As to_json(Identity) writes it.
  const std::string whole = to_json(identity);
  types::json::for_each_member(whole, [&](const std::string& name, std::string_view value) {
    if (name == "golden") out.key(name).raw(value);
  });
  out.key("records").open('[');
  for (const Record& record : records) out.raw(to_json(record));
  return out.close(']').close('}').take() + "\n";
}

}  // namespace

std::vector<Record> Hub::Impl::records_of(store::Store& store, IdentityId id) {
  std::vector<Record> records;
  for (const Number no : store.records_of(id)) {
    if (auto record = records_.get(store, no)) records.push_back(*std::move(record));
  }
  std::sort(records.begin(), records.end(), key_less);
  return records;
}

std::optional<Identity> Hub::Impl::identity(IdentityId id) {
  Lease lease(*this);
  store::Store& store = lease.store();
  Transaction transaction(store, Transaction::Kind::read);
  Identity result;
  result.id = store.todays_identity(id);
  const std::vector<Record> records = records_of(store, result.id);
  if (records.empty()) return std::nullopt;
  result.golden = identity::golden_record(records, options_.source_rank);

  struct Point {
    Span seen;
    std::uint32_t records = 0;
    std::vector<store::InteractionRef> interactions;
  };
  std::map<store::ContactPoint, Point> points;
  for (const Record& record : records) {
    result.records.push_back(key_of(record));
    for (store::ContactPoint& contact_point : hub::points_of(record, region_)) {
      Point& point = points[std::move(contact_point)];
      ++point.records;
      point.seen.add(record.updated_at);
    }
  }
  std::map<Number, store::InteractionRef> interactions;
  for (auto& [contact_point, point] : points) {
    point.interactions = store.interactions_at(contact_point);
    for (const store::InteractionRef& interaction : point.interactions) {
      point.seen.add(interaction.time);
      interactions.emplace(interaction.no, interaction);
    }
    const std::uint64_t identities = store.identities_at(contact_point);
    result.contact_points.push_back({.kind = contact_point.kind,
                                     .value = contact_point.value,
                                     .first_seen = point.seen.first(),
                                     .last_seen = point.seen.last(),
                                     .records = point.records,
                                     .interactions = static_cast<std::uint32_t>(point.interactions.size()),
                                     .shared_with = static_cast<std::uint32_t>(identities > 0 ? identities - 1 : 0)});
  }
  for (const auto& [no, ref] : interactions)
    result.interactions.push_back(interaction_from_json(store.interaction(no)));
  const auto order = [](const Interaction& interaction) {
    const auto instant = base::parse_rfc3339(interaction.time);
    return std::tuple(!instant, instant ? instant->unix_ms : 0, std::string_view(interaction.source),
                      std::string_view(interaction.id));
  };
  std::sort(result.interactions.begin(), result.interactions.end(),
            [&](const Interaction& a, const Interaction& b) { return order(a) < order(b); });
  return result;
}

Why Hub::Impl::why(const RecordKey& left, const RecordKey& right) {
  Lease lease(*this);
  store::Store& store = lease.store();
  Transaction transaction(store, Transaction::Kind::read);
  const auto number_of = [&](const RecordKey& key) {
    const auto no = store.find_record(key.source, key.id);
    if (!no) {
      throw Error(ErrorCode::not_found, "the hub has no such record", Place{.file = {}, .record = hub::name_of(key)});
    }
    return *no;
  };
  const Number left_no = number_of(left), right_no = number_of(right);
  hub::Workspace& workspace = lease.workspace();
  const hub::Matcher& matcher = workspace.matcher();
  const types::RecordNo left_number = workspace.number_of(store, left_no);
  const types::RecordNo right_number = workspace.number_of(store, right_no);

  Why result = matcher.explain(left_number, right_number);
  result.left = left;
  result.right = right;
  const IdentityId identity = store.identity_of(left_no);
  result.same_identity = identity == store.identity_of(right_no);

  const auto left_keys = matcher.blocking_keys(left_number), right_keys = matcher.blocking_keys(right_number);
  std::vector<std::uint64_t> shared;
  std::set_intersection(left_keys.begin(), left_keys.end(), right_keys.begin(), right_keys.end(),
                        std::back_inserter(shared));
  result.candidates = std::any_of(shared.begin(), shared.end(), [&](std::uint64_t key) {
    const std::size_t cap = matcher.block_cap(key);
    return hub::Matcher::first_candidates(key) != 0 || store.records_with_key(key, cap + 1).size() <= cap;
  });
  if (result.same_identity && !(result.candidates && result.match_weight >= result.threshold)) {
    for (const Number no : strongest_path(store, left_no, right_no, identity)) {
      result.path.push_back(key_of(records_.need(store, no)));
    }
  }
  result.conclusion = hub::conclude(result);
  return result;
}

void Hub::Impl::write(ExportFormat format, const std::function<void(std::string_view)>& sink) {
  const Cancellation cancellation(*this);
  Lease lease(*this);
  store::Store& store = lease.store();
  Transaction transaction(store, Transaction::Kind::read);
  if (format == ExportFormat::csv) sink(csv_header());
  IdentityId last = 0;
  for (;;) {
    const std::vector<IdentityId> ids = store.identities_after(last, 1024);
    if (ids.empty()) break;
    for (const IdentityId id : ids) {
      cancellation.check();
      // Past the cache: an export would drive out what is in use.
      std::vector<Record> records;
      for (const Number no : store.records_of(id)) {
        if (auto stored = store.record(no)) records.push_back(std::move(stored->record));
      }
      std::sort(records.begin(), records.end(),
                [](const Record& a, const Record& b) { return std::tie(a.source, a.id) < std::tie(b.source, b.id); });
      Identity identity;
      identity.id = id;
      identity.golden = identity::golden_record(records, options_.source_rank);
      for (const Record& record : records) identity.records.push_back(key_of(record));
      sink(format == ExportFormat::csv ? csv_rows(identity) : json_line(identity, records));
    }
    last = ids.back();
  }
}

std::string Hub::Impl::digest() {
  Lease lease(*this);
  store::Store& store = lease.store();
  Transaction transaction(store, Transaction::Kind::read);
  hub::PartitionDigest digest;
  store.for_each_member_by_key(
      [&](IdentityId identity, std::string_view source, std::string_view id) { digest.add(identity, source, id); });
  return digest.finish();
}

}  // namespace v1
}  // namespace scv
