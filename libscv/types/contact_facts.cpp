#include "types/contact_facts.hpp"

#include "scv/error.hpp"
#include "types/json_text.hpp"

namespace scv::types {
namespace {

[[noreturn]] void refuse(const std::string& name) {
  throw Error(ErrorCode::parse, "the facts of a contact cannot be read: member '" + name + "'");
}

void write(json::Writer& out, const char* name, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  out.key(name).open('[');
  for (const std::string& text : texts) out.string(text);
  out.close(']');
}

std::string text_of(const std::string& name, std::string_view value) {
  if (json::kind(value) != json::Kind::string) refuse(name);
  return json::string(value);
}

std::int64_t number_of(const std::string& name, std::string_view value) {
  const std::optional<std::int64_t> number = json::integer(value);
  if (!number) refuse(name);
  return *number;
}

template <typename Enum>
Enum enum_of(const std::string& name, std::string_view value, Enum last) {
  const std::int64_t number = number_of(name, value);
  if (number < 0 || number > static_cast<std::int64_t>(last)) refuse(name);
  return static_cast<Enum>(number);
}

std::vector<std::string> texts_of(const std::string& name, std::string_view value) {
  std::vector<std::string> texts;
  if (json::kind(value) != json::Kind::array) refuse(name);
  json::for_each_element(value, [&](std::string_view element) { texts.push_back(text_of(name, element)); });
  return texts;
}

}  // namespace

std::string to_json(const ContactFacts& facts) {
  json::Writer out;
  out.open('{');
  out.member("s", facts.source).member("i", facts.id);
  if (facts.time_ms) out.member("t", *facts.time_ms);
  const auto number = [&](const char* name, auto value) {
    if (static_cast<int>(value) != 0) out.member(name, static_cast<std::int64_t>(value));
  };
  out.member("c", static_cast<std::int64_t>(facts.channel));
  number("d", facts.direction);
  number("o", facts.outcome);
  number("k", facts.kind);
  if (facts.duration_s >= 0) out.member("l", facts.duration_s);
  out.optional_member("a", facts.agent);
  out.optional_member("w", facts.owner);
  out.optional_member("g", facts.product);
  write(out, "r", facts.references);
  write(out, "n", facts.numbers);
  out.optional_member("b", facts.subject);
  if (facts.is_reply) out.member("re", true);
  if (!facts.promises.empty()) {
    out.key("p").open('[');
    for (const PromiseFact& promise : facts.promises) {
      out.open('{').member("d", promise.due_ms);
      if (promise.call_back) out.member("c", true);
      out.member("x", promise.text).close('}');
    }
    out.close(']');
  }
  write(out, "y", facts.reasons);
  number("e", facts.demand);
  if (facts.solved) out.member("z", true);
  return out.close('}').take();
}

ContactFacts contact_facts_from_json(std::string_view text) {
  const std::string_view object = json::parse(text);
  if (json::kind(object) != json::Kind::object) refuse("of all");
  ContactFacts facts;
  json::for_each_member(object, [&](const std::string& name, std::string_view value) {
    if (name == "s") {
      facts.source = text_of(name, value);
    } else if (name == "i") {
      facts.id = text_of(name, value);
    } else if (name == "t") {
      facts.time_ms = number_of(name, value);
    } else if (name == "c") {
      facts.channel = enum_of(name, value, Channel::other);
    } else if (name == "d") {
      facts.direction = enum_of(name, value, Direction::internal);
    } else if (name == "o") {
      facts.outcome = enum_of(name, value, Outcome::blocked);
    } else if (name == "k") {
      facts.kind = enum_of(name, value, MessageKind::notification);
    } else if (name == "l") {
      facts.duration_s = number_of(name, value);
    } else if (name == "a") {
      facts.agent = text_of(name, value);
    } else if (name == "w") {
      facts.owner = text_of(name, value);
    } else if (name == "g") {
      facts.product = text_of(name, value);
    } else if (name == "r") {
      facts.references = texts_of(name, value);
    } else if (name == "n") {
      facts.numbers = texts_of(name, value);
    } else if (name == "b") {
      facts.subject = text_of(name, value);
    } else if (name == "re") {
      facts.is_reply = value == "true";
    } else if (name == "p") {
      if (json::kind(value) != json::Kind::array) refuse(name);
      json::for_each_element(value, [&](std::string_view element) {
        if (json::kind(element) != json::Kind::object) refuse(name);
        PromiseFact promise;
        json::for_each_member(element, [&](const std::string& part, std::string_view content) {
          if (part == "d") promise.due_ms = number_of(part, content);
          if (part == "c") promise.call_back = content == "true";
          if (part == "x") promise.text = text_of(part, content);
        });
        facts.promises.push_back(std::move(promise));
      });
    } else if (name == "y") {
      facts.reasons = texts_of(name, value);
    } else if (name == "e") {
      facts.demand = enum_of(name, value, Demand::failure);
    } else if (name == "z") {
      facts.solved = value == "true";
    }
  });
  return facts;
}

}  // namespace scv::types
