#include "store/keys.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>

#include "store/packing.hpp"

namespace scv::store {
namespace {

/// Pages are brought up to date once in so many changes, some at once: neighbours lie in one page of the file.
constexpr Number kMergeEvery = 32;
/// Of more keys no filter is made, nor, where there are few, a smaller one. Whether there are too many is asked again after so many
/// changes.
constexpr std::size_t kFilteredKeys = 1u << 25, kLeastFilteredKeys = 1u << 16, kKeysAPage = 420;
constexpr std::size_t kAskAgainAfter = 1u << 14;
/// Fewer records than this are looked up as fast as remembered; so many keys are.
constexpr std::size_t kMany = 16, kManyKept = 1u << 18;
/// At most so many entries at once, where they all belong into one page.
constexpr std::size_t kMergedAtOnce = 1u << 14;

/// SQLite's numbers are signed: this keeps the order of keys.
std::int64_t as_ordered(std::uint64_t key) noexcept {
  return static_cast<std::int64_t>(key ^ (std::uint64_t{1} << 63));
}
std::uint64_t from_ordered(std::int64_t key) noexcept {
  return static_cast<std::uint64_t>(key) ^ (std::uint64_t{1} << 63);
}

}  // namespace

#define SCV_KEY_STATEMENTS(X)                                                                                       \
  X(page_at, "SELECT no, entries FROM key_page WHERE (key, record)<=(?, ?) ORDER BY key DESC, record DESC LIMIT 1") \
  X(pages_between, "SELECT entries FROM key_page WHERE (key, record)>(?, ?) AND key<=? ORDER BY key, record")       \
  X(page_starts, "SELECT no, key, record FROM key_page WHERE (key, record)>(?, ?) ORDER BY key, record LIMIT ?")    \
  X(pages_from,                                                                                                     \
    "SELECT key, record, entries, no FROM key_page WHERE (key, record)>=(?, ?) ORDER BY key, record LIMIT ?")       \
  X(count_pages, "SELECT count(*) FROM key_page")                                                                   \
  X(page_entries, "SELECT entries FROM key_page WHERE no=?")                                                        \
  X(add_page, "INSERT INTO key_page(key, record, entries) VALUES(?, ?, ?)")                                         \
  X(set_page, "UPDATE key_page SET entries=? WHERE no=?")                                                           \
  X(delete_page, "DELETE FROM key_page WHERE no=?")                                                                 \
  X(rows_seen, "SELECT (SELECT min(no) FROM pending_keys), (SELECT max(no) FROM pending_keys)")                     \
  X(rows_above, "SELECT no, record, replaces, keys FROM pending_keys WHERE no>? ORDER BY no")                       \
  X(add_row, "INSERT INTO pending_keys(no, record, replaces, keys, round, key) VALUES(?, ?, ?, ?, ?, ?)")           \
  X(void_row, "UPDATE pending_keys SET keys=x'' WHERE no=?")                                                        \
  X(oldest_rows, "SELECT no, round, key FROM pending_keys ORDER BY no LIMIT ?")                                     \
  X(delete_rows, "DELETE FROM pending_keys WHERE no<=?")                                                            \
  X(get_position, "SELECT round, key, record FROM key_cursor")                                                      \
  X(set_position, "UPDATE key_cursor SET round=?, key=?, record=?")

#define SCV_NAME(name, text) name,
enum class Keys::Sql : std::uint8_t { SCV_KEY_STATEMENTS(SCV_NAME) kCount };
#undef SCV_NAME

template <typename... Values>
Query Keys::query(Sql which, const Values&... values) {
#define SCV_TEXT(name, text) text,
  static constexpr std::array<const char*, kStatements> kText = {SCV_KEY_STATEMENTS(SCV_TEXT)};
#undef SCV_TEXT
  static_assert(static_cast<std::size_t>(Sql::kCount) == kStatements);
  Statement& statement = statements_[static_cast<std::size_t>(which)];
  if (!statement) statement = prepare(connection_, kText[static_cast<std::size_t>(which)]);
  return Query(connection_, statement.get(), values...);
}

Keys::Keys(Connection& connection, std::shared_ptr<PendingKeys> pending, std::size_t most_pending,
           std::size_t learned_at_once)
    : connection_(connection),
      most_pending_(most_pending),
      learned_at_once_(learned_at_once),
      shared_(std::move(pending)),
      pending_(shared_) {}

void Keys::fail_damaged() const {
  throw Error(ErrorCode::not_a_hub, "a page of keys in the hub is damaged; restore the file from a copy",
              Place{.file = connection_.path(), .record = {}});
}

void Keys::begin(bool to_write) {
  to_write_ = to_write;
  seen_.reset();
  position_.reset();
  pending_ = shared_;
  appended_ = replaced_all_ = false;
}

void Keys::committed() {
  if (seen_ && appended_) pending_->forget_below(seen_->first);
  begin(false);
}

void Keys::rolled_back() {
  if (replaced_all_) {
    shared_->clear();
  } else if (appended_) {
    shared_->undo_after(committed_);
  }
  if (appended_ || replaced_all_) forget_learned();
  begin(false);
}

void Keys::forget_learned() {
  changes_ = 0;
  learn_from_ = kLearnFrom;
  filter_.reset();
  places_ = {};
  learned_.reset();
  many_.clear();
}

/// Looks through some more pages. What changes in them later is taken in at once.
void Keys::learn_pages() {
  // A hub may have grown out of its filter.
  if (filter_ && filtered_ > 2 * filter_size_) forget_learned();
  if (++changes_ < learn_from_ || (filter_ && !learned_)) return;
  if (!filter_) {
    Query row = query(Sql::count_pages);
    const std::size_t keys = row.next() ? static_cast<std::size_t>(row.integer(0)) * kKeysAPage : 0;
    if (keys > kFilteredKeys) {
      learn_from_ = changes_ + kAskAgainAfter;
      return;
    }
    filter_size_ = std::max(keys, kLeastFilteredKeys);
    filtered_ = 0;
    filter_.emplace(filter_size_);
    learned_ = KeyEntry{};
  }
  std::size_t pages = 0;
  for (Query row = query(Sql::pages_from, as_ordered(learned_->key), learned_->record,
                         static_cast<std::int64_t>(learned_at_once_));
       row.next(); ++pages) {
    learned_ = {from_ordered(row.integer(0)), row.integer(1)};
    places_.append(*learned_, row.integer(3));
    if (!decode_page(row.text(2), entries_)) fail_damaged();
    add_to_filter(entries_);
  }
  if (pages < learned_at_once_) learned_.reset();
}

void Keys::add_to_filter(std::span<const KeyEntry> entries) {
  constexpr std::size_t kExpected = 16;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i + kExpected < entries.size()) filter_->expect(entries[i + kExpected].key);
    filter_->add(entries[i].key);
  }
  filtered_ += entries.size();
}

