#include "contact/cases.hpp"

#include <algorithm>
#include <deque>
#include <limits>
#include <numeric>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/hash.hpp"
#include "contact/threads.hpp"

namespace scv::contact {
namespace {

using types::ContactFacts;

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t kMsPerDay = 86'400'000;
constexpr std::int64_t kSubjectDays = 30;
constexpr std::int64_t kSameCallMs = 90'000;
constexpr std::int64_t kSameCallSeconds = 10;  ///< by which two systems may differ in its length
constexpr std::size_t kLookBack = 50;          ///< cases looked through for one to join: a switchboard has thousands

std::int64_t later_by(std::int64_t ms, std::int64_t days) {
  return ms > std::numeric_limits<std::int64_t>::max() - days * kMsPerDay ? kNever : ms + days * kMsPerDay;
}

bool is_contact_channel(Channel channel) {
  switch (channel) {
    case Channel::email:
    case Channel::call:
    case Channel::voicemail:
    case Channel::chat:
    case Channel::sms:
    case Channel::social:
    case Channel::letter:
    case Channel::web_form:
    case Channel::visit:
      return true;
    default:
      return false;
  }
}

/// Both sides spoke.
bool is_talk(const ContactFacts& c) {
  switch (c.channel) {
    case Channel::visit:
      return c.outcome == Outcome::unknown || c.outcome == Outcome::answered;
    case Channel::call:
      return c.outcome == Outcome::answered || (c.outcome == Outcome::unknown && c.duration_s != 0);
    case Channel::chat:
      return c.outcome == Outcome::answered || (c.outcome == Outcome::unknown && c.duration_s > 0);
    default:
      return false;
  }
}

/// To be returned by a talk; what was written in a chat waits for an answer.
bool is_missed(const ContactFacts& c) {
  return c.channel == Channel::voicemail || (c.channel == Channel::call && !is_talk(c));
}

class Teller {
 public:
  Teller(std::span<const ContactFacts> contacts, const Settings& settings, std::int64_t now_ms)
      : settings_(settings), options_(settings.cases), now_ms_(now_ms) {
    for (const ContactFacts& contact : contacts) contacts_.push_back(&contact);
  }

  Story tell() {
    place_in_time();
    find_doubles();
    find_conversations();
    for (const std::uint32_t i : story_.order) {
      if (!is_double_[i]) take(i);
    }
    finish();
    story_.times = std::move(time_);
    return std::move(story_);
  }

 private:
  const ContactFacts& at(std::uint32_t i) const { return *contacts_[i]; }
  auto key(std::uint32_t i) const { return std::tie(at(i).source, at(i).id); }

  // ---- when ----

  /// A contact without a time stands behind what it answers, else before what answers it, else before all.
  void place_in_time() {
    const auto count = static_cast<std::uint32_t>(contacts_.size());
    story_.order.resize(count);
    std::iota(story_.order.begin(), story_.order.end(), 0u);
    std::sort(story_.order.begin(), story_.order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
    time_.assign(count, 0);
    std::vector<bool>& dated = story_.dated;
    dated.assign(count, false);
    std::vector<ThreadMessage> messages;
    std::int64_t first = kNever;
    for (const std::uint32_t i : story_.order) {
      const ContactFacts& c = at(i);
      const bool ahead = c.time_ms && *c.time_ms > later_by(now_ms_, 1);
      if (ahead) story_.revise_ms = std::min(story_.revise_ms, *c.time_ms - kMsPerDay);
      dated[i] = c.time_ms && !ahead;
      if (dated[i]) {
        time_[i] = *c.time_ms;
        first = std::min(first, time_[i]);
      }
      messages.push_back({c.id, c.references, {}, dated[i] ? c.time_ms : std::nullopt});
    }
    const ThreadForest forest = thread(messages, false);
    const std::int64_t before_all = first == kNever ? 0 : first - 1;
    const auto contact_of = [&](std::uint32_t node) {
      const std::uint32_t message = forest.nodes[node].message;
      return message == kNone ? kNone : story_.order[message];
    };
    for (std::vector<std::uint32_t> open = forest.roots; !open.empty();) {
      const std::uint32_t n = open.back();
      open.pop_back();
      const ThreadNode& node = forest.nodes[n];
      if (const std::uint32_t i = contact_of(n); i != kNone && !dated[i]) {
        const std::uint32_t answered = node.parent == kNone ? kNone : contact_of(node.parent);
        std::int64_t answer = kNever;
        for (const std::uint32_t child : node.children) {
          if (dated[contact_of(child)]) answer = std::min(answer, time_[contact_of(child)]);
        }
        time_[i] = answered != kNone ? time_[answered] + 1 : answer != kNever ? answer - 1 : before_all;
      }
      open.insert(open.end(), node.children.begin(), node.children.end());
    }
    std::stable_sort(story_.order.begin(), story_.order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return time_[a] < time_[b]; });
  }

