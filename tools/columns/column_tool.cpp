// What make_words.py and train_columns.py need of the library: text folded as it folds it, and what it sees in a column.
//
//   column_tool fold                < lines > folded lines
//   column_tool profile             < columns > features: a column is a line of values, separated by tabs

#include <iostream>
#include <string>
#include <string_view>

#include "base/fold.hpp"
#include "base/text.hpp"
#include "read/column_signs.hpp"

int main(int count, char** arguments) {
  const std::string_view what = count == 2 ? arguments[1] : "";
  std::ios::sync_with_stdio(false);
  std::string line;
  if (what == "fold") {
    while (std::getline(std::cin, line)) std::cout << scv::base::fold(line) << '\n';
    return 0;
  }
  if (what == "profile") {
    while (std::getline(std::cin, line)) {
      scv::read::ColumnSigns column;
      for (const std::string_view value : scv::base::split(line, '\t')) column.add(scv::base::trim(value));
      for (const float feature : column.features()) std::cout << feature << ' ';
      std::cout << '\n';
    }
    return 0;
  }
  std::cerr << "column_tool: fold or profile\n";
  return 2;
}