bool Keys::are_known(std::uint64_t key, std::size_t count) const {
  const auto found = to_write_ ? many_.find(key) : many_.end();
  return found != many_.end() && found->second >= count;
}

const PendingKeys::Seen& Keys::seen() {
  if (seen_ && sqlite3_get_autocommit(connection_.handle()) == 0) return *seen_;
  PendingKeys::Seen now;
  {
    Query row = query(Sql::rows_seen);
    if (row.next() && !row.null(0)) now = {row.integer(0), row.integer(1)};
  }
  if (now.first < 0 || now.last == std::numeric_limits<Number>::max()) fail_damaged();
  seen_ = now;
  if (!appended_) committed_ = seen_->last;
  if (!follow()) use_own();
  return *seen_;
}

bool Keys::follow() {
  return pending_->follow(*seen_, [this](Number above, const auto& take) { read_rows(above, take); });
}

void Keys::use_own() {
  pending_ = std::make_shared<PendingKeys>();
  if (!follow()) fail_damaged();
}

void Keys::read_rows(Number above, const std::function<void(PendingKeys::Row&&)>& take) {
  Number expected = 0;
  for (Query row = query(Sql::rows_above, above); row.next();) {
    PendingKeys::Row read{row.integer(0), row.integer(1), row.integer(2) != 0, {}};
    if ((expected != 0 && read.no != expected) || !decode_keys(row.text(3), read.keys)) fail_damaged();
    expected = read.no + 1;
    take(std::move(read));
  }
}

