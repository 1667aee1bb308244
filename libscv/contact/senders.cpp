#include "contact/senders.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/text.hpp"
#include "base/time.hpp"
#include "contact/automatic.hpp"
#include "contact/signature.hpp"

namespace scv::contact {
namespace {

/// Of each kind of statement a record keeps the first ones by value: an address that writes under thousands of names
/// (a marketplace, a mailing list) must stay small, and which are kept must not depend on the order of arrival.
constexpr std::size_t kMaxOfKind = 16;

constexpr bool is_name_part(Field field) noexcept { return field <= Field::name_suffix; }
constexpr bool is_address_part(Field field) noexcept { return field >= Field::address && field <= Field::country; }

using Part = std::tuple<Field, std::string, std::string, std::string, std::string>;  // field, value, type, from, to
using Group = std::vector<Part>;

/// The later of two times; equal ones by their text, so that the order of arrival does not show.
std::string later(const std::string& a, const std::string& b) {
  const auto rank = [](const std::string& text) {
    const std::optional<base::Instant> instant = base::parse_rfc3339(text);
    return std::tuple(instant.has_value(), instant ? instant->unix_ms : 0, std::string_view(text));
  };
  return rank(a) < rank(b) ? b : a;
}

/// What is known of one contact point, as sets: adding is commutative, associative and idempotent.
class Facts {
 public:
  void add(const std::vector<Attribute>& attributes) {
    std::map<std::uint16_t, Group> names, addresses;
    for (const Attribute& a : attributes) {
      if (a.value.empty()) continue;
      if (is_name_part(a.field))
        names[a.group].push_back(part(a));
      else if (is_address_part(a.field))
        addresses[a.group].push_back(part(a));
      else
        add_single(a);
    }
    for (auto& [number, group] : names) add_group(names_, std::move(group));
    for (auto& [number, group] : addresses) add_group(addresses_, std::move(group));
  }

  /// In order of field; names and addresses numbered in order of their text.
  std::vector<Attribute> attributes() const {
    std::vector<Attribute> result;
    append(names_, result);
    bool addresses_done = false;
    for (const auto& [field, values] : singles_) {
      if (field > Field::country && !std::exchange(addresses_done, true)) append(addresses_, result);
      for (const auto& [value, rest] : values) {
        result.push_back({field, 0, value, std::get<0>(rest), std::get<1>(rest), std::get<2>(rest)});
      }
    }
    if (!addresses_done) append(addresses_, result);
    return result;
  }

 private:
  static Part part(const Attribute& a) { return {a.field, a.value, a.type, a.valid_from, a.valid_to}; }

  static void add_group(std::set<Group>& groups, Group group) {
    std::sort(group.begin(), group.end());
    groups.insert(std::move(group));
    if (groups.size() > kMaxOfKind) groups.erase(std::prev(groups.end()));
  }

  void add_single(const Attribute& a) {
    auto& values = singles_[a.field];
    std::tuple rest(a.type, a.valid_from, a.valid_to);
    const auto [at, added] = values.try_emplace(a.value, rest);
    if (!added) at->second = std::max(at->second, rest);
    if (values.size() > kMaxOfKind) values.erase(std::prev(values.end()));
  }

  static void append(const std::set<Group>& groups, std::vector<Attribute>& to) {
    std::uint16_t number = 0;
    for (const Group& group : groups) {
      for (const auto& [field, value, type, from, until] : group)
        to.push_back({field, number, value, type, from, until});
      ++number;
    }
  }

