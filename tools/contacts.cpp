#include "contacts.hpp"

#include <algorithm>

#include "person.hpp"

namespace scv::tools {
namespace {

constexpr std::size_t kWidth = 100;  ///< of lines where there is no terminal
constexpr std::size_t kOwnerWidth = 12, kReasonWidth = 18, kNameWidth = 26;

std::size_t room(std::size_t used, const Style& style) {
  const std::size_t width = style.width() == 0 ? kWidth : style.width();
  return std::max<std::size_t>(width > used ? width - used : 0, 12);
}

std::string about(const std::vector<std::string>& reasons, const Style& style) {
  return reasons.empty() ? "" : shorten(in_words(reasons.front()), kReasonWidth, style);
}

std::string owner_of(const std::string& owner, const Style& style) {
  return shorten(printable(owner), kOwnerWidth, style);
}

/// Lines of a table, of which those that `is_urgent` names, header not counted, stand out.
std::string highlight(const std::string& table, const std::vector<bool>& is_urgent, const Style& style) {
  std::string result;
  std::size_t row = 0;
  for (std::size_t begin = 0; begin < table.size(); ++row) {
    const std::size_t end = table.find('\n', begin);
    const std::string line = table.substr(begin, end - begin);
    result += (row > 0 && is_urgent[row - 1] ? style.red(line) : line) + "\n";
    begin = end + 1;
  }
  return result;
}

std::string state_of(const CaseEntry& one) {
  if (one.open) return one.reopened == 0 ? "open" : "open again";
  switch (one.solution) {
    case Solution::customer:
      return "solved, says the customer";
    case Solution::agent:
      return "solved";
    case Solution::presumed:
      return "solved, by silence";
    case Solution::none:
      break;
  }
  return "solved";
}

std::string describe(std::span<const CaseEntry> cases, bool numbered, const Style& style) {
  std::vector<std::vector<std::string>> rows = {{"opened", "owner", "about", "first answer", "state"}};
  if (numbered) rows.front().insert(rows.front().begin(), "case");
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const CaseEntry& one = cases[i];
    rows.push_back({minute_of(one.opened), owner_of(one.owner, style), about(one.reasons, style),
                    one.answered.empty() ? "none yet" : minute_of(one.answered), state_of(one)});
    if (numbered) rows.back().insert(rows.back().begin(), std::to_string(i + 1));
  }
  return numbered ? table(rows, style, {0}) : table(rows, style);
}

std::string describe(std::span<const PromiseEntry> promises, const Style& style) {
  std::vector<std::vector<std::string>> rows = {{"due", "state", "by", "what"}};
  for (const PromiseEntry& promise : promises) {
    const std::string state = in_words(to_string(promise.state));
    const std::string agent = owner_of(promise.agent, style);
    const std::string text = (promise.call_back ? "call back" : "answer") +
                             (promise.text.empty() ? std::string() : ": \"" + printable(promise.text) + "\"");
    rows.push_back({minute_of(promise.due), state, agent, shorten(text, 56, style)});
  }
  return table(rows, style);
}

std::string title(const std::string& text, const Style& style) { return "\n" + style.bold(text) + "\n"; }

std::string overdue_of(std::span<const WaitingEntry> waiting) {
  const auto overdue = static_cast<std::uint64_t>(
      std::count_if(waiting.begin(), waiting.end(), [](const WaitingEntry& one) { return one.overdue; }));
  return overdue == 0 ? "" : ", " + grouped(overdue) + " overdue (!)";
}

}  // namespace