const Keys::Position& Keys::position() {
  if (!position_) {
    Query row = query(Sql::get_position);
    if (!row.next()) fail_damaged();
    position_ = {row.integer(0), {from_ordered(row.integer(1)), row.integer(2)}};
  }
  return *position_;
}

void Keys::set(Number record, std::span<const std::uint64_t> before, std::span<const std::uint64_t> after) {
  if (std::equal(before.begin(), before.end(), after.begin(), after.end())) return;
  PendingKeys::Seen now = seen();
  appended_ = true;
  if (pending_ != shared_) fail_damaged();  // the writer's snapshot is the newest
  shared_->undo_after(now.last);
  std::vector<std::uint64_t> gone;
  std::set_difference(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(gone));
  for (const std::uint64_t key : gone) {
    many_.erase(key);
    remove_from_page({key, record});
  }
  learn_pages();
  if (!before.empty()) {
    if (const Number row = shared_->row_of({before.front(), record}, now.last)) {
      query(Sql::void_row, row).run();
    }
  }
  const Position& here = position();
  encode_keys(after, packed_);
  ++now.last;
  if (now.first == 0) now.first = now.last;
  query(Sql::add_row, now.last, record, std::int64_t{!before.empty()}, bytes(packed_), here.round,
        as_ordered(here.at.key))
      .run();
  shared_->append({now.last, record, !before.empty(), {after.begin(), after.end()}});
  seen_ = now;
}

std::vector<Number> Keys::records(std::uint64_t key, std::size_t limit) {
  held_.clear();
  if (seen().last != 0 && !pending_->find(key, *seen_, limit, held_)) {
    use_own();
    pending_->find(key, *seen_, limit, held_);
  }
  if (know_pages() && !filter_->may_have(key)) return held_;
  std::vector<Number> in_pages;
  // False once what follows cannot have the key.
  const auto collect = [&](std::string_view page) {
    const std::optional<bool> more = find_in_page(page, key, limit, in_pages);
    if (!more) fail_damaged();
    return *more;
  };
  if (know_pages()) {
    places_.for_each_with(key, [&](Number page) {
      Query row = query(Sql::page_entries, page);
      if (!row.next()) fail_damaged();
      return collect(row.text(0));
    });
  } else {
    bool more = true;
    if (Query row = query(Sql::page_at, as_ordered(key), Number{0}); row.next()) more = collect(row.text(1));
    if (more) {
      for (Query row = query(Sql::pages_between, as_ordered(key), Number{0}, as_ordered(key)); row.next();) {
        if (!collect(row.text(0))) break;
      }
    }
  }
  std::vector<Number> result;
  if (held_.empty()) {
    result.swap(in_pages);
  } else {
    result.reserve(in_pages.size() + held_.size());
    std::set_union(in_pages.begin(), in_pages.end(), held_.begin(), held_.end(), std::back_inserter(result));
    if (result.size() > limit) result.resize(limit);
  }
  if (to_write_ && result.size() == limit && limit >= kMany) {
    if (many_.size() >= kManyKept) many_.clear();
    many_[key] = limit;
  }
  return result;
}

