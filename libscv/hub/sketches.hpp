#pragma once

// Sketches of stored records, by which most candidates of a put are left out without reading them. Read as they are asked
// for and kept; they belong to the connection that writes. A block of them is stored when its last record has come: until then its
// records have them in memory alone, and who opens the hub anew does without.

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>

#include "base/flat_map.hpp"
#include "compare/sketch.hpp"
#include "hub/matcher.hpp"
#include "store/store.hpp"

namespace scv::hub {

class Sketches {
 public:
  /// One that is not `known` where the store has none.
  const compare::Sketch& of(store::Store& store, store::Number record);
  /// Keeps it. One that is not `known` takes the record's away. `make` gives those of other records, not `known` where there is none.
  void set(store::Store& store, store::Number record, const compare::Sketch& sketch,
           const std::function<compare::Sketch(store::Number)>& make);
  /// Others have changed the store, or a change was rolled back.
  void forget() { blocks_.clear(); }

  enum class Content : std::uint8_t { ours, foreign, damaged };
  /// The sketches of a block, from the number of its first record on; no visit where they are not ours.
  static Content read(store::Number number, std::string_view bytes,
                      const std::function<void(store::Number, const compare::Sketch&)>& visit);
  /// Blocks before that of the newest record are stored whole.
  static store::Number block_of(store::Number record) { return record / static_cast<store::Number>(kBlock); }
  /// Replaces all by those of these records, which the matcher has in this order.
  void replace_all(store::Store& store, std::span<const store::Number> numbers, const Matcher& matcher);

 private:
  static constexpr std::size_t kBlock = 38;           ///< fill a page of the file
  static constexpr std::size_t kMostBlocks = 32'768;  ///< 128 MiB
  using All = std::array<compare::Sketch, kBlock>;
  enum class State : std::uint8_t { absent, foreign, stored };  ///< foreign: another library's
  struct Block {
    All all{};
    State state = State::absent;
  };
  static std::string_view bytes_of(const All& all, std::string& bytes);
  Block& block(store::Store& store, store::Number record);

  base::FlatMap<store::Number, std::unique_ptr<Block>> blocks_;
};

}  // namespace scv::hub
