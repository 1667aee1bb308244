// How fast CSV is cut into values, and how fast a table is read into records, on one thread.
//
//   bench_csv [FILE.csv]      without a file: a table of people made here
//
// Prints tab-separated: name, value, unit, goal, reached or missed.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "read/csv.hpp"
#include "read/reader.hpp"

namespace {

using namespace scv;

constexpr int kRuns = 5;
constexpr double kGoal = 500;  // MB/s of the tokeniser

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

std::string people(std::size_t rows) {
  std::string text = "id,first_name,surname,dob,street,postcode,city,email,phone\n";
  for (std::size_t i = 0; i < rows; ++i) {
    const std::string number = std::to_string(i);
    text += "R" + number + ",Anneliese,Hohenstein,1968-12-28,\"Schlossstr. 8, Hinterhaus\",41317,Dresden,";
    text += i % 3 == 0 ? "," : "anneliese." + number + "@post.example,";
    text += i % 2 == 0 ? "\n" : "+49351" + number + "\n";
  }
  return text;
}

}  // namespace

int main(int count, char** arguments) {
  std::string path = count > 1 ? arguments[1] : "", text;
  const bool made = path.empty();
  if (made) {
    path = (std::filesystem::temp_directory_path() / "scv-bench.csv").string();
    text = people(400000);
    std::ofstream(path, std::ios::binary) << text;
  } else {
    std::ifstream file(path, std::ios::binary);
    text.assign(std::istreambuf_iterator<char>(file), {});
  }
  if (text.empty()) {
    std::fprintf(stderr, "bench_csv: %s cannot be read or is empty\n", path.c_str());
    return 1;
  }

  double tokenised = 1e9, read = 1e9;
  std::size_t values = 0, records = 0;
  for (int run = 0; run < kRuns; ++run) {
    base::Arena arena;
    read::CsvTokenizer tokenizer;
    read::CsvRow row;
    values = records = 0;
    double begin = now();
    tokenizer.feed(text.data(), text.data() + text.size(), true);
    while (tokenizer.next(row, arena) == read::CsvTokenizer::Step::row) values += row.values.size();
    tokenised = std::min(tokenised, now() - begin);

    begin = now();
    const auto reader = read::open(path);
    types::Batch batch;
    while (reader->next(batch)) records += batch.records.size();
    read = std::min(read, now() - begin);
  }
  if (made) std::filesystem::remove(path);
  const double megabytes = static_cast<double>(text.size()) / 1e6;
  const double speed = megabytes / tokenised;
  std::printf("csv_tokenizer\t%.0f\tMB/s\t%.0f\t%s\n", speed, kGoal, speed >= kGoal ? "reached" : "missed");
  std::printf("csv_to_records\t%.0f\tMB/s\t-\t-\n", megabytes / read);
  std::fprintf(stderr, "bench_csv: %zu values, %zu records\n", values, records);
  return 0;
}