  // ---- what is one ----

  /// The same mail from the sender's and the receiver's mailbox, the same call from two systems.
  void find_doubles() {
    is_double_.assign(contacts_.size(), false);
    first_of_.resize(contacts_.size());
    std::unordered_map<std::string_view, std::uint32_t> mails;
    std::vector<std::uint32_t> calls;  // of the last 90 seconds
    for (const std::uint32_t i : story_.order) {
      first_of_[i] = i;
      const ContactFacts& c = at(i);
      if (c.channel == Channel::email && !c.id.empty()) {
        const auto [found, is_new] = mails.try_emplace(c.id, i);
        if (!is_new) mark_double(i, found->second);
      } else if (c.channel == Channel::call) {
        std::erase_if(calls, [&](std::uint32_t k) { return time_[i] - time_[k] > kSameCallMs; });
        const auto same = std::find_if(calls.begin(), calls.end(), [&](std::uint32_t k) {
          const ContactFacts& other = at(k);
          const bool lengths =
              c.duration_s < 0 || other.duration_s < 0 || std::abs(c.duration_s - other.duration_s) <= kSameCallSeconds;
          return other.source != c.source && other.direction == c.direction && lengths && is_talk(other) == is_talk(c);
        });
        if (same != calls.end()) {
          mark_double(i, *same);
          calls.erase(same);  // each call has one double at most
        } else {
          calls.push_back(i);
        }
      }
    }
  }

  /// The first stands for both, with what only the other says.
  void mark_double(std::uint32_t i, std::uint32_t first) {
    is_double_[i] = true;
    first_of_[i] = first;
    ContactFacts united = at(first);
    const ContactFacts& other = at(i);
    const auto fill = [](auto& member, const auto& from, const auto& nothing) {
      if (member == nothing) member = from;
    };
    fill(united.direction, other.direction, Direction::unknown);
    fill(united.outcome, other.outcome, Outcome::unknown);
    fill(united.kind, other.kind, MessageKind::personal);
    fill(united.duration_s, other.duration_s, -1);
    fill(united.agent, other.agent, "");
    fill(united.owner, other.owner, "");
    fill(united.product, other.product, "");
    fill(united.promises, other.promises, std::vector<types::PromiseFact>());
    if (united.reasons.empty()) {
      united.reasons = other.reasons;
      united.demand = other.demand;
    }
    united.solved |= other.solved;
    contacts_[first] = &united_.emplace_back(std::move(united));
  }

