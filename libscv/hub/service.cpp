// A customer's contacts as one whole: timeline, brief, waiting, reports; and keeping what is waiting up to date.

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/time_zone.hpp"
#include "contact/automatic.hpp"
#include "contact/indicators.hpp"
#include "hub/impl.hpp"
#include "hub/points.hpp"
#include "identity/golden.hpp"

namespace scv {
inline namespace v1 {
namespace {

using hub::ToldStory;
using store::Number;

constexpr std::string_view kService = "service";   // meta: the settings as JSON
constexpr std::string_view kFactsBy = "facts_by";  // meta: by which rules facts were found
constexpr std::string_view kFactsVersion = "3";    // of the shipped rules: raised when they find or tell other things
constexpr std::size_t kLastContacts = 5;
constexpr std::size_t kTextBytes = 240;

/// A time without a zone is one of the service's.
std::int64_t moment(std::string_view now, const base::TimeZone& zone) {
  if (now.empty()) return base::now().unix_ms;
  const auto instant = base::parse_rfc3339(now);
  if (!instant) throw Error(ErrorCode::invalid_argument, "this time is not RFC 3339: " + std::string(now));
  return instant->offset_minutes ? instant->unix_ms : zone.from_local(instant->unix_ms);
}

std::string time_text(std::int64_t ms, const base::TimeZone& zone) {
  if (ms == kNever) return {};
  return base::format_rfc3339({ms, static_cast<int>(zone.offset_ms(ms) / 60'000)});
}

/// The beginning of a text in one line.
std::string beginning(std::string_view text) {
  std::string line;
  bool space = false;
  for (const char c : text) {
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
      space = !line.empty();
      continue;
    }
    if (std::exchange(space, false)) line += ' ';
    line += c;
    if (line.size() > kTextBytes) break;
  }
  return std::string(base::truncate_utf8(line, kTextBytes));
}

std::string name_of(std::span<const GoldenValue> golden) {
  const auto value = [&](Field field) {
    for (const GoldenValue& one : golden) {
      if (one.value.field == field) return one.value.value;
    }
    return std::string();
  };
  if (std::string name = value(Field::name); !name.empty()) return name;
  std::string name = value(Field::given_name);
  if (const std::string family = value(Field::family_name); !family.empty()) name += (name.empty() ? "" : " ") + family;
  for (const Field field : {Field::organization, Field::email, Field::phone, Field::identifier}) {
    if (name.empty()) name = value(field);
  }
  return name;
}

ContactEntry entry_of(const Interaction& interaction, const types::ContactFacts& facts) {
  return {.key = {interaction.source, interaction.id},
          .time = interaction.time,
          .channel = interaction.channel,
          .direction = interaction.direction,
          .outcome = interaction.outcome,
          .kind = facts.kind,
          .agent = interaction.agent,
          .subject = interaction.subject,
          .text = beginning(interaction.text),
          .duration_s = interaction.duration_s,
          .reasons = facts.reasons,
          .demand = facts.demand};
}

CaseEntry entry_of(const Case& one, const Story& story, std::int64_t now_ms, const base::TimeZone& zone) {
  return {.open = one.is_open(now_ms),
          .owner = one.owner,
          .opened = story.dated[one.contacts.front()] ? time_text(one.opened_ms, zone) : std::string(),
          .answered = time_text(one.answered_ms, zone),
          .solved = one.is_open(now_ms) ? std::string() : time_text(one.solved_ms, zone),
          .solution = one.is_open(now_ms) ? Solution::none : one.solution,
          .reasons = one.reasons,
          .demand = one.demand,
          .contacts = {},
          .handovers = static_cast<std::uint32_t>(one.handovers.size()),
          .reopened = one.reopened};
}

PromiseEntry entry_of(const Promise& promise, std::int64_t now_ms, const base::TimeZone& zone) {
  return {.state = promise.state(now_ms),
          .call_back = promise.call_back,
          .agent = promise.agent,
          .made = time_text(promise.made_ms, zone),
          .due = time_text(promise.due_ms, zone),
          .text = promise.text,
          .case_no = promise.case_no,
          .contact = promise.contact};
}

bool is_purchase(Channel channel) {
  return channel == Channel::order || channel == Channel::invoice || channel == Channel::payment ||
         channel == Channel::return_;
}

}  // namespace

std::shared_ptr<const contact::Settings> Hub::Impl::settings(store::Store& store) {
  std::string text = store.meta(kService).value_or("{}");
  const std::lock_guard lock(settings_mutex_);
  if (!settings_ || settings_text_ != text) {
    settings_ = std::make_shared<const contact::Settings>(contact::Settings::from_json(text));
    settings_text_ = std::move(text);
  }
  return settings_;
}

std::string Hub::Impl::facts_of(store::Store& store, const Interaction& interaction) {
  return types::to_json(contact::facts(interaction, *settings(store)));
}

void Hub::Impl::retell(const std::set<IdentityId>& identities) {
  store::Store& store = writer_->store;
  const std::shared_ptr<const contact::Settings> by = settings(store);
  const std::int64_t now_ms = base::now().unix_ms;
  for (const IdentityId id : identities) {
    const ToldStory told = own_story(store, id, *by, now_ms);
    const std::int64_t revise_ms = told.story.revise_ms;
    store.set_waiting(id, hub::waiting_rows(told),
                      revise_ms == kNever ? std::nullopt : std::optional<std::int64_t>(revise_ms));
  }
}

void Hub::Impl::retell_all() {
  store::Store& store = writer_->store;
  store.clear_waiting();
  struct Told {
    IdentityId identity;
    std::vector<store::WaitingRow> rows;
    std::int64_t revise_ms;
  };
  std::vector<Told> all;
  std::mutex mutex;
  hub::for_each_story(store, *settings(store), base::now().unix_ms, options_.threads,
                      [&](IdentityId identity, const ToldStory& told) {
                        std::vector<store::WaitingRow> rows = hub::waiting_rows(told);
                        if (rows.empty() && told.story.revise_ms == kNever) return;
                        const std::lock_guard lock(mutex);
                        all.push_back({identity, std::move(rows), told.story.revise_ms});
                      });
  std::sort(all.begin(), all.end(), [](const Told& a, const Told& b) { return a.identity < b.identity; });
  for (const Told& one : all) {
    store.set_waiting(one.identity, one.rows,
                      one.revise_ms == kNever ? std::nullopt : std::optional<std::int64_t>(one.revise_ms));
  }
}

std::vector<store::ContactPoint> Hub::Impl::points_of_identity(store::Store& store, IdentityId id) {
  std::set<store::ContactPoint> points;
  for (const Record& record : records_of(store, id)) {
    for (store::ContactPoint& point : hub::points_of(record, region_)) points.insert(std::move(point));
  }
  return {points.begin(), points.end()};
}

ToldStory Hub::Impl::own_story(store::Store& store, IdentityId id, const contact::Settings& settings,
                               std::int64_t now_ms) {
  std::vector<Number> own;
  for (const hub::OwnedContact& contact : hub::contacts_of(store, points_of_identity(store, id), id)) {
    if (!contact.shared) own.push_back(contact.interaction.no);
  }
  return hub::tell(store, std::move(own), settings, now_ms);
}

void Hub::Impl::retell_after(const hub::LiveOutcome& outcome, std::span<const hub::ChangedRecord> changes,
                             std::span<const store::ContactPoint> met) {
  store::Store& store = writer_->store;
  if (!store.has_interactions()) return;
  std::set<store::ContactPoint> points(met.begin(), met.end());
  std::set<IdentityId> stale;
  const auto add_points = [&](const Record& record) {
    for (store::ContactPoint& point : hub::points_of(record, region_)) points.insert(std::move(point));
  };
  for (const hub::ChangedRecord& change : changes) {
    if (change.before) add_points(*change.before);
    if (change.stored) add_points(records_.need(store, change.no));
    if (change.identity != 0) stale.insert(change.identity);
  }
  for (const hub::ResolvedPart& part : outcome.parts) {
    const bool same = part.retired.empty() && std::all_of(part.old_ids.begin(), part.old_ids.end(),
                                                          [&](IdentityId old) { return old == part.id; });
    if (same) continue;
    for (const Number no : part.records) add_points(records_.need(store, no));
    for (const IdentityId old : part.old_ids) {
      if (old != 0) stale.insert(old);
    }
    stale.insert(part.retired.begin(), part.retired.end());
  }
  for (const store::ContactPoint& point : points) {
    if (!store.has_interactions_at(point)) continue;
    for (const IdentityId id : hub::Owners(store, point).identities()) stale.insert(id);
  }
  retell(stale);
}

void Hub::Impl::find_facts_anew() {
  store::Store& store = writer_->store;
  const std::shared_ptr<const contact::Settings> by = settings(store);
  std::vector<std::pair<Number, std::string>> found;
  store.for_each_interaction([&](const store::InteractionRef& ref, std::string_view body, std::string_view facts) {
    std::string now = types::to_json(contact::facts(interaction_from_json(body), *by));
    if (now != facts) found.emplace_back(ref.no, std::move(now));
  });
  for (const auto& [no, facts] : found) store.set_facts(no, facts);
  retell_all();
  store.set_meta(kFactsBy, kFactsVersion);
}

bool Hub::Impl::has_old_facts(store::Store& store) { return store.meta(kFactsBy) != kFactsVersion; }

void Hub::Impl::set_service(std::string_view json) {
  const contact::Settings checked = contact::Settings::from_json(json);
  Writing writing(*this);
  writer_->store.set_meta(kService, json);
  find_facts_anew();
  writing.commit();
}

std::string Hub::Impl::service() {
  Lease lease(*this);
  Transaction transaction(lease.store(), Transaction::Kind::read);
  return lease.store().meta(kService).value_or("{}");
}

std::vector<WaitingEntry> Hub::Impl::entries_of(store::Store& store, std::span<const store::WaitingAt> waiting,
                                                std::int64_t now_ms, const base::TimeZone& zone) {
  std::map<IdentityId, std::string> names;
  std::vector<WaitingEntry> result;
  for (const auto& [identity, row] : waiting) {
    const auto [name, is_new] = names.try_emplace(identity);
    if (is_new) name->second = name_of(golden_of(store, identity));
    result.push_back({.identity = identity,
                      .name = name->second,
                      .kind = row.kind,
                      .overdue = row.due_ms <= now_ms,
                      .since = row.due_ms == kNever ? std::string() : time_text(row.since_ms, zone),
                      .due = time_text(row.due_ms, zone),
                      .owner = row.owner,
                      .contact = store.interaction_key(row.interaction)});
  }
  return result;
}

std::vector<WaitingEntry> Hub::Impl::waiting(const WaitingOptions& options) {
  Lease lease(*this);
  store::Store& store = lease.store();
  Transaction transaction(store, Transaction::Kind::read);
  const std::shared_ptr<const contact::Settings> by = settings(store);
  const std::int64_t now_ms = moment(options.now, by->hours.zone());
  const std::vector<IdentityId> due = store.revisions_due(now_ms);
  std::vector<store::WaitingAt> waiting = store.waiting(now_ms, options.owner, options.overdue_only, options.limit);
  if (!due.empty()) {
    // What was dated ahead has come to its time: those stories are told as they are now.
    waiting = store.waiting(now_ms, options.owner, options.overdue_only, SIZE_MAX >> 1);
    std::erase_if(
        waiting, [&](const store::WaitingAt& one) { return std::binary_search(due.begin(), due.end(), one.identity); });
    for (const IdentityId id : due) {
      for (store::WaitingRow& row : hub::waiting_rows(own_story(store, id, *by, now_ms))) {
        if (row.until_ms <= now_ms || row.since_ms > now_ms || (options.overdue_only && row.due_ms > now_ms)) continue;
        if (options.owner.empty() || row.owner == options.owner) waiting.push_back({id, std::move(row)});
      }
    }
    std::stable_sort(waiting.begin(), waiting.end(), [](const store::WaitingAt& a, const store::WaitingAt& b) {
      return std::tie(a.row.due_ms, a.identity) < std::tie(b.row.due_ms, b.identity);
    });
    waiting.resize(std::min(waiting.size(), options.limit));
  }
  return entries_of(store, waiting, now_ms, by->hours.zone());
}

std::optional<Timeline> Hub::Impl::timeline(IdentityId id, std::string_view now) {
  Lease lease(*this);
  store::Store& store = lease.store();
  Transaction transaction(store, Transaction::Kind::read);
  const std::shared_ptr<const contact::Settings> by = settings(store);
  const base::TimeZone& zone = by->hours.zone();
  const std::int64_t now_ms = moment(now, zone);
  Timeline timeline;
  timeline.identity = store.todays_identity(id);
  if (timeline.identity == 0 || !store.has_members(timeline.identity)) return std::nullopt;
  std::vector<Number> own, shared;
  for (const hub::OwnedContact& contact :
       hub::contacts_of(store, points_of_identity(store, timeline.identity), timeline.identity)) {
    (contact.shared ? shared : own).push_back(contact.interaction.no);
  }
  const ToldStory told = hub::tell(store, std::move(own), *by, now_ms);
  const Story& story = told.story;

  std::vector<std::pair<std::int64_t, ContactEntry>> entries;  // with the time to order by
  std::vector<std::uint32_t> conversation_of(told.facts.size()), case_of(told.facts.size(), UINT32_MAX);
  for (std::uint32_t i = 0; i < story.conversations.size(); ++i) {
    for (const std::uint32_t contact : story.conversations[i]) conversation_of[contact] = i;
  }
  for (std::uint32_t i = 0; i < story.cases.size(); ++i) {
    for (const std::uint32_t contact : story.cases[i].contacts) case_of[contact] = i;
  }
  std::vector<std::uint32_t> place_of(told.facts.size());
  for (const std::uint32_t contact : story.order) {
    ContactEntry entry =
        entry_of(interaction_from_json(store.interaction(told.interactions[contact])), told.facts[contact]);
    entry.conversation = conversation_of[contact];
    if (case_of[contact] != UINT32_MAX) entry.case_no = case_of[contact];
    place_of[contact] = static_cast<std::uint32_t>(entries.size());
    entries.emplace_back(story.times[contact], std::move(entry));
  }
  auto conversations = static_cast<std::uint32_t>(story.conversations.size());
  std::vector<std::pair<std::int64_t, ContactEntry>> foreign;
  for (const Number no : shared) {
    const types::ContactFacts facts = types::contact_facts_from_json(store.facts(no));
    ContactEntry entry = entry_of(interaction_from_json(store.interaction(no)), facts);
    entry.shared = true;
    foreign.emplace_back(facts.time_ms.value_or(kNever), std::move(entry));
  }
  std::sort(foreign.begin(), foreign.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first, a.second.key) < std::tie(b.first, b.second.key);
  });
  for (auto& [time, entry] : foreign) entry.conversation = conversations++;
  // Own ones keep their order; where they are, others come between them by time.
  std::vector<std::uint32_t> moved(entries.size());
  std::size_t next = 0;
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    while (next < foreign.size() && foreign[next].first < entries[i].first) {
      timeline.contacts.push_back(std::move(foreign[next++].second));
    }
    moved[i] = static_cast<std::uint32_t>(timeline.contacts.size());
    timeline.contacts.push_back(std::move(entries[i].second));
  }
  for (; next < foreign.size(); ++next) timeline.contacts.push_back(std::move(foreign[next].second));

  for (const Case& one : story.cases) {
    CaseEntry& entry = timeline.cases.emplace_back(entry_of(one, story, now_ms, zone));
    for (const std::uint32_t contact : one.contacts) entry.contacts.push_back(moved[place_of[contact]]);
  }
  for (const Promise& promise : story.promises) {
    PromiseEntry& entry = timeline.promises.emplace_back(entry_of(promise, now_ms, zone));
    entry.contact = moved[place_of[promise.contact]];
  }
  std::vector<store::WaitingAt> waiting;
  for (store::WaitingRow& row : hub::waiting_rows(told)) {
    if (row.until_ms > now_ms && row.since_ms <= now_ms) waiting.push_back({timeline.identity, std::move(row)});
  }
  timeline.waiting = entries_of(store, waiting, now_ms, zone);
  return timeline;
}

std::optional<Brief> Hub::Impl::brief(IdentityId id, std::string_view now) {
  Lease lease(*this);
  store::Store& store = lease.store();
  Transaction transaction(store, Transaction::Kind::read);
  const std::shared_ptr<const contact::Settings> by = settings(store);
  const base::TimeZone& zone = by->hours.zone();
  const std::int64_t now_ms = moment(now, zone);
  Brief brief;
  brief.identity = store.todays_identity(id);
  if (brief.identity == 0 || !store.has_members(brief.identity)) return std::nullopt;
  brief.golden = golden_of(store, brief.identity);
  brief.name = name_of(brief.golden);

  const std::vector<store::ContactPoint> points = points_of_identity(store, brief.identity);
  std::vector<Number> own;
  for (const hub::OwnedContact& contact : hub::contacts_of(store, points, brief.identity)) {
    if (!contact.shared) own.push_back(contact.interaction.no);
    ++brief.contacts;
  }
  const ToldStory told = hub::tell(store, std::move(own), *by, now_ms);
  const auto entry = [&](std::uint32_t contact) {
    return entry_of(interaction_from_json(store.interaction(told.interactions[contact])), told.facts[contact]);
  };
  for (auto contact = told.story.order.rbegin(); contact != told.story.order.rend(); ++contact) {
    const types::ContactFacts& facts = told.facts[*contact];
    if (brief.last_contacts.size() < kLastContacts) brief.last_contacts.push_back(entry(*contact));
    if (is_purchase(facts.channel) && brief.bought.size() < kLastContacts) brief.bought.push_back(entry(*contact));
    if (std::find(facts.reasons.begin(), facts.reasons.end(), "do_not_call") != facts.reasons.end() &&
        brief.mind.empty()) {
      brief.mind.push_back("asked not to be called" + (facts.time_ms
                                                           ? " (" + time_text(*facts.time_ms, zone).substr(0, 10) + ")"
                                                           : std::string()));
    }
  }
  for (const Case& one : told.story.cases) {
    if (one.is_open(now_ms)) brief.open_cases.push_back(entry_of(one, told.story, now_ms, zone));
  }
  for (const Promise& promise : told.story.promises) {
    const PromiseState state = promise.state(now_ms);
    if (state == PromiseState::open || state == PromiseState::overdue) {
      brief.promises.push_back(entry_of(promise, now_ms, zone));
    }
  }
  std::vector<store::WaitingAt> waiting;
  for (store::WaitingRow& row : hub::waiting_rows(told)) {
    if (row.until_ms > now_ms && row.since_ms <= now_ms) waiting.push_back({brief.identity, std::move(row)});
  }
  brief.waiting = entries_of(store, waiting, now_ms, zone);
  for (const store::ContactPoint& point : points) {
    const std::uint64_t identities = store.identities_at(point);
    if (identities > 1) {
      brief.mind.push_back(point.value + " is shared with " + std::to_string(identities - 1) +
                           (identities == 2 ? " other customer" : " other customers"));
    }
    if (const auto bounced = store.bounced_at(point)) {
      brief.mind.push_back("mail to " + point.value + " came back on " + time_text(*bounced, zone).substr(0, 10));
    }
  }
  return brief;
}

std::vector<CustomerCase> Hub::Impl::cases(const CasesOptions& options) {
  Lease lease(*this);
  store::Store& store = lease.store();
  Transaction transaction(store, Transaction::Kind::read);
  const std::shared_ptr<const contact::Settings> by = settings(store);
  const base::TimeZone& zone = by->hours.zone();
  const std::int64_t now_ms = moment(options.now, zone);
  struct OpenCase {
    std::int64_t opened_ms;
    IdentityId identity;
    std::uint32_t number;  // of the customer's cases
    CaseEntry entry;
    Number contact;
    std::uint32_t contacts;
    bool operator<(const OpenCase& other) const {
      return std::tie(opened_ms, identity, number) < std::tie(other.opened_ms, other.identity, other.number);
    }
  };
  std::vector<OpenCase> open;
  std::mutex mutex;
  hub::for_each_story(store, *by, now_ms, options_.threads, [&](IdentityId identity, const ToldStory& told) {
    for (std::uint32_t i = 0; i < told.story.cases.size(); ++i) {
      const Case& one = told.story.cases[i];
      if (one.opened_ms > now_ms || !one.is_open(now_ms)) continue;
      if (!options.owner.empty() && one.owner != options.owner) continue;
      OpenCase entry{one.opened_ms,
                     identity,
                     i,
                     entry_of(one, told.story, now_ms, zone),
                     told.interactions[one.contacts.front()],
                     static_cast<std::uint32_t>(one.contacts.size())};
      const std::lock_guard lock(mutex);
      open.push_back(std::move(entry));
    }
  });
  std::sort(open.begin(), open.end());
  open.resize(std::min(open.size(), options.limit));
  std::vector<CustomerCase> result;
  for (OpenCase& one : open) {
    result.push_back({.identity = one.identity,
                      .name = name_of(golden_of(store, one.identity)),
                      .concern = std::move(one.entry),
                      .contact = store.interaction_key(one.contact),
                      .contacts = one.contacts});
  }
  return result;
}

std::vector<ReportTable> Hub::Impl::reports(std::span<const Dimension> dimensions, std::string_view now) {
  Lease lease(*this);
  store::Store& store = lease.store();
  Transaction transaction(store, Transaction::Kind::read);
  const std::shared_ptr<const contact::Settings> by = settings(store);
  const std::int64_t now_ms = moment(now, by->hours.zone());
  contact::Indicators all;
  std::mutex mutex;
  hub::for_each_story(store, *by, now_ms, options_.threads, [&](IdentityId, const ToldStory& told) {
    contact::Indicators one;
    one.add(told.story, told.facts, *by, now_ms);
    const std::lock_guard lock(mutex);
    all.merge(one);
  });
  std::vector<ReportTable> tables;
  for (const Dimension dimension : dimensions) tables.push_back({dimension, all.by(dimension)});
  return tables;
}

std::vector<CountedContact> Hub::Impl::report_contacts(Figure figure, Dimension dimension, std::string_view value,
                                                       std::string_view now) {
  Lease lease(*this);
  store::Store& store = lease.store();
  Transaction transaction(store, Transaction::Kind::read);
  const std::shared_ptr<const contact::Settings> by = settings(store);
  const std::int64_t now_ms = moment(now, by->hours.zone());
  std::map<IdentityId, std::vector<Number>> behind;
  std::mutex mutex;
  hub::for_each_story(store, *by, now_ms, options_.threads, [&](IdentityId identity, const ToldStory& told) {
    std::vector<Number> numbers;
    for (const std::uint32_t contact :
         contact::contacts_behind(figure, dimension, value, told.story, told.facts, *by, now_ms)) {
      numbers.push_back(told.interactions[contact]);
    }
    if (numbers.empty()) return;
    const std::lock_guard lock(mutex);
    behind[identity] = std::move(numbers);
  });
  std::vector<CountedContact> result;
  for (const auto& [identity, numbers] : behind) {
    for (const Number no : numbers) result.push_back({identity, store.interaction_key(no)});
  }
  return result;
}

}  // namespace v1
}  // namespace scv
