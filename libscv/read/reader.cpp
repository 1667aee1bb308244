#include "read/reader.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "read/bytes.hpp"
#include "read/mapping.hpp"
#include "read/table.hpp"

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
  static const std::array<Magic, 16> kMagic{{{"PK\x03\x04", "is an Excel or OpenDocument file or another zip archive; save the sheet as CSV, or unpack it"},
                                             {"PK\x05\x06", "is an empty zip archive"},
                                             {"\xD0\xCF\x11\xE0", "is an old Excel, Word or Outlook file; save it as CSV"},
                                             {"%PDF", "is a PDF; it has no rows to read"},
                                             {"\x89PNG", "is a picture (PNG)"},
                                             {"\xFF\xD8\xFF", "is a picture (JPEG)"},
                                             {"GIF8", "is a picture (GIF)"},
                                             {"\x1F\x8B", "is compressed with gzip; unpack it first"},
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
  if (start.starts_with("<!doctype html") || start.starts_with("<html")) refuse(path, "is a web page" + std::string(kSheet));
  if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF") || head.size() < 16) return;
  const std::string_view sample = head.substr(0, 4096);
  std::size_t even = 0, odd = 0, control = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const auto byte = static_cast<unsigned char>(sample[i]);
    if (byte == 0) ++(i % 2 == 0 ? even : odd);
    else control += byte < 0x20 && !base::is_ascii_space(sample[i]) && byte != 0x1B && byte != 0x1A;
  }
  const bool utf16 = std::max(even, odd) * 10 > sample.size() * 3 && std::min(even, odd) * 20 < sample.size();
  if (!utf16 && (even + odd + control) * 10 > sample.size()) {
    refuse(path, "is not text; save it as CSV, JSON Lines, vCard or mail");
  }
}

Kind recognise(const std::string& path, std::string_view head, const std::string& wanted) {
  static constexpr std::array<std::string_view, 2> kFormats{"csv", "tsv"};
  if (!wanted.empty()) {
    if (std::find(kFormats.begin(), kFormats.end(), wanted) == kFormats.end()) {
      throw Error(ErrorCode::unsupported, "the format '" + wanted + "' is not known; there are csv and tsv", Place{path, 0, 0, {}});
    }
    return {wanted, {}, "the format was given"};
  }
  if (base::trim(head).empty()) return {"csv", {}, "the file is empty"};
  if (delimiter_hint({}, path) == '\t') return {"tsv", {}, "the name ends in .tsv"};
  return {"csv", {}, "it is text, and nothing else that is known"};
}

}  // namespace

std::unique_ptr<Reader> open(const std::string& path, const Options& options) {
  const Mapping mapping = parse_mapping(options.mapping);
  const std::string wanted = options.format.empty() ? mapping.format : options.format;
  if (is_folder(path)) refuse(path, "is a folder; name a file in it");
  std::unique_ptr<ByteSource> source = ByteSource::open(path);
  const std::string_view head = source->peek(kSample);
  refuse_binary(path, head);
  const Kind kind = recognise(path, head, wanted);
  return open_table(std::move(source), kind.format, options, mapping);
}

Inspection inspect(const std::string& path, const Options& options) {
  const Mapping mapping = parse_mapping(options.mapping);
  const std::string wanted = options.format.empty() ? mapping.format : options.format;
  if (is_folder(path)) refuse(path, "is a folder; name a file in it");
  std::unique_ptr<ByteSource> source = ByteSource::open(path);
  const std::string_view head = source->peek(kSample);
  refuse_binary(path, head);
  const Kind kind = recognise(path, head, wanted);
  Inspection inspection;
  inspection.path = path;
  inspection.why = kind.why;
  const TablePlan plan = plan_table(head, head.size() < kSample, delimiter_hint(kind.format, path), mapping);
  inspection.format = plan.dialect.delimiter == '\t' ? "tsv" : "csv";
  inspection.variant = variant_of(plan.names);
  inspection.encoding = plan.encoding;
  inspection.delimiter = std::string(1, plan.dialect.delimiter);
  inspection.header = plan.header;
  inspection.sampled = plan.sampled;
  for (const Column& column : plan.columns) {
    inspection.columns.push_back({column.name, std::string(role_name(column)), column.type, column.group, column.why, column.filled, column.example});
  }
  inspection.mapping = mapping_json(inspection.format, plan.encoding, inspection.delimiter, plan.header, plan.columns);
  return inspection;
}

}  // namespace scv::read