void Keys::for_each(std::uint64_t first, std::uint64_t last, const std::function<bool(std::uint64_t, Number)>& visit) {
  constexpr std::size_t kAtOnce = 1024;
  const Number newest = seen().last;
  // Pending entries that are still to come, and where those behind them begin.
  std::vector<KeyEntry>& waiting = pending_entries_;
  std::size_t next = 0;
  std::optional<KeyEntry> behind = KeyEntry{first, 0};
  waiting.clear();
  const auto pending = [&]() -> const KeyEntry* {
    if (next == waiting.size() && behind && newest != 0) {
      if (!pending_->between(*behind, std::nullopt, *seen_, kAtOnce, waiting)) {
        use_own();
        pending_->between(*behind, std::nullopt, *seen_, kAtOnce, waiting);
      }
      next = 0;
      behind = waiting.size() < kAtOnce ? std::nullopt
                                        : std::optional(KeyEntry{waiting.back().key, waiting.back().record + 1});
    }
    return next < waiting.size() && waiting[next].key <= last ? &waiting[next] : nullptr;
  };
  // False once what follows is not wanted.
  const auto each = [&](std::string_view page) {
    if (!decode_page(page, entries_)) fail_damaged();
    auto entry = std::lower_bound(entries_.begin(), entries_.end(), KeyEntry{first, 0});
    for (; entry != entries_.end() && entry->key <= last; ++entry) {
      for (const KeyEntry* one = pending(); one != nullptr && *one <= *entry; one = pending()) {
        ++next;
        if (*one < *entry && !visit(one->key, one->record)) return false;
      }
      if (!visit(entry->key, entry->record)) return false;
    }
    return true;
  };
  {
    Query row = query(Sql::page_at, as_ordered(first), Number{0});
    if (row.next() && !each(row.text(1))) return;
  }
  for (Query row = query(Sql::pages_between, as_ordered(first), Number{0}, as_ordered(last)); row.next();) {
    if (!each(row.text(0))) return;
  }
  for (const KeyEntry* one = pending(); one != nullptr; one = pending()) {
    ++next;
    if (!visit(one->key, one->record)) return;
  }
}

void Keys::replace_all(const std::function<std::span<const KeyEntry>()>& next) {
  const PendingKeys::Seen now = seen();
  replaced_all_ = true;
  forget_learned();
  connection_.execute("DELETE FROM key_page; DELETE FROM pending_keys");
  query(Sql::set_position, std::int64_t{0}, as_ordered(0), Number{0}).run();
  std::vector<KeyEntry> some;
  for (bool first = true, more = true; more;) {
    const std::span<const KeyEntry> part = next();
    more = !part.empty();
    some.insert(some.end(), part.begin(), part.end());
    std::vector<std::size_t> starts = page_starts(some);
    if (starts.empty()) continue;
    // The last page may go on in the next part.
    const std::size_t end = more ? starts.back() : some.size();
    if (more) starts.pop_back();
    add_pages(std::span(some).first(end), starts, first);
    first = first && starts.empty();
    some.erase(some.begin(), some.begin() + static_cast<std::ptrdiff_t>(end));
  }
  // A number left out tells others that what they hold is void.
  if (now.last != 0) {
    query(Sql::add_row, now.last + 2, Number{0}, std::int64_t{0}, bytes({}), std::int64_t{0}, as_ordered(0)).run();
  }
  seen_.reset();
  position_.reset();
}

/// Appends pages of new keys; the very first begins before any key.
void Keys::add_pages(std::span<const KeyEntry> keys, std::span<const std::size_t> starts, bool first) {
  std::array<std::string, kRowsAtOnce> pages;
  insert_rows(connection_, "INSERT INTO key_page(key, record, entries) VALUES", 3, starts.size(),
              [&](Query& row, std::size_t i) {
                const std::size_t end = i + 1 < starts.size() ? starts[i + 1] : keys.size();
                std::string& page = pages[i % kRowsAtOnce];
                encode_page(keys.subspan(starts[i], end - starts[i]), page);
                const KeyEntry start = first && i == 0 ? KeyEntry{} : keys[starts[i]];
                row.bind_next(as_ordered(start.key), start.record, bytes(page));
              });
}

void Keys::before_commit() {
  if (!appended_ || replaced_all_) return;
  const Number last = seen().last, changes = last - committed_;
  const Number due = last / kMergeEvery - committed_ / kMergeEvery;
  if (due == 0) return;
  const std::size_t pages = static_cast<std::size_t>(due * kMergeEvery) * (shared_->keys() / most_pending_);
  if (pages == 0) return;
  merge(pages);
  delete_merged_rows(4 * std::max(changes, kMergeEvery));
}

