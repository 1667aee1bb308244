#include "report.hpp"

#include <unistd.h>
#include <algorithm>

#include <ctime>
#include <map>

#include "command.hpp"
#include "contacts.hpp"

namespace scv::tools {
namespace {

struct ReportCommand {
  std::vector<std::string> by;
  std::string format = "table", contacts, now, db;
  std::optional<std::string> value;
  std::size_t limit = 20;
  bool json = false;
};

std::vector<std::string> dimension_names() {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kDimensions; ++i) names.emplace_back(to_string(static_cast<Dimension>(i)));
  return names;
}

std::vector<std::string> figure_names() {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kFigures; ++i) names.emplace_back(to_string(static_cast<Figure>(i)));
  return names;
}

std::string clock_time() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

/// Contacts by key, of the customers whose contacts are asked for.
class Contacts {
 public:
  Contacts(const Hub& hub, std::string now) : hub_(hub), now_(std::move(now)) {}
  const ContactEntry* find(const CountedContact& counted) {
    const auto [customer, is_new] = customers_.try_emplace(counted.identity);
    if (is_new) {
      if (const auto timeline = hub_.timeline(counted.identity, now_)) {
        for (const ContactEntry& contact : timeline->contacts) customer->second.emplace(key(contact.key), contact);
      }
    }
    const auto found = customer->second.find(key(counted.contact));
    return found == customer->second.end() ? nullptr : &found->second;
  }

 private:
  using Key = std::pair<std::string, std::string>;
  static Key key(const RecordKey& key) { return {key.source, key.id}; }
  const Hub& hub_;
  std::string now_;
  std::map<IdentityId, std::map<Key, ContactEntry>> customers_;
};

std::string contacts_text(const Hub& hub, const std::vector<CountedContact>& counted, const ReportCommand& command) {
  const Style style = Style::of(STDOUT_FILENO);
  Contacts contacts(hub, command.now);
  std::vector<std::vector<std::string>> rows = {{"identity", "when", "how", "what"}};
  for (const CountedContact& one : counted) {
    if (rows.size() > command.limit) break;
    rows.push_back({std::to_string(one.identity)});
    if (const ContactEntry* contact = contacts.find(one)) {
      rows.back().push_back(minute_of(contact->time));
      rows.back().push_back(std::string(to_string(contact->channel)));
      rows.back().push_back(shorten(what_of(*contact), 60, style));
    }
  }
  std::string text = style.bold(count_of(counted.size(), "contact")) + "\n" + table(rows, style, {0});
  if (counted.size() > command.limit) {
    text += "  and " + grouped(counted.size() - command.limit) + " more: --limit\n";
  }
  return text;
}

std::string contacts_csv(const std::vector<CountedContact>& counted) {
  std::string text = "identity,source,id\r\n";
  for (const CountedContact& one : counted) {
    text +=
        std::to_string(one.identity) + "," + csv_field(one.contact.source) + "," + csv_field(one.contact.id) + "\r\n";
  }
  return text;
}

int show_contacts(const Hub& hub, const ReportCommand& command, Dimension by) {
  const std::vector<CountedContact> counted =
      hub.report_contacts(*figure_from_string(command.contacts), by, command.value.value_or(""), command.now);
  if (command.format == "json") {
    print(to_json(std::span<const CountedContact>(counted)) + "\n");
  } else if (command.format == "csv") {
    print(contacts_csv(counted));
  } else if (counted.empty()) {
    complain("nothing is counted there");
  } else {
    print(contacts_text(hub, counted, command));
  }
  return counted.empty() ? kNothing : kOk;
}

std::string report_json(const std::vector<ReportTable>& tables) {
  return (tables.size() == 1 ? to_json(tables.front().dimension, tables.front().rows) : to_json(tables)) + "\n";
}

int show_report(const Hub& hub, const ReportCommand& command, const std::vector<Dimension>& by) {
  const std::string now = command.now.empty() ? clock_time() : command.now;
  const std::vector<ReportTable> tables = hub.reports(by, now);
  if (command.format == "json") {
    print(report_json(tables));
  } else if (command.format == "csv") {
    print(report_csv(tables));
  } else if (command.format == "html") {
    print(report_html(tables, now));
  } else if (tables.front().rows.empty()) {
    complain("there are no contacts to count");
  } else {
    const Style style = Style::of(STDOUT_FILENO);
    for (const ReportTable& table : tables) print((&table == &tables.front() ? "" : "\n") + report_text(table, style));
  }
  return tables.front().rows.empty() ? kNothing : kOk;
}

int run_report(ReportCommand command) {
  if (command.json) command.format = "json";
  // A page has room for all of it.
  if (command.by.empty() && command.format == "html") command.by = dimension_names();
  if (command.by.empty()) command.by = {"all"};
  std::vector<Dimension> by;
  for (const std::string& name : command.by) {
    const Dimension one = *dimension_from_string(name);
    if (std::find(by.begin(), by.end(), one) == by.end()) by.push_back(one);
  }
  if (!command.contacts.empty() && (by.size() != 1 || command.format == "html")) {
    complain("--contacts takes one dimension, and is shown as table, json or csv");
    return kUsage;
  }
  if (!command.contacts.empty() && by.front() != Dimension::all && !command.value) {
    complain("say with --value which row of the report the contacts are to be of");
    return kUsage;
  }
  if (!command.contacts.empty() && by.front() == Dimension::all && command.value && !command.value->empty()) {
    complain("--value is of one row, and by 'all' there is one only: say --by");
    return kUsage;
  }
  const Hub hub = open_existing(command.db);
  return with_usage([&] {
    return command.contacts.empty() ? show_report(hub, command, by) : show_contacts(hub, command, by.front());
  });
}

int run(const ReportCommand& command) { return run_report(command); }

}  // namespace

void add_report(CLI::App& app, Chosen& chosen) {
  const auto options = std::make_shared<ReportCommand>();
  CLI::App* command = add_command(
      app, chosen, "report", "Show what contacts say about the service; each figure leads to the contacts it counts",
      "  scv report\n  scv report --by reason,month\n  scv report --format html > report.html\n"
      "  scv report --contacts failure_contacts --by reason --value late_delivery",
      options, run);
  command->add_option("--by", options->by, "all, month, channel, reason, team or product; several with commas")
      ->type_name("DIMENSION")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::IsMember(dimension_names()));
  command->add_option("--format", options->format, "table, json, csv or html")
      ->capture_default_str()
      ->check(CLI::IsMember({"table", "json", "csv", "html"}));
  CLI::Option* const contacts =
      command->add_option("--contacts", options->contacts, "List the contacts that this figure counts");
  contacts->type_name("FIGURE")->check(CLI::IsMember(figure_names()));
  command
      ->add_option("--value", options->value, "Of that row: 2026-03, email, late_delivery …; \"\" is that without one")
      ->type_name("VALUE")
      ->needs(contacts);
  command->add_option("--limit", options->limit, "Contacts in the table")
      ->needs(contacts)
      ->capture_default_str()
      ->check(above_zero());
  add_now_option(command, options->now);
  add_db_option(command, options->db);
  add_json_flag(command, options->json);
}

}  // namespace scv::tools
