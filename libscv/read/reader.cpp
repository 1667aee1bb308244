#include "read/reader.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "read/bytes.hpp"
#include "read/calls.hpp"
#include "read/input.hpp"
#include "read/json.hpp"
#include "read/ldif.hpp"
#include "read/mail.hpp"
#include "read/mapping.hpp"
#include "read/table.hpp"
#include "read/vcard.hpp"
#include "read/workbook.hpp"

namespace scv::read {
namespace {

struct Kind {
  std::string format;
  std::string variant;
  std::string why;
};

bool is_folder(const std::string& path) {
  struct stat status {};
  return path != "-" && ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

[[noreturn]] void refuse(const std::string& path, const std::string& message) {
  throw Error(ErrorCode::unsupported, message, Place{path, 0, 0, {}});
}

/// Refuses what is no text, and says what to do instead.
void refuse_binary(const std::string& path, std::string_view head) {
  struct Magic {
    std::string_view bytes;
    std::string_view what;
  };
  constexpr std::string_view kSheet = "; save the sheet as CSV and load that";
  static const std::array<Magic, 15> kMagic{
      {{"PK\x05\x06", "is an empty zip archive"},
       {"\xD0\xCF\x11\xE0", "is an old Excel, Word or Outlook file; save it as CSV"},
       {"%PDF", "is a PDF; it has no rows to read"},
       {"\x89PNG", "is a picture (PNG)"},
       {"\xFF\xD8\xFF", "is a picture (JPEG)"},
       {"GIF8", "is a picture (GIF)"},
       {"\x1F\x8B", "is compressed with gzip more than once; unpack it first"},
       {"BZh", "is compressed with bzip2; unpack it first"},
       {"\xFD"
        "7zXZ",
        "is compressed with xz; unpack it first"},
       {"7z\xBC\xAF", "is a 7z archive; unpack it first"},
       {"\x28\xB5\x2F\xFD", "is compressed with zstd; unpack it first"},
       {"SQLite format 3", "is an SQLite database; export its tables as CSV"},
       {"PAR1", "is a Parquet file; export it as CSV or JSON Lines"},
       {"!BDN", "is an Outlook data file (PST); export it as CSV or vCard"},
       {"\x7F"
        "ELF",
        "is a program"}}};
  for (const Magic& magic : kMagic) {
    if (head.starts_with(magic.bytes)) refuse(path, std::string(magic.what));
  }
  const std::string start = base::ascii_lower(base::trim(head.substr(0, 256)));
  if (start.starts_with("<!doctype html") || start.starts_with("<html"))
    refuse(path, "is a web page" + std::string(kSheet));
  if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF") || head.size() < 16) return;
  const std::string_view sample = head.substr(0, 4096);
  std::size_t even = 0, odd = 0, control = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const auto byte = static_cast<unsigned char>(sample[i]);
    if (byte == 0)
      ++(i % 2 == 0 ? even : odd);
    else
      control += byte < 0x20 && !base::is_ascii_space(sample[i]) && byte != 0x1B && byte != 0x1A;
  }
  const bool utf16 = std::max(even, odd) * 10 > sample.size() * 3 && std::min(even, odd) * 20 < sample.size();
  if (!utf16 && (even + odd + control) * 10 > sample.size()) {
    refuse(path, "is not text; save it as CSV, JSON Lines, vCard, LDIF or mail");
  }
}

constexpr std::array<std::string_view, 11> kFormats{"csv",  "tsv", "xlsx", "ods",     "jsonl", "vcard",
                                                    "ldif", "eml", "mbox", "maildir", "calls"};

/// Whether it is to be read as a workbook. Throws where the format given is another, or is a workbook's and this is none.
bool is_workbook(const std::string& path, std::string_view head, const std::string& wanted) {
  const bool asked = wanted == "xlsx" || wanted == "ods";
  if (is_zip(head)) {
    // A table is a table, in a workbook too.
    if (!asked && !wanted.empty() && wanted != "csv" && wanted != "tsv") {
      refuse(path, "is a workbook or another zip archive, and the format '" + wanted + "' was given");
    }
    return true;
  }
  if (asked) refuse(path, "is no workbook, and the format '" + wanted + "' was given");
  return false;
}

Kind recognise(const std::string& path, std::string_view head, const std::string& wanted) {
  if (!wanted.empty()) {
    std::string format = wanted == "json" || wanted == "ndjson" ? "jsonl" : wanted;
    if (std::find(kFormats.begin(), kFormats.end(), format) == kFormats.end() || format == "maildir") {
      std::string known;
      for (const std::string_view name : kFormats) known += (known.empty() ? "" : ", ") + std::string(name);
      throw Error(ErrorCode::unsupported,
                  format == "maildir" ? "a Maildir is a folder, and this is a file"
                                      : "the format '" + wanted + "' is not known; there are " + known,
                  Place{path, 0, 0, {}});
    }
    return {format, format == "calls" ? recognise_calls(path, head) : std::string{}, "the format was given"};
  }
  if (base::trim(head).empty()) return {"csv", {}, "the file is empty"};
  if (is_vcard(head)) return {"vcard", {}, "it begins with BEGIN:VCARD"};
  if (is_ldif(path, head)) return {"ldif", {}, "it begins with a dn, as LDIF does, or its name ends in .ldif"};
  if (is_json(path, head)) return {"jsonl", {}, "it begins as JSON does, or its name ends like JSON's"};
  if (delimiter_hint({}, path) == '\t') return {"tsv", {}, "the name ends in .tsv"};
  if (std::string mail = recognise_mail(path, head); !mail.empty()) {
    const bool many = mail == "mbox";
    return {std::move(mail),
            {},
            many ? "it begins with the line 'From ' of an mbox" : "it begins with the header of a message"};
  }
  if (std::string calls = recognise_calls(path, head); !calls.empty()) {
    std::string why = "its columns are those of a call log (" + calls + ")";
    return {"calls", std::move(calls), std::move(why)};
  }
  const std::string start = base::ascii_lower(base::trim(head.substr(0, 64)));
  if (start.starts_with("<?xml")) refuse(path, "is XML of a kind that is not known; export it as CSV or JSON Lines");
  return {"csv", {}, "it is text, and no other format is recognised in it"};
}

/// Whether the path is a folder of mail. Throws for a folder that is none.
bool is_maildir(const std::string& path, const std::string& wanted) {
  if (!is_folder(path)) return false;
  if (wanted == "maildir" || (wanted.empty() && is_mail_folder(path))) return true;
  refuse(path, wanted.empty() ? "is a folder, but no Maildir (it has neither cur nor new); name a file in it"
                              : "is a folder, and the format '" + wanted + "' is that of a file");
}

}  // namespace

std::unique_ptr<Reader> open(const std::string& path, const Options& options) {
  const Mapping mapping = parse_mapping(options.mapping);
  const std::string wanted = options.format.empty() ? mapping.format : options.format;
  if (is_maildir(path, wanted)) return open_maildir(path, options);
  std::unique_ptr<ByteSource> source = ByteSource::open(path);
  const std::string_view head = source->peek(kSample);
  if (is_workbook(path, head, wanted)) return open_workbook(std::move(source), options, mapping);
  refuse_binary(path, head);
  const Kind kind = recognise(source->content_name(), head, wanted);
  if (kind.format == "jsonl") return open_json(std::move(source), options, mapping);
  if (kind.format == "vcard") return open_vcard(std::move(source), options);
  if (kind.format == "ldif") return open_ldif(std::move(source), options);
  if (kind.format == "eml" || kind.format == "mbox") return open_mail(std::move(source), kind.format, options);
  if (kind.format == "calls") return open_calls(std::move(source), kind.variant, options);
  return open_table(std::move(source), kind.format, options, mapping, wanted.empty() && kind.format == "csv");
}

namespace {

void add_columns(Inspection& inspection, std::span<const Column> columns, const std::string& sheet) {
  for (const Column& column : columns) {
    inspection.columns.push_back({column.name, std::string(role_name(column)), column.type, column.group, column.why,
                                  column.filled, column.example, column.probability, column.second, sheet});
  }
}

void inspect_workbook(std::unique_ptr<ByteSource> source, const Options& options, const Mapping& mapping,
                      Inspection& inspection) {
  const WorkbookPlan plan = plan_workbook(std::move(source), options, mapping);
  inspection.format = plan.format;
  inspection.why = plan.format == "ods" ? "it is an OpenDocument workbook" : "it is an Excel workbook";
  std::string sheets;
  for (const PlannedSheet& sheet : plan.sheets) {
    inspection.sheets.push_back({sheet.name, sheet.hidden, sheet.is_read, sheet.table.header, sheet.table.sampled});
    if (!sheet.is_read) continue;
    inspection.header = inspection.header || sheet.table.header;
    inspection.sampled += sheet.table.sampled;
    if (inspection.variant.empty()) inspection.variant = variant_of(sheet.table.names);
    add_columns(inspection, sheet.table.columns, sheet.name);
    sheets +=
        (sheets.empty() ? "\n " : ",\n ") + sheet_mapping_json(sheet.name, sheet.table.header, sheet.table.columns);
  }
  inspection.mapping = "{\"format\":" + base::json_quote(plan.format) + ",\"sheets\":[" + sheets + "]}";
}

}  // namespace

Inspection inspect(const std::string& path, const Options& options) {
  const Mapping mapping = parse_mapping(options.mapping);
  const std::string wanted = options.format.empty() ? mapping.format : options.format;
  Inspection inspection;
  inspection.path = path;
  std::vector<Column> columns;
  if (is_maildir(path, wanted)) {
    inspection.format = "maildir";
    inspection.why = "it is a folder of messages";
  } else {
    std::unique_ptr<ByteSource> source = ByteSource::open(path);
    const std::string_view head = source->peek(kSample);
    if (is_workbook(path, head, wanted)) {
      inspect_workbook(std::move(source), options, mapping, inspection);
      return inspection;
    }
    refuse_binary(path, head);
    const bool whole = head.size() < kSample;
    Kind kind = recognise(source->content_name(), head, wanted);
    inspection.format = kind.format;
    inspection.variant = kind.variant;
    inspection.why = kind.why;
    inspection.encoding = kind.format == "jsonl"     ? "UTF-8"
                          : mapping.encoding.empty() ? recognise_encoding(head, whole)
                                                     : mapping.encoding;
    if (kind.format == "jsonl") {
      Members members = recognise_members(head, mapping);
      inspection.sampled = members.sampled;
      if (!members.where.empty()) inspection.why += "; " + members.where;
      columns = std::move(members.columns);
    } else if (kind.format == "csv" || kind.format == "tsv") {
      CsvPlan plan = plan_table(head, whole, delimiter_hint(kind.format, source->content_name()), mapping, path,
                                wanted.empty() && kind.format == "csv");
      inspection.format = plan.dialect.delimiter == '\t' ? "tsv" : "csv";
      inspection.variant = variant_of(plan.table.names);
      inspection.delimiter = std::string(1, plan.dialect.delimiter);
      inspection.header = plan.table.header;
      inspection.sampled = plan.table.sampled;
      columns = std::move(plan.table.columns);
    }
  }
  add_columns(inspection, columns, {});
  inspection.mapping = mapping_json(inspection.format, columns.empty() ? "" : inspection.encoding, inspection.delimiter,
                                    inspection.header, columns);
  return inspection;
}

}  // namespace scv::read
