#pragma once

// Conversations of messages: which belong together (Threads) and who answers whom (thread).

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace scv::contact {

/// One message, as threading sees it. Borrows.
struct ThreadMessage {
  std::string_view id;                      ///< Message-ID without <>; may be empty
  std::span<const std::string> references;  ///< the message that it answers first, then the others from the eldest on
  std::string_view subject;
  std::optional<std::int64_t> time_ms;
};

/// A message's place. A node without a message stands for a parent that is missing and has several children.
struct ThreadNode {
  static constexpr std::uint32_t kNone = UINT32_MAX;
  std::uint32_t message = kNone;        ///< index into the messages given
  std::uint32_t parent = kNone;         ///< index into the nodes
  std::vector<std::uint32_t> children;  ///< in order of time
};

struct ThreadForest {
  std::vector<ThreadNode> nodes;
  std::vector<std::uint32_t> roots;  ///< in order of time
};

/// The trees of messages: RFC 5256's REFERENCES, after Zawinski's algorithm, with what follows made independent of the order
/// of the messages: links are set from the earliest message to the latest (then by id); what a message itself names as
/// its parent comes before what others say of it. A link that would close a circle is left out, a further message with the
/// same id becomes a child of the first. Each message is in the forest exactly once. `by_subject` also joins trees with equal base
/// subjects (RFC 5256, step 5). Near linear in messages and references; no recursion.
ThreadForest thread(std::span<const ThreadMessage> messages, bool by_subject);

/// Which things belong together, as sets: each is added with keys (its id, the ids it refers to, "order:4711"), and those
/// that share a key, directly or through others, are one set. The sets do not depend on the order. Near constant time a key.
class Threads {
 public:
  Threads();
  ~Threads();
  Threads(Threads&&) noexcept;
  Threads& operator=(Threads&&) noexcept;

  /// Adds a thing without keys; gives its number, from 0.
  std::uint32_t add();
  /// Gives it one more key.
  void link(std::uint32_t number, std::string_view key);
  /// Puts two into one set.
  void join(std::uint32_t a, std::uint32_t b);
  bool together(std::uint32_t a, std::uint32_t b) const;
  /// The sets: numbers ascending, sets by their first number.
  std::vector<std::vector<std::uint32_t>> sets() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace scv::contact