std::string in_words(std::string_view name) {
  std::string words = printable(name);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string what_of(const ContactEntry& contact) {
  std::vector<std::string> parts;
  if (!contact.subject.empty()) {
    parts.push_back(printable(contact.subject));
  } else if (!contact.text.empty()) {
    parts.push_back(printable(contact.text));
  }
  if (contact.duration_s > 0) parts.push_back(duration_of(contact.duration_s));
  if (contact.outcome != Outcome::unknown) parts.emplace_back(to_string(contact.outcome));
  if (!contact.agent.empty()) parts.push_back("by " + printable(contact.agent));
  if (contact.kind != MessageKind::personal) parts.push_back(in_words(to_string(contact.kind)));
  std::string what = join(parts, ", ");
  if (!contact.reasons.empty()) {
    std::vector<std::string> reasons;
    for (const std::string& reason : contact.reasons) reasons.push_back(in_words(reason));
    what += (what.empty() ? "[" : " [") + join(reasons, ", ") + "]";
  }
  return what;
}

std::string describe(std::span<const ContactEntry> contacts, bool with_cases, const Style& style) {
  std::size_t channel_width = 0, case_width = 0;
  for (const ContactEntry& contact : contacts) {
    channel_width = std::max(channel_width, to_string(contact.channel).size());
    if (with_cases && contact.case_no) case_width = std::max(case_width, std::to_string(*contact.case_no + 1).size());
  }
  std::string result;
  for (const ContactEntry& contact : contacts) {
    const std::string when = pad(minute_of(contact.time), 16);
    const std::string how = how_of(contact.channel, contact.direction, channel_width, style);
    std::string middle;
    if (case_width != 0) {
      const std::string number = contact.case_no ? std::to_string(*contact.case_no + 1) : "";
      middle += std::string(case_width - number.size(), ' ') + number + "  ";
    }
    const std::string shared = contact.shared ? "  shared" : "";
    const std::size_t used = 2 + 16 + 2 + columns(how) + 2 + columns(middle) + shared.size();
    std::string line = "  " + style.dim(when) + "  " +
                       (contact.direction == Direction::inbound ? style.green(how) : how) + "  " + middle +
                       shorten(what_of(contact), room(used, style), style) + style.yellow(shared);
    while (line.ends_with(' ')) line.pop_back();
    result += line + "\n";
  }
  return result;
}

std::string describe(std::span<const WaitingEntry> waiting, bool with_customer, const Style& style) {
  std::vector<std::vector<std::string>> rows = {{"", "due", "since", "what", "owner"}};
  if (with_customer) rows.front().insert(rows.front().end(), {"identity", "who"});
  std::vector<bool> overdue;
  for (const WaitingEntry& one : waiting) {
    overdue.push_back(one.overdue);
    rows.push_back({one.overdue ? "!" : "", minute_of(one.due), minute_of(one.since), in_words(to_string(one.kind)),
                    owner_of(one.owner, style)});
    if (!with_customer) continue;
    rows.back().push_back(std::to_string(one.identity));
    rows.back().push_back(shorten(printable(one.name), kNameWidth, style));
  }
  const std::string text = with_customer ? table(rows, style, {5}) : table(rows, style);
  return highlight(text, overdue, style);
}

std::string describe(std::span<const CustomerCase> cases, const Style& style) {
  std::vector<std::vector<std::string>> rows = {
      {"opened", "owner", "about", "answered", "contacts", "identity", "who"}};
  for (const CustomerCase& one : cases) {
    rows.push_back({minute_of(one.concern.opened), owner_of(one.concern.owner, style),
                    about(one.concern.reasons, style), one.concern.answered.empty() ? "no" : "yes",
                    grouped(one.contacts), std::to_string(one.identity),
                    shorten(printable(one.name), kNameWidth, style)});
  }
  return table(rows, style, {4, 5});
}

std::string describe(const Brief& brief, const Style& style) {
  Identity identity;
  identity.id = brief.identity;
  identity.golden = brief.golden;
  std::string text =
      style.bold(display_name(identity)) + "   " +
      style.dim("identity " + std::to_string(brief.identity) + ", " + count_of(brief.contacts, "contact")) + "\n\n";
  Record best;
  for (const GoldenValue& golden : brief.golden) best.attributes.push_back(golden.value);
  const auto lines = lines_of(best);
  std::size_t label_width = 0;
  for (const auto& [label, value] : lines) label_width = std::max(label_width, columns(label));
  for (const auto& [label, value] : lines) {
    text +=
        "  " + style.dim(pad(label, label_width)) + "  " + shorten(value, room(label_width + 4, style), style) + "\n";
  }
  if (!brief.mind.empty()) text += title("To mind", style);
  for (const std::string& one : brief.mind) text += "  " + style.yellow(printable(one)) + "\n";
  if (!brief.waiting.empty()) {
    text += title("Owed" + overdue_of(brief.waiting), style) + describe(brief.waiting, false, style);
  }
  if (!brief.promises.empty()) {
    text += title("Promised", style) + describe(std::span<const PromiseEntry>(brief.promises), style);
  }
  if (!brief.open_cases.empty()) {
    text += title("Open cases", style) + describe(std::span<const CaseEntry>(brief.open_cases), false, style);
  }
  if (!brief.last_contacts.empty()) {
    text += title("Last contacts", style) + describe(brief.last_contacts, false, style);
  }
  if (!brief.bought.empty()) text += title("Bought", style) + describe(brief.bought, false, style);
  return text;
}

std::string describe(const Timeline& timeline, const std::string& name, const Style& style) {
  std::string text =
      style.bold(name) + "   " +
      style.dim("identity " + std::to_string(timeline.identity) + ", " + count_of(timeline.contacts.size(), "contact") +
                ", " + count_of(timeline.cases.size(), "case")) +
      "\n\n" + describe(timeline.contacts, true, style);
  if (!timeline.cases.empty()) {
    text += title("Cases", style) + describe(std::span<const CaseEntry>(timeline.cases), true, style);
  }
  if (!timeline.promises.empty()) {
    text += title("Promised", style) + describe(std::span<const PromiseEntry>(timeline.promises), style);
  }
  if (!timeline.waiting.empty()) {
    text += title("Owed" + overdue_of(timeline.waiting), style) + describe(timeline.waiting, false, style);
  }
  return text;
}

}  // namespace scv::tools
