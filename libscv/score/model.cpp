#include "score/model.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "scv/error.hpp"
#include "types/json_text.hpp"

namespace scv::score {
namespace {

using types::Comparison;
using types::Level;
using types::json::Writer;
namespace json = types::json;

struct ShippedLevel {
  Comparison comparison;
  Level level;
  LevelProbabilities probabilities;
};

// The shipped prior, from general knowledge of customer files rather than from any one of them. Where a frequency is
// known for the value, it takes the place of `stranger`.
constexpr ShippedLevel kShipped[] = {
    {Comparison::given_name, Level::equal, {0.75, 0.004, 0.03, 0.004}},
    {Comparison::given_name, Level::equal_part, {0.03, 0.004, 0.03, 0.004}},
    {Comparison::given_name, Level::variant, {0.04, 0.001, 0.002, 0.001}},
    {Comparison::given_name, Level::phonetic, {0.03, 0.003, 0.005, 0.003}},
    {Comparison::given_name, Level::nickname, {0.03, 0.004, 0.006, 0.004}},
    {Comparison::given_name, Level::initial, {0.03, 0.03, 0.04, 0.03}},
    {Comparison::given_name, Level::typo, {0.05, 0.004, 0.008, 0.004}},
    {Comparison::given_name, Level::similar, {0.02, 0.02, 0.03, 0.02}},
    {Comparison::given_name, Level::faint, {0.01, 0.02, 0.025, 0.02}},
    {Comparison::given_name, Level::different, {0.02, 0.93, 0.85, 0.93}},
    {Comparison::family_name, Level::equal, {0.82, 0.001, 0.73, 0.001}},
    {Comparison::family_name, Level::equal_part, {0.03, 0.0005, 0.03, 0.0005}},
    {Comparison::family_name, Level::variant, {0.03, 0.0005, 0.02, 0.0005}},
    {Comparison::family_name, Level::phonetic, {0.03, 0.002, 0.01, 0.002}},
    {Comparison::family_name, Level::nickname, {0.002, 0.001, 0.001, 0.001}},
    {Comparison::family_name, Level::initial, {0.005, 0.02, 0.005, 0.02}},
    {Comparison::family_name, Level::typo, {0.05, 0.001, 0.015, 0.001}},
    {Comparison::family_name, Level::similar, {0.02, 0.006, 0.01, 0.006}},
    {Comparison::family_name, Level::faint, {0.01, 0.01, 0.005, 0.01}},
    {Comparison::family_name, Level::former, {0.01, 0.0001, 0.002, 0.0001}},
    {Comparison::family_name, Level::different, {0.01, 0.97, 0.2, 0.97}},
    {Comparison::middle_name, Level::equal, {0.75, 0.02, 0.05, 0.02}},
    {Comparison::middle_name, Level::variant, {0.03, 0.001, 0.002, 0.001}},
    {Comparison::middle_name, Level::phonetic, {0.02, 0.003, 0.004, 0.003}},
    {Comparison::middle_name, Level::nickname, {0.01, 0.004, 0.005, 0.004}},
    {Comparison::middle_name, Level::initial, {0.08, 0.05, 0.05, 0.05}},
    {Comparison::middle_name, Level::typo, {0.04, 0.003, 0.005, 0.003}},
    {Comparison::middle_name, Level::similar, {0.01, 0.02, 0.03, 0.02}},
    {Comparison::middle_name, Level::faint, {0.005, 0.02, 0.03, 0.02}},
    {Comparison::middle_name, Level::different, {0.055, 0.879, 0.824, 0.879}},
    {Comparison::name_order, Level::swapped, {0.02, 0.05, 0.05, 0.05}},
    {Comparison::generation, Level::equal, {0.99, 0.5, 0.1, 0.5}},
    {Comparison::generation, Level::different, {0.01, 0.5, 0.9, 0.5}},
    {Comparison::organization, Level::equal, {0.60, 0.0005, 0.01, 0.45}},
    {Comparison::organization, Level::variant, {0.08, 0.0002, 0.002, 0.08}},
    {Comparison::organization, Level::equal_part, {0.10, 0.002, 0.01, 0.2}},
    {Comparison::organization, Level::initial, {0.01, 0.0005, 0.001, 0.01}},
    {Comparison::organization, Level::typo, {0.06, 0.0003, 0.01, 0.04}},
    {Comparison::organization, Level::similar, {0.05, 0.005, 0.02, 0.14}},
    {Comparison::organization, Level::faint, {0.015, 0.01, 0.05, 0.06}},
    {Comparison::organization, Level::partial, {0.04, 0.01, 0.02, 0.06}},
    {Comparison::organization, Level::different, {0.06, 0.98, 0.95, 0.02}},
    {Comparison::employer, Level::equal, {0.55, 0.0005, 0.1, 0.0005}},
    {Comparison::employer, Level::variant, {0.08, 0.0002, 0.02, 0.0002}},
    {Comparison::employer, Level::equal_part, {0.10, 0.002, 0.02, 0.002}},
    {Comparison::employer, Level::initial, {0.01, 0.0005, 0.001, 0.0005}},
    {Comparison::employer, Level::typo, {0.06, 0.0003, 0.01, 0.0003}},
    {Comparison::employer, Level::similar, {0.05, 0.005, 0.01, 0.005}},
    {Comparison::employer, Level::faint, {0.02, 0.02, 0.02, 0.02}},
    {Comparison::employer, Level::partial, {0.02, 0.02, 0.02, 0.02}},
    {Comparison::employer, Level::different, {0.13, 0.97, 0.82, 0.97}},
    {Comparison::birthdate, Level::equal, {0.82, 0.00004, 0.015, 0.00004}},
    {Comparison::birthdate, Level::swapped, {0.02, 0.00004, 0.0001, 0.00004}},
    {Comparison::birthdate, Level::typo, {0.07, 0.001, 0.003, 0.001}},
    {Comparison::birthdate, Level::similar, {0.03, 0.006, 0.01, 0.006}},
    {Comparison::birthdate, Level::faint, {0.02, 0.02, 0.03, 0.02}},
    {Comparison::birthdate, Level::partial, {0.03, 0.015, 0.03, 0.015}},
    {Comparison::birthdate, Level::different, {0.03, 0.978, 0.953, 0.978}},
    {Comparison::email, Level::equal, {0.50, 0.0000001, 0.03, 0.08}},
    {Comparison::email, Level::same_block, {0.08, 0.00003, 0.0003, 0.02}},
    {Comparison::email, Level::typo, {0.05, 0.000001, 0.0001, 0.002}},
    {Comparison::email, Level::similar, {0.05, 0.0005, 0.003, 0.03}},
    {Comparison::email, Level::shared, {0.30, 0.001, 0.3, 0.1}},
    {Comparison::email, Level::different, {0.32, 0.998, 0.96, 0.768}},
    {Comparison::phone, Level::equal, {0.50, 0.000001, 0.35, 0.12}},
    {Comparison::phone, Level::similar, {0.015, 0.00005, 0.003, 0.002}},
    {Comparison::phone, Level::faint, {0.005, 0.001, 0.003, 0.003}},
    {Comparison::phone, Level::typo, {0.03, 0.000005, 0.005, 0.01}},
    {Comparison::phone, Level::same_block, {0.02, 0.0001, 0.01, 0.1}},
    {Comparison::phone, Level::different, {0.44, 0.9998, 0.63, 0.769}},
    {Comparison::address, Level::equal, {0.55, 0.000001, 0.78, 0.03}},
    {Comparison::address, Level::equal_part, {0.05, 0.0001, 0.05, 0.01}},
    {Comparison::address, Level::typo, {0.10, 0.000002, 0.08, 0.01}},
    {Comparison::address, Level::similar, {0.02, 0.00002, 0.002, 0.005}},
    {Comparison::address, Level::same_block, {0.05, 0.0001, 0.01, 0.02}},
    {Comparison::address, Level::same_area, {0.06, 0.0005, 0.03, 0.06}},
    {Comparison::address, Level::near_area, {0.02, 0.002, 0.005, 0.01}},
    {Comparison::address, Level::same_city, {0.05, 0.01, 0.01, 0.3}},
    {Comparison::address, Level::partial, {0.005, 0.003, 0.001, 0.02}},
    {Comparison::address, Level::different, {0.095, 0.98, 0.03, 0.535}},
    {Comparison::identifier, Level::equal, {0.85, 0.0000001, 0.0005, 0.02}},
    {Comparison::identifier, Level::similar, {0.05, 0.0000001, 0.0001, 0.002}},
    {Comparison::identifier, Level::typo, {0.06, 0.00001, 0.001, 0.01}},
    {Comparison::identifier, Level::different, {0.04, 1, 1, 0.968}},
    {Comparison::gender, Level::equal, {0.97, 0.5, 0.5, 0.5}},
    {Comparison::gender, Level::different, {0.03, 0.5, 0.5, 0.5}},
    {Comparison::birth_place, Level::equal, {0.75, 0.005, 0.5, 0.005}},
    {Comparison::birth_place, Level::typo, {0.08, 0.002, 0.03, 0.002}},
    {Comparison::birth_place, Level::similar, {0.04, 0.005, 0.03, 0.005}},
    {Comparison::birth_place, Level::different, {0.13, 0.99, 0.44, 0.99}},
};

constexpr std::string_view kPersons = "persons";
constexpr std::string_view kOrganizations = "organizations";

constexpr Levels other_prior() {
  Levels levels{};
  levels[static_cast<std::size_t>(Level::equal)] = {0.5, 0.2, 0.2, 0.2};
  levels[static_cast<std::size_t>(Level::typo)] = {0.03, 0.02, 0.02, 0.02};
  levels[static_cast<std::size_t>(Level::similar)] = {0.02, 0.02, 0.02, 0.02};
  levels[static_cast<std::size_t>(Level::different)] = {0.45, 0.76, 0.76, 0.76};
  return levels;
}

template <typename Enum>
std::optional<std::size_t> index_of(std::string_view name, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (to_string(static_cast<Enum>(i)) == name) return i;
  }
  return std::nullopt;
}

void write_levels(Writer& out, std::string_view name, const Levels& levels) {
  std::map<std::string_view, const LevelProbabilities*> sorted;
  for (std::size_t i = 0; i < types::kLevels; ++i) {
    if (levels[i].match != 0 || levels[i].stranger != 0) sorted[to_string(static_cast<Level>(i))] = &levels[i];
  }
  out.key(name).open('{');
  for (const auto& [level, p] : sorted) {
    out.key(level).open('{').member("branch", p->branch).member("household", p->household);
    out.member("m", p->match).member("u", p->stranger).close('}');
  }
  out.close('}');
}

void write_value(Writer& out, std::uint32_t count) { out.number(std::uint64_t{count}); }
void write_value(Writer& out, float lift) { out.number(static_cast<double>(lift)); }

/// Terms by name, and their values in order.
template <typename MapOf>
void write_terms(Writer& out, std::string_view name, bool empty_ones, const MapOf& map_of) {
  std::map<std::string_view, std::size_t> terms;
  for (std::size_t t = 0; t < kTerms; ++t) {
    if (empty_ones || !map_of(t).empty()) terms[to_string(static_cast<Term>(t))] = t;
  }
  out.key(name).open('{');
  for (const auto& [term, t] : terms) {
    const auto& values = map_of(t);
    std::map sorted(values.begin(), values.end());
    out.key(term).open('{');
    for (const auto& [text, value] : sorted) write_value(out.key(text), value);
    out.close('}');
  }
  out.close('}');
}

[[noreturn]] void wrong(const std::string& what) { throw Error(ErrorCode::parse, "model: " + what); }

/// A value with the way to it, for messages: "comparisons.phone.equal.m". Throws Error{parse} where it is not what it must be.
class Node {
 public:
  Node(std::string_view json, std::string path) : json_(json), path_(std::move(path)) {}

