#pragma once

// gzip (RFC 1952) as a stream: memory is one block, whatever comes out of it.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace scv::read {

class Gunzip {
 public:
  /// Puts up to `size` compressed bytes to a place; 0 at the end.
  using More = std::function<std::size_t(char* to, std::size_t size)>;

  static bool begins(std::string_view head) noexcept { return head.starts_with("\x1F\x8B\x08"); }
  /// `head`: what was read already.
  Gunzip(std::string head, More more);
  ~Gunzip();

  /// Up to `size` bytes; 0 at the end, and at damage: failure() says which. Members behind one another are one text.
  std::size_t read(char* to, std::size_t size);
  /// What is wrong with the data, and where; empty if nothing.
  const std::string& failure() const noexcept { return failure_; }

 private:
  struct Stream;
  bool refill();
  bool next_member();
  void fail(const std::string& what);
  std::unique_ptr<Stream> stream_;
  More more_;
  std::string input_;
  std::uint64_t taken_ = 0;  ///< compressed bytes before input_
  bool begun_ = true;        ///< within a member
  bool ended_ = false;
  std::string failure_;
};

}  // namespace scv::read