  void find_conversations() {
    const auto count = static_cast<std::uint32_t>(contacts_.size());
    std::unordered_map<std::string_view, std::uint32_t> by_id;
    std::unordered_set<std::string_view> referred;
    for (const std::uint32_t i : story_.order) {
      by_id.try_emplace(at(i).id, first_of_[i]);
      referred.insert(at(i).references.begin(), at(i).references.end());
    }
    // Numbers follow the order of time, so that sets are numbered alike whatever the order of arrival.
    std::vector<std::uint32_t> number(count);
    Threads threads;
    for (const std::uint32_t i : story_.order) number[i] = threads.add();
    std::unordered_map<std::string_view, std::uint32_t> by_subject;
    for (const std::uint32_t i : story_.order) {
      const ContactFacts& c = at(i);
      if (is_double_[i]) threads.join(number[i], number[first_of_[i]]);
      // Only Message-IDs are the world's; "1" of two call logs is not one call.
      if (!c.id.empty() && (c.channel == Channel::email || referred.count(c.id) != 0))
        threads.link(number[i], "id:" + c.id);
      bool answers_known = false;
      for (const std::string& reference : c.references) {
        if (reference.empty()) continue;
        threads.link(number[i], "id:" + reference);
        answers_known |= by_id.count(reference) != 0 && reference != c.id;
      }
      for (const std::string& reference : c.numbers) threads.link(number[i], "no:" + reference);
      if (c.subject.empty() || c.kind == MessageKind::newsletter) continue;
      const auto [found, is_new] = by_subject.try_emplace(c.subject, i);
      if (!is_new) {
        if (c.is_reply && !answers_known && time_[i] - time_[found->second] <= kSubjectDays * kMsPerDay)
          threads.join(number[i], number[found->second]);
        found->second = i;
      }
    }
    story_.conversations = threads.sets();
    conversation_.resize(count);
    for (std::uint32_t k = 0; k < story_.conversations.size(); ++k) {
      for (std::uint32_t& member : story_.conversations[k]) {
        member = story_.order[member];
        conversation_[member] = k;
      }
    }
    case_of_.assign(story_.conversations.size(), kNone);
    // A mail that came back has reached nobody.
    for (const std::uint32_t i : story_.order) {
      if (at(i).kind != MessageKind::bounce || at(i).outcome != Outcome::bounced) continue;
      for (const std::string& reference : at(i).references) {
        if (const auto found = by_id.find(reference); found != by_id.end()) came_back_.push_back(found->second);
      }
    }
    std::sort(came_back_.begin(), came_back_.end());
  }

  // ---- cases ----

  struct Pending {
    std::uint32_t contact;
    bool missed;
  };
  /// What a case still owes, beside what is told of it.
  struct Working {
    std::vector<Pending> pending;
    std::vector<std::uint32_t> promises;  ///< those not kept
    std::int64_t last_ms = 0;             ///< the last contact of either side
    std::uint32_t last_contact = 0;
    std::string acting;  ///< the agent who acted last
    bool owes_nothing() const { return pending.empty() && promises.empty(); }
  };

  Case& told(std::uint32_t c) { return story_.cases[c]; }

  /// Closes the case if it was silent for long enough before `ms`.
  void let_rest(std::uint32_t c, std::int64_t ms) {
    if (told(c).solution != Solution::none || options_.presumed_solved_days == 0 || !working_[c].owes_nothing()) return;
    const std::int64_t closes = later_by(working_[c].last_ms, options_.presumed_solved_days);
    if (ms < closes) return;
    told(c).solution = Solution::presumed;
    told(c).solved_ms = working_[c].last_ms;
    told(c).closes_ms = closes;
  }

  /// The case of the contact's conversation, if it is open or may be opened again.
  std::uint32_t case_by_conversation(std::uint32_t i) {
    const std::uint32_t c = case_of_[conversation_[i]];
    if (c == kNone) return kNone;
    let_rest(c, time_[i]);
    const Case& found = told(c);
    return found.solution == Solution::none || time_[i] < later_by(found.closes_ms, options_.reopen_days) ? c : kNone;
  }

  /// The latest open case that somebody touched in the last days; with `owing` one that owes something.
  std::uint32_t latest_open_case(std::uint32_t i, bool owing) {
    const std::size_t count = story_.cases.size();
    std::uint32_t best = kNone;
    for (std::size_t back = 1; back <= std::min(count, kLookBack); ++back) {
      const auto c = static_cast<std::uint32_t>(count - back);
      let_rest(c, time_[i]);
      if (told(c).solution != Solution::none || time_[i] > later_by(working_[c].last_ms, options_.join_days)) continue;
      if (owing && working_[c].owes_nothing()) continue;
      if (best == kNone || working_[c].last_ms > working_[best].last_ms) best = c;
    }
    return best;
  }

