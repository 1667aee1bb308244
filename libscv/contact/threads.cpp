#include "contact/threads.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "contact/subject.hpp"

namespace scv::contact {
namespace {

constexpr std::uint32_t kNone = ThreadNode::kNone;

/// Disjoint sets with path halving.
class Sets {
 public:
  std::uint32_t add() {
    up_.push_back(static_cast<std::uint32_t>(up_.size()));
    return up_.back();
  }
  std::uint32_t find(std::uint32_t i) const {
    while (up_[i] != i) i = up_[i] = up_[up_[i]];
    return i;
  }
  /// False if they were one already. The smaller number stays on top.
  bool join(std::uint32_t a, std::uint32_t b) {
    a = find(a), b = find(b);
    if (a == b) return false;
    up_[std::max(a, b)] = std::min(a, b);
    return true;
  }
  std::size_t size() const { return up_.size(); }

 private:
  mutable std::vector<std::uint32_t> up_;
};

class Threader {
 public:
  explicit Threader(std::span<const ThreadMessage> messages) : messages_(messages), order_(messages.size()) {
    std::iota(order_.begin(), order_.end(), 0u);
    // Down to the last reference, so that only messages that are equal in everything are told apart by their place.
    const auto rank = [&](std::uint32_t i) {
      const ThreadMessage& m = messages_[i];
      return std::tuple(!m.time_ms.has_value(), m.time_ms.value_or(0), m.id, m.subject);
    };
    std::stable_sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
      if (const auto ra = rank(a), rb = rank(b); ra != rb) return ra < rb;
      return std::lexicographical_compare(messages_[a].references.begin(), messages_[a].references.end(),
                                          messages_[b].references.begin(), messages_[b].references.end());
    });
  }

  ThreadForest build(bool by_subject) {
    link();
    ThreadForest forest = prune();
    if (by_subject) merge_subjects(forest);
    return forest;
  }

 private:
  std::uint32_t new_node(std::uint32_t message) {
    parent_.push_back(kNone);
    message_.push_back(message);
    return trees_.add();
  }

  std::uint32_t node_of(std::string_view id) {
    const auto [at, is_new] = by_id_.try_emplace(id, kNone);
    if (is_new) at->second = new_node(kNone);
    return at->second;
  }

  /// `child` is the root of its tree, so a link closes a circle if and only if both are in one tree.
  void set_parent(std::uint32_t child, std::uint32_t parent) {
    if (parent_[child] == kNone && trees_.join(child, parent)) parent_[child] = parent;
  }

  void link() {
    std::vector<std::uint32_t> node(messages_.size());
    for (const std::uint32_t m : order_) {
      const std::string_view id = messages_[m].id;
      if (id.empty()) {
        node[m] = new_node(m);
        continue;
      }
      node[m] = node_of(id);
      if (message_[node[m]] == kNone) {
        message_[node[m]] = m;
      } else {
        const std::uint32_t first = node[m];
        node[m] = new_node(m);
        set_parent(node[m], first);
      }
    }
    // First what each message says of itself, then what it says of others.
    for (const std::uint32_t m : order_) {
      for (const std::string& reference : messages_[m].references) {
        if (reference.empty() || reference == messages_[m].id) continue;
        set_parent(node[m], node_of(reference));
        break;
      }
    }
    for (const std::uint32_t m : order_) {
      const std::span<const std::string> references = messages_[m].references;
      std::uint32_t before = kNone;
      const auto next = [&](const std::string& reference) {
        if (reference.empty() || reference == messages_[m].id) return;
        const std::uint32_t here = node_of(reference);
        if (before != kNone && before != here) set_parent(here, before);
        before = here;
      };
      for (std::size_t i = 1; i < references.size(); ++i) next(references[i]);
      if (!references.empty()) next(references[0]);
    }
  }

