#pragma once

// Hub's inside: connections with their workspaces, one to write with and a pool to read with.

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/arena.hpp"
#include "hub/contacts.hpp"
#include "hub/feed.hpp"
#include "hub/reader_pages.hpp"
#include "hub/record_cache.hpp"
#include "hub/resolve.hpp"
#include "hub/sketches.hpp"
#include "hub/workspace.hpp"
#include "read/reader.hpp"
#include "scv/hub.hpp"
#include "store/pending_keys.hpp"
#include "store/store.hpp"

namespace scv {
inline namespace v1 {

class Hub::Impl {
 public:
  Impl(const std::string& path, HubOptions options);

  LoadReport load(const std::string& path, const LoadOptions& options);
  LoadReport load(std::span<const Record> records, const LoadOptions& options);
  PutResult put(const Record& record);
  bool put(const Interaction& interaction);
  bool remove(std::string_view source, std::string_view id);

  std::optional<Record> get(std::string_view source, std::string_view id);
  std::optional<IdentityId> identity_of(std::string_view source, std::string_view id);
  std::optional<Identity> identity(IdentityId id);
  std::vector<Found> find(const Record& query, const FindOptions& options, FindReport* report);
  Completions complete(std::string_view text, std::size_t limit);
  Why why(const RecordKey& left, const RecordKey& right);
  void write(ExportFormat format, const std::function<void(std::string_view)>& sink);
  std::vector<IdentityId> identity_at(IdentityId id);
  std::vector<IdentityChange> changes(std::int64_t after, std::size_t limit);
  std::int64_t newest_change();
  std::vector<IdentityChange> decide(const Decision& decision);
  bool undecide(const RecordKey& left, const RecordKey& right);
  std::vector<Decision> decisions();
  std::vector<Doubt> review(const ReviewOptions& options);
  Preview preview(const Record& put);
  Preview preview_remove(std::string_view source, std::string_view id);
  Preview preview(const Decision& decision);
  Preview preview_undecide(const RecordKey& left, const RecordKey& right);
  std::vector<Relation> relations(IdentityId id);
  std::optional<Timeline> timeline(IdentityId id, std::string_view now);
  std::optional<Brief> brief(IdentityId id, std::string_view now);
  std::vector<WaitingEntry> waiting(const WaitingOptions& options);
  std::vector<CustomerCase> cases(const CasesOptions& options);
  std::vector<ReportTable> reports(std::span<const Dimension> dimensions, std::string_view now);
  std::vector<CountedContact> report_contacts(Figure figure, Dimension dimension, std::string_view value,
                                              std::string_view now);
  void set_service(std::string_view json);
  std::string service();
  std::vector<ModelInfo> models();
  std::int64_t retrain();
  Preview preview_model(std::int64_t version);
  void activate(std::int64_t version);
  DriftReport drift();
  CheckReport check(const CheckOptions& options);
  void backup(const std::string& path, const std::function<bool(const Progress&)>& progress);
  std::string digest();
  HubStats stats();
  std::string model();
  std::string model(std::int64_t version);
  void cancel() noexcept;

 private:
  using Transaction = store::Store::Transaction;
  /// Fills a batch; false at the end.
  using Source = std::function<bool(types::Batch&)>;
  /// Readers that wait for their next call; more are closed.
  static constexpr std::size_t kMaxIdle = 16;
  static constexpr std::size_t kReadersPageBytes = 128u << 20;

  struct Session {
    Session(const std::string& path, const store::OpenOptions& options) : store(path, options) {}
    store::Store store;
    hub::Sketches sketches;
    std::unique_ptr<hub::Workspace> workspace;
    std::int64_t others_changes = 0;  ///< up to which sketches are good
    hub::ReaderPages pages;           ///< of a reader
    /// After a change that was rolled back. The version of a model may be given again, to another one.
    void forget() {
      workspace.reset();
      sketches.forget();
    }
  };

  /// Refuses the thread that holds it, for which waiting would never end: a callback that calls the hub that waits for it.
  class WriterMutex {
   public:
    /// While it lives, this thread works for the one that holds the mutex, and is refused as that one is.
    class Helper {
     public:
      explicit Helper(const WriterMutex& mutex) noexcept : mutex_(mutex), before_(std::exchange(last_, this)) {}
      ~Helper() { last_ = before_; }
      Helper(const Helper&) = delete;
      Helper& operator=(const Helper&) = delete;
      static bool helps(const WriterMutex& mutex) noexcept {
        const Helper* one = last_;
        while (one != nullptr && &one->mutex_ != &mutex) one = one->before_;
        return one != nullptr;
      }

     private:
      static inline thread_local const Helper* last_ = nullptr;
      const WriterMutex& mutex_;
      const Helper* before_;
    };

    void refuse_holder() const {
      if (holder_ == std::this_thread::get_id() || Helper::helps(*this)) {
        throw Error(ErrorCode::invalid_argument,
                    "a callback must not call the hub that runs it; do it when the call has returned");
      }
    }
    void lock() {
      refuse_holder();
      mutex_.lock();
      holder_ = std::this_thread::get_id();
    }
    void unlock() noexcept {
      holder_ = std::thread::id();
      mutex_.unlock();
    }

   private:
    std::mutex mutex_;
    std::atomic<std::thread::id> holder_{};
  };

  /// One change: the writer's turn with its transaction. Rolled back unless committed.
  class Writing {
   public:
    enum class How : std::uint8_t {
      beside_readers,
      alone,  ///< where the hub has no records and nobody else has it open: written once, without the log
    };
    /// Throws where the hub is read-only.
    explicit Writing(Impl& impl, How how = How::beside_readers);
    ~Writing();
    Writing(const Writing&) = delete;
    Writing& operator=(const Writing&) = delete;
    void commit();
    /// Takes back what was done so far, and keeps the turn: what is read from here on is the hub as it was.
    void roll_back();
    /// Ends the turn: what follows is others' code.
    void unlock() { lock_.unlock(); }

   private:
    void use_log_again() noexcept;  ///< where this was alone

    Impl& impl_;
    std::unique_lock<WriterMutex> lock_;
    std::optional<Transaction> transaction_;
    bool alone_ = false;
    bool committed_ = false;
  };

  /// A record with what is made of it to store it, in any thread's time. Borrows from the record.
  struct ReadyRecord {
    /// Throws where the record has no key.
    ReadyRecord(const Record& record, const std::string& region);
    const Record& record;
    base::Arena arena{4096};
    types::RecordView view;
    store::EncodedRecord encoded;
    std::vector<store::RecordPoint> points;
  };

  /// A change of some thread that waits to be done.
  struct Waiting {
    enum class State : std::uint8_t { waits, leads, done };
    explicit Waiting(const std::function<void()>& change) : run(change) {}
    const std::function<void()>& run;
    State state = State::waits;
    std::exception_ptr error;
    std::condition_variable turn;
  };

  /// A connection for one read: from the pool, or the only one of a hub in memory.
  class Lease {
   public:
    explicit Lease(Impl& impl);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    store::Store& store() { return session_->store; }
    hub::Workspace& workspace() { return impl_.workspace(*session_); }

   private:
    Impl& impl_;
    int exceptions_ = std::uncaught_exceptions();
    std::unique_lock<WriterMutex> lock_;
    std::unique_ptr<Session> own_;
    Session* session_;
  };

  /// What a call that cancel() may stop looks at from time to time.
  class Cancellation {
   public:
    explicit Cancellation(const Impl& impl) : impl_(impl), since_(impl.cancels_) {}
    bool asked() const noexcept { return impl_.cancels_ != since_; }
    void check() const {
      if (asked()) throw Error(ErrorCode::cancelled, "the call was cancelled");
    }

   private:
    const Impl& impl_;
    std::uint64_t since_;
  };

  /// `instead_of`, if any, will be closed.
  std::unique_ptr<Session> open_session(bool read_only, const Session* instead_of = nullptr);
  void begin_anew(Session& reader) noexcept;
  /// The session's matcher under the hub's model of today; the shipped prior where there is none yet.
  hub::Workspace& workspace(Session& session);
  /// The active model, parsed once for all who read and write by it: that takes as long as hundreds of finds.
  std::shared_ptr<const score::Model> parsed_model(store::Store& store);
  void close_idle();  ///< readers that wait for their next call
  hub::MatcherOptions matcher_options() const { return {region_, options_.threads}; }
  std::string normalize(ContactPointKind kind, std::string_view value) const;
  void log(LogLevel level, std::string_view text) const {
    if (options_.log) options_.log(level, text);
  }

  /// `reader` tells format and position; null for records from memory.
  LoadReport load_from(const Source& source, const std::string& name, const LoadOptions& options,
                       const read::Reader* reader);
  /// Runs a change in the writer's turn and commits it. Of the threads that come with changes one does those of all that wait, in
  /// one transaction; where one of them fails each has its own. So `run` may be run twice, by any thread.
  void change(const std::function<void()>& run);
  /// As the one that leads: does what waits, tells the others, hands the lead on.
  void do_waiting() noexcept;
  /// Makes HubOptions::model that of a hub without records. Throws Error{conflict} where the hub has another one.
  void adopt_model(store::Store& store);
  /// Stores a record and its contact points, not yet resolved.
  store::Upsert store_record(const Record& record) { return store_record(ReadyRecord(record, region_)); }
  store::Upsert store_record(const ReadyRecord& record);
  /// Resolves changes beside the rest, under the stored model, and tells the feed; the shipped prior is stored where there is none.
  /// `met` are contact points with new interactions.
  hub::LiveOutcome resolve(std::span<const hub::ChangedRecord> changes, std::span<const store::Number> decided = {},
                           std::span<const store::ContactPoint> met = {});
  /// Adds a record's identity, as it is, to an outcome that does not have it.
  static void add_unchanged(store::Store& store, store::Number no, hub::LiveOutcome& outcome);
  /// What an outcome means for the feed.
  hub::Feed feed_of(const hub::LiveOutcome& outcome, std::span<const hub::ChangedRecord> changes);
  std::vector<Record> records_of(store::Store& store, IdentityId id);
  std::vector<GoldenValue> golden_of(store::Store& store, IdentityId id);

  /// How the firm serves, by what the hub has stored of it.
  std::shared_ptr<const contact::Settings> settings(store::Store& store);
  /// What is stored of an interaction beside its text.
  std::string facts_of(store::Store& store, const Interaction& interaction);
  /// Whether facts were found by rules of an older version of this library.
  static bool has_old_facts(store::Store& store);
  std::vector<store::ContactPoint> points_of_identity(store::Store& store, IdentityId id);
  hub::ToldStory own_story(store::Store& store, IdentityId id, const contact::Settings& settings, std::int64_t now_ms);
  std::vector<WaitingEntry> entries_of(store::Store& store, std::span<const store::WaitingAt> waiting,
                                       std::int64_t now_ms, const base::TimeZone& zone);

  // Changes within the writer's turn, not yet committed.
  /// What these customers are owed, anew.
  void retell(const std::set<IdentityId>& identities);
  /// The same of those whose contacts a resolution has moved, or who were met at these points.
  void retell_after(const hub::LiveOutcome& outcome, std::span<const hub::ChangedRecord> changes,
                    std::span<const store::ContactPoint> met);
  void retell_all();
  void find_facts_anew();
  PutResult put_now(const ReadyRecord& record);
  bool remove_now(std::string_view source, std::string_view id);
  void decide_now(Decision decision);
  bool undecide_now(RecordKey left, RecordKey right);
  void activate_now(std::int64_t version);
  /// Does a change, tells what it did, and rolls it back.
  Preview preview_of(const std::function<void()>& change);
  /// At most `limit` entries of the feed behind a cursor, with the keys of records that are there.
  std::vector<IdentityChange> changes_after(store::Store& store, std::int64_t after, std::size_t limit);

  std::string path_;
  HubOptions options_;
  std::string region_;  ///< of the hub, whatever the options say later: features must not depend on who opens it
  hub::RecordCache records_;
  std::shared_ptr<store::PendingKeys> pending_keys_ = std::make_shared<store::PendingKeys>();  ///< of all connections
  std::atomic<std::uint64_t> cancels_{0};
  std::atomic<std::uint64_t> changes_{0};  ///< committed by this object

  // Closed after the readers: the last connection that closes is to bring the log into the file, which only a writer may.
  WriterMutex writer_mutex_;
  std::unique_ptr<Session> writer_;  ///< null for a read-only file
  bool has_erased_ = false;          ///< what was removed may still lie in the log
  /// What a failing disk has left of a load is to be taken back before anybody reads.
  std::atomic<bool> cut_off_{false};

  std::mutex settings_mutex_;
  std::shared_ptr<const contact::Settings> settings_;
  std::string settings_text_;

  std::mutex model_mutex_;
  std::shared_ptr<const score::Model> model_;  ///< parsed from the text
  std::string model_text_;

  std::mutex queue_mutex_;
  std::vector<Waiting*> queue_;
  bool led_ = false;  ///< some thread does what waits

  std::mutex sessions_mutex_;
  std::set<Session*> sessions_;                 ///< all, for cancel()
  std::vector<std::unique_ptr<Session>> idle_;  ///< readers
};

}  // namespace v1
}  // namespace scv
