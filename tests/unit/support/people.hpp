#pragma once

#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "normalize/features.hpp"

namespace scv::test {

/// A feature table made from records written in a line: {{Field::given_name, "Anna"}, …}.
class People {
 public:
  using Fields = std::initializer_list<std::pair<Field, std::string_view>>;

  types::RecordNo add(std::string_view id, Fields fields, std::string_view type = {},
                      std::string_view source = "test") {
    std::vector<types::FieldView> views;
    std::uint16_t names = 0;
    for (const auto& [field, value] : fields) {
      types::FieldView& view = views.emplace_back();
      view.field = field;
      view.value = value;
      view.type = type;
      if (field == Field::name) view.group = ++names;
    }
    types::RecordView record;
    record.source = source;
    record.id = id;
    record.fields = views;
    return builder_.add(record, table);
  }

  types::FeatureTable table;

 private:
  normalize::FeatureBuilder builder_{"DE"};
};

}  // namespace scv::test
