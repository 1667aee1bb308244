#include "normalize/digit_automaton.hpp"

#include <algorithm>
#include <utility>

#include "base/flat_map.hpp"

namespace scv::normalize::detail {
namespace {

constexpr std::uint16_t kAnyDigit = 0x3ff;
constexpr int kUnbounded = -1;
constexpr int kMostRepetitions = 64;  // no number is as long
constexpr std::size_t kMostNodes = std::size_t{1} << 18;
constexpr std::size_t kMostStates = std::size_t{1}
                                    << 14;  // what is compiled while a number waits is done in milliseconds

struct Expression {
  enum class Kind : std::uint8_t { digit, sequence, choice, repetition };
  Kind kind = Kind::sequence;
  std::uint16_t digits = 0;  ///< a bit for each that fits
  int least = 0, most = 0;
  std::vector<Expression> parts;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
std::uint16_t bit(char digit) { return static_cast<std::uint16_t>(1U << (digit - '0')); }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<Expression> parse() {
    Expression whole = choice();
    if (failed_ || !text_.empty()) return std::nullopt;
    return whole;
  }

 private:
  bool take(std::string_view token) {
    if (!text_.starts_with(token)) return false;
    text_.remove_prefix(token.size());
    return true;
  }
  bool at_end() const { return failed_ || text_.empty() || text_.front() == '|' || text_.front() == ')'; }

  Expression choice() {
    Expression choice;
    choice.kind = Expression::Kind::choice;
    do {
      Expression sequence;
      while (!at_end()) sequence.parts.push_back(repetition());
      choice.parts.push_back(std::move(sequence));
    } while (!failed_ && take("|"));
    return choice;
  }

  Expression repetition() {
    Expression repeated;
    repeated.kind = Expression::Kind::repetition;
    Expression part = atom();
    if (take("?")) {
      repeated.most = 1;
    } else if (take("*")) {
      repeated.most = kUnbounded;
    } else if (take("+")) {
      repeated.least = 1;
      repeated.most = kUnbounded;
    } else if (take("{")) {
      repeated.least = number();
      repeated.most = repeated.least;
      if (take(",")) repeated.most = text_.starts_with('}') ? kUnbounded : number();
      if (!take("}") || (repeated.most != kUnbounded && repeated.most < repeated.least)) failed_ = true;
    } else {
      return part;
    }
    // Lazy and possessive repetitions are not in use.
    if (text_.starts_with('?') || text_.starts_with('*') || text_.starts_with('+') || text_.starts_with('{'))
      failed_ = true;
    repeated.parts.push_back(std::move(part));
    return repeated;
  }

  Expression atom() {
    Expression atom;
    atom.kind = Expression::Kind::digit;
    if (take("\\d")) {
      atom.digits = kAnyDigit;
    } else if (take("[")) {
      while (!failed_ && !take("]")) atom.digits |= range();
    } else if (take("(")) {
      if (!take("?:") && text_.starts_with('?')) failed_ = true;
      atom = choice();
      if (!take(")")) failed_ = true;
    } else if (!text_.empty() && is_digit(text_.front())) {
      atom.digits = bit(text_.front());
      text_.remove_prefix(1);
    } else {
      failed_ = true;
    }
    return atom;
  }

  std::uint16_t range() {
    if (take("\\d")) return kAnyDigit;
    if (text_.empty() || !is_digit(text_.front())) return fail();
    const char first = text_.front();
    text_.remove_prefix(1);
    if (!take("-")) return bit(first);
    if (text_.empty() || !is_digit(text_.front()) || text_.front() < first) return fail();
    std::uint16_t digits = 0;
    for (char c = first; c <= text_.front(); ++c) digits |= bit(c);
    text_.remove_prefix(1);
    return digits;
  }

  int number() {
    int value = 0;
    if (text_.empty() || !is_digit(text_.front())) return fail();
    while (!text_.empty() && is_digit(text_.front()) && value <= kMostRepetitions) {
      value = value * 10 + (text_.front() - '0');
      text_.remove_prefix(1);
    }
    return value <= kMostRepetitions ? value : fail();
  }

  std::uint16_t fail() {
    failed_ = true;
    return 0;
  }

  std::string_view text_;
  bool failed_ = false;
};

/// Thompson's automaton, built from its end: each part knows what follows.
class Nodes {
 public:
  using Set = std::vector<std::uint32_t>;

  bool too_many() const { return nodes_.size() > kMostNodes; }

  void add_pattern(const Expression& expression, std::uint16_t pattern) {
    starts_.push_back(build(expression, add({Kind::match, pattern, 0, 0})));
  }

  Set start() { return closed(starts_); }

  Set after(const Set& set, std::uint16_t digit) {
    targets_.clear();
    for (const std::uint32_t at : set) {
      const Node& node = nodes_[at];
      if (node.kind == Kind::digit && (node.value & digit) != 0) targets_.push_back(node.next);
    }
    return closed(targets_);
  }