  template <typename Visit>
  void each(Visit visit) const {
    need(json::kind(json_) == json::Kind::object, "is no object");
    json::for_each_member(
        json_, [&](const std::string& name, std::string_view value) { visit(name, Node(value, member(name))); });
  }

  double number() const {
    need(json::kind(json_) == json::Kind::number, "is no number");
    double value = 0;
    const std::from_chars_result result = std::from_chars(json_.data(), json_.data() + json_.size(), value);
    if (result.ec == std::errc::result_out_of_range) {
      // Too small is 0.
      if (json_.find("e-") == json_.npos && json_.find("E-") == json_.npos) wrong("a number in it is out of range");
      return 0;
    }
    return value;
  }
  double not_negative() const {
    const double value = number();
    need(value >= 0, "is negative");
    return value;
  }
  double probability() const {
    const double value = number();
    need(value > 0 && value <= 1, "is no probability above 0 and up to 1");
    return value;
  }
  std::uint64_t count(std::uint64_t most) const {
    std::uint64_t value = 0;
    const char* end = json_.data() + json_.size();
    const std::from_chars_result result = std::from_chars(json_.data(), end, value);
    need(result.ec == std::errc{} && result.ptr == end && value <= most,
         "is no whole number from 0 to " + std::to_string(most));
    return value;
  }
  std::uint32_t count32() const { return static_cast<std::uint32_t>(count(0xffffffffu)); }
  std::string text() const {
    need(json::kind(json_) == json::Kind::string, "is no text");
    return json::string(json_);
  }
  std::string_view json() const noexcept { return json_; }
  const std::string& path() const noexcept { return path_; }

