// profile: what it says of columns, keys and model of a table whose answers are known.

#include "scv/profile.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "../../property/random_people.hpp"

namespace {

using scv::ProfiledColumn;
using scv::ProfiledKey;
using scv::ProfileReport;

class File {
 public:
  File(const char* name, const std::string& text) {
    std::string folder = (std::filesystem::temp_directory_path() / "scv_profile_XXXXXX").string();
    folder_ = mkdtemp(folder.data());
    path = (folder_ / name).string();
    std::ofstream(path, std::ios::binary) << text;
  }
  ~File() { std::filesystem::remove_all(folder_); }
  std::string path;

 private:
  std::filesystem::path folder_;
};

ProfileReport profile_of(const File& file) { return scv::profile(std::vector<std::string>{file.path}); }

const ProfiledColumn& column(const ProfileReport& report, const std::string& name) {
  const auto found = std::find_if(report.columns.begin(), report.columns.end(),
                                  [&](const ProfiledColumn& one) { return one.name == name; });
  REQUIRE(found != report.columns.end());
  return *found;
}

}  // namespace

TEST_CASE("profile: values, placeholders and the use of columns") {
  // twenty customers of two records each; ten families share a phone, all have one country
  std::string text = "id,given_name,family_name,birthdate,email,phone,country,note\n";
  const char* given[] = {"Anna", "Boris", "Clara", "Dieter", "Eva", "Fatma", "Georg", "Lotte", "Igor", "Jana"};
  const char* family[] = {"Ahrens", "Berger", "Conrad", "Dreyer", "Ebert",
                          "Freund", "Gruber", "Hoppe",  "Imhof",  "Jordan"};
  for (int i = 0; i < 40; ++i) {
    const int customer = i / 2, household = i / 4;
    text += std::to_string(i) + "," + given[(customer * 7) % 10] + "," + family[household] + ",";
    text += customer == 3 ? "1900-01-01" : std::to_string(1950 + customer) + "-03-1" + std::to_string(customer % 10);
    text += ",p" + std::to_string(customer) + "x@example.org,";
    text += household == 9 ? "n/a"
                           : std::string(i % 2 ? "+49 351" : "0351") + " 45" + std::to_string(60000 + household * 137);
    text += ",Germany,\n";
  }
  const File file("people.csv", text);
  const ProfileReport report = profile_of(file);
  CHECK(report.rows == 40);
  CHECK(report.identities == 20);
  REQUIRE(report.columns.size() == 8);
  CHECK(column(report, "id").use == "takes no part");
  const ProfiledColumn& email = column(report, "email");
  CHECK(email.use == "identifies");
  CHECK(email.filled == 40);
  CHECK(email.distinct == 20);
  CHECK(email.repeated == 20);
  CHECK(email.shared == 0);
  CHECK(email.same_by_chance == doctest::Approx(1.0 / 39));
  REQUIRE(email.frequent.size() == 3);
  CHECK(email.frequent[0].value == "p0x@example.org");
  CHECK(email.frequent[0].records == 2);
  const ProfiledColumn& phone = column(report, "phone");
  CHECK(phone.use == "shared");
  CHECK(phone.distinct == 9);
  CHECK(phone.shared == 9);
  CHECK(phone.placeholders == 4);
  CHECK(phone.placeholder_values.at(0).value == "n/a");
  CHECK(column(report, "family_name").use == "identifies with others");
  CHECK(column(report, "birthdate").placeholders == 2);
  CHECK(column(report, "birthdate").placeholder_values.at(0).value == "1900-01-01");
  CHECK(column(report, "country").use == "says nothing");
  CHECK(column(report, "note").filled == 0);
  CHECK(to_json(report).find("\"placeholder_values\":[{\"value\":\"n/a\",\"records\":4}]") != std::string::npos);
}

TEST_CASE("profile: keys and model fit what dedupe does") {
  const scv::test::People people(5, {400, 5});
  std::string text;
  for (const scv::Record& record : people.records) text += to_json(record) + "\n";
  const File file("people.jsonl", text);
  const ProfileReport report = profile_of(file);
  const std::vector<std::string> inputs = {file.path};
  const scv::DedupeReport deduped = scv::dedupe(inputs, file.path + ".out");
  CHECK(report.identities == deduped.identities);
  CHECK(report.candidate_pairs == deduped.candidate_pairs);

  std::uint64_t together = 0, alone = 0;
  REQUIRE_FALSE(report.keys.empty());
  for (const ProfiledKey& key : report.keys) {
    CAPTURE(key.kind);
    CHECK_FALSE(key.kind.empty());
    CHECK(key.records <= report.rows);
    CHECK(key.blocks_left_out <= key.blocks);
    CHECK((key.blocks_left_out > 0) == (key.largest > key.cap));
    CHECK(key.pairs_alone <= key.pairs);
    together += key.pairs;
    alone += key.pairs_alone;
  }
  CHECK(alone <= report.candidate_pairs);
  CHECK(together >= report.candidate_pairs);
  CHECK(std::is_sorted(report.keys.begin(), report.keys.end(),
                       [](const ProfiledKey& a, const ProfiledKey& b) { return a.pairs > b.pairs; }));

  bool has_email = false;
  for (const scv::ProfiledComparison& one : report.comparisons) {
    CAPTURE(one.comparison);
    CHECK(one.missing >= 0);
    CHECK(one.missing <= 1);
    CHECK(one.equal_common <= one.equal);
    CHECK(one.equal <= one.equal_rare);
    CHECK(one.different < one.equal);
    if (one.comparison != "email") continue;
    has_email = true;
    CHECK(one.equal > 8);
    CHECK(one.missing > 0.3);
  }
  CHECK(has_email);
  CHECK(report.partners_per_record > 0.3);
  CHECK(report.threshold > report.prior);
  CHECK(column(report, "email").why.size() > 0);
}

TEST_CASE("profile: one row, and no row") {
  CHECK(profile_of(File("one.csv", "id,name\n1,Anna Berger\n")).identities == 1);
  const ProfileReport none = profile_of(File("none.csv", "id,name\n"));
  CHECK(none.rows == 0);
  CHECK(none.identities == 0);
}
