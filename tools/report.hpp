#pragma once

// A report of the service, as text, CSV and HTML.

#include <string>
#include <vector>

#include "scv/hub.hpp"
#include "ui.hpp"

namespace scv::tools {

std::string report_text(const ReportTable& table, const Style& style);
/// RFC 4180, with a header: dimension, value, and all figures.
std::string report_csv(const std::vector<ReportTable>& tables);
/// One page that needs nothing else, with light and dark colours. `now` is when things stood so.
std::string report_html(const std::vector<ReportTable>& tables, const std::string& now);

/// A field of a CSV line.
std::string csv_field(std::string_view text);

}  // namespace scv::tools
