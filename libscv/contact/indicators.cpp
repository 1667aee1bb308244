#include "contact/indicators.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/time.hpp"

namespace scv::contact {
namespace {

using types::ContactFacts;

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t kMsPerDay = 86'400'000;

class Counter {
 public:
  Counter(const Story& story, std::span<const ContactFacts> contacts, const Settings& settings, std::int64_t now_ms)
      : story_(story), contacts_(contacts), settings_(settings), now_ms_(now_ms), case_of_(contacts.size(), kNone) {
    for (std::uint32_t c = 0; c < story.cases.size(); ++c) {
      for (const std::uint32_t i : story.cases[c].contacts) case_of_[i] = c;
    }
  }

  std::vector<Count> count() {
    count_contacts();
    for (std::uint32_t c = 0; c < story_.cases.size(); ++c) count_case(c);
    for (const Promise& promise : story_.promises) count_promise(promise);
    return std::move(counts_);
  }

 private:
  void add(Figure figure, std::uint32_t contact, std::int64_t value = 1) {
    counts_.push_back({figure, contact, case_of_[contact], value});
  }

  /// Contacts by the customer that belong to a case: thanks that asked for nothing are none, and doubles count once.
  bool is_by_customer(std::uint32_t i) const {
    return contacts_[i].direction == Direction::inbound && contacts_[i].kind == MessageKind::personal &&
           case_of_[i] != kNone && contacts_[i].channel < Channel::order;
  }

  std::string_view main_reason(std::uint32_t i) const {
    return contacts_[i].reasons.empty() ? std::string_view() : std::string_view(contacts_[i].reasons.front());
  }

  void count_contacts() {
    bool lost = false;
    for (const std::uint32_t i : story_.order) {
      if (!is_by_customer(i)) continue;
      add(Figure::contacts, i);
      if (contacts_[i].demand == Demand::failure) add(Figure::failure_contacts, i);
      if (contacts_[i].demand == Demand::value) add(Figure::value_contacts, i);
      count_repeat(i);
      const bool is_loss =
          std::any_of(contacts_[i].reasons.begin(), contacts_[i].reasons.end(), [&](const auto& reason) {
            const auto& losses = settings_.cases.lost_reasons;
            return std::find(losses.begin(), losses.end(), reason) != losses.end();
          });
      if (is_loss && !lost) {
        lost = true;
        const std::int64_t since = story_.times[i] - settings_.cases.lost_days * kMsPerDay;
        const auto before = std::count_if(by_customer_.begin(), by_customer_.end(),
                                          [&](std::uint32_t k) { return story_.times[k] >= since; });
        add(Figure::losses, i);
        add(Figure::contacts_before_loss, i, before);
      }
      by_customer_.push_back(i);
      last_in_case_[case_of_[i]] = story_.times[i];
      if (const std::string_view reason = main_reason(i); !reason.empty()) last_for_reason_[reason] = story_.times[i];
    }
  }

  void count_repeat(std::uint32_t i) {
    std::optional<std::int64_t> last;
    if (const auto found = last_in_case_.find(case_of_[i]); found != last_in_case_.end()) last = found->second;
    if (const auto found = last_for_reason_.find(main_reason(i)); found != last_for_reason_.end())
      last = std::max(last.value_or(found->second), found->second);
    if (!last) return;
    if (story_.times[i] - *last <= 7 * kMsPerDay) add(Figure::repeats_7_days, i);
    if (story_.times[i] - *last <= 30 * kMsPerDay) add(Figure::repeats_30_days, i);
  }

  void count_case(std::uint32_t c) {
    const Case& one = story_.cases[c];
    const std::uint32_t opener = one.contacts.front();
    const ServiceHours& hours = settings_.hours;
    add(Figure::cases, opener);
    for (const Handover& handover : one.handovers) add(Figure::handovers, handover.contact);
    if (one.answered_by && one.answered_ms <= now_ms_) {
      add(Figure::cases_answered, opener);
      add(Figure::answer_minutes, opener, hours.minutes_between(one.opened_ms, one.answered_ms));
    }
    if (one.is_open(now_ms_)) return;
    add(Figure::cases_solved, opener);
    add(Figure::solution_minutes, opener, hours.minutes_between(one.opened_ms, one.solved_ms));
    if (one.inbound == 1 && one.reopened == 0 && !comes_again(c)) add(Figure::first_contact_solved, opener);
  }

