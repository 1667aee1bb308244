#include "hub/sketches.hpp"

#include <cstdint>
#include <cstring>
#include <string>

namespace scv::hub {
namespace {

/// Stands before the sketches of a block, which lie there as in memory. A library with others, or a machine of another byte
/// order, finds another number, and takes none for known. It counts what changes sketches: normalising, phonetics, nicknames.
constexpr std::uint32_t kVersion = 0x536b'0003;

}  // namespace

std::string_view Sketches::bytes_of(const All& all, std::string& bytes) {
  // A leaf of a table holds so much in a page of 4,096 bytes, beside the header of the row.
  static_assert(sizeof kVersion + sizeof all <= 4057);
  bytes.resize(sizeof kVersion + sizeof all);
  std::memcpy(bytes.data(), &kVersion, sizeof kVersion);
  std::memcpy(bytes.data() + sizeof kVersion, all.data(), sizeof all);
  return bytes;
}

Sketches::Content Sketches::read(store::Number number, std::string_view bytes,
                                 const std::function<void(store::Number, const compare::Sketch&)>& visit) {
  std::uint32_t version = 0;
  if (bytes.size() < sizeof version) return Content::damaged;
  std::memcpy(&version, bytes.data(), sizeof version);
  if (version != kVersion) return version >> 16 == kVersion >> 16 ? Content::foreign : Content::damaged;
  if (bytes.size() != sizeof version + sizeof(All)) return Content::damaged;
  for (std::size_t i = 0; i < kBlock; ++i) {
    compare::Sketch sketch;
    std::memcpy(&sketch, bytes.data() + sizeof version + i * sizeof sketch, sizeof sketch);
    visit(number * static_cast<store::Number>(kBlock) + static_cast<store::Number>(i), sketch);
  }
  return Content::ours;
}

Sketches::Block& Sketches::block(store::Store& store, store::Number record) {
  if (blocks_.size() >= kMostBlocks) blocks_.clear();
  const store::Number number = block_of(record);
  std::unique_ptr<Block>& block = blocks_[number];
  if (!block) {
    auto made = std::make_unique<Block>();
    store.sketches(number, [&](std::string_view bytes) {
      const Content content = read(number, bytes, [&](store::Number no, const compare::Sketch& sketch) {
        made->all[static_cast<std::size_t>(no) % kBlock] = sketch;
      });
      made->state = content == Content::ours ? State::stored : State::foreign;
    });
    block = std::move(made);
  }
  return *block;
}

const compare::Sketch& Sketches::of(store::Store& store, store::Number record) {
  return block(store, record).all[static_cast<std::size_t>(record) % kBlock];
}

void Sketches::set(store::Store& store, store::Number record, const compare::Sketch& sketch,
                   const std::function<compare::Sketch(store::Number)>& make) {
  Block& block = this->block(store, record);
  const std::size_t place = static_cast<std::size_t>(record) % kBlock;
  block.all[place] = sketch;
  if (block.state == State::absent && place + 1 < kBlock) return;
  const store::Number number = block_of(record);
  for (std::size_t i = 0; i < kBlock && block.state != State::stored; ++i) {
    compare::Sketch& other = block.all[i];
    if (i != place && other == compare::Sketch())
      other = make(number * static_cast<store::Number>(kBlock) + static_cast<store::Number>(i));
  }
  std::string bytes;
  store.set_sketches(number, bytes_of(block.all, bytes));
  block.state = State::stored;
}

void Sketches::replace_all(store::Store& store, std::span<const store::Number> numbers, const Matcher& matcher) {
  forget();  // which of the blocks are stored
  store.clear_sketches();
  std::string bytes;
  for (std::size_t i = 0; i < numbers.size();) {
    const store::Number number = block_of(numbers[i]);
    All all{};
    for (; i < numbers.size() && block_of(numbers[i]) == number; ++i)
      all[static_cast<std::size_t>(numbers[i]) % kBlock] = matcher.sketch(static_cast<types::RecordNo>(i));
    store.set_sketches(number, bytes_of(all, bytes));
  }
}

}  // namespace scv::hub
