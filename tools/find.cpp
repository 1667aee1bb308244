#include <unistd.h>

#include <algorithm>

#include "command.hpp"
#include "person.hpp"

namespace scv::tools {
namespace {

struct FindCommand {
  std::vector<std::string> text;
  std::string name, given_name, family_name, organization, email, phone, birthdate, street, postal_code, city, db;
  std::string prefix;
  std::size_t limit = 10, max_candidates = FindOptions().max_candidates;
  std::uint32_t budget_us = 0;
  bool json = false;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits_in(const std::string& word) {
  return static_cast<std::size_t>(std::count_if(word.begin(), word.end(), is_digit));
}

bool is_date(const std::string& word) {
  const std::size_t digits = digits_in(word);
  const auto separators =
      std::count_if(word.begin(), word.end(), [](char c) { return c == '-' || c == '.' || c == '/'; });
  return digits >= 6 && digits <= 8 && separators == 2 && digits + 2 == word.size() && is_digit(word.front()) &&
         is_digit(word.back());
}

bool is_number_part(const std::string& word) {
  return digits_in(word) > 0 && std::all_of(word.begin(), word.end(), [](char c) {
           return is_digit(c) || c == '+' || c == '-' || c == '/' || c == '(' || c == ')' || c == '.';
         });
}

/// Free text: what has an @ is an e-mail address, neighbouring number words are a date, a postal code or a phone number, and
/// the rest is a name.
void add_free_text(Record& query, const std::vector<std::string>& text) {
  std::vector<std::string> words;
  for (const std::string& argument : text) {
    std::size_t begin = 0;
    while (begin < argument.size()) {
      const std::size_t end = std::min(argument.find(' ', begin), argument.size());
      if (end > begin) words.push_back(argument.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  std::string name;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].find('@') != std::string::npos) {
      query.add(Field::email, words[i]);
    } else if (is_date(words[i])) {
      query.add(Field::birthdate, words[i]);
    } else if (is_number_part(words[i])) {
      std::string number = words[i];
      while (i + 1 < words.size() && is_number_part(words[i + 1]) && !is_date(words[i + 1])) number += " " + words[++i];
      const std::size_t digits = digits_in(number);
      if (digits >= 6) {
        query.add(Field::phone, number);
      } else if (digits >= 4) {
        query.add(Field::postal_code, number);
      } else {
        name += (name.empty() ? "" : " ") + number;
      }
    } else {
      name += (name.empty() ? "" : " ") + words[i];
    }
  }
  if (!name.empty()) query.add(Field::name, name);
}

Record query_of(const FindCommand& command) {
  Record query;
  const std::pair<Field, const std::string&> attributes[] = {{Field::name, command.name},
                                                             {Field::given_name, command.given_name},
                                                             {Field::family_name, command.family_name},
                                                             {Field::organization, command.organization},
                                                             {Field::email, command.email},
                                                             {Field::phone, command.phone},
                                                             {Field::birthdate, command.birthdate},
                                                             {Field::street, command.street},
                                                             {Field::postal_code, command.postal_code},
                                                             {Field::city, command.city}};
  for (const auto& [field, value] : attributes) {
    if (!value.empty()) query.add(field, value);
  }
  add_free_text(query, command.text);
  return query;
}

int run_complete(const FindCommand& command) {
  const Hub hub = open_existing(command.db);
  const Completions completions = hub.complete(command.prefix, command.limit);
  if (command.json) {
    print(to_json(completions) + "\n");
    return completions.found.empty() ? kNothing : kOk;
  }
  if (completions.found.empty()) {
    complain("nobody was found");
    return kNothing;
  }
  const Style style = Style::of(STDOUT_FILENO);
  std::vector<std::vector<std::string>> rows = {{"identity", "who", "best record", "because of"}};
  for (const Completion& one : completions.found) {
    rows.push_back({std::to_string(one.identity), shorten(printable(one.name), 36, style),
                    shorten(key_of(one.best_record), 36, style), shorten(printable(one.matched), 36, style)});
  }
  print(table(rows, style, {0}));
  if (!completions.complete) print("there are more; type on\n");
  return kOk;
}

int run_find(const FindCommand& command) {
  if (!command.prefix.empty()) return run_complete(command);
  const Record query = query_of(command);
  if (query.attributes.empty()) {
    complain("say whom to find: --name, --email, --phone …, or free text");
    return kUsage;
  }
  const Hub hub = open_existing(command.db);
  FindOptions options;
  options.limit = command.limit;
  options.max_candidates = command.max_candidates;
  options.max_time_us = command.budget_us;
  FindReport looked;
  const std::vector<Found> found = hub.find(query, options, &looked);
  if (!looked.complete) {
    complain("the search was cut short: " + grouped(looked.looked_at) + " of " + grouped(looked.candidates) +
             " candidates were looked at; give it more --budget or --max-candidates");
  }
  if (command.json) {
    print(to_json(std::span<const Found>(found)) + "\n");
    return found.empty() ? kNothing : kOk;
  }
  if (found.empty()) {
    if (looked.complete) complain("nobody was found");
    return kNothing;
  }
  const Style style = Style::of(STDOUT_FILENO);
  std::vector<std::vector<std::string>> rows = {
      {"identity", "weight", "probability", "who", "best record", "because of"}};
  for (const Found& one : found) {
    const auto identity = hub.identity(one.identity);
    std::vector<std::string> reasons;
    for (const std::string& reason : one.reasons) reasons.push_back(printable(reason));
    rows.push_back({std::to_string(one.identity), signed_weight(one.match_weight), percent(one.match_probability),
                    identity ? shorten(display_name(*identity), 36, style) : "",
                    shorten(key_of(one.best_record), 36, style), join(reasons, ", ")});
  }
  print(table(rows, style, {0, 1, 2}));
  return kOk;
}

}  // namespace

void add_find(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<FindCommand>();
  CLI::App* command = add_command(
      app, chosen, "find", "Find customers by any attributes, best first",
      "  scv find Anna Müller 01067\n  scv find --family-name Müller --birthdate 1980-02-29", options, run_find);
  command->add_option("TEXT", options->text, "Name, e-mail address, phone number, date of birth, postal code")
      ->type_name("");
  command->add_option("--name", options->name, "A whole name in any order");
  command->add_option("--given-name", options->given_name);
  command->add_option("--family-name", options->family_name);
  command->add_option("--organization", options->organization);
  command->add_option("--email", options->email);
  command->add_option("--phone", options->phone);
  command->add_option("--birthdate", options->birthdate);
  command->add_option("--street", options->street, "With or without the house number");
  command->add_option("--postal-code", options->postal_code);
  command->add_option("--city", options->city);
  command->add_option("--limit", options->limit, "At most so many answers")->capture_default_str()->check(above_zero());
  command->add_option("--prefix", options->prefix,
                      "Who fits a text still being typed: \"anna mü\", \"0351 45\", \"anna@ex\"");
  command
      ->add_option("--max-candidates", options->max_candidates, "Look at so many records, the likeliest first; 0: all")
      ->capture_default_str();
  command->add_option("--budget", options->budget_us, "Look no further after so many microseconds; 0: no bound")
      ->capture_default_str();
  add_db_option(command, options->db);
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