 private:
  std::string member(const std::string& name) const { return path_.empty() ? name : path_ + "." + name; }
  void need(bool good, const std::string& problem) const {
    if (!good) wrong((path_.empty() ? "the document" : path_) + " " + problem);
  }

  std::string_view json_;
  std::string path_;
};

/// An object of which all members are known.
class Members {
 public:
  Members(const Node& node, std::initializer_list<std::string_view> names) : path_(node.path()) {
    node.each([&](const std::string& name, const Node& value) {
      if (std::find(names.begin(), names.end(), name) == names.end()) wrong(value.path() + " is not known");
      members_.insert_or_assign(name, value);
    });
  }
  const Node& at(const std::string& name) const {
    const auto found = members_.find(name);
    if (found == members_.end()) wrong((path_.empty() ? name : path_ + "." + name) + " is missing");
    return found->second;
  }

 private:
  std::string path_;
  std::map<std::string, Node> members_;
};

void levels_from_json(const Node& node, Levels& levels) {
  node.each([&](const std::string& name, const Node& level) {
    const auto number = index_of<Level>(name, types::kLevels);
    if (!number) wrong(node.path() + " has no level '" + name + "'");
    const Members members(level, {"m", "u", "household", "branch"});
    levels[*number] = {members.at("m").probability(), members.at("u").probability(),
                       members.at("household").probability(), members.at("branch").probability()};
  });
}

std::string_view parsed(std::string_view text) {
  try {
    return json::parse(text);
  } catch (const Error& error) {
    throw Error(ErrorCode::parse, "model: is no valid JSON", {.line = error.place().line});
  }
}

}  // namespace

