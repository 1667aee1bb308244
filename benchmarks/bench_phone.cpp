// What reading a telephone number costs against libphonenumber alone: a tab-separated line each, name, value, unit, goal,
// reached or missed. Both do the same numbers in turn on one core, the peer Parse, Format as E.164 and IsValidNumber; the
// figure is the median of seven such ratios, after one run that is not counted.
//
// The numbers are made here: German mobile and fixed lines, some of them mistyped, in the spellings that people use; or
// they are the lines of the file named, read as numbers of the region named behind it (DE).

#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "normalize/values.hpp"

namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr std::size_t kNumbers = 10000;
constexpr int kRuns = 7;
constexpr double kGoal = 20;

std::string make_number(std::mt19937_64& random) {
  static constexpr std::string_view kAreas[] = {"151", "160", "170", "172", "176", "179",
                                                "30",  "40",  "89",  "351", "341", "7531"};
  static constexpr std::string_view kFronts[] = {"0", "0", "0", "0", "(0", "+49", "+49 ", "+49 (0)", "0049"};
  static constexpr std::string_view kGaps[] = {"", "", " ", "/", "-", " / "};
  const auto pick = [&](const auto& list) { return list[random() % std::size(list)]; };
  const std::string_view front = pick(kFronts);
  std::string text(front);
  text += pick(kAreas);
  text += front == "(0" ? ") " : pick(kGaps);
  const bool in_groups = random() % 2 == 0;
  for (std::size_t i = 0, digits = 6 + random() % 3; i < digits; ++i) {
    if (in_groups && (i == 3 || i == 5)) text += ' ';
    text += static_cast<char>('0' + random() % 10);
  }
  if (random() % 20 == 0) text.pop_back();
  return text;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> numbers;
  const std::string region = argc > 2 ? argv[2] : "DE";
  if (argc > 1) {
    std::ifstream lines(argv[1]);
    for (std::string line; std::getline(lines, line);) numbers.push_back(line);
  } else {
    std::mt19937_64 random(1);
    while (numbers.size() < kNumbers) numbers.push_back(make_number(random));
  }
  if (numbers.empty()) {
    std::fprintf(stderr, "%s: there are no numbers\n", argv[1]);
    return 2;
  }

  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  const auto first = std::chrono::steady_clock::now();
  std::size_t ours_valid = scv::normalize::parse_phone(numbers.front(), region).valid ? 1 : 0;
  const double first_seconds = seconds_since(first);
  std::vector<double> ratios, seconds;
  for (int run = 0; run <= kRuns; ++run) {
    std::size_t valid = 0, characters = 0;
    ours_valid = 0;
    auto start = std::chrono::steady_clock::now();
    for (const std::string& number : numbers) {
      const scv::normalize::Phone phone = scv::normalize::parse_phone(number, region);
      ours_valid += phone.valid ? 1 : 0;
      characters += phone.e164.size();
    }
    const double ours = seconds_since(start);
    start = std::chrono::steady_clock::now();
    for (const std::string& text : numbers) {
      PhoneNumber number;
      if (util.Parse(text, region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) continue;
      std::string e164;
      util.Format(number, PhoneNumberUtil::E164, &e164);
      characters += e164.size();
      valid += util.IsValidNumber(number) ? 1 : 0;
    }
    const double theirs = seconds_since(start);
    if (run == 0)
      std::fprintf(stderr, "%zu numbers, valid here %zu, with the peer %zu, characters %zu\n", numbers.size(),
                   ours_valid, valid, characters);
    if (run == 0) continue;
    ratios.push_back(theirs / ours);
    seconds.push_back(ours);
  }
  const auto median = [](std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
  };
  const double ratio = median(ratios);
  std::printf("parse_phone_against_libphonenumber\t%.1f\tx peer\t%g\t%s\n", ratio, kGoal,
              ratio >= kGoal ? "reached" : "missed");
  std::printf("parse_phone\t%.2f\tmillion numbers/s\t-\t-\n",
              static_cast<double>(numbers.size()) / median(seconds) / 1e6);
  std::printf("parse_phone_first_call\t%.2f\tms\t-\t-\n", first_seconds * 1e3);
  return ratio >= kGoal ? 0 : 1;
}
