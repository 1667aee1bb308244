// The change feed: what a resolution means for identities, and reading it back.

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "base/time.hpp"
#include "hub/impl.hpp"
#include "identity/golden.hpp"

namespace scv {
inline namespace v1 {
namespace {

using store::Number;

/// A bit for each field whose golden values are others.
std::uint64_t fields_that_differ(std::span<const GoldenValue> before, std::span<const GoldenValue> after) {
  static_assert(static_cast<unsigned>(Field::other) < 64);
  const auto values_of = [](std::span<const GoldenValue> golden) {
    std::map<Field, std::vector<std::pair<std::string_view, std::string_view>>> values;
    for (const GoldenValue& one : golden) values[one.value.field].emplace_back(one.value.value, one.value.type);
    return values;
  };
  const auto old_values = values_of(before), new_values = values_of(after);
  std::uint64_t fields = 0;
  const auto compare = [&](const auto& some, const auto& others) {
    for (const auto& [field, values] : some) {
      const auto other = others.find(field);
      if (other == others.end() || other->second != values) fields |= std::uint64_t{1} << static_cast<unsigned>(field);
    }
  };
  compare(old_values, new_values);
  compare(new_values, old_values);
  return fields;
}

std::vector<Field> fields_in(std::uint64_t bits) {
  std::vector<Field> fields;
  for (unsigned field = 0; bits >> field != 0; ++field) {
    if ((bits >> field & 1) != 0) fields.push_back(static_cast<Field>(field));
  }
  return fields;
}

}  // namespace

hub::Feed Hub::Impl::feed_of(const hub::LiveOutcome& outcome, std::span<const hub::ChangedRecord> changes) {
  store::Store& store = writer_->store;
  const auto golden = [&](std::vector<Record> records) {
    std::sort(records.begin(), records.end(),
              [](const Record& a, const Record& b) { return std::tie(a.source, a.id) < std::tie(b.source, b.id); });
    return identity::golden_record(records, options_.source_rank);
  };
  hub::Feed feed;
  std::set<IdentityId> left_over;  // old ids of records that are still there
  for (const hub::ResolvedPart& part : outcome.parts) left_over.insert(part.old_ids.begin(), part.old_ids.end());
  std::unordered_map<Number, const hub::ChangedRecord*> changed;
  std::map<IdentityId, std::vector<Record>> removed_from;
  for (const hub::ChangedRecord& change : changes) {
    changed.emplace(change.no, &change);
    if (change.stored) continue;
    const bool first = removed_from[change.identity].empty();
    removed_from[change.identity].push_back(*change.before);
    feed.add_removed(change.no, change.identity, first && !left_over.contains(change.identity));
  }
  for (const hub::ResolvedPart& part : outcome.parts) feed.add(part.records, part.old_ids, part.id, part.retired);

  // An identity that lives on has other golden values where other records, or other contents, make it up.
  std::set<IdentityId> touched;
  for (const auto& [id, records] : removed_from) touched.insert(id);
  for (const hub::ResolvedPart& part : outcome.parts) {
    for (std::size_t i = 0; i < part.records.size(); ++i) {
      if (part.old_ids[i] != part.id) touched.insert({part.old_ids[i], part.id});
      if (changed.contains(part.records[i])) touched.insert(part.id);
    }
  }
  std::map<IdentityId, std::vector<Record>> before = std::move(removed_from);
  for (const hub::ResolvedPart& part : outcome.parts) {
    for (std::size_t i = 0; i < part.records.size(); ++i) {
      if (part.old_ids[i] == 0 || !touched.contains(part.old_ids[i])) continue;
      const auto change = changed.find(part.records[i]);
      before[part.old_ids[i]].push_back(change != changed.end() && change->second->before
                                            ? *change->second->before
                                            : records_.need(store, part.records[i]));
    }
  }
  for (const hub::ResolvedPart& part : outcome.parts) {
    const auto old = before.find(part.id);
    if (!touched.contains(part.id) || old == before.end()) continue;
    std::vector<Record> now;
    for (const Number no : part.records) now.push_back(records_.need(store, no));
    const std::uint64_t fields = fields_that_differ(golden(std::move(old->second)), golden(std::move(now)));
    if (fields != 0) feed.add_renamed(part.id, fields);
  }
  return feed;
}

std::vector<IdentityChange> Hub::Impl::changes_after(store::Store& store, std::int64_t after, std::size_t limit) {
  std::vector<IdentityChange> result;
  while (result.size() < limit) {
    const auto page = store.changes_after(after);
    if (!page) break;
    const std::string time = base::format_rfc3339({page->time_ms, 0});
    for (auto i = static_cast<std::size_t>(after + 1 - page->first); i < page->entries.size() && result.size() < limit;
         ++i) {
      const store::ChangeEntry& entry = page->entries[i];
      IdentityChange& change = result.emplace_back();
      change.cursor = after = page->first + static_cast<std::int64_t>(i);
      change.time = time;
      change.kind = entry.kind;
      change.identity = entry.identity;
      change.other = entry.other;
      change.record = entry.record;
      change.fields = fields_in(entry.fields);
      if (entry.record == 0) continue;
      if (auto key = store.key_of(entry.record)) change.key = *std::move(key);
    }
  }
  return result;
}

std::vector<IdentityChange> Hub::Impl::changes(std::int64_t after, std::size_t limit) {
  if (after < 0) throw Error(ErrorCode::invalid_argument, "a cursor of the change feed is 0 or more");
  Lease lease(*this);
  Transaction transaction(lease.store(), Transaction::Kind::read);
  return changes_after(lease.store(), after, limit);
}

std::int64_t Hub::Impl::newest_change() {
  Lease lease(*this);
  Transaction transaction(lease.store(), Transaction::Kind::read);
  return lease.store().newest_change();
}

std::vector<IdentityId> Hub::Impl::identity_at(IdentityId id) {
  Lease lease(*this);
  store::Store& store = lease.store();
  Transaction transaction(store, Transaction::Kind::read);
  std::set<IdentityId> seen{id};
  std::vector<IdentityId> next{id}, result;
  while (!next.empty()) {
    const IdentityId now = next.back();
    next.pop_back();
    if (store.has_members(now)) result.push_back(now);
    for (const IdentityId successor : store.successors(now)) {
      if (seen.insert(successor).second) next.push_back(successor);
    }
  }
  std::sort(result.begin(), result.end());
  return result;
}

}  // namespace v1
}  // namespace scv