std::string_view to_string(Term term) noexcept {
  constexpr std::array<std::string_view, kTerms> kNames = {
      "given_name", "family_name", "organization", "birthdate",  "email",       "phone", "premises",
      "street",     "postal_code", "city",         "identifier", "birth_place", "other", "organization_word"};
  return kNames[static_cast<std::size_t>(term)];
}

TermPrior term_prior(Term term) noexcept {
  switch (term) {
    case Term::given_name:
      return {0.0005, 0.00001, 3};
    case Term::family_name:
      return {0.0001, 0.000002, 3};
    case Term::organization:
      return {0.0001, 0.000002, 6};
    case Term::birthdate:
      return {0.00005, 0.00002, 3};
    case Term::email:
      return {0.0000002, 0.00000005, 16};
    case Term::phone:
      return {0.000001, 0.0000005, 16};
    case Term::premises:
      return {0.000001, 0.0000005, 16};
    case Term::street:
      return {0.0001, 0.000005, 6};
    case Term::postal_code:
      return {0.0005, 0.00005, 6};
    case Term::city:
      return {0.002, 0.00005, 6};
    case Term::identifier:
      return {0.0000002, 0.00000005, 16};
    case Term::birth_place:
      return {0.001, 0.00005, 6};
    case Term::other:
      return {0.002, 0.0005, 3};
    case Term::organization_word:
      return {0.0005, 0.00002, 3};
  }
  return {0.001, 0.0001, 3};
}

Model Model::prior() {
  Model model;
  for (const ShippedLevel& shipped : kShipped) {
    model.levels[static_cast<std::size_t>(shipped.comparison)][static_cast<std::size_t>(shipped.level)] =
        shipped.probabilities;
  }
  model.other_levels = other_prior();
  model.prior_log2_odds = -10;
  model.households_per_match = 1;
  model.branches_per_match = 0.3;
  model.threshold = 1;
  model.edge_floor = 1;
  return model;
}

