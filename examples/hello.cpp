// Loads a table into a hub and prints the customers it holds, a JSON object a line, then the digest of the whole.
//
//   ./hello customers.csv hub.scv

#include <iostream>

#include <scv/scv.hpp>

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: hello FILE HUB\n";
    return 2;
  }
  try {
    scv::Hub hub(argv[2]);
    const scv::LoadReport report = hub.load(argv[1]);
    std::cerr << report.read << " rows, " << report.rejected << " rejected\n";
    for (const scv::Reject& reject : report.first_rejects) {
      std::cerr << to_string(reject.place) << ": " << reject.reason << "\n";
    }
    hub.write(scv::ExportFormat::jsonl, [](std::string_view text) { std::cout << text; });
    std::cout << "digest\t" << hub.digest() << "\n";
  } catch (const scv::Error& error) {
    std::cerr << "hello: " << error.what() << "\n";
    return 1;
  }
}