  /// Whether the customer comes with the main reason of this case within 7 days after it opened, in another one.
  bool comes_again(std::uint32_t c) const {
    const std::uint32_t opener = story_.cases[c].contacts.front();
    const std::string_view reason = main_reason(opener);
    if (reason.empty()) return false;
    const std::int64_t from = story_.times[opener];
    auto next = std::upper_bound(by_customer_.begin(), by_customer_.end(), from,
                                 [&](std::int64_t ms, std::uint32_t k) { return ms < story_.times[k]; });
    for (; next != by_customer_.end() && story_.times[*next] - from <= 7 * kMsPerDay; ++next) {
      if (case_of_[*next] != c && main_reason(*next) == reason) return true;
    }
    return false;
  }

  void count_promise(const Promise& promise) {
    add(Figure::promises, promise.contact);
    switch (promise.state(now_ms_)) {
      case PromiseState::kept:
        return add(Figure::promises_kept, promise.contact);
      case PromiseState::kept_late:
        return add(Figure::promises_late, promise.contact);
      case PromiseState::overdue:
        return add(Figure::promises_overdue, promise.contact);
      case PromiseState::open:
      case PromiseState::released:
        return;
    }
  }

  const Story& story_;
  std::span<const ContactFacts> contacts_;
  const Settings& settings_;
  std::int64_t now_ms_;
  std::vector<std::uint32_t> case_of_;
  std::vector<std::uint32_t> by_customer_;  ///< in order of time
  std::map<std::uint32_t, std::int64_t> last_in_case_;
  std::map<std::string_view, std::int64_t> last_for_reason_;
  std::vector<Count> counts_;
};

std::string team_of(const std::string& agent, const Settings& settings) {
  const auto found = settings.cases.teams.find(agent);
  return found == settings.cases.teams.end() ? std::string() : found->second;
}

}  // namespace

std::vector<Count> counts(const Story& story, std::span<const ContactFacts> contacts, const Settings& settings,
                          std::int64_t now_ms) {
  return Counter(story, contacts, settings, now_ms).count();
}

std::string value_of(const Count& count, Dimension dimension, const Story& story,
                     std::span<const ContactFacts> contacts, const Settings& settings) {
  const ContactFacts& contact = contacts[count.contact];
  const Case* const its_case = count.case_no == kNone ? nullptr : &story.cases[count.case_no];
  switch (dimension) {
    case Dimension::all:
      return {};
    case Dimension::month:
      if (!story.dated[count.contact]) return {};
      return base::format_rfc3339({.unix_ms = settings.hours.zone().to_local(story.times[count.contact])}).substr(0, 7);
    case Dimension::channel:
      return std::string(to_string(contact.channel));
    case Dimension::reason:
      if (!contact.reasons.empty()) return contact.reasons.front();
      return its_case != nullptr && !its_case->reasons.empty() ? its_case->reasons.front() : std::string();
    case Dimension::team: {
      std::string team = team_of(contact.agent, settings);
      return team.empty() && its_case != nullptr ? team_of(its_case->owner, settings) : team;
    }
    case Dimension::product:
      return contact.product;
  }
  return {};
}

void Indicators::add(const Story& story, std::span<const ContactFacts> contacts, const Settings& settings,
                     std::int64_t now_ms) {
  for (const Count& count : counts(story, contacts, settings, now_ms)) {
    for (std::size_t d = 0; d < kDimensions; ++d) {
      std::string value = value_of(count, static_cast<Dimension>(d), story, contacts, settings);
      const auto [row, is_new] = rows_[d].try_emplace(std::move(value));
      if (is_new) row->second.value = row->first;
      row->second.figures[static_cast<std::size_t>(count.figure)] += count.value;
    }
  }
}

void Indicators::merge(const Indicators& other) {
  for (std::size_t d = 0; d < kDimensions; ++d) {
    for (const auto& [value, from] : other.rows_[d]) {
      const auto [row, is_new] = rows_[d].try_emplace(value);
      if (is_new) row->second.value = value;
      for (std::size_t i = 0; i < kFigures; ++i) row->second.figures[i] += from.figures[i];
    }
  }
}

std::vector<IndicatorRow> Indicators::by(Dimension dimension) const {
  std::vector<IndicatorRow> rows;
  for (const auto& [value, row] : rows_[static_cast<std::size_t>(dimension)]) rows.push_back(row);
  return rows;
}

std::vector<std::uint32_t> contacts_behind(Figure figure, Dimension dimension, std::string_view value,
                                           const Story& story, std::span<const ContactFacts> contacts,
                                           const Settings& settings, std::int64_t now_ms) {
  std::vector<std::uint32_t> found;
  for (const Count& count : counts(story, contacts, settings, now_ms)) {
    if (count.figure == figure && value_of(count, dimension, story, contacts, settings) == value)
      found.push_back(count.contact);
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace scv::contact
