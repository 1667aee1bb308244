#include "evidence.hpp"

namespace scv::tools {
namespace {

/// "source/id", or less where a record has less of a key.
std::string shown(const RecordKey& key, const char* otherwise) {
  if (key.id.empty()) return otherwise;
  return key.source.empty() ? printable(key.id) : key_of(key);
}

}  // namespace

std::string evidence_table(const Why& why, const Style& style) {
  const auto head = [](const RecordKey& key, const char* otherwise) {
    return key.source.empty() ? std::string(otherwise) : printable(key.source);
  };
  std::vector<std::vector<std::string>> rows = {
      {"comparison", "level", "weight", head(why.left, "left"), head(why.right, "right")}};
  rows.push_back({"prior", "", signed_weight(why.prior), "", ""});
  for (const Evidence& evidence : why.evidence) {
    rows.push_back({evidence.comparison, evidence.level, signed_weight(evidence.weight),
                    shorten(printable(evidence.left), 40, style), shorten(printable(evidence.right), 40, style)});
  }
  rows.push_back({"sum", "", signed_weight(why.match_weight), "", ""});
  return table(rows, style, {2});
}

std::string describe(const Why& why, const Style& style) {
  std::string result = style.bold(shown(why.left, "the left record")) + " and " +
                       style.bold(shown(why.right, "the right record")) + " " +
                       (why.same_identity ? style.green("are one identity") : style.yellow("are not one identity")) +
                       "\n\n" + evidence_table(why, style);
  result += "\n  probability " + percent(why.match_probability) + "; one identity from weight " +
            signed_weight(why.threshold) + " on\n";
  if (!why.candidates) result += "  they share no blocking key, so a load does not compare them\n";
  if (!why.path.empty()) {
    std::vector<std::string> keys;
    for (const RecordKey& key : why.path) keys.push_back(key_of(key));
    result += "  linked through " + join(keys, style.either(" → ", " -> ")) + "\n";
  }
  return result + "\n" + printable(why.conclusion) + "\n";
}

}  // namespace scv::tools
