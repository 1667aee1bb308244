// Hub::load: rows from a reader or from memory, stored as they come, resolved at the end.

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <set>

#include "base/parallel.hpp"
#include "base/time.hpp"
#include "contact/senders.hpp"
#include "hub/impl.hpp"
#include "hub/points.hpp"
#include "hub/read_options.hpp"

namespace scv {
inline namespace v1 {
namespace {

constexpr std::size_t kFirstRejects = 20;
/// Fewer changes than one in so many records are resolved beside the rest; more, with the rest.
constexpr std::uint64_t kLiveShare = 16;
/// Of more contact points met all customers' stories are told anew.
constexpr std::size_t kMostMet = 1000;

/// Rows on their way: read, made ready, stored, matched.
struct Chunk {
  types::Batch batch;
  std::vector<std::vector<store::RecordPoint>> points;  ///< of each record
  std::vector<store::EncodedRecord> encoded;
  std::vector<store::Upsert> stored;
  struct ReadyInteraction {
    std::string body, facts;
    std::vector<store::InteractionPoint> points;
  };
  std::vector<ReadyInteraction> interactions;

  void make_ready(const std::string& region, const contact::Settings& settings, unsigned threads) {
    const std::size_t count = batch.records.size();
    points.resize(count);
    if (encoded.size() < count) encoded.resize(count);
    base::parallel_for(count, 64, threads, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        points[i] = hub::points_in_use(batch.records[i].fields, region);
        store::encode(batch.records[i], encoded[i]);
      }
    });
    interactions.resize(batch.interactions.size());
    base::parallel_for(interactions.size(), 16, threads, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        const Interaction& interaction = batch.interactions[i];
        interactions[i] = {to_json(interaction), types::to_json(contact::facts(interaction, settings)),
                           hub::points_of(interaction, region)};
      }
    });
  }
};

/// Contact points of stored records that wait to be stored in their order.
class Points {
 public:
  explicit Points(store::Store& store) : store_(store) {}

  void add(store::Number record, std::span<const store::RecordPoint> points) {
    for (const auto& [point, from_ms, to_ms] : points) {
      entries_.push_back({point.kind, text_.copy(point.value), record, from_ms, to_ms});
    }
    if (entries_.size() >= kMostWaiting) flush();
  }
  void flush() {
    store_.add_points(entries_);
    entries_.clear();
    text_.clear();
  }

 private:
  static constexpr std::size_t kMostWaiting = 2'000'000;
  store::Store& store_;
  base::Arena text_{1u << 20};
  std::vector<store::PointEntry> entries_;
};

/// The records that a load has changed, with what they were before it: as long as they are few.
class Changes {
 public:
  explicit Changes(std::uint64_t records_before) : limit_(records_before / kLiveShare) {}

  void add(store::Upsert& stored) {
    any_ = true;
    if (stored.what == store::Upserted::replaced) replaced_.push_back(stored.no);
    if (bulk_ || known_.contains(stored.no)) return;
    if (changes_.size() >= limit_) {
      bulk_ = true;
      changes_.clear();
      known_.clear();
      return;
    }
    known_.insert(stored.no);
    changes_.push_back({stored.no, std::nullopt, true});
    if (stored.what == store::Upserted::replaced) changes_.back().before = std::move(stored.before);
  }
  bool any() const noexcept { return any_; }
  bool bulk() const noexcept { return bulk_; }
  std::span<const hub::ChangedRecord> list() const noexcept { return changes_; }
  /// Records that had another content before, ascending; valid until the next add.
  std::span<const store::Number> replaced() {
    std::sort(replaced_.begin(), replaced_.end());
    return replaced_;
  }

 private:
  std::size_t limit_;
  bool any_ = false;
  bool bulk_ = false;
  std::vector<hub::ChangedRecord> changes_;
  std::vector<store::Number> replaced_;
  std::set<store::Number> known_;
};

void count(LoadReport& report, store::Upserted what) {
  switch (what) {
    case store::Upserted::inserted:
      ++report.records_new;
      break;
    case store::Upserted::replaced:
      ++report.records_replaced;
      break;
    case store::Upserted::unchanged:
      ++report.records_unchanged;
      break;
  }
}

