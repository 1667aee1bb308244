// The header part, with nothing linked.
#include <cstdio>
#include <scv/similarity/jaro_winkler.hpp>

int main() { return 0; }
