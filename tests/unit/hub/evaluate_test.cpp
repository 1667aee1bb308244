// evaluate and compare: what the report says of a matching whose outcome is known, and of input that does not fit.

#include "scv/evaluate.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "../../property/random_people.hpp"
#include "../support/folder.hpp"
#include "scv/compare.hpp"

namespace {

using scv::Error;
using scv::EvaluateOptions;
using scv::EvaluationReport;
using scv::Field;
using scv::Record;
using scv::test::Folder;
using scv::test::People;

using Files = std::vector<std::string>;

/// The message of the error that evaluate throws.
template <class Call>
std::string refused(const Call& call) {
  try {
    call();
  } catch (const Error& e) {
    CHECK(e.code() == scv::ErrorCode::invalid_argument);
    return e.what();
  }
  return "no error";
}

bool contains(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("evaluate: the figures of a matching are those of the file that dedupe writes") {
  const Folder folder;
  const People people(scv::test::seed(), {300, 10});
  std::string input, truth = "id,cluster\n";
  for (std::size_t i = 0; i < people.records.size(); ++i) {
    Record record = people.records[i];
    record.id = "r" + std::to_string(i);
    input += to_json(record) + "\n";
    truth += record.id + "," + std::to_string(i % 7) + "\n";  // any truth will do here
  }
  const Files inputs = {folder.write("in.jsonl", input)};
  const std::string truth_path = folder.write("truth.csv", truth);
  EvaluateOptions options;
  options.thresholds = {-2, 30};
  options.errors = 4;
  const EvaluationReport report = scv::evaluate(truth_path, inputs, options);
  scv::dedupe(inputs, folder / "out.csv");
  const Files results = {folder / "out.csv"};
  const EvaluationReport result = scv::evaluate_result(truth_path, results);

  CHECK(report.matched);
  CHECK_FALSE(result.matched);
  CHECK(report.rows == people.records.size());
  CHECK(report.clusters == 7);
  CHECK(report.figures.identities == result.figures.identities);
  CHECK(report.figures.found_pairs == result.figures.found_pairs);
  CHECK(report.figures.correct_pairs == result.figures.correct_pairs);
  CHECK(report.figures.b3_f1 == result.figures.b3_f1);
  CHECK(report.true_pairs == result.true_pairs);

  // every missed pair has one reason, and the shares fit the figures
  CHECK(report.true_pairs_seen == report.true_pairs);
  CHECK(report.missed_not_compared + report.missed_below_threshold + report.missed_separated ==
        report.true_pairs - report.figures.correct_pairs);
  CHECK(report.blocking_recall <= report.joined_recall);
  CHECK(report.joined_recall >= report.figures.recall);

  REQUIRE(report.curve.size() == 3);
  CHECK(report.curve[1].is_default);
  CHECK(report.curve[1].threshold == report.threshold);
  CHECK(report.curve[1].figures.found_pairs == report.figures.found_pairs);
  CHECK(report.curve[0].figures.found_pairs >= report.curve[2].figures.found_pairs);

  REQUIRE(report.false_links.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    const scv::WrongPair& pair = report.false_links[i];
    CHECK(pair.kind == "false link");
    CHECK(pair.why.same_identity);
    CHECK(pair.why.candidates);
    CHECK_FALSE(pair.why.evidence.empty());
    CHECK(pair.left.line == std::stoull(pair.why.left.id.substr(1)) + 1);
    if (i > 0) CHECK(pair.why.match_weight <= report.false_links[i - 1].why.match_weight);
  }
  CHECK(report.missed_pairs.size() == 4);
  for (const scv::WrongPair& pair : report.missed_pairs) CHECK_FALSE(pair.why.same_identity);
}

TEST_CASE("evaluate: threads and the order of the truth have no part in it") {
  const Folder folder;
  const People people(scv::test::seed(), {120, 10});
  std::string input, truth = "id,cluster\n", reversed;
  for (std::size_t i = 0; i < people.records.size(); ++i) {
    Record record = people.records[i];
    record.id = "r" + std::to_string(i);
    input += to_json(record) + "\n";
    const std::string row = record.id + ",c" + std::to_string(i / 3) + "\n";
    truth += row;
    reversed = row + reversed;
  }
  const Files inputs = {folder.write("in.jsonl", input)};
  EvaluateOptions one, two;
  one.dedupe.threads = 1;
  two.dedupe.threads = 2;
  EvaluationReport left = scv::evaluate(folder.write("truth.csv", truth), inputs, one);
  EvaluationReport right = scv::evaluate(folder.write("reversed.csv", "id,cluster\n" + reversed), inputs, two);
  for (EvaluationReport* report : {&left, &right}) {
    report->seconds = report->seconds_read = report->seconds_match = 0;
    report->peak_memory_bytes = 0;
  }
  CHECK(to_json(left) == to_json(right));
}

TEST_CASE("evaluate: columns by name, by option, and the two that there are") {
  const Folder folder;
  const Files results = {folder.write("r.csv", "nr,x,who\n1,a,7\n2,b,7\n3,c,8\n")};
  EvaluateOptions options;
  options.id_column = "nr";
  options.identity_column = "who";
  options.cluster_column = "c";
  const std::string named = folder.write("named.csv", "c,y,nr\nA,,1\nA,,2\nA,,3\n");
  CHECK(scv::evaluate_result(named, results, options).figures.recall == doctest::Approx(1 / 3.0));
  options.cluster_column.clear();
  CHECK(
      contains(refused([&] { scv::evaluate_result(named, results, options); }), "no column 'cluster' among: c, y, nr"));
  const std::string two = folder.write("two.csv", "nr;customer\n1;A\n2;A\n3;B\n");
  options.id_column.clear();
  CHECK(scv::evaluate_result(two, results, options).figures.f1 == 1);  // the truth's id column leads the result's
  const Files halves = {folder.write("h1.csv", "id,identity\n1,7\n3,8\n"),
                        folder.write("h2.csv", "id,identity\n2,7\n")};
  CHECK(scv::evaluate_result(two, halves).figures.f1 == 1);
}

TEST_CASE("evaluate: what does not fit is named with its place") {
  const Folder folder;
  const Files in = {folder.write("in.csv", "id,name\n1,Anna\n2,Boris\n")};
  const auto evaluated = [&](const std::string& truth) {
    const std::string path = folder.write("t.csv", truth);
    return refused([&] { scv::evaluate(path, in); });
  };
  CHECK(contains(evaluated("id,cluster\n1,A\n"), "in.csv:3: the truth does not name id '2'"));
  CHECK(contains(evaluated("id,cluster\n1,A\n2,A\n3,A\n9,B\n"),
                 "t.csv:4: id '3' of the truth is in no row, like 1 more"));
  CHECK(contains(evaluated("id,cluster\n1,A\n2,A\n2,B\n"), "t.csv:4: id '2' is in the truth twice"));
  CHECK(contains(evaluated("id,cluster\n1,A\n2, \n"), "t.csv:3: id '2' has nothing in column 'cluster'"));
  CHECK(contains(evaluated("id,cluster\n1,A\n,B\n"), "t.csv:3: a row of the truth has no id"));
  CHECK(contains(evaluated("id,cluster\n"), "has no rows"));
  CHECK(contains(evaluated(""), "it is empty"));
  CHECK(contains(evaluated("a,b,c\n1,2,3\n"), "no column 'id'"));
  const Files twice = {in[0], in[0]};
  const std::string truth = folder.write("t.csv", "id,cluster\n1,A\n2,A\n");
  CHECK(contains(refused([&] { scv::evaluate(truth, twice); }), "id '1' is in two rows"));
  CHECK(contains(refused([&] { scv::evaluate(truth, Files{}); }), "no input file"));
  CHECK(contains(refused([&] { scv::evaluate_result(truth, Files{}); }), "no result file"));
  CHECK_THROWS_AS(scv::evaluate(folder / "absent.csv", in), Error);
  EvaluateOptions options;
  options.thresholds = {std::nan("")};
  CHECK(contains(refused([&] { scv::evaluate(truth, in, options); }), "is no number"));
}

TEST_CASE("compare: two records alone, whichever comes first") {
  Record left{.source = "a", .id = "1"}, right{.source = "b", .id = "2"};
  left.add(Field::name, "Anna Müller").add(Field::birthdate, "1980-02-29").add(Field::phone, "0351 456789");
  right.add(Field::name, "Mueller, Anna").add(Field::birthdate, "29.02.1980").add(Field::phone, "+49 351 456789");
  const scv::Why why = scv::compare(left, right), back = scv::compare(right, left);
  CHECK(why.same_identity);
  CHECK(why.candidates);
  CHECK(why.match_weight >= why.threshold);
  CHECK(why.left == scv::RecordKey{"a", "1"});
  CHECK_FALSE(why.conclusion.empty());
  CHECK(back.match_weight == why.match_weight);
  double sum = why.prior;
  for (const scv::Evidence& evidence : why.evidence) sum += evidence.weight;
  CHECK(sum == doctest::Approx(why.match_weight));

  Record other;
  other.add(Field::name, "Boris Petrov");
  CHECK_FALSE(scv::compare(left, other).same_identity);
  CHECK_FALSE(scv::compare(Record{}, Record{}).same_identity);
  CHECK_THROWS_AS(scv::compare(left, right, {.model = "{"}), Error);
}
