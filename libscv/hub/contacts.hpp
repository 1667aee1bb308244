#pragma once

// Whose contacts are whose, and the stories that they make.
//
// An interaction belongs to the identity that had its contact point at that time: to the one whose records had it, if that is one;
// if it is none, or several (a shared landline, a switchboard), to the identity of the record that the contacts at that point make.
// What a customer wrote to the firm is that one's alone, whoever else got it. Nothing of this is stored, so contacts move with records.

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "contact/cases.hpp"
#include "store/store.hpp"
#include "types/contact_facts.hpp"

namespace scv::hub {

/// A contact point's interactions and holders: who is it at a given time.
class Owners {
 public:
  Owners(store::Store& store, store::ContactPoint point);
  struct Owner {
    IdentityId identity = 0;
    bool shared = false;  ///< several had the point then
  };
  /// Whose an interaction of that source at that time is; identity 0 where there is nobody.
  Owner at(std::int64_t source, std::optional<std::int64_t> time_ms) const;
  /// Whether that identity's records had the point then.
  bool had(IdentityId identity, std::optional<std::int64_t> time_ms) const;
  /// All identities that have, or had, the point; only senders' where more have it than are looked at.
  std::vector<IdentityId> identities() const;

 private:
  store::Store& store_;
  store::ContactPoint point_;
  std::vector<store::PointHolder> holders_;
  bool too_many_ = false;
};

/// An identity's contact.
struct OwnedContact {
  store::InteractionRef interaction;
  bool shared = false;  ///< at one of its points, and not known to be its own, or written by another customer
};

/// The contacts at an identity's points, by number: its own, and shared ones that are others' or nobody's.
std::vector<OwnedContact> contacts_of(store::Store& store, std::span<const store::ContactPoint> points,
                                      IdentityId identity);

/// One customer's own contacts with their story.
struct ToldStory {
  std::vector<store::Number> interactions;
  std::vector<types::ContactFacts> facts;
  Story story;
};
ToldStory tell(store::Store& store, std::vector<store::Number> interactions, const contact::Settings& settings,
               std::int64_t now_ms);

/// What the customer is owed as rows; nothing told again by itself where revise is empty.
std::vector<store::WaitingRow> waiting_rows(const ToldStory& told);

/// Every identity that has contacts of its own, in no order, on all threads: the store is read first. `visit` may be called by
/// several threads at once.
void for_each_story(store::Store& store, const contact::Settings& settings, std::int64_t now_ms, unsigned threads,
                    const std::function<void(IdentityId, const ToldStory&)>& visit);

}  // namespace scv::hub
