// Two records of one person, put into a hub in memory: they must become one identity.
#include <cstdio>
#include <cstring>
#include <scv/scv.hpp>

int main() {
  if (std::strcmp(scv::version(), SCV_VERSION_STRING) != 0) {
    std::printf("headers are %s, the library is %s\n", SCV_VERSION_STRING, scv::version());
    return 1;
  }
  scv::Hub hub(":memory:");
  scv::Record crm{.source = "crm", .id = "1"};
  crm.add(scv::Field::given_name, "Anna")
      .add(scv::Field::family_name, "Müller")
      .add(scv::Field::email, "anna@example.org");
  crm.add(scv::Field::phone, "0351 456789");
  scv::Record shop = crm;
  shop.source = "shop";
  const auto first = hub.put(crm);
  const auto second = hub.put(shop);
  std::printf("libscv %s: identities %llu and %llu\n", scv::version(), static_cast<unsigned long long>(first.identity),
              static_cast<unsigned long long>(second.identity));
  return first.identity == second.identity && first.identity != 0 ? 0 : 1;
}
