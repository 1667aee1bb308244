// The JSON of timelines, briefs and what is waiting. docs/json.md is its description.

#include "scv/hub.hpp"
#include "types/json_text.hpp"

namespace scv {
inline namespace v1 {
namespace {

using types::json::Writer;

void write_key(Writer& out, std::string_view name, const RecordKey& key) {
  out.key(name).open('{').member("source", key.source).member("id", key.id).close('}');
}

void write_texts(Writer& out, std::string_view name, const std::vector<std::string>& texts) {
  out.key(name).open('[');
  for (const std::string& text : texts) out.string(text);
  out.close(']');
}

void write(Writer& out, const ContactEntry& contact) {
  out.open('{');
  write_key(out, "key", contact.key);
  out.optional_member("time", contact.time);
  out.member("channel", to_string(contact.channel));
  out.member("direction", to_string(contact.direction));
  if (contact.outcome != Outcome::unknown) out.member("outcome", to_string(contact.outcome));
  out.member("kind", to_string(contact.kind));
  out.optional_member("agent", contact.agent);
  out.optional_member("subject", contact.subject);
  out.optional_member("text", contact.text);
  if (contact.duration_s >= 0) out.member("duration_s", contact.duration_s);
  if (!contact.reasons.empty()) write_texts(out, "reasons", contact.reasons);
  if (contact.demand != Demand::unknown) out.member("demand", to_string(contact.demand));
  out.member("conversation", contact.conversation);
  if (contact.case_no) out.member("case", *contact.case_no);
  if (contact.shared) out.member("shared", true);
  out.close('}');
}

void write_members(Writer& out, const CaseEntry& one) {
  out.member("open", one.open).member("owner", one.owner).member("opened", one.opened);
  out.optional_member("answered", one.answered);
  out.optional_member("solved", one.solved);
  if (one.solution != Solution::none) out.member("solution", to_string(one.solution));
  write_texts(out, "reasons", one.reasons);
  if (one.demand != Demand::unknown) out.member("demand", to_string(one.demand));
  if (!one.contacts.empty()) {
    out.key("contacts").open('[');
    for (const std::uint32_t contact : one.contacts) out.number(std::uint64_t{contact});
    out.close(']');
  }
  out.member("handovers", one.handovers).member("reopened", one.reopened);
}

void write(Writer& out, const CaseEntry& one) {
  out.open('{');
  write_members(out, one);
  out.close('}');
}

void write(Writer& out, const CustomerCase& one) {
  out.open('{').member("identity", one.identity).member("name", one.name);
  write_members(out, one.concern);
  write_key(out, "contact", one.contact);
  out.member("contacts", one.contacts).close('}');
}

void write(Writer& out, const CountedContact& one) {
  out.open('{').member("identity", one.identity);
  write_key(out, "contact", one.contact);
  out.close('}');
}

void write(Writer& out, const PromiseEntry& promise) {
  out.open('{').member("state", to_string(promise.state)).member("call_back", promise.call_back);
  out.member("agent", promise.agent).member("made", promise.made).member("due", promise.due);
  out.member("text", promise.text).member("case", promise.case_no).member("contact", promise.contact).close('}');
}

void write(Writer& out, const WaitingEntry& waiting) {
  out.open('{').member("identity", waiting.identity).member("name", waiting.name);
  out.member("kind", to_string(waiting.kind)).member("overdue", waiting.overdue);
  out.member("since", waiting.since).member("due", waiting.due).member("owner", waiting.owner);
  write_key(out, "contact", waiting.contact);
  out.close('}');
}

template <typename Entries>
void write_list(Writer& out, const Entries& entries) {
  out.open('[');
  for (const auto& entry : entries) write(out, entry);
  out.close(']');
}

template <typename Entries>
void write_list(Writer& out, std::string_view name, const Entries& entries) {
  write_list(out.key(name), entries);
}

template <typename Entries>
std::string list_json(const Entries& entries) {
  Writer out;
  write_list(out, entries);
  return out.take();
}

}  // namespace

std::string to_json(const Timeline& timeline) {
  Writer out;
  out.open('{').member("identity", timeline.identity);
  write_list(out, "contacts", timeline.contacts);
  write_list(out, "cases", timeline.cases);
  write_list(out, "promises", timeline.promises);
  write_list(out, "waiting", timeline.waiting);
  return out.close('}').take();
}

std::string to_json(const Brief& brief) {
  Writer out;
  out.open('{').member("identity", brief.identity).member("name", brief.name);
  out.key("golden").open('[');
  for (const GoldenValue& golden : brief.golden) {
    out.open('{').member("field", to_string(golden.value.field)).member("value", golden.value.value);
    out.optional_member("type", golden.value.type);
    out.close('}');
  }
  out.close(']');
  out.member("contacts", brief.contacts);
  write_list(out, "last_contacts", brief.last_contacts);
  write_list(out, "open_cases", brief.open_cases);
  write_list(out, "promises", brief.promises);
  write_list(out, "waiting", brief.waiting);
  write_list(out, "bought", brief.bought);
  write_texts(out, "mind", brief.mind);
  return out.close('}').take();
}

std::string to_json(const WaitingEntry& waiting) {
  Writer out;
  write(out, waiting);
  return out.take();
}

std::string to_json(std::span<const WaitingEntry> waiting) { return list_json(waiting); }
std::string to_json(std::span<const CustomerCase> cases) { return list_json(cases); }
std::string to_json(std::span<const CountedContact> contacts) { return list_json(contacts); }

}  // namespace v1
}  // namespace scv