Reject keyless(const types::RecordView& record, const std::string& file) {
  Reject reject;
  reject.place =
      Place{.file = file, .line = record.line, .record = std::string(record.source) + "/" + std::string(record.id)};
  reject.code = ErrorCode::invalid_argument;
  reject.reason = record.id.empty() ? "the record has no id" : "the record has no source";
  reject.raw = std::string(record.payload.substr(0, 200));
  return reject;
}

}  // namespace

LoadReport Hub::Impl::load(const std::string& path, const LoadOptions& options) {
  const std::unique_ptr<read::Reader> reader = read::open(path, hub::read_options(options, region_));
  return load_from([&](types::Batch& batch) { return reader->next(batch); }, path, options, reader.get());
}

LoadReport Hub::Impl::load(std::span<const Record> records, const LoadOptions& options) {
  std::size_t next = 0;
  const auto source = [&](types::Batch& batch) {
    batch.clear();
    for (; next < records.size() && batch.records.size() < 4096; ++next) {
      types::RecordView view = types::to_view(records[next], batch.arena);
      if (view.source.empty()) view.source = options.source;
      view.line = next + 1;
      batch.records.push_back(view);
    }
    return !batch.records.empty();
  };
  return load_from(source, {}, options, nullptr);
}

LoadReport Hub::Impl::load_from(const Source& source, const std::string& name, const LoadOptions& options,
                                const read::Reader* reader) {
  const auto start = std::chrono::steady_clock::now();
  const Cancellation cancellation(*this);
  Writing writing(*this, options.exclusive ? Writing::How::alone : Writing::How::beside_readers);
  store::Store& store = writer_->store;
  const store::Number load = store.begin_load(name, base::format_rfc3339(base::now()));
  const std::uint64_t records_before = store.record_count();

  const std::shared_ptr<const contact::Settings> service = settings(store);
  const auto progress = [&](const Progress& now) {
    const WriterMutex::Helper helper(writer_mutex_);  // some threads of the matching tell it
    return !cancellation.asked() && (!options.on_progress || options.on_progress(now));
  };
  contact::Senders senders([this](ContactPointKind kind, std::string_view value) { return normalize(kind, value); });
  Changes changes(records_before);
  LoadReport report;
  Points points(store);
  // What is stored first is matched as it comes. A record that is replaced is not: then all are read again at the end.
  std::optional<hub::AllRecords> all;
  if (records_before == 0) all.emplace(store, matcher_options());
  bool all_new = true;

  const auto check_rows = [&](types::Batch& batch) {
    report.read += batch.records.size() + batch.interactions.size() + batch.rejects.size();
    report.notes += batch.notes.size();
    std::erase_if(batch.records, [&](const types::RecordView& record) {
      const bool bad = record.source.empty() || record.id.empty();
      if (bad) batch.rejects.push_back(keyless(record, name));
      return bad;
    });
    std::erase_if(batch.interactions, [&](const Interaction& interaction) {
      const bool bad = interaction.source.empty() || interaction.id.empty();
      if (bad) {
        batch.rejects.push_back(
            Reject{.place = Place{.file = name, .record = interaction.source + "/" + interaction.id},
                   .code = ErrorCode::invalid_argument,
                   .reason = "the interaction has no id or no source",
                   .raw = {}});
      }
      return bad;
    });
    std::stable_sort(batch.rejects.begin(), batch.rejects.end(),
                     [](const Reject& a, const Reject& b) { return a.place.line < b.place.line; });
    for (const Reject& reject : batch.rejects) {
      ++report.rejected;
      if (options.on_reject) options.on_reject(reject);
      if (options.strict) throw Error(reject.code, reject.reason, reject.place);
      store.add_reject(load, reject);
      if (report.first_rejects.size() < kFirstRejects) report.first_rejects.push_back(reject);
    }
  };
  const auto store_records = [&](Chunk& chunk) {
    store.upsert(chunk.batch.records, chunk.encoded, chunk.stored);
    for (std::size_t i = 0; i < chunk.stored.size(); ++i) {
      store::Upsert& stored = chunk.stored[i];
      count(report, stored.what);
      if (stored.what == store::Upserted::unchanged) continue;
      if (stored.what == store::Upserted::replaced) {
        all_new = false;
        points.flush();
        store.remove_points(stored.no, hub::points_of(stored.before, region_));
      }
      points.add(stored.no, chunk.points[i]);
      changes.add(stored);
    }
    report.records_read += chunk.stored.size();
  };
  const auto match_records = [&](const Chunk& chunk) {
    std::vector<store::Number> numbers;
    std::vector<types::RecordView> records;
    for (std::size_t i = 0; i < chunk.stored.size(); ++i) {
      if (chunk.stored[i].what != store::Upserted::inserted) continue;
      numbers.push_back(chunk.stored[i].no);
      records.push_back(chunk.batch.records[i]);
    }
    all->add(numbers, records);
  };
  std::set<store::ContactPoint> met;  // as long as they are few
  const auto store_interactions = [&](const Chunk& chunk) {
    for (std::size_t i = 0; i < chunk.interactions.size(); ++i) {
      const Interaction& interaction = chunk.batch.interactions[i];
      const Chunk::ReadyInteraction& ready = chunk.interactions[i];
      ++report.interactions_read;
      if (!store.add_interaction(interaction, ready.body, ready.facts, ready.points)) continue;
      ++report.interactions_new;
      senders.add(interaction);
      for (const store::InteractionPoint& point : ready.points) {
        if (point.role == store::PointRole::customer && met.size() <= kMostMet) met.insert(point.point);
      }
    }
  };

  // A chunk is read, made ready, stored and normalised, each beside the others' next step.
  std::array<Chunk, 4> chunks;
  const auto tell_read = [&] {
    const Progress here{"read", reader ? reader->position() : report.read, reader ? reader->size() : 0,
                        reader ? "bytes" : "records"};
    if (!progress(here)) throw Error(ErrorCode::cancelled, "the load was cancelled; nothing was stored");
  };
  bool more = source(chunks[0].batch);
  check_rows(chunks[0].batch);
  tell_read();
  chunks[0].make_ready(region_, *service, options_.threads);
  if (more) more = source(chunks[1].batch);
  for (std::size_t now = 0;; ++now) {
    const auto at = [&](std::size_t number) -> Chunk& { return chunks[number % chunks.size()]; };
    const bool last = !more;
    if (!last) check_rows(at(now + 1).batch);
    base::run_beside(options_.threads, {[&] {
                                          store_records(at(now));
                                          store_interactions(at(now));
                                        },
                                        [&] {
                                          if (!last) at(now + 1).make_ready(region_, *service, options_.threads);
                                        },
                                        [&] {
                                          if (!last) more = source(at(now + 2).batch);
                                        },
                                        [&] {
                                          if (all) match_records(at(now + 3));
                                        }});
    if (!all_new) all.reset();
    tell_read();
    if (!last) continue;
    if (all) match_records(at(now));
    break;
  }

  // What the contact points tell of their owners; rows that nobody wrote, so they count as new or replaced only.
  const std::vector<Record> writers = senders.take();
  if (!writers.empty() || !changes.bulk()) points.flush();
  for (const Record& sender : writers) {
    const auto known = store.find_record(sender.source, sender.id);
    const auto before = known ? records_.get(store, *known) : std::nullopt;
    store::Upsert stored = store_record(before ? contact::merge(*before, sender) : sender);
    if (stored.what == store::Upserted::unchanged) continue;
    count(report, stored.what);
    changes.add(stored);
    all.reset();
  }

  std::optional<std::uint64_t> identities;  // known without counting
  if (changes.bulk()) {
    const auto model = store.active_model();
    const bool train = records_before == 0 && !(model && model->trained);
    if (!all) all.emplace(store, matcher_options()).add_all(store, progress);
    const hub::BulkOutcome outcome =
        hub::resolve_bulk(store, *all, writer_->sketches, train, changes.replaced(), progress, [&] { points.flush(); });
    report.candidate_pairs = outcome.candidate_pairs;
    identities = outcome.identities;
    retell_all();
  } else if (met.size() > kMostMet) {
    report.candidate_pairs = resolve(changes.list()).candidate_pairs;
    retell_all();
  } else if (changes.any() || !met.empty()) {
    report.candidate_pairs =
        resolve(changes.list(), {}, std::vector<store::ContactPoint>(met.begin(), met.end())).candidate_pairs;
  }
  report.identities = identities ? *identities : store.identity_count();
  if (reader) report.format = reader->format();
  store.end_load(load, report);
  writing.commit();
  writing.unlock();
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  log(LogLevel::info, "loaded " + (name.empty() ? "records" : name) + ": " + std::to_string(report.read) + " read, " +
                          std::to_string(report.rejected) + " rejected");
  return report;
}

}  // namespace v1
}  // namespace scv