  std::set<Group> names_, addresses_;
  std::map<Field, std::map<std::string, std::tuple<std::string, std::string, std::string>>> singles_;
};

Field field_of(ContactPointKind kind) noexcept {
  switch (kind) {
    case ContactPointKind::email:
      return Field::email;
    case ContactPointKind::phone:
      return Field::phone;
    default:
      return Field::identifier;
  }
}

/// A display name without quotes and doubled blanks; empty if it is only an address or a number again.
std::string display_name(std::string_view text) {
  std::string name;
  for (const char c : base::trim(text)) {
    const char shown = base::is_ascii_space(c) ? ' ' : c;
    if (shown != '"' && !(shown == ' ' && (name.empty() || name.back() == ' '))) name += shown;
  }
  const std::string_view bare = base::trim(name);
  const bool has_letter = std::any_of(bare.begin(), bare.end(), [](char c) {
    return base::is_ascii_alpha(c) || static_cast<unsigned char>(c) >= 0x80;
  });
  if (!has_letter || bare.find('@') != std::string_view::npos || bare.size() > 120) return {};
  if (bare.size() > 2 && bare.front() == '\'' && bare.back() == '\'')
    return std::string(bare.substr(1, bare.size() - 2));
  return std::string(bare);
}

}  // namespace

class Senders::Impl {
 public:
  explicit Impl(NormalizePoint normalize) : normalize_(std::move(normalize)) {}

  void add(const Interaction& interaction) {
    // What programs write says nothing of people: an absence note names a colleague, a newsletter everybody.
    const MessageKind kind = automatic(interaction).kind;
    if (kind == MessageKind::bounce || kind == MessageKind::newsletter || kind == MessageKind::notification) return;
    const Participant* writer = kind == MessageKind::personal ? writer_of(interaction) : nullptr;
    for (const Participant& participant : interaction.participants) {
      if (participant.own || participant.value.empty()) continue;
      const std::string point = normalize_(participant.kind, participant.value);
      if (point.empty()) continue;
      Known& known = known_[{interaction.source, point}];
      known.updated_at = later(known.updated_at, interaction.time);
      std::vector<Attribute> attributes;
      attributes.push_back(
          {field_of(participant.kind), 0, point, participant.kind == ContactPointKind::handle ? "handle" : "", {}, {}});
      if (std::string name = display_name(participant.name); !name.empty()) {
        const bool firm = has_legal_form(name);
        attributes.push_back({firm ? Field::organization : Field::name, 0, std::move(name), {}, {}, {}});
      }
      known.facts.add(attributes);
      if (&participant == writer) known.facts.add(usable(signature(interaction.text)));
    }
  }

  std::vector<Record> take() {
    std::vector<Record> records;
    for (auto& [key, known] : known_) {
      Record record;
      record.source = key.source;
      record.id = key.id;
      record.updated_at = std::move(known.updated_at);
      record.attributes = known.facts.attributes();
      records.push_back(std::move(record));
    }
    known_.clear();
    return records;
  }

 private:
  struct Known {
    Facts facts;
    std::string updated_at;
  };

  /// The first participant that it is from, if that is not the firm.
  static const Participant* writer_of(const Interaction& interaction) {
    for (const Participant& participant : interaction.participants) {
      if (participant.role == Role::from) return participant.own ? nullptr : &participant;
    }
    return nullptr;
  }

  /// Addresses and numbers in their form for matching, which makes repeated ones equal; what has none is dropped.
  std::vector<Attribute> usable(std::vector<Attribute> attributes) const {
    for (Attribute& a : attributes) {
      if (a.field == Field::email) a.value = normalize_(ContactPointKind::email, a.value);
      if (a.field == Field::phone) a.value = normalize_(ContactPointKind::phone, a.value);
    }
    return attributes;
  }

  NormalizePoint normalize_;
  std::map<RecordKey, Known> known_;
};

Senders::Senders(NormalizePoint normalize) : impl_(std::make_unique<Impl>(std::move(normalize))) {}
Senders::~Senders() = default;
void Senders::add(const Interaction& interaction) { impl_->add(interaction); }
std::vector<Record> Senders::take() { return impl_->take(); }

Record merge(const Record& a, const Record& b) {
  Facts facts;
  facts.add(a.attributes);
  facts.add(b.attributes);
  Record merged;
  std::tie(merged.source, merged.id) = std::min(std::tie(a.source, a.id), std::tie(b.source, b.id));
  merged.updated_at = later(a.updated_at, b.updated_at);
  merged.payload = std::max(a.payload, b.payload);
  merged.attributes = facts.attributes();
  return merged;
}

}  // namespace scv::contact