  std::uint32_t open_case(std::uint32_t i) {
    const auto c = static_cast<std::uint32_t>(story_.cases.size());
    Case& opened = story_.cases.emplace_back();
    opened.opened_ms = time_[i];
    const ContactFacts& contact = at(i);
    if (!contact.agent.empty() && (contact.direction == Direction::outbound || is_talk(contact))) {
      opened.owner = contact.agent;
    } else if (!known_agent_.empty()) {
      opened.owner = known_agent_;
    } else if (!options_.rota.empty()) {
      const std::uint64_t hash = base::hash64(contact.id, base::hash64(contact.source));
      opened.owner = options_.rota[hash % options_.rota.size()];
    } else {
      opened.owner = options_.default_owner;
    }
    working_.emplace_back();
    return c;
  }

  void reopen(std::uint32_t c) {
    Case& one = told(c);
    if (one.solution == Solution::none) return;
    one.solution = Solution::none;
    one.solved_ms = one.closes_ms = kNever;
    ++one.reopened;
  }

  void solve(std::uint32_t c, std::int64_t ms, Solution how) {
    told(c).solution = how;
    told(c).solved_ms = told(c).closes_ms = ms;
    forget_missed(c);
    working_[c].pending.clear();
    for (const std::uint32_t p : std::exchange(working_[c].promises, {})) story_.promises[p].released_ms = ms;
  }

  void append(std::uint32_t c, std::uint32_t i) {
    told(c).contacts.push_back(i);
    case_of_[conversation_[i]] = c;
    for (const std::string& reason : at(i).reasons) {
      std::vector<std::string>& reasons = told(c).reasons;
      if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) reasons.push_back(reason);
    }
    told(c).demand = std::max(told(c).demand, at(i).demand);
  }

  void touch(std::uint32_t c, std::uint32_t i) {
    working_[c].last_ms = time_[i];
    working_[c].last_contact = i;
  }

  void hand_over(std::uint32_t c, std::uint32_t i, const std::string& to) {
    Case& one = told(c);
    if (one.owner != to) one.handovers.push_back({i, time_[i], one.owner, to});
    one.owner = to;
  }

  void agent_acts(std::uint32_t c, std::uint32_t i) {
    const std::string& agent = at(i).agent;
    if (!agent.empty()) {
      // Who takes up a case that a rule gave away is its first agent, not the second.
      if (working_[c].acting.empty())
        told(c).owner = agent;
      else if (working_[c].acting != agent)
        hand_over(c, i, agent);
      working_[c].acting = known_agent_ = agent;
    }
    mark_owner(c, i);
  }

  void mark_owner(std::uint32_t c, std::uint32_t i) {
    if (!at(i).owner.empty()) hand_over(c, i, at(i).owner);
  }

  void forget_missed(std::uint32_t c) { std::erase(cases_with_missed_, c); }

  /// The firm reached the customer: what waited in this case is answered, and by a talk all missed calls; promises are kept.
  void reach(std::uint32_t c, std::uint32_t i, bool talk) {
    if (!told(c).answered_by && told(c).inbound > 0) {
      told(c).answered_by = i;
      told(c).answered_ms = time_[i];
    }
    working_[c].pending.clear();
    forget_missed(c);
    keep(c, i);
    if (!talk) return;
    for (const std::uint32_t other : cases_with_missed_)
      std::erase_if(working_[other].pending, [](const Pending& p) { return p.missed; });
    cases_with_missed_.clear();
    for (const std::uint32_t other : std::exchange(cases_with_promises_, {})) keep(other, i);
  }

  void keep(std::uint32_t c, std::uint32_t i) {
    for (const std::uint32_t p : std::exchange(working_[c].promises, {})) {
      story_.promises[p].kept_by = i;
      story_.promises[p].kept_ms = time_[i];
    }
  }

