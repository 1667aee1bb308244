#include "scv/hub.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/text.hpp"
#include "base/time.hpp"
#include "contact/senders.hpp"
#include "hub/impl.hpp"
#include "hub/points.hpp"
#include "hub/region.hpp"
#include "score/model.hpp"
#include "scv/version.hpp"
#include "store/packing.hpp"

namespace scv {
inline namespace v1 {
namespace {

constexpr std::string_view kRegion = "default_region";

Place place_of(std::string_view source, std::string_view id) {
  return Place{.file = {}, .record = std::string(source) + "/" + std::string(id)};
}

Change change_of(const store::Upsert& stored, const hub::LiveOutcome& outcome, const hub::ResolvedPart& own) {
  if (!own.retired.empty()) return Change::merged;
  std::set<IdentityId> seen;
  for (const hub::ResolvedPart& part : outcome.parts) {
    const std::set<IdentityId> old(part.old_ids.begin(), part.old_ids.end());
    for (const IdentityId id : old) {
      if (id != 0 && !seen.insert(id).second) return Change::split;
    }
  }
  if (stored.what == store::Upserted::replaced) return Change::replaced;
  return own.records.size() > 1 ? Change::joined : Change::created;
}

}  // namespace

Hub::Impl::Impl(const std::string& path, HubOptions options)
    : path_(path),
      options_(std::move(options)),
      region_(hub::region_of(options_.default_region)),
      records_(options_.cache_bytes) {
  idle_.reserve(kMaxIdle);  // so that a lease always can come back
  const bool in_memory = path_ == ":memory:";
  std::unique_ptr<Session> first = open_session(options_.read_only && !in_memory);
  std::optional<std::string> region = first->store.meta(kRegion);
  if (!region && !options_.read_only) {
    Transaction transaction(first->store, Transaction::Kind::write);
    region = first->store.meta(kRegion);
    if (!region) first->store.set_meta(kRegion, region_);
    transaction.commit();
  }
  if (region && *region != region_) {
    log(LogLevel::warning, "the hub was made with the default region " + *region + ", which it keeps");
    region_ = *region;
  }
  if (!options_.model.empty()) adopt_model(first->store);
  const bool anew = !options_.read_only && has_old_facts(first->store);
  if (options_.read_only && !in_memory) {
    idle_.push_back(std::move(first));
  } else {
    writer_ = std::move(first);
  }
  if (anew) {
    Writing writing(*this);
    find_facts_anew();
    writing.commit();
  }
}

void Hub::Impl::adopt_model(store::Store& store) {
  const std::string model = hub::Matcher(options_.model, matcher_options()).model();
  Transaction transaction(store, options_.read_only ? Transaction::Kind::read : Transaction::Kind::write);
  const auto active = store.active_model();
  if (active && hub::Matcher(active->json, matcher_options()).model() == model) return;
  if (options_.read_only || store.record_count() != 0) {
    throw Error(ErrorCode::conflict,
                "the hub has another model than the one given, and its records are not scored anew under it; "
                "load them into a new hub with this model, or open the hub without one",
                Place{.file = path_, .record = {}});
  }
  store.add_model(model, true, base::format_rfc3339(base::now()));
  transaction.commit();
}

std::unique_ptr<Hub::Impl::Session> Hub::Impl::open_session(bool read_only, const Session* instead_of) {
  store::OpenOptions open;
  open.read_only = read_only;
  open.create = options_.create;
  open.busy_timeout_ms = options_.busy_timeout_ms;
  if (read_only) {
    // Few readers have much, many have little each.
    const std::lock_guard lock(sessions_mutex_);
    open.page_cache_bytes = kReadersPageBytes / (sessions_.size() + (instead_of == nullptr ? 1 : 0));
  }
  open.derive = [this](store::Store& store) {
    hub::MatcherOptions how = matcher_options();
    if (const auto region = store.meta(kRegion)) how.default_region = *region;
    hub::derive_all(store, how);
    log(LogLevel::info, "the hub is of an older version and was brought up to date");
  };
  open.durability = options_.durability;
  open.pending_keys = pending_keys_;
  auto session = std::make_unique<Session>(path_, open);
  const std::lock_guard lock(sessions_mutex_);
  sessions_.insert(session.get());
  return session;
}

/// Gives a reader another connection, with nothing in its page cache; its model stays parsed.
void Hub::Impl::begin_anew(Session& reader) noexcept {
  try {
    const std::unique_ptr<Session> fresh = open_session(true, &reader);
    const std::lock_guard lock(sessions_mutex_);
    reader.store.swap(fresh->store);
    sessions_.erase(fresh.get());
  } catch (...) {  // it reads on as it is, and says what there is to say
  }
}

Hub::Impl::Writing::Writing(Impl& impl, How how) : impl_(impl) {
  if (impl_.options_.read_only) {
    throw Error(ErrorCode::invalid_argument, "the hub was opened read-only; open it for writing to change it",
                Place{.file = impl_.path_, .record = {}});
  }
  lock_ = std::unique_lock(impl_.writer_mutex_);
  Session& session = *impl_.writer_;
  try {
    if (how == How::alone && session.store.record_count() == 0) {
      impl_.close_idle();
      alone_ = true;
      alone_ = session.store.leave_log();
    }
    transaction_.emplace(session.store, Transaction::Kind::write);
  } catch (const Error& error) {
    const bool was_alone = alone_;
    use_log_again();
    if (!was_alone || error.code() != ErrorCode::busy) throw;
    // Somebody came in between.
    transaction_.emplace(session.store, Transaction::Kind::write);
  } catch (...) {
    use_log_again();
    throw;
  }
  impl_.cut_off_ = false;
  const std::int64_t others = session.store.others_changes();
  if (std::exchange(session.others_changes, others) != others) session.sketches.forget();
}

Hub::Impl::Writing::~Writing() {
  if (committed_) return;
  transaction_.reset();
  use_log_again();
  impl_.writer_->forget();
}

void Hub::Impl::Writing::use_log_again() noexcept {
  if (std::exchange(alone_, false)) impl_.cut_off_ = !impl_.writer_->store.use_log();
}

void Hub::Impl::Writing::roll_back() {
  transaction_.reset();
  impl_.writer_->forget();
  transaction_.emplace(impl_.writer_->store, Transaction::Kind::read);
}

void Hub::Impl::Writing::commit() {
  transaction_->commit();
  committed_ = true;
  ++impl_.changes_;
  use_log_again();
  if (impl_.has_erased_) impl_.has_erased_ = !impl_.writer_->store.empty_log();
}

Hub::Impl::Lease::Lease(Impl& impl) : impl_(impl) {
  if (impl_.path_ == ":memory:") {
    lock_ = std::unique_lock(impl_.writer_mutex_);
    session_ = impl_.writer_.get();
    return;
  }
  // Beginning to write takes back what a failing disk has left of a load; a connection that only reads cannot.
  if (impl_.cut_off_ && impl_.cut_off_.exchange(false)) {
    try {
      const Writing take_back(impl_);
    } catch (const Error&) {  // reading tells whether there is something to take back
    }
  }
  {
    const std::lock_guard lock(impl_.sessions_mutex_);
    if (!impl_.idle_.empty()) {
      own_ = std::move(impl_.idle_.back());
      impl_.idle_.pop_back();
    }
  }
  if (!own_) own_ = impl_.open_session(true);
  if (own_->pages.note(impl_.changes_)) impl_.begin_anew(*own_);
  session_ = own_.get();
}

Hub::Impl::Lease::~Lease() {
  // What failed half-way, for want of memory, is not to be built upon.
  if (std::uncaught_exceptions() > exceptions_) session_->workspace.reset();
  if (!own_) return;
  const std::lock_guard lock(impl_.sessions_mutex_);
  if (impl_.idle_.size() < kMaxIdle) {
    impl_.idle_.push_back(std::move(own_));
  } else {
    impl_.sessions_.erase(session_);
  }
}

void Hub::Impl::close_idle() {
  const std::lock_guard lock(sessions_mutex_);
  for (const std::unique_ptr<Session>& session : idle_) sessions_.erase(session.get());
  idle_.clear();
}

std::shared_ptr<const score::Model> Hub::Impl::parsed_model(store::Store& store) {
  auto active = store.active_model();
  std::string text = active ? std::move(active->json) : std::string();
  const std::lock_guard lock(model_mutex_);
  if (!model_ || text != model_text_) {
    model_ = std::make_shared<const score::Model>(text.empty() ? score::Model::prior() : score::Model::from_json(text));
    model_text_ = std::move(text);
  }
  return model_;
}

hub::Workspace& Hub::Impl::workspace(Session& session) {
  const std::int64_t version = session.store.active_model_version();
  if (!session.workspace || session.workspace->is_full() || session.workspace->model_version() != version) {
    session.workspace = std::make_unique<hub::Workspace>(version, parsed_model(session.store), matcher_options(),
                                                         records_, session.sketches);
  }
  session.workspace->look_at(session.store);
  return *session.workspace;
}

std::string Hub::Impl::normalize(ContactPointKind kind, std::string_view value) const {
  return hub::normalize_point(kind, value, region_);
}

Hub::Impl::ReadyRecord::ReadyRecord(const Record& from, const std::string& region) : record(from) {
  if (record.source.empty() || record.id.empty()) {
    throw Error(ErrorCode::invalid_argument, "a record needs a source and an id", place_of(record.source, record.id));
  }
  view = types::to_view(record, arena);
  store::encode(view, encoded);
  points = hub::points_in_use(record, region);
}

store::Upsert Hub::Impl::store_record(const ReadyRecord& record) {
  store::Store& store = writer_->store;
  store::Upsert stored = store.upsert(record.view, record.encoded);
  if (stored.what == store::Upserted::unchanged ||
      (stored.what == store::Upserted::replaced && stored.before.attributes == record.record.attributes)) {
    return stored;
  }
  if (stored.what == store::Upserted::replaced) store.remove_points(stored.no, hub::points_of(stored.before, region_));
  store.add_points(stored.no, record.points);
  return stored;
}

void Hub::Impl::add_unchanged(store::Store& store, store::Number no, hub::LiveOutcome& outcome) {
  const IdentityId id = store.identity_of(no);
  const auto is_known = [&](const hub::ResolvedPart& part) {
    return part.id == id || std::binary_search(part.records.begin(), part.records.end(), no);
  };
  if (std::any_of(outcome.parts.begin(), outcome.parts.end(), is_known)) return;
  hub::ResolvedPart& part = outcome.parts.emplace_back();
  part.records = store.records_of(id);
  part.old_ids.assign(part.records.size(), id);
  part.id = id;
}

hub::LiveOutcome Hub::Impl::resolve(std::span<const hub::ChangedRecord> changes, std::span<const store::Number> decided,
                                    std::span<const store::ContactPoint> met) {
  store::Store& store = writer_->store;
  if (store.active_model_version() == 0) {
    store.add_model(hub::Matcher({}, matcher_options()).model(), false, base::format_rfc3339(base::now()));
  }
  // Matching sees attributes alone: a record that only has another date keeps its keys and its identity.
  std::vector<hub::ChangedRecord> others;
  std::vector<store::Number> same_to_matching;
  for (const hub::ChangedRecord& change : changes) {
    if (change.before && change.stored && records_.need(store, change.no).attributes == change.before->attributes) {
      same_to_matching.push_back(change.no);
    } else {
      others.push_back(change);
    }
  }
  hub::LiveOutcome outcome = hub::resolve_live(store, workspace(*writer_), others, decided);
  for (const store::Number no : same_to_matching) add_unchanged(store, no, outcome);
  feed_of(outcome, changes).store(store);
  retell_after(outcome, changes, met);
  return outcome;
}

void Hub::Impl::change(const std::function<void()>& run) {
  writer_mutex_.refuse_holder();
  Waiting own(run);
  {
    std::unique_lock lock(queue_mutex_);
    queue_.push_back(&own);
    if (!std::exchange(led_, true)) own.state = Waiting::State::leads;
    own.turn.wait(lock, [&] { return own.state != Waiting::State::waits; });
  }
  if (own.state == Waiting::State::leads) do_waiting();
  if (own.error) std::rethrow_exception(own.error);
}

void Hub::Impl::do_waiting() noexcept {
  std::vector<Waiting*> batch;
  constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
  const auto take = [&](std::size_t most) {
    const std::lock_guard lock(queue_mutex_);
    const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(most, queue_.size()));
    batch.assign(queue_.begin(), end);
    queue_.erase(queue_.begin(), end);
  };
  const std::size_t at_first = [&] {
    const std::lock_guard lock(queue_mutex_);
    return queue_.size();
  }();
  const auto fail = [&] {
    if (batch.empty()) take(at_first);  // who came later has not waited as long
    for (Waiting* one : batch) one->error = std::current_exception();
  };
  bool each_alone = false;
  try {
    Writing writing(*this);
    take(kAll);  // and what has come while this waited for its turn
    try {
      for (Waiting* one : batch) one->run();
    } catch (const Error& error) {
      if (batch.size() == 1 || error.code() == ErrorCode::cancelled) throw;
      each_alone = true;
    } catch (...) {
      if (batch.size() == 1) throw;
      each_alone = true;
    }
    if (!each_alone) writing.commit();
  } catch (...) {
    fail();
  }
  for (Waiting* one : batch) {
    if (!each_alone) break;
    try {
      Writing writing(*this);
      one->run();
      writing.commit();
    } catch (...) {
      one->error = std::current_exception();
    }
  }

  const std::lock_guard lock(queue_mutex_);
  for (Waiting* one : batch) {
    one->state = Waiting::State::done;
    one->turn.notify_one();
  }
  led_ = !queue_.empty();
  if (!led_) return;
  queue_.front()->state = Waiting::State::leads;
  queue_.front()->turn.notify_one();
}

PutResult Hub::Impl::put(const Record& record) {
  const ReadyRecord ready(record, region_);
  PutResult result;
  change([&] { result = put_now(ready); });
  return result;
}

PutResult Hub::Impl::put_now(const ReadyRecord& record) {
  store::Store& store = writer_->store;
  store::Upsert stored = store_record(record);
  PutResult result;
  if (stored.what == store::Upserted::unchanged) {
    result.identity = store.identity_of(stored.no);
    return result;
  }
  hub::ChangedRecord change{stored.no, std::nullopt, true};
  if (stored.what == store::Upserted::replaced) change.before = std::move(stored.before);
  const hub::LiveOutcome outcome = resolve({&change, 1});
  for (const hub::ResolvedPart& part : outcome.parts) {
    if (!std::binary_search(part.records.begin(), part.records.end(), stored.no)) continue;
    result.identity = part.id;
    result.change = change_of(stored, outcome, part);
    result.retired = part.retired;
  }
  return result;
}

bool Hub::Impl::put(const Interaction& interaction) {
  if (interaction.source.empty() || interaction.id.empty()) {
    throw Error(ErrorCode::invalid_argument, "an interaction needs a source and an id",
                place_of(interaction.source, interaction.id));
  }
  contact::Senders senders([this](ContactPointKind kind, std::string_view value) { return normalize(kind, value); });
  senders.add(interaction);

  const std::vector<Record> records = senders.take();
  const std::string body = to_json(interaction);
  const std::vector<store::InteractionPoint> points = hub::points_of(interaction, region_);
  std::vector<store::ContactPoint> met;
  for (const store::InteractionPoint& point : points) {
    if (point.role == store::PointRole::customer) met.push_back(point.point);
  }
  bool is_new = false;
  change([&] {
    store::Store& store = writer_->store;
    is_new = store.add_interaction(interaction, body, facts_of(store, interaction), points).has_value();
    if (!is_new) return;
    std::vector<hub::ChangedRecord> changes;
    for (const Record& sender : records) {
      const auto known = store.find_record(sender.source, sender.id);
      const auto before = known ? records_.get(store, *known) : std::nullopt;
      store::Upsert stored = store_record(before ? contact::merge(*before, sender) : sender);
      if (stored.what == store::Upserted::unchanged) continue;
      changes.push_back({stored.no, std::nullopt, true});
      if (stored.what == store::Upserted::replaced) changes.back().before = std::move(stored.before);
    }
    resolve(changes, {}, met);
  });
  return is_new;
}

bool Hub::Impl::remove(std::string_view source, std::string_view id) {
  bool removed = false;
  change([&] {
    removed = remove_now(source, id);
    if (removed) has_erased_ = true;
  });
  return removed;
}

bool Hub::Impl::remove_now(std::string_view source, std::string_view id) {
  store::Store& store = writer_->store;
  const auto no = store.find_record(source, id);
  if (!no) return false;
  const auto record = store.record(*no);
  if (!record) store.fail_damaged("record " + place_of(source, id).record);
  const hub::ChangedRecord change{*no, record->record, false, store.identity_of(*no)};
  store.remove_points(*no, hub::points_of(record->record, region_));
  store.remove_record(*no);
  resolve({&change, 1});
  return true;
}

std::optional<Record> Hub::Impl::get(std::string_view source, std::string_view id) {
  Lease lease(*this);
  Transaction transaction(lease.store(), Transaction::Kind::read);
  const auto no = lease.store().find_record(source, id);
  if (!no) return std::nullopt;
  auto stored = lease.store().record(*no);
  if (!stored) lease.store().fail_damaged("record " + place_of(source, id).record);
  return std::move(stored->record);
}

std::optional<IdentityId> Hub::Impl::identity_of(std::string_view source, std::string_view id) {
  Lease lease(*this);
  Transaction transaction(lease.store(), Transaction::Kind::read);
  const auto no = lease.store().find_record(source, id);
  if (!no) return std::nullopt;
  return lease.store().identity_of(*no);
}

HubStats Hub::Impl::stats() {
  Lease lease(*this);
  Transaction transaction(lease.store(), Transaction::Kind::read);
  return lease.store().stats();
}

std::string Hub::Impl::model() {
  Lease lease(*this);
  Transaction transaction(lease.store(), Transaction::Kind::read);
  const auto active = lease.store().active_model();
  return active ? active->json : hub::Matcher({}, matcher_options()).model();
}

void Hub::Impl::cancel() noexcept {
  ++cancels_;
  const std::lock_guard lock(sessions_mutex_);
  for (Session* session : sessions_) session->store.interrupt();
}

Hub::Hub(const std::string& path, HubOptions options) : impl_(std::make_unique<Impl>(path, std::move(options))) {}
Hub::~Hub() = default;
Hub::Hub(Hub&&) noexcept = default;
Hub& Hub::operator=(Hub&&) noexcept = default;

LoadReport Hub::load(const std::string& path, const LoadOptions& options) { return impl_->load(path, options); }
LoadReport Hub::load(std::span<const Record> records, const LoadOptions& options) {
  return impl_->load(records, options);
}
PutResult Hub::put(const Record& record) { return impl_->put(record); }
bool Hub::put(const Interaction& interaction) { return impl_->put(interaction); }
bool Hub::remove(std::string_view source, std::string_view id) { return impl_->remove(source, id); }
std::optional<Record> Hub::get(std::string_view source, std::string_view id) const { return impl_->get(source, id); }
std::optional<IdentityId> Hub::identity_of(std::string_view source, std::string_view id) const {
  return impl_->identity_of(source, id);
}
std::optional<Identity> Hub::identity(IdentityId id) const { return impl_->identity(id); }
std::vector<Found> Hub::find(const Record& query, const FindOptions& options, FindReport* report) const {
  return impl_->find(query, options, report);
}
Completions Hub::complete(std::string_view text, std::size_t limit) const { return impl_->complete(text, limit); }
Why Hub::why(const RecordKey& left, const RecordKey& right) const { return impl_->why(left, right); }
void Hub::write(ExportFormat format, const std::function<void(std::string_view)>& sink) const {
  impl_->write(format, sink);
}
CheckReport Hub::check(const CheckOptions& options) const { return impl_->check(options); }
void Hub::backup(const std::string& path, const std::function<bool(const Progress&)>& progress) const {
  impl_->backup(path, progress);
}
std::string Hub::digest() const { return impl_->digest(); }
HubStats Hub::stats() const { return impl_->stats(); }
std::string Hub::model() const { return impl_->model(); }
std::vector<IdentityId> Hub::identity_at(IdentityId id) const { return impl_->identity_at(id); }
std::vector<IdentityChange> Hub::changes(std::int64_t after, std::size_t limit) const {
  return impl_->changes(after, limit);
}
std::int64_t Hub::newest_change() const { return impl_->newest_change(); }
std::vector<IdentityChange> Hub::decide(const Decision& decision) { return impl_->decide(decision); }
bool Hub::undecide(const RecordKey& left, const RecordKey& right) { return impl_->undecide(left, right); }
std::vector<Decision> Hub::decisions() const { return impl_->decisions(); }
std::vector<Doubt> Hub::review(const ReviewOptions& options) const { return impl_->review(options); }
Preview Hub::preview(const Record& put) { return impl_->preview(put); }
Preview Hub::preview_remove(std::string_view source, std::string_view id) { return impl_->preview_remove(source, id); }
Preview Hub::preview(const Decision& decision) { return impl_->preview(decision); }
Preview Hub::preview_undecide(const RecordKey& left, const RecordKey& right) {
  return impl_->preview_undecide(left, right);
}
std::vector<Relation> Hub::relations(IdentityId id) const { return impl_->relations(id); }
std::vector<ModelInfo> Hub::models() const { return impl_->models(); }
std::optional<Timeline> Hub::timeline(IdentityId id, std::string_view now) const { return impl_->timeline(id, now); }
std::optional<Brief> Hub::brief(IdentityId id, std::string_view now) const { return impl_->brief(id, now); }
std::vector<WaitingEntry> Hub::waiting(const WaitingOptions& options) const { return impl_->waiting(options); }
std::vector<CustomerCase> Hub::cases(const CasesOptions& options) const { return impl_->cases(options); }
std::vector<IndicatorRow> Hub::report(const ReportOptions& options) const {
  return std::move(impl_->reports({&options.dimension, 1}, options.now).front().rows);
}
std::vector<ReportTable> Hub::reports(std::span<const Dimension> dimensions, std::string_view now) const {
  return impl_->reports(dimensions, now);
}
std::vector<CountedContact> Hub::report_contacts(Figure figure, Dimension dimension, std::string_view value,
                                                 std::string_view now) const {
  return impl_->report_contacts(figure, dimension, value, now);
}
void Hub::set_service(std::string_view json) { impl_->set_service(json); }
std::string Hub::service() const { return impl_->service(); }
std::string Hub::model(std::int64_t version) const { return impl_->model(version); }
std::int64_t Hub::retrain() { return impl_->retrain(); }
Preview Hub::preview_model(std::int64_t version) { return impl_->preview_model(version); }
void Hub::activate(std::int64_t version) { impl_->activate(version); }
DriftReport Hub::drift() const { return impl_->drift(); }
void Hub::cancel() noexcept { impl_->cancel(); }

const char* version() noexcept { return SCV_VERSION_STRING; }

}  // namespace v1
}  // namespace scv