void Keys::merge(std::size_t pages) {
  Position now = position();
  std::vector<Page> list;
  {
    Query row = query(Sql::page_at, as_ordered(now.at.key), now.at.record);
    if (row.next()) list.push_back({row.integer(0), {}});
  }
  if (list.empty()) {
    list.push_back({add_page({}), {}});
  }
  for (Query row = query(Sql::page_starts, as_ordered(now.at.key), now.at.record, static_cast<std::int64_t>(pages));
       row.next();) {
    list.push_back({row.integer(0), {from_ordered(row.integer(1)), row.integer(2)}});
  }
  std::size_t left = kMergedAtOnce;
  for (std::size_t i = 0; i < std::min(pages, list.size()) && left != 0; ++i) {
    std::optional<KeyEntry> end;
    if (i + 1 < list.size()) end = list[i + 1].start;
    shared_->between(now.at, end, seen(), left, pending_entries_);
    left -= pending_entries_.size();
    merge_into(list[i], pending_entries_);
    if (left == 0) {
      now.at = pending_entries_.back();
    } else if (end) {
      now.at = *end;
    } else {
      now = {now.round + 1, {}};
    }
  }
  query(Sql::set_position, now.round, as_ordered(now.at.key), now.at.record).run();
  position_ = now;
}

void Keys::merge_into(const Page& page, std::span<const KeyEntry> entries) {
  if (entries.empty()) return;
  {
    Query row = query(Sql::page_entries, page.no);
    if (!row.next() || !decode_page(row.text(0), entries_)) fail_damaged();
  }
  merged_.clear();
  std::set_union(entries_.begin(), entries_.end(), entries.begin(), entries.end(), std::back_inserter(merged_));
  if (merged_.size() == entries_.size()) return;
  if (filter_) add_to_filter(entries);
  put_page(page.no, merged_);
}

void Keys::delete_merged_rows(std::int64_t most) {
  const Position& now = position();
  Number merged = 0;
  for (Query row = query(Sql::oldest_rows, most); row.next();) {
    // All keys of the row lie in pages that the cursor has passed since.
    const std::int64_t round = row.integer(1) + 1;
    if (now.round < round || (now.round == round && now.at.key <= from_ordered(row.integer(2)))) break;
    merged = row.integer(0);
  }
  // Numbers go on from the newest row, which stays.
  merged = std::min(merged, seen().last - 1);
  if (merged < seen().first) return;
  query(Sql::delete_rows, merged).run();
  seen_->first = merged + 1;
}

void Keys::remove_from_page(const KeyEntry& entry) {
  Number page = 0;
  {
    Query row = query(Sql::page_at, as_ordered(entry.key), entry.record);
    if (!row.next()) return;
    page = row.integer(0);
    if (!decode_page(row.text(1), entries_)) fail_damaged();
  }
  const auto place = std::lower_bound(entries_.begin(), entries_.end(), entry);
  if (place == entries_.end() || *place != entry) return;
  entries_.erase(place);
  put_page(page, entries_);
}

/// Makes `entries` those of the page.
void Keys::put_page(Number page, std::span<const KeyEntry> entries) {
  if (entries.empty()) {
    query(Sql::delete_page, page).run();
    places_.erase(page);
    return;
  }
  encode_page(entries, packed_);
  if (packed_.size() > kKeyPageBytes) {
    const std::size_t half = entries.size() / 2;
    put_page(page, entries.first(half));
    return put_page(add_page(entries[half]), entries.subspan(half));
  }
  query(Sql::set_page, bytes(packed_), page).run();
}

Number Keys::add_page(const KeyEntry& start) {
  query(Sql::add_page, as_ordered(start.key), start.record, bytes({})).run();
  const Number page = sqlite3_last_insert_rowid(connection_.handle());
  if (filter_ && (!learned_ || start < *learned_)) places_.insert(start, page);
  return page;
}

}  // namespace scv::store
