// Hub::load: rows from a reader or from memory, stored as they come, resolved at the end.

#include <algorithm>
#include <chrono>
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

/// The records that a load has changed, with what they were before it: as long as they are few.
class Changes {
 public:
  explicit Changes(std::uint64_t records_before) : limit_(records_before / kLiveShare) {}

  void add(store::Upsert& stored) {
    any_ = true;
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

 private:
  std::size_t limit_;
  bool any_ = false;
  bool bulk_ = false;
  std::vector<hub::ChangedRecord> changes_;
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
  Writing writing(*this);
  store::Store& store = writer_->store;
  const store::Number load = store.begin_load(name, base::format_rfc3339(base::now()));
  const std::uint64_t records_before = store.record_count();

  const auto progress = [&](const Progress& now) {
    return !cancellation.asked() && (!options.on_progress || options.on_progress(now));
  };
  contact::Senders senders([this](ContactPointKind kind, std::string_view value) { return normalize(kind, value); });
  Changes changes(records_before);
  LoadReport report;
  types::Batch batch;
  std::vector<std::vector<store::ContactPoint>> points;

  const auto store_rejects = [&] {
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
  const auto store_view = [&](const types::RecordView& record, const std::vector<store::ContactPoint>& its_points) {
    store::Upsert stored = store.upsert(record);
    count(report, stored.what);
    if (stored.what == store::Upserted::unchanged) return;
    if (stored.what == store::Upserted::replaced)
      store.remove_points(stored.no, hub::points_of(stored.before, region_));
    store.add_points(stored.no, its_points);
    changes.add(stored);
  };

  for (;;) {
    const bool more = source(batch);
    const std::uint64_t rows = batch.records.size() + batch.interactions.size() + batch.rejects.size();
    report.read += rows;
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
    store_rejects();

    points.assign(batch.records.size(), {});
    base::parallel_for(batch.records.size(), 64, options_.threads, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) points[i] = hub::points_of(batch.records[i].fields, region_);
    });
    for (std::size_t i = 0; i < batch.records.size(); ++i) store_view(batch.records[i], points[i]);
    report.records_read += batch.records.size();

    for (const Interaction& interaction : batch.interactions) {
      ++report.interactions_read;
      if (store.add_interaction(interaction, to_json(interaction), hub::points_of(interaction, region_))) {
        ++report.interactions_new;
        senders.add(interaction);
      }
    }
    const Progress now{"read", reader ? reader->position() : report.read, reader ? reader->size() : 0,
                       reader ? "bytes" : "records"};
    if (!progress(now)) throw Error(ErrorCode::cancelled, "the load was cancelled; nothing was stored");
    if (!more) break;
  }

  // What the contact points tell of their owners; rows that nobody wrote, so they count as new or replaced only.
  for (const Record& sender : senders.take()) {
    const auto known = store.find_record(sender.source, sender.id);
    const auto before = known ? records_.get(store, *known) : nullptr;
    store::Upsert stored = store_record(before ? contact::merge(*before, sender) : sender);
    if (stored.what == store::Upserted::unchanged) continue;
    count(report, stored.what);
    changes.add(stored);
  }

  if (changes.bulk()) {
    const auto model = store.active_model();
    const bool train = records_before == 0 && !(model && model->trained);
    report.candidate_pairs = hub::resolve_bulk(store, matcher_options(), train, progress);
  } else if (changes.any()) {
    report.candidate_pairs = resolve(changes.list()).candidate_pairs;
  }
  report.identities = store.identity_count();
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
