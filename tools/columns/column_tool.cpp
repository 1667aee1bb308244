// What make_words.py and train_columns.py need of the library: text folded as it folds it, and what it sees in a column. And the keys of
// known names (libscv/read/column_keys.inc).
//
//   column_tool fold                < lines > folded lines
//   column_tool profile             < columns > features: a column is a line of values, separated by tabs
//   column_tool keys                > column_keys.inc

#include <iostream>
#include <string>
#include <string_view>

#include "base/fold.hpp"
#include "base/text.hpp"
#include "read/column_signs.hpp"
#include "read/names.hpp"

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
  if (what == "keys") {
    std::cout << "// Made by column_tool keys: the names of other scripts than Latin in column_words.inc and "
                 "names.cpp, and their keys.\n";
    for (const std::string_view name : scv::read::foreign_names()) {
      std::cout << "{\"" << name << "\", \"";
      for (const std::string& word : scv::read::name_words(name)) std::cout << word;
      std::cout << "\"},\n";
    }
    return 0;
  }
  std::cerr << "column_tool: fold, profile or keys\n";
  return 2;
}
