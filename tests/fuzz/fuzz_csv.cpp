// Any bytes as a table. Blocks of any size give the same rows as the whole; the reader accounts for every row.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "read/csv.hpp"
#include "read/table.hpp"

using namespace scv;

namespace {

void require(bool condition) {
  if (!condition) __builtin_trap();
}

struct Copy {
  read::CsvRow::State state;
  std::uint64_t line;
  std::vector<std::string> values;
  friend bool operator==(const Copy&, const Copy&) = default;
};

Copy copy(const read::CsvRow& row) { return {row.state, row.line, {row.values.begin(), row.values.end()}}; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t step = data[0] + std::size_t{1};
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const read::CsvDialect dialect = read::recognise_dialect(text, true);

  std::vector<Copy> whole, blocks;
  base::Arena arena;
  read::CsvRow row;
  read::CsvTokenizer all(dialect);
  all.feed(text.data(), text.data() + text.size(), true);
  while (all.next(row, arena) == read::CsvTokenizer::Step::row) whole.push_back(copy(row));

  read::CsvTokenizer cut(dialect);
  std::string rest;
  for (std::size_t begin = 0; begin < text.size(); begin += step) {
    rest += text.substr(begin, step);
    cut.feed(rest.data(), rest.data() + rest.size(), begin + step >= text.size());
    while (cut.next(row, arena) == read::CsvTokenizer::Step::row) blocks.push_back(copy(row));
    rest = std::string(cut.rest());
  }
  require(whole == blocks);

  try {
    const auto reader = read::open_table(read::ByteSource::of_text(text, "fuzz.csv"), "csv", {}, {}, false);
    types::Batch batch;
    std::size_t rows = 0;
    while (reader->next(batch)) {
      rows += batch.records.size() + batch.rejects.size();
      for (const types::RecordView& record : batch.records) {
        require(record.columns.size() == reader->columns().size());
        require(!record.id.empty());
      }
      for (const Reject& reject : batch.rejects) require(reject.place.line > 0 && reject.raw.size() <= 200);
    }
    require(rows <= text.size());
  } catch (const Error&) {
    // A refusal is an answer.
  }
  return 0;
}