std::string Model::to_json() const {
  Writer out;
  // In the order of their names, on every level.
  out.open('{').key("block_caps").open('{');
  for (const auto& [kind, cap] : block_caps) out.member(kind, cap);
  out.close('}').member("branches_per_match", branches_per_match);
  std::map<std::string_view, const Levels*> comparisons{{"other", &other_levels}};
  for (std::size_t c = 0; c < types::kComparisons; ++c) {
    comparisons[types::to_string(static_cast<Comparison>(c))] = &levels[c];
  }
  out.key("comparisons").open('{');
  for (const auto& [name, its_levels] : comparisons) write_levels(out, name, *its_levels);
  out.close('}');
  out.member("duplicates", duplicates);
  out.member("edge_floor", edge_floor);
  out.member("format", std::int64_t{kFormat});
  out.member("households_per_match", households_per_match);
  write_terms(
      out, "lifts", false, [&](std::size_t t) -> const auto& { return lifts[t]; });
  out.key("other_columns").open('{');
  for (const auto& [column, its_levels] : others) write_levels(out, column, its_levels);
  out.close('}');
  out.member("prior_log2_odds", prior_log2_odds);
  out.member("records", records);
  write_terms(
      out, "terms", true, [&](std::size_t t) -> const auto& { return terms[t].counts; });
  out.member("threshold", threshold);
  out.member("whole_names", whole_names_are_organizations ? kOrganizations : kPersons);
  return out.close('}').take();
}

Model Model::from_json(std::string_view text) {
  const Members whole(
      Node(parsed(text), {}),
      {"format", "records", "duplicates", "prior_log2_odds", "households_per_match", "branches_per_match", "block_caps",
       "whole_names", "threshold", "edge_floor", "comparisons", "other_columns", "terms", "lifts"});
  if (whole.at("format").number() != kFormat) {
    wrong("format " + std::string(whole.at("format").json()) + " is not known to this version");
  }
  Model model = prior();
  model.records = whole.at("records").count(std::uint64_t{1} << 53);
  model.duplicates = whole.at("duplicates").not_negative();
  model.prior_log2_odds = whole.at("prior_log2_odds").number();
  model.households_per_match = whole.at("households_per_match").not_negative();
  model.branches_per_match = whole.at("branches_per_match").not_negative();
  whole.at("block_caps").each([&](const std::string& kind, const Node& cap) {
    model.block_caps[kind] = cap.count32();
  });
  const std::string whole_names = whole.at("whole_names").text();
  if (whole_names != kPersons && whole_names != kOrganizations) wrong("whole_names is 'persons' or 'organizations'");
  model.whole_names_are_organizations = whole_names == kOrganizations;
  model.threshold = whole.at("threshold").number();
  model.edge_floor = whole.at("edge_floor").number();
  whole.at("comparisons").each([&](const std::string& name, const Node& of_name) {
    if (name == "other") return levels_from_json(of_name, model.other_levels);
    const auto comparison = index_of<Comparison>(name, types::kComparisons);
    if (!comparison) wrong("no comparison '" + name + "'");
    levels_from_json(of_name, model.levels[*comparison]);
  });
  whole.at("other_columns").each([&](const std::string& name, const Node& of_name) {
    levels_from_json(of_name, model.others.emplace(name, model.other_levels).first->second);
  });
  const auto each_term = [&](const char* member, auto visit) {
    whole.at(member).each([&](const std::string& name, const Node& values) {
      const auto term = index_of<Term>(name, kTerms);
      if (!term) wrong("no term '" + name + "'");
      values.each([&](const std::string& value, const Node& node) { visit(*term, value, node); });
    });
  };
  each_term("terms", [&](std::size_t term, const std::string& value, const Node& count) {
    model.terms[term].counts[value] = count.count32();
  });
  each_term("lifts", [&](std::size_t term, const std::string& pair, const Node& lift) {
    // log2: more than this no frequency bears out
    model.lifts[term][pair] = static_cast<float>(std::clamp(lift.number(), -64.0, 64.0));
  });
  return model;
}

}  // namespace scv::score