  /// Without the nodes that have no message: their children go to the next message above, or stay below one such node at
  /// the root if they are several.
  ThreadForest prune() {
    const auto count = static_cast<std::uint32_t>(parent_.size());
    std::vector<std::uint32_t> above(count, kNone);
    std::vector<bool> done(count, false);
    std::vector<std::uint32_t> path;
    for (std::uint32_t i = 0; i < count; ++i) {
      for (std::uint32_t at = i; at != kNone && !done[at]; at = parent_[at]) path.push_back(at);
      for (; !path.empty(); path.pop_back()) {
        const std::uint32_t at = path.back(), up = parent_[at];
        above[at] = up == kNone || message_[up] != kNone || above[up] == kNone ? up : above[up];
        done[at] = true;
      }
    }
    std::vector<std::uint32_t> children(count, 0);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (message_[i] != kNone && above[i] != kNone) ++children[above[i]];
    }
    ThreadForest forest;
    std::vector<std::uint32_t> place(count, kNone);
    const auto keep = [&](std::uint32_t i) {
      place[i] = static_cast<std::uint32_t>(forest.nodes.size());
      forest.nodes.push_back({.message = message_[i]});
    };
    for (std::uint32_t i = 0; i < count; ++i) {
      if (message_[i] != kNone || children[i] > 1) keep(i);
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      if (message_[i] != kNone && above[i] != kNone) forest.nodes[place[i]].parent = place[above[i]];
    }
    settle(forest);
    return forest;
  }

  /// Children and roots from the parents, in order of time; a node without a message has its first child's time.
  void settle(ThreadForest& forest) const {
    std::vector<std::uint32_t> rank(messages_.size());
    for (std::uint32_t i = 0; i < order_.size(); ++i) rank[order_[i]] = i;
    std::vector<std::uint32_t> key(forest.nodes.size(), kNone);
    for (std::uint32_t i = 0; i < forest.nodes.size(); ++i) {
      ThreadNode& node = forest.nodes[i];
      node.children.clear();
      if (node.message != kNone) key[i] = rank[node.message];
    }
    // A node without a message is a root or, after joining by subject, has one above it: twice is deep enough.
    for (int round = 0; round < 2; ++round) {
      for (std::uint32_t i = 0; i < forest.nodes.size(); ++i) {
        const std::uint32_t up = forest.nodes[i].parent;
        if (up != kNone && forest.nodes[up].message == kNone) key[up] = std::min(key[up], key[i]);
      }
    }
    std::vector<std::uint32_t> sorted(forest.nodes.size());
    std::iota(sorted.begin(), sorted.end(), 0u);
    std::stable_sort(sorted.begin(), sorted.end(), [&](auto a, auto b) { return key[a] < key[b]; });
    forest.roots.clear();
    for (const std::uint32_t i : sorted) {
      if (key[i] == kNone) continue;  // emptied by a join
      const std::uint32_t up = forest.nodes[i].parent;
      (up == kNone ? forest.roots : forest.nodes[up].children).push_back(i);
    }
  }

  /// RFC 5256, step 5.
  void merge_subjects(ThreadForest& forest) const {
    const auto told = [&](std::uint32_t i) {
      const ThreadNode& node = forest.nodes[i];
      return subject_of(
          messages_[node.message != kNone ? node.message : forest.nodes[node.children[0]].message].subject);
    };
    struct Entry {
      std::uint32_t node;
      bool marked;
    };
    std::map<std::string, Entry> table;
    const auto is_empty = [&](std::uint32_t i) { return forest.nodes[i].message == kNone; };
    std::vector<Subject> subjects;
    for (const std::uint32_t root : forest.roots) {
      const Subject& subject = subjects.emplace_back(told(root));
      if (subject.base.empty()) continue;
      const bool marked = subject.reply || subject.forward;
      const auto [at, is_new] = table.try_emplace(subject.base, Entry{root, marked});
      Entry& entry = at->second;
      if (!is_new && ((!is_empty(entry.node) && is_empty(root)) || (entry.marked && !marked && !is_empty(entry.node))))
        entry = {root, marked};
    }
    for (std::size_t k = 0; k < subjects.size(); ++k) {
      const std::uint32_t root = forest.roots[k];
      if (subjects[k].base.empty()) continue;
      Entry& entry = table.at(subjects[k].base);
      if (entry.node == root) continue;
      const bool marked = subjects[k].reply || subjects[k].forward;
      if (is_empty(entry.node) && is_empty(root)) {
        for (const std::uint32_t child : forest.nodes[root].children) forest.nodes[child].parent = entry.node;
      } else if (is_empty(entry.node) || (marked && !entry.marked)) {
        forest.nodes[root].parent = entry.node;
      } else {
        const auto common = static_cast<std::uint32_t>(forest.nodes.size());
        forest.nodes.push_back({});
        forest.nodes[root].parent = forest.nodes[entry.node].parent = common;
        entry = {common, entry.marked};
      }
    }
    settle(forest);
  }

  std::span<const ThreadMessage> messages_;
  std::vector<std::uint32_t> order_;
  std::unordered_map<std::string_view, std::uint32_t> by_id_;
  std::vector<std::uint32_t> parent_, message_;
  Sets trees_;
};

}  // namespace

ThreadForest thread(std::span<const ThreadMessage> messages, bool by_subject) {
  return Threader(messages).build(by_subject);
}

class Threads::Impl {
 public:
  void link(std::uint32_t number, std::string_view key) {
    const auto [at, is_new] = by_key_.try_emplace(std::string(key), number);
    if (!is_new) sets.join(at->second, number);
  }

  Sets sets;

 private:
  std::unordered_map<std::string, std::uint32_t> by_key_;
};

Threads::Threads() : impl_(std::make_unique<Impl>()) {}
Threads::~Threads() = default;
Threads::Threads(Threads&&) noexcept = default;
Threads& Threads::operator=(Threads&&) noexcept = default;
std::uint32_t Threads::add() { return impl_->sets.add(); }
void Threads::link(std::uint32_t number, std::string_view key) { impl_->link(number, key); }
void Threads::join(std::uint32_t a, std::uint32_t b) { impl_->sets.join(a, b); }
bool Threads::together(std::uint32_t a, std::uint32_t b) const { return impl_->sets.find(a) == impl_->sets.find(b); }

std::vector<std::vector<std::uint32_t>> Threads::sets() const {
  const Sets& sets = impl_->sets;
  std::vector<std::vector<std::uint32_t>> result;
  std::vector<std::uint32_t> place(sets.size(), kNone);
  for (std::uint32_t i = 0; i < sets.size(); ++i) {
    std::uint32_t& at = place[sets.find(i)];
    if (at == kNone) {
      at = static_cast<std::uint32_t>(result.size());
      result.emplace_back();
    }
    result[at].push_back(i);
  }
  return result;
}

}  // namespace scv::contact
