// A model that is given, kept, refused; labels that are used, refused, and what they do to rows that they do not name.

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "../../property/random_people.hpp"
#include "../support/folder.hpp"
#include "scv/compare.hpp"
#include "scv/evaluate.hpp"

namespace {

using scv::DedupeOptions;
using scv::DedupeReport;
using scv::Error;
using scv::ErrorCode;
using scv::Record;
using scv::test::Folder;
using scv::test::People;

using Files = std::vector<std::string>;

/// What went wrong, with its place.
template <class Call>
std::string error_of(ErrorCode code, const Call& call) {
  try {
    call();
  } catch (const Error& e) {
    CHECK(e.code() == code);
    return e.what();
  }
  return "no error";
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string lines_of(const std::vector<Record>& records) {
  std::string text;
  for (const Record& record : records) text += to_json(record) + "\n";
  return text;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

/// The model with another value for the first number of that name.
std::string with_number(std::string model, const std::string& name, const std::string& value) {
  const std::size_t at = model.find("\"" + name + "\":");
  REQUIRE(at != std::string::npos);
  const std::size_t begin = at + name.size() + 3;
  return model.replace(begin, model.find_first_of(",}", begin) - begin, value);
}

/// Four rows; the first two are one customer.
constexpr const char* kRows =
    "id,given_name,family_name,email\n"
    "1,Anna,Müller,anna@example.org\n2,Anna,Mueller,anna@example.org\n3,Boris,Petrov,b@example.org\n"
    "4,Greta,Lund,greta@example.org\n";

DedupeReport with_labels(const Folder& folder, const std::string& labels, bool strict = false) {
  DedupeOptions options;
  options.labels = folder.write("labels.csv", labels);
  options.load.strict = strict;
  return scv::dedupe(Files{folder.write("rows.csv", kRows)}, folder / "out.csv", options);
}

}  // namespace

TEST_CASE("a model that was kept gives the same file again, also where there is too little to learn from") {
  const Folder folder;
  const Files all = {folder.write("all.jsonl", lines_of(People(7, {200, 0}).records))};
  DedupeOptions options;
  options.keep_model = true;
  const DedupeReport learned = scv::dedupe(all, folder / "one.csv", options);
  CHECK_FALSE(learned.model.empty());
  CHECK(contains(to_json(learned), "\"model\":{"));

  DedupeOptions given;
  given.model = learned.model;
  const DedupeReport used = scv::dedupe(all, folder / "two.csv", given);
  CHECK(folder.read("one.csv") == folder.read("two.csv"));
  CHECK(used.model.empty());

  // nothing is learned: what is given comes out, and it decides
  given.keep_model = true;
  given.model = with_number(learned.model, "threshold", "500");
  const DedupeReport apart = scv::dedupe(all, folder / "three.csv", given);
  CHECK(apart.identities == apart.rows);
  CHECK(apart.model == given.model);

  given.labels = folder.write("labels.csv", "id_l,id_r,match\n");
  CHECK(contains(error_of(ErrorCode::invalid_argument, [&] { scv::dedupe(all, folder / "four.csv", given); }),
                 "labels take part in training"));
}

TEST_CASE("a model file that is none is refused with its name and what is wrong") {
  const Folder folder;
  scv::Hub hub(":memory:");
  const std::string good = hub.model();
  CHECK(scv::read_model(folder.write("m.json", good)) == good);
  const auto wrong = [&](const std::string& text) {
    const std::string path = folder.write("m.json", text);
    const std::string error = error_of(ErrorCode::parse, [&] { scv::read_model(path); });
    CHECK(contains(error, path));
    return error;
  };
  CHECK(contains(wrong("{\n\"format\":,}"), "m.json:2: model: is no valid JSON"));
  CHECK(contains(wrong("[]"), "is no object"));
  CHECK(contains(wrong("{}"), "is missing"));
  CHECK(contains(wrong(replaced(good, "\"format\":1", "\"format\":2")), "format 2"));
  CHECK(contains(wrong(replaced(good, "\"records\":0", "\"records\":-1")), "records is no whole number"));
  CHECK(contains(wrong(with_number(good, "duplicates", "-0.5")), "duplicates is negative"));
  CHECK(contains(wrong(with_number(good, "duplicates", "1e999")), "out of range"));
  CHECK(contains(wrong(with_number(good, "threshold", "\"high\"")), "threshold is no number"));
  CHECK(contains(wrong(with_number(good, "m", "1.5")), "is no probability"));
  CHECK(contains(wrong(replaced(good, "\"records\":0", "\"records\":0,\"recrods\":0")), "recrods is not known"));
  CHECK(
      contains(wrong(replaced(good, "\"email\":{}", "\"email\":{\"a@b\":-3}")), "terms.email.a@b is no whole number"));
  CHECK(contains(error_of(ErrorCode::not_found, [&] { scv::read_model(folder / "none.json"); }), "none.json"));
  CHECK(contains(error_of(ErrorCode::io, [&] { scv::read_model(folder / "."); }), "directory"));
}

TEST_CASE("a hub without records takes a model, one with records keeps its own") {
  const Folder folder;
  const std::vector<Record> people = People(7, {200, 0}).records;
  DedupeOptions options;
  options.keep_model = true;
  const std::string model =
      scv::dedupe(Files{folder.write("all.jsonl", lines_of(people))}, folder / "out.csv", options).model;

  scv::HubOptions with_model;
  with_model.model = model;
  {
    scv::Hub hub(folder / "hub.scv", with_model);
    CHECK(hub.model() == model);
    hub.load(std::span(people).first(5));  // would be learned from
    CHECK(hub.model() == model);
  }
  CHECK_NOTHROW(scv::Hub(folder / "hub.scv", with_model));
  with_model.read_only = true;
  CHECK_NOTHROW(scv::Hub(folder / "hub.scv", with_model));
  with_model.model = with_number(model, "threshold", "2.0");
  for (const bool read_only : {true, false}) {
    with_model.read_only = read_only;
    CHECK(contains(error_of(ErrorCode::conflict, [&] { scv::Hub(folder / "hub.scv", with_model); }), "hub.scv"));
  }
  CHECK(scv::Hub(folder / "hub.scv").model() == model);
  with_model.model = "{}";
  error_of(ErrorCode::parse, [&] { scv::Hub(folder / "new.scv", with_model); });
}

TEST_CASE("labels: the columns of pairs and of clusters, in the words of several tools") {
  const Folder folder;
  for (const char* text : {
           "id_l,id_r,clerical_match_score\n1,2,0.97\n3,4,0.2\n",
           "left,right,label\n1,2,true\n3,4,FALSE\n",
           "id1;id2;is_match\n1;2;yes\n3;4;no\n",
           "a,b,c\n1,2,1\n4,3,0\n",
           "match,left_id,right_id\n1,2,1\n0,3,4\n",
           "source_dataset_l,unique_id_l,source_dataset_r,unique_id_r,match\nrows,1,rows,2,1\nrows,3,rows,4,0\n",
       }) {
    CAPTURE(text);
    const DedupeReport report = with_labels(folder, text);
    CHECK(report.labels.read == 2);
    CHECK(report.labels.used == 2);
    CHECK(report.labels.matches == 1);
    CHECK(report.labels.non_matches == 1);
    CHECK(contains(to_json(report), "\"labels\":{\"read\":2,"));
  }
  // candidates of two clusters are non-matches: here there are none
  for (const char* text : {"id,cluster\n1,A\n2,A\n3,B\n", "cluster,id\nA,1\nA,2\nB,3\n", "row,who\n1,A\n2,A\n3,B\n"}) {
    CAPTURE(text);
    const DedupeReport report = with_labels(folder, text);
    CHECK(report.labels.used == 3);
    CHECK(report.labels.matches == 1);
    CHECK(report.labels.non_matches == 0);
  }
  CHECK(with_labels(folder, "id,cluster\n1,A\n2,B\n").labels.non_matches == 1);
}

TEST_CASE("labels that cannot be used are counted and listed with line and reason; strict stops at the first") {
  const Folder folder;
  const std::string text = "id_l,id_r,match\n1,2,1\n1,9,1\n3,3,1\n3,4,perhaps\n3,4,1\n4,3,0\n2,1,1\n,2,1\n3,1,\n1,3\n";
  const DedupeReport report = with_labels(folder, text);
  CHECK(report.labels.read == 10);
  CHECK(report.labels.used == 2);  // lines 2 and 8: one pair
  CHECK(report.labels.matches == 1);
  CHECK(report.labels.non_matches == 0);
  REQUIRE(report.labels.first_rejects.size() == 8);
  const std::pair<std::uint64_t, const char*> expected[] = {{3, "'9' is in no row"},
                                                            {4, "with itself"},
                                                            {5, "'perhaps' is no verdict"},
                                                            {6, "line 7 says the opposite"},
                                                            {7, "line 6 says the opposite"},
                                                            {9, "no id"},
                                                            {10, "no verdict"},
                                                            {11, ""}};
  for (std::size_t i = 0; i < 8; ++i) {
    CAPTURE(i);
    CHECK(report.labels.first_rejects[i].place.line == expected[i].first);
    CHECK(contains(report.labels.first_rejects[i].reason, expected[i].second));
  }
  CHECK(contains(error_of(ErrorCode::invalid_argument, [&] { with_labels(folder, text, true); }), "labels.csv:3:"));
  CHECK(contains(error_of(ErrorCode::invalid_argument, [&] { with_labels(folder, "id_l,id_r\n1,2\n"); }), "verdict"));
  CHECK(contains(error_of(ErrorCode::invalid_argument, [&] { with_labels(folder, "note\n1\n"); }), "labels.csv:1"));
  const DedupeReport round = with_labels(folder, "id_l,id_r,match\n1,2,1\n2,3,1\n1,3,0\n");
  CHECK(round.labels.used == 2);
  CHECK(contains(round.labels.first_rejects.at(0).reason, "other labels"));
  const DedupeReport torn = with_labels(folder, "id,cluster\n1,A\n1,B\n2,A\n");
  CHECK(torn.labels.used == 1);
  CHECK(torn.labels.matches == 0);

  // an id that two files have
  DedupeOptions options;
  options.labels = folder.write("labels.csv", "id_l,id_r,match\n1,2,1\n");
  const Files two = {folder.write("a.csv", kRows), folder.write("b.csv", kRows)};
  const DedupeReport unclear = scv::dedupe(two, folder / "out.csv", options);
  CHECK(contains(unclear.labels.first_rejects.at(0).reason, "'1' is in 2 rows"));
  options.labels = folder.write("labels.csv", "id_l,source_l,id_r,source_r,match\n1,a,1,b,1\n");
  CHECK(scv::dedupe(two, folder / "out.csv", options).labels.matches == 1);
}

TEST_CASE("labels refine the model, whatever their order, and make the rest no worse") {
  double without = 0, with = 0;
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    const Folder folder;
    const People people(seed, {300, 5});
    std::string truth = "id,cluster\n";
    std::vector<std::string> labels;
    for (const Record& record : people.records) {
      const std::string customer = record.id.substr(0, record.id.find('.'));
      const std::string line = record.id + "," + customer + "\n";
      if (std::stoi(customer) % 2 == 0) {
        labels.push_back(line);
      } else {
        truth += line;
      }
    }
    scv::EvaluateOptions options;
    options.thresholds.clear();
    options.errors = 0;
    options.only_truth = true;
    options.dedupe.keep_model = true;
    const Files inputs = {folder.write("in.jsonl", lines_of(people.records))};
    const std::string truth_path = folder.write("truth.csv", truth);
    const scv::EvaluationReport base = scv::evaluate(truth_path, inputs, options);
    const auto labelled = [&] {
      std::string text = "id,cluster\n";
      for (const std::string& line : labels) text += line;
      options.dedupe.labels = folder.write("labels.csv", text);
      return scv::evaluate(truth_path, inputs, options);
    };
    const scv::EvaluationReport refined = labelled();
    CHECK(refined.labels.used == labels.size());
    CHECK(refined.labels.non_matches > 0);
    CHECK(refined.model != base.model);
    std::reverse(labels.begin(), labels.end());
    CHECK(labelled().model == refined.model);
    without += base.figures.f1;
    with += refined.figures.f1;
  }
  MESSAGE("F1 of rows that labels do not name: " << without / 3 << " without labels, " << with / 3 << " with them");
  CHECK(with / 3 >= without / 3 - 0.005);
}

TEST_CASE("the default region is checked wherever it is given") {
  const Folder folder;
  DedupeOptions options;
  options.default_region = "Germany";
  const Files rows = {folder.write("rows.csv", kRows)};
  const auto refused = [&](const auto& call) {
    CHECK(contains(error_of(ErrorCode::invalid_argument, call), "the default region 'GERMANY'"));
  };
  refused([&] { scv::dedupe(rows, folder / "out.csv", options); });
  refused([&] { scv::evaluate(folder.write("truth.csv", "id,cluster\n1,A\n"), rows, {.dedupe = options}); });
  refused([&] { scv::compare({}, {}, {.default_region = "Germany"}); });
}
