#include <cmath>
#include <cstdio>

#include "report.hpp"

namespace scv::tools {
namespace {

/// What a figure is to another one.
enum class Relation { none, share, mean, mean_minutes };

struct FigureForm {
  Figure figure;
  Relation relation;
  Figure of;
  const char* what;
};

constexpr FigureForm kForms[] = {
    {Figure::contacts, Relation::none, Figure::contacts, "contacts by customers"},
    {Figure::failure_contacts, Relation::share, Figure::contacts, "of these: something was late, wrong or not done"},
    {Figure::value_contacts, Relation::share, Figure::contacts, "of these: what the firm is there for"},
    {Figure::repeats_7_days, Relation::share, Figure::contacts, "of these: again within 7 days"},
    {Figure::repeats_30_days, Relation::share, Figure::contacts, "of these: again within 30 days"},
    {Figure::cases, Relation::none, Figure::cases, "cases opened"},
    {Figure::cases_solved, Relation::share, Figure::cases, "of these: solved by now"},
    {Figure::first_contact_solved, Relation::share, Figure::cases_solved, "of the solved: with the first contact"},
    {Figure::cases_answered, Relation::share, Figure::cases, "of the cases: answered"},
    {Figure::answer_minutes, Relation::mean_minutes, Figure::cases_answered,
     "until the first answer, in service hours"},
    {Figure::solution_minutes, Relation::mean_minutes, Figure::cases_solved, "until the solution, in service hours"},
    {Figure::handovers, Relation::mean, Figure::cases, "from one agent to another, by case"},
    {Figure::promises, Relation::none, Figure::promises, "promises made"},
    {Figure::promises_kept, Relation::share, Figure::promises, "of these: kept in time"},
    {Figure::promises_late, Relation::share, Figure::promises, "of these: kept late"},
    {Figure::promises_overdue, Relation::share, Figure::promises, "of these: overdue"},
    {Figure::losses, Relation::none, Figure::losses, "customers who end it"},
    {Figure::contacts_before_loss, Relation::mean, Figure::losses, "contacts in the time before, by customer lost"},
};
static_assert(std::size(kForms) == kFigures);

std::string number_text(const char* pattern, double number) {
  char text[32];
  std::snprintf(text, sizeof text, pattern, number);
  return text;
}

/// "45 min", "2 h 05".
std::string minutes_text(double minutes) {
  const auto whole = static_cast<long long>(std::llround(minutes));
  if (whole < 60) return std::to_string(whole) + " min";
  char text[48];
  std::snprintf(text, sizeof text, "%lld h %02lld", whole / 60, whole % 60);
  return text;
}

/// A share or mean of something; empty where there is nothing to divide by.
std::string relation_text(const IndicatorRow& row, const FigureForm& form) {
  if (form.relation == Relation::none || row[form.of] == 0) return {};
  const double part = row.share(form.figure, form.of);
  switch (form.relation) {
    case Relation::share:
      return share(part);
    case Relation::mean_minutes:
      return minutes_text(part);
    case Relation::mean:
      return number_text("%.2f", part);
    case Relation::none:
      break;
  }
  return {};
}

std::string count_text(const IndicatorRow& row, const FigureForm& form) {
  return grouped(static_cast<std::uint64_t>(row[form.figure]));
}

const FigureForm& form_of(Figure figure) { return kForms[static_cast<std::size_t>(figure)]; }

/// A column of a table with a row for each value: a figure, or its share or mean.
struct Column {
  const char* title;
  Figure figure;
  bool relation;
  bool narrow;  ///< fits on a terminal beside the others that do
};

constexpr Column kColumns[] = {
    {"contacts", Figure::contacts, false, true},
    {"failure", Figure::failure_contacts, true, true},
    {"value", Figure::value_contacts, true, false},
    {"again", Figure::repeats_7_days, true, true},
    {"in 30 days", Figure::repeats_30_days, true, false},
    {"cases", Figure::cases, false, true},
    {"solved", Figure::cases_solved, true, false},
    {"at once", Figure::first_contact_solved, true, true},
    {"answer", Figure::answer_minutes, true, true},
    {"solution", Figure::solution_minutes, true, true},
    {"handovers", Figure::handovers, true, false},
    {"promises", Figure::promises, false, false},
    {"kept", Figure::promises_kept, true, true},
    {"overdue", Figure::promises_overdue, false, false},
    {"losses", Figure::losses, false, false},
};

std::string cell_of(const IndicatorRow& row, const Column& column) {
  const FigureForm& form = form_of(column.figure);
  return column.relation ? relation_text(row, form) : count_text(row, form);
}

std::string value_text(const IndicatorRow& row) { return row.value.empty() ? "(none)" : printable(row.value); }

std::string html(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

constexpr const char* kHead = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Service report</title>
<style>
:root { color-scheme: light dark; --text: #1c2024; --dim: #5a6169; --line: #d5d9de; --ground: #fff; --head: #f3f5f7; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e8eb; --dim: #a2a9b1; --line: #3a4048; --ground: #16191d; --head: #20252b; }
}
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.6rem; margin: 0; }
p { color: var(--dim); }
.wide { overflow-x: auto; margin: 2rem 0; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; font-size: 1.15rem; padding-bottom: .5rem; }
th, td { padding: .35rem .7rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
thead th { background: var(--head); font-weight: 600; }
tbody th { font-weight: 400; }
th:first-child, td.text { text-align: left; }
code { font-size: .9em; }
</style>
</head>
<body>
<main>
<h1>Service report</h1>
)";

/// A table within a region that scrolls, so that it can be reached by the keyboard.
std::string region(const std::string& caption, const std::string& head, const std::string& body) {
  return "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"" + html(caption) +
         "\">\n<table>\n<caption>" + html(caption) + "</caption>\n<thead><tr>" + head + "</tr></thead>\n<tbody>\n" +
         body + "</tbody>\n</table>\n</div>\n";
}

std::string column_head(std::string_view text) { return "<th scope=\"col\">" + html(text) + "</th>"; }
std::string row_head(std::string_view text) { return "<tr><th scope=\"row\">" + html(text) + "</th>"; }
std::string cell(std::string_view text) { return "<td>" + html(text) + "</td>"; }

std::string html_of_all(const IndicatorRow& row) {
  std::string body;
  for (const FigureForm& form : kForms) {
    body += row_head(to_string(form.figure)) + cell(count_text(row, form)) + cell(relation_text(row, form)) +
            "<td class=\"text\">" + html(form.what) + "</td></tr>\n";
  }
  return region(
      "All contacts",
      column_head("figure") + column_head("count") + column_head("share or mean") + column_head("what it counts"),
      body);
}

std::string html_of(const ReportTable& table) {
  if (table.dimension == Dimension::all) return table.rows.empty() ? "" : html_of_all(table.rows.front());
  const std::string name(to_string(table.dimension));
  std::string head = column_head(name), body;
  for (const Column& column : kColumns) head += column_head(column.title);
  for (const IndicatorRow& row : table.rows) {
    body += row_head(row.value.empty() ? "none" : row.value);
    for (const Column& column : kColumns) body += cell(cell_of(row, column));
    body += "</tr>\n";
  }
  return region("By " + name, head, body);
}

}  // namespace

std::string report_text(const ReportTable& report, const Style& style) {
  std::vector<std::vector<std::string>> rows;
  if (report.dimension == Dimension::all) {
    rows.push_back({"figure", "count", "", "what it counts"});
    for (const IndicatorRow& row : report.rows) {
      for (const FigureForm& form : kForms) {
        rows.push_back(
            {std::string(to_string(form.figure)), count_text(row, form), relation_text(row, form), form.what});
      }
    }
    return table(rows, style, {1, 2});
  }
  std::vector<std::size_t> right;
  rows.push_back({std::string(to_string(report.dimension))});
  for (const Column& column : kColumns) {
    if (!column.narrow) continue;
    right.push_back(rows.front().size());
    rows.front().emplace_back(column.title);
  }
  for (const IndicatorRow& row : report.rows) {
    rows.push_back({shorten(value_text(row), 24, style)});
    for (const Column& column : kColumns) {
      if (column.narrow) rows.back().push_back(cell_of(row, column));
    }
  }
  return table(rows, style, right);
}

// What a sender chose must be no formula to a spreadsheet.
std::string csv_field(std::string_view given) {
  const bool formula = !given.empty() && std::string_view("=+-@\t\r").find(given.front()) != std::string_view::npos;
  const std::string text = (formula ? "'" : "") + std::string(given);
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string report_csv(const std::vector<ReportTable>& tables) {
  std::string text = "dimension,value";
  for (const FigureForm& form : kForms) text += "," + std::string(to_string(form.figure));
  text += "\r\n";
  for (const ReportTable& table : tables) {
    for (const IndicatorRow& row : table.rows) {
      text += std::string(to_string(table.dimension)) + "," + csv_field(row.value);
      for (const std::int64_t figure : row.figures) text += "," + std::to_string(figure);
      text += "\r\n";
    }
  }
  return text;
}

std::string report_html(const std::vector<ReportTable>& tables, const std::string& now) {
  std::string page = kHead;
  page += "<p>As things stood at " + html(now) +
          ". <b>failure</b>: contacts because something was late, wrong or not done. <b>again</b>: within 7 days after "
          "another. "
          "<b>at once</b>: of the solved cases, with the first contact. <b>answer</b>, <b>solution</b>: mean time in "
          "service "
          "hours. <b>kept</b>: promises in time.</p>\n";
  for (const ReportTable& table : tables) page += html_of(table);
  return page +
         "<p>Each figure leads to its contacts: <code>scv report --contacts failure_contacts --by reason "
         "--value late_delivery</code></p>\n</main>\n</body>\n</html>\n";
}

}  // namespace scv::tools