  std::vector<std::uint16_t> patterns(const Set& set) const {
    std::vector<std::uint16_t> patterns;
    for (const std::uint32_t at : set) {
      if (nodes_[at].kind == Kind::match) patterns.push_back(nodes_[at].value);
    }
    std::sort(patterns.begin(), patterns.end());
    return patterns;
  }

 private:
  enum class Kind : std::uint8_t { digit, fork, match };
  struct Node {
    Kind kind;
    std::uint16_t value;  ///< digits, or the pattern
    std::uint32_t next, other;
  };

  std::uint32_t add(Node node) {
    nodes_.push_back(node);
    return static_cast<std::uint32_t>(nodes_.size() - 1);
  }

  std::uint32_t build(const Expression& expression, std::uint32_t next) {
    if (too_many()) return next;
    switch (expression.kind) {
      case Expression::Kind::digit:
        return add({Kind::digit, expression.digits, next, 0});
      case Expression::Kind::sequence:
        for (auto part = expression.parts.rbegin(); part != expression.parts.rend(); ++part) next = build(*part, next);
        return next;
      case Expression::Kind::choice: {
        std::uint32_t entry = build(expression.parts.back(), next);
        for (std::size_t i = expression.parts.size() - 1; i-- > 0;) {
          entry = add({Kind::fork, 0, build(expression.parts[i], next), entry});
        }
        return entry;
      }
      case Expression::Kind::repetition: {
        const Expression& part = expression.parts.front();
        std::uint32_t entry = next;
        if (expression.most == kUnbounded) {
          entry = add({Kind::fork, 0, 0, next});
          const std::uint32_t body = build(part, entry);
          nodes_[entry].next = body;
        }
        for (int i = expression.least; i < expression.most; ++i) entry = add({Kind::fork, 0, build(part, entry), next});
        for (int i = 0; i < expression.least; ++i) entry = build(part, entry);
        return entry;
      }
    }
    return next;
  }

  /// The nodes that are reached without a digit, forks themselves left out.
  Set closed(const Set& from) {
    seen_.resize(nodes_.size());
    ++round_;
    Set set;
    waiting_ = from;
    while (!waiting_.empty()) {
      const std::uint32_t at = waiting_.back();
      waiting_.pop_back();
      if (std::exchange(seen_[at], round_) == round_) continue;
      if (nodes_[at].kind == Kind::fork) {
        waiting_.push_back(nodes_[at].next);
        waiting_.push_back(nodes_[at].other);
      } else {
        set.push_back(at);
      }
    }
    std::sort(set.begin(), set.end());
    return set;
  }

  std::vector<Node> nodes_;
  std::vector<std::uint32_t> seen_;
  std::uint32_t round_ = 0;
  Set starts_, targets_, waiting_;
};

}  // namespace

std::optional<DigitAutomaton> DigitAutomaton::compile(const std::vector<std::string>& patterns) {
  Nodes nodes;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const std::optional<Expression> expression = Parser(patterns[i]).parse();
    if (!expression) return std::nullopt;
    nodes.add_pattern(*expression, static_cast<std::uint16_t>(i));
    if (nodes.too_many()) return std::nullopt;
  }

  DigitAutomaton automaton;
  base::FlatMap<Nodes::Set, std::uint16_t> states;
  base::FlatMap<std::vector<std::uint16_t>, std::uint16_t> sets;
  std::vector<Nodes::Set> members;
  const auto state_of = [&](Nodes::Set set) {
    const auto [at, is_new] = states.try_emplace(set, static_cast<std::uint16_t>(members.size()));
    if (is_new) members.push_back(std::move(set));
    return at->second;
  };
  state_of({});
  const std::uint16_t start = state_of(nodes.start());
  if (start != kStart) return std::nullopt;  // no patterns at all
  for (std::size_t state = 0; state < members.size(); ++state) {
    Row row{};
    for (std::uint16_t digit = 0; digit < 10; ++digit) {
      row[digit] = state_of(nodes.after(members[state], static_cast<std::uint16_t>(1U << digit)));
    }
    std::vector<std::uint16_t> matching = nodes.patterns(members[state]);
    const auto [at, is_new] = sets.try_emplace(matching, static_cast<std::uint16_t>(automaton.sets_.size()));
    if (is_new) automaton.sets_.push_back(std::move(matching));
    row[kSet] = at->second;
    automaton.rows_.push_back(row);
    if (members.size() > kMostStates) return std::nullopt;
  }
  return automaton;
}

DigitAutomaton::Prefix DigitAutomaton::match_beginning(std::string_view digits, std::size_t& length) const noexcept {
  Prefix found = Prefix::none;
  const auto look = [&](const Row& row, std::size_t at) {
    if (row[kSet] == 0) return;
    found = found == Prefix::none ? Prefix::one : Prefix::several;
    length = at;
  };
  const Row* row = &rows_[kStart];
  look(*row, 0);
  for (std::size_t i = 0; i < digits.size() && row != rows_.data(); ++i) {
    row = &rows_[(*row)[static_cast<std::size_t>(digits[i] - '0')]];
    look(*row, i + 1);
  }
  return found;
}

}  // namespace scv::normalize::detail
