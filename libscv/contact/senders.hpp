#pragma once

// The front door of `contact`: interactions → the records that their contact points make.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scv/interaction.hpp"
#include "scv/record.hpp"

namespace scv::contact {

/// A contact point's form for matching: E.164, canonical address; empty where it cannot be used. The hub passes it in.
using NormalizePoint = std::function<std::string(ContactPointKind, std::string_view)>;

/// What a signature block says of its writer: name, phone, address, organization taken out of the last lines of a text.
/// Linear in the text, whatever it contains.
std::vector<Attribute> signature(std::string_view text);

/// Collects, over any number of interactions, one record for each contact point that is not the firm's own: source is the
/// interaction's, id the normalised contact point, attributes the point itself, the display names seen with it and what
/// the signatures of its own messages say. Bounces, newsletters and notifications make none. The outcome does not depend on the order of the interactions.
class Senders {
 public:
  explicit Senders(NormalizePoint normalize);
  ~Senders();
  void add(const Interaction& interaction);
  /// The records so far, by key. Leaves the collection empty.
  std::vector<Record> take();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Two states of one contact point's record as one: the union of their attributes, in an order that does not depend on which
/// came first.
Record merge(const Record& a, const Record& b);

}  // namespace scv::contact