  /// Who promises has not finished.
  void promise(std::uint32_t c, std::uint32_t i) {
    if (at(i).promises.empty()) return;
    reopen(c);
    touch(c, i);
    for (const types::PromiseFact& fact : at(i).promises) {
      working_[c].promises.push_back(static_cast<std::uint32_t>(story_.promises.size()));
      Promise& one = story_.promises.emplace_back();
      one.contact = i;
      one.case_no = c;
      one.made_ms = time_[i];
      one.due_ms = fact.due_ms;
      one.call_back = fact.call_back;
      one.agent = at(i).agent.empty() ? told(c).owner : at(i).agent;
      one.text = fact.text;
    }
    cases_with_promises_.push_back(c);
  }

  void take(std::uint32_t i) {
    const ContactFacts& contact = at(i);
    // Who is kept out is not spoken with.
    const bool counts = contact.kind == MessageKind::personal && is_contact_channel(contact.channel) &&
                        contact.outcome != Outcome::blocked;
    if (counts && contact.direction == Direction::inbound) return take_inbound(i);
    if (counts && contact.direction == Direction::outbound) return take_outbound(i);
    // A parcel's way, an internal note, an automatic reply: beside the case, if there is one.
    std::uint32_t c = case_by_conversation(i);
    if (c == kNone && !contact.promises.empty() && contact.direction != Direction::inbound) {
      c = open_case(i);
    }
    if (c == kNone) return;
    append(c, i);
    if (contact.direction == Direction::inbound) return;
    mark_owner(c, i);
    promise(c, i);
    if (contact.solved) solve(c, time_[i], Solution::agent);
  }

  void take_inbound(std::uint32_t i) {
    const ContactFacts& contact = at(i);
    const bool talk = is_talk(contact), missed = is_missed(contact);
    std::uint32_t c = case_by_conversation(i);
    if (c == kNone && (talk || missed)) c = latest_open_case(i, false);
    if (c == kNone && asks_again(contact)) c = latest_open_case(i, true);
    const bool only_thanks = contact.solved && !talk;
    if (c == kNone) {
      if (only_thanks) return;  // nothing is asked, so nothing opens
      c = open_case(i);
    } else if (!only_thanks) {
      reopen(c);
    }
    append(c, i);
    ++told(c).inbound;
    touch(c, i);
    if (only_thanks) {
      if (told(c).solution == Solution::none) solve(c, time_[i], Solution::customer);
      return;
    }
    if (talk) {
      reach(c, i, true);
      agent_acts(c, i);
      promise(c, i);
      if (contact.solved) solve(c, time_[i], Solution::agent);
      return;
    }
    mark_owner(c, i);
    working_[c].pending.push_back({i, missed});
    if (missed && (cases_with_missed_.empty() || cases_with_missed_.back() != c)) {
      forget_missed(c);
      cases_with_missed_.push_back(c);
    }
  }

  bool asks_again(const ContactFacts& contact) const {
    return std::any_of(contact.reasons.begin(), contact.reasons.end(), [&](const std::string& reason) {
      return std::find(options_.chasing_reasons.begin(), options_.chasing_reasons.end(), reason) !=
             options_.chasing_reasons.end();
    });
  }

  void take_outbound(std::uint32_t i) {
    const ContactFacts& contact = at(i);
    const bool came_back =
        contact.outcome == Outcome::bounced || std::binary_search(came_back_.begin(), came_back_.end(), i);
    const bool talk = is_talk(contact);
    // A message left on the customer's machine reached them; ringing alone did not.
    const bool reached = !came_back && (talk || contact.channel == Channel::voicemail ||
                                        contact.outcome == Outcome::voicemail || !is_missed(contact));
    std::uint32_t c = case_by_conversation(i);
    if (c == kNone) c = latest_open_case(i, true);
    if (c == kNone && talk) c = latest_open_case(i, false);
    if (c == kNone) {
      if (contact.promises.empty() || came_back) return;
      c = open_case(i);
    }
    append(c, i);
    if (told(c).solution == Solution::none) touch(c, i);
    if (reached) reach(c, i, talk);
    agent_acts(c, i);
    if (came_back) return;
    promise(c, i);
    if (contact.solved) solve(c, time_[i], Solution::agent);
  }

