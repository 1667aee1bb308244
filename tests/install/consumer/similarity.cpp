// The header part, with nothing linked.
#include <cstdio>
#include <scv/similarity/jaro_winkler.hpp>

int main() {
  const double similarity = scv::similarity::jaro_winkler_similarity("MARTHA", "MARHTA");
  std::printf("MARTHA and MARHTA: %.4f\n", similarity);
  return similarity > 0.961 && similarity < 0.962 ? 0 : 1;
}
