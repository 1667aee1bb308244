#pragma once

// Workbooks for the tests, written here.

#include <zip.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scv/error.hpp"

namespace scv::read::test {

using Parts = std::vector<std::pair<std::string, std::string>>;

/// A zip archive of these parts, as bytes.
inline std::string zip_of(const Parts& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(target);
  zip_t* const zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  if (zip == nullptr) throw Error(ErrorCode::internal, zip_error_strerror(&error));
  for (const auto& [name, content] : parts) {
    zip_source_t* const source = zip_source_buffer(zip, content.data(), content.size(), 0);
    if (zip_file_add(zip, name.c_str(), source, ZIP_FL_ENC_UTF_8) < 0) throw Error(ErrorCode::internal, "no zip");
  }
  if (zip_close(zip) != 0) throw Error(ErrorCode::internal, "no zip");
  zip_source_open(target);
  zip_source_seek(target, 0, SEEK_END);
  std::string bytes(static_cast<std::size_t>(zip_source_tell(target)), '\0');
  zip_source_seek(target, 0, SEEK_SET);
  zip_source_read(target, bytes.data(), bytes.size());
  zip_source_close(target);
  zip_source_free(target);
  return bytes;
}

/// One sheet of an .xlsx: what stands in <sheetData>, and behind it.
struct Sheet {
  std::string name, data, behind = {}, state = {};
};

struct Book {
  std::vector<Sheet> sheets;
  std::string texts = {};    ///< <si> of shared strings
  std::string formats = {};  ///< <numFmt>
  std::string styles = {};   ///< <xf> of <cellXfs>
  std::string properties = {};
};

inline Parts parts_of(const Book& book) {
  const std::string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const std::string office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const std::string relations =
      "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
  Parts parts = {{"[Content_Types].xml", "<Types/>"},
                 {"_rels/.rels", relations + "<Relationship Id=\"rId1\" Type=\"" + office +
                                     "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"}};
  std::string names, targets;
  for (std::size_t i = 0; i < book.sheets.size(); ++i) {
    const Sheet& sheet = book.sheets[i];
    const std::string number = std::to_string(i + 1);
    names += "<sheet name=\"" + sheet.name + "\" sheetId=\"" + number + "\" r:id=\"rId" + number + "\"" +
             (sheet.state.empty() ? "" : " state=\"" + sheet.state + "\"") + "/>";
    targets += "<Relationship Id=\"rId" + number + "\" Type=\"" + office + "/worksheet\" Target=\"worksheets/sheet" +
               number + ".xml\"/>";
    parts.push_back({"xl/worksheets/sheet" + number + ".xml", "<worksheet xmlns=\"" + main + "\"><sheetData>" +
                                                                  sheet.data + "</sheetData>" + sheet.behind +
                                                                  "</worksheet>"});
  }
  if (!book.texts.empty()) {
    targets += "<Relationship Id=\"t\" Type=\"" + office + "/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>";
    parts.push_back({"xl/sharedStrings.xml", "<sst xmlns=\"" + main + "\">" + book.texts + "</sst>"});
  }
  if (!book.styles.empty()) {
    targets += "<Relationship Id=\"s\" Type=\"" + office + "/styles\" Target=\"styles.xml\"/>";
    parts.push_back({"xl/styles.xml", "<styleSheet xmlns=\"" + main + "\"><numFmts>" + book.formats +
                                          "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>" +
                                          book.styles + "</cellXfs></styleSheet>"});
  }
  parts.push_back({"xl/_rels/workbook.xml.rels", relations + targets + "</Relationships>"});
  parts.push_back({"xl/workbook.xml", "<workbook xmlns=\"" + main + "\" xmlns:r=\"" + office + "\">" + book.properties +
                                          "<sheets>" + names + "</sheets></workbook>"});
  return parts;
}

inline std::string xlsx_of(const Book& book) { return zip_of(parts_of(book)); }

/// A row of texts: {"a", "b"} → <row><c t="inlineStr">…
inline std::string row_of(const std::vector<std::string>& values) {
  std::string row = "<row>";
  for (const std::string& value : values) row += "<c t=\"inlineStr\"><is><t>" + value + "</t></is></c>";
  return row + "</row>";
}

/// An .ods with this in <office:spreadsheet>, and with these automatic styles.
inline std::string ods_of(const std::string& tables, const std::string& styles = {}) {
  return zip_of({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
                 {"content.xml",
                  "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" "
                  "xmlns:style=\"s\" xmlns:calcext=\"c\"><office:automatic-styles>" +
                      styles + "</office:automatic-styles><office:body><office:spreadsheet>" + tables +
                      "</office:spreadsheet></office:body></office:document-content>"}});
}

}  // namespace scv::read::test