  // ---- what is left ----

  void finish() {
    for (std::uint32_t c = 0; c < story_.cases.size(); ++c) {
      let_rest(c, kNever);
      const Working& working = working_[c];
      for (const bool missed : {false, true}) {
        // The earliest that has a time; what has none does not hide when the others are due.
        auto first = std::find_if(working.pending.begin(), working.pending.end(),
                                  [&](const Pending& p) { return p.missed == missed && story_.dated[p.contact]; });
        if (first == working.pending.end()) {
          first = std::find_if(working.pending.begin(), working.pending.end(),
                               [&](const Pending& p) { return p.missed == missed; });
        }
        if (first == working.pending.end()) continue;
        const std::int64_t minutes =
            missed ? options_.call_back_minutes
                   : options_.answer_minutes[static_cast<std::size_t>(at(first->contact).channel)];
        wait(missed ? WaitingKind::missed_call : WaitingKind::unanswered, c, first->contact, time_[first->contact],
             minutes);
      }
      for (const std::uint32_t p : working.promises) {
        const Promise& promise = story_.promises[p];
        story_.waiting.push_back({.kind = WaitingKind::promise,
                                  .case_no = c,
                                  .contact = promise.contact,
                                  .since_ms = promise.made_ms,
                                  .due_ms = promise.due_ms,
                                  .owner = told(c).owner});
      }
      const bool rests = told(c).solution == Solution::presumed || told(c).solution == Solution::none;
      if (rests && working.owes_nothing() && options_.quiet_minutes > 0 && !is_talk(at(working.last_contact))) {
        wait(WaitingKind::quiet, c, working.last_contact, working.last_ms, options_.quiet_minutes);
        story_.waiting.back().until_ms = told(c).closes_ms;
        // Where silence solves sooner than anybody would ask, nobody asks.
        if (story_.waiting.back().due_ms >= told(c).closes_ms) story_.waiting.pop_back();
      }
    }
    std::sort(story_.waiting.begin(), story_.waiting.end(), [](const Waiting& a, const Waiting& b) {
      return std::tie(a.due_ms, a.since_ms, a.case_no, a.kind) < std::tie(b.due_ms, b.since_ms, b.case_no, b.kind);
    });
  }

  void wait(WaitingKind kind, std::uint32_t c, std::uint32_t i, std::int64_t since_ms, std::int64_t minutes) {
    story_.waiting.push_back(
        {.kind = kind,
         .case_no = c,
         .contact = i,
         .since_ms = since_ms,
         .due_ms = story_.dated[i] ? settings_.hours.add(since_ms, minutes).value_or(since_ms) : kNever,
         .owner = told(c).owner});
  }

  std::vector<const ContactFacts*> contacts_;
  std::deque<ContactFacts> united_;  ///< of contacts that came twice, what both say
  const Settings& settings_;
  const CaseOptions& options_;
  std::int64_t now_ms_;
  Story story_;
  std::vector<std::int64_t> time_;
  std::vector<bool> is_double_;
  std::vector<std::uint32_t> first_of_;
  std::vector<std::uint32_t> conversation_;  ///< by contact
  std::vector<std::uint32_t> case_of_;       ///< the latest, by conversation
  std::vector<std::uint32_t> came_back_;
  std::vector<Working> working_;
  std::vector<std::uint32_t> cases_with_missed_, cases_with_promises_;
  std::string known_agent_;  ///< who acted for the customer last
};

}  // namespace

Story tell(std::span<const ContactFacts> contacts, const Settings& settings, std::int64_t now_ms) {
  return Teller(contacts, settings, now_ms).tell();
}

}  // namespace scv::contact
