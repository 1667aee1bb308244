#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "normalize/values.hpp"

using namespace scv::normalize;

TEST_CASE("parse_phone: numbers") {
  struct Row {
    std::string_view text, region, e164, national, extension, found_region;
    PhoneKind kind;
  };
  constexpr Row rows[] = {
      {"0351 4567-89", "DE", "+49351456789", "351456789", "", "DE", PhoneKind::fixed_line},
      {"+49 (0)351 456789", "DE", "+49351456789", "351456789", "", "DE", PhoneKind::fixed_line},
      {"+49 (0)351 456789", "US", "+49351456789", "351456789", "", "DE", PhoneKind::fixed_line},
      {"0049 351 456789", "DE", "+49351456789", "351456789", "", "DE", PhoneKind::fixed_line},
      {"0049 351 456789", "US", "+49351456789", "351456789", "", "DE", PhoneKind::fixed_line},
      {"0351/456789", "DE", "+49351456789", "351456789", "", "DE", PhoneKind::fixed_line},
      {"tel:+49-351-456789", "", "+49351456789", "351456789", "", "DE", PhoneKind::fixed_line},
      {"0171 1234567", "de", "+491711234567", "1711234567", "", "DE", PhoneKind::mobile},
      {"(0351) 4567 89 oder 0171/7654321", "DE", "+49351456789", "351456789", "", "DE", PhoneKind::fixed_line},
      {"0351 456789 ext. 12", "DE", "+49351456789", "351456789", "12", "DE", PhoneKind::fixed_line},
      {"0351 456789 Durchwahl 12", "DE", "+49351456789", "351456789", "12", "DE", PhoneKind::fixed_line},
      {"0800 1234567", "DE", "+498001234567", "8001234567", "", "DE", PhoneKind::toll_free},
      {"+44 20 7946 0958", "DE", "+442079460958", "2079460958", "", "GB", PhoneKind::fixed_line},
      {"212/245-7850", "US", "+12122457850", "2122457850", "", "US", PhoneKind::unknown},
      {"1711234567", "DE", "+491711234567", "1711234567", "", "DE", PhoneKind::mobile},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const Phone phone = parse_phone(row.text, row.region);
    CHECK(phone.valid);
    CHECK_FALSE(phone.placeholder);
    CHECK(phone.e164 == row.e164);
    CHECK(phone.national == row.national);
    CHECK(phone.extension == row.extension);
    CHECK(phone.region == row.found_region);
    CHECK(phone.kind == row.kind);
  }
}

TEST_CASE("parse_phone: what is no number keeps its digits") {
  const Phone local = parse_phone("535-0551", "DE");
  CHECK_FALSE(local.valid);
  CHECK(local.national == "5350551");
  CHECK(local.e164.empty());
  const Phone american = parse_phone("535-0551", "US");
  CHECK_FALSE(american.valid);
  CHECK(american.national == "5350551");
  CHECK(parse_phone("anna", "DE").national.empty());
  CHECK(parse_phone("", "DE").national.empty());
  CHECK(parse_phone("12345678901234567890123456789", "DE").national.empty());
}

TEST_CASE("parse_phone: placeholders") {
  for (const std::string_view text : {"000000", "0000000000", "123456789", "1234567", "5555555", "0123456789", "keine",
                                      "-", "n/a", "212-555-5555", "0"}) {
    CAPTURE(text);
    CHECK(parse_phone(text, "US").placeholder);
    CHECK_FALSE(parse_phone(text, "US").valid == true);
  }
  CHECK_FALSE(parse_phone("0351 456789", "DE").placeholder);
}

TEST_CASE("the beginning of a number may stand for several forms") {
  using Starts = std::vector<std::string>;
  CHECK(phone_starts("0351 45", "DE") == Starts{"+4935145", "+49035145"});
  CHECK(phone_starts("+49 (351) 4", "DE") == Starts{"+493514"});
  CHECK(phone_starts("0049-351", "DE") == Starts{"+49351"});
  CHECK(phone_starts("351 45", "DE") == Starts{"+4935145", "+35145"});
  CHECK(phone_starts("351 45", "") == Starts{"+35145"});
  CHECK(phone_starts("Anna", "DE").empty());
}
