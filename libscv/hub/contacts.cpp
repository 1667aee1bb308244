#include "hub/contacts.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/parallel.hpp"

namespace scv::hub {
namespace {

using store::Number;

/// Of the records that have one contact point no more are looked at: it is then nobody's but its sender's.
constexpr std::size_t kHolders = 64;

bool in_use(const store::PointHolder& holder, std::optional<std::int64_t> time_ms) {
  if (!time_ms) return true;
  return (!holder.from_ms || *holder.from_ms <= *time_ms) && (!holder.to_ms || *time_ms < *holder.to_ms);
}

ToldStory told_by(std::vector<Number> interactions, std::vector<types::ContactFacts> facts,
                  const contact::Settings& settings, std::int64_t now_ms) {
  ToldStory told;
  told.interactions = std::move(interactions);
  told.facts = std::move(facts);
  told.story = contact::tell(told.facts, settings, now_ms);
  return told;
}

}  // namespace

Owners::Owners(store::Store& store, store::ContactPoint point)
    : store_(store), point_(std::move(point)), holders_(store.holders_at(point_, kHolders + 1)) {
  too_many_ = holders_.size() > kHolders;
  if (too_many_) holders_.clear();
}

Owners::Owner Owners::at(std::int64_t source, std::optional<std::int64_t> time_ms) const {
  IdentityId only = 0;
  bool several = too_many_;
  for (const store::PointHolder& holder : holders_) {
    if (holder.is_sender || !in_use(holder, time_ms)) continue;
    several |= only != 0 && only != holder.identity;
    only = holder.identity;
  }
  if (only != 0 && !several) return {only, false};
  if (too_many_) return {store_.sender_at(point_, source), true};
  IdentityId sender = 0;
  for (const store::PointHolder& holder : holders_) {
    if (holder.is_sender && (sender == 0 || holder.source == source)) sender = holder.identity;
    if (holder.is_sender && holder.source == source) break;
  }
  return {sender, several};
}

bool Owners::had(IdentityId identity, std::optional<std::int64_t> time_ms) const {
  return std::any_of(holders_.begin(), holders_.end(), [&](const store::PointHolder& holder) {
    return holder.identity == identity && !holder.is_sender && in_use(holder, time_ms);
  });
}

std::vector<IdentityId> Owners::identities() const {
  std::set<IdentityId> result;
  for (const store::PointHolder& holder : holders_) result.insert(holder.identity);
  if (too_many_) {
    for (const store::InteractionRef& interaction : store_.interactions_at(point_)) {
      result.insert(store_.sender_at(point_, interaction.source));
    }
    result.erase(0);
  }
  return {result.begin(), result.end()};
}

std::vector<OwnedContact> contacts_of(store::Store& store, std::span<const store::ContactPoint> points,
                                      IdentityId identity) {
  std::map<Number, OwnedContact> found;
  for (const store::ContactPoint& point : points) {
    const std::vector<store::InteractionRef> interactions = store.interactions_at(point);
    if (interactions.empty()) continue;
    const Owners owners(store, point);
    for (const store::InteractionRef& interaction : interactions) {
      const Owners::Owner owner = owners.at(interaction.source, interaction.time_ms);
      const bool own = owner.identity == identity && !interaction.copied;
      const bool shared = owner.shared || interaction.copied;
      if (!own && !(shared && (owner.identity == identity || owners.had(identity, interaction.time_ms)))) continue;
      const auto [entry, is_new] = found.try_emplace(interaction.no, OwnedContact{interaction, !own});
      if (!is_new && own) entry->second.shared = false;
    }
  }
  std::vector<OwnedContact> result;
  for (auto& [no, contact] : found) result.push_back(std::move(contact));
  return result;
}

ToldStory tell(store::Store& store, std::vector<Number> interactions, const contact::Settings& settings,
               std::int64_t now_ms) {
  std::vector<types::ContactFacts> facts;
  facts.reserve(interactions.size());
  for (const Number no : interactions) facts.push_back(types::contact_facts_from_json(store.facts(no)));
  return told_by(std::move(interactions), std::move(facts), settings, now_ms);
}

std::vector<store::WaitingRow> waiting_rows(const ToldStory& told) {
  std::vector<store::WaitingRow> rows;
  for (const Waiting& waiting : told.story.waiting) {
    rows.push_back({.kind = waiting.kind,
                    .since_ms = waiting.since_ms,
                    .due_ms = waiting.due_ms,
                    .until_ms = waiting.until_ms,
                    .owner = waiting.owner,
                    .interaction = told.interactions[waiting.contact]});
  }
  return rows;
}

void for_each_story(store::Store& store, const contact::Settings& settings, std::int64_t now_ms, unsigned threads,
                    const std::function<void(IdentityId, const ToldStory&)>& visit) {
  struct Contact {
    Number no;
    std::int64_t source;
    std::optional<std::int64_t> time_ms;
    std::string facts;
  };
  std::vector<Contact> contacts;  // by number
  store.for_each_interaction([&](const store::InteractionRef& interaction, std::string_view, std::string_view facts) {
    contacts.push_back({interaction.no, interaction.source, interaction.time_ms, std::string(facts)});
  });
  const auto contact_of = [&](Number no) {
    const auto found = std::lower_bound(contacts.begin(), contacts.end(), no,
                                        [](const Contact& contact, Number n) { return contact.no < n; });
    if (found == contacts.end() || found->no != no) {
      store.fail_damaged("interaction " + std::to_string(no) + ", which is missing,");
    }
    return static_cast<std::uint32_t>(found - contacts.begin());
  };
  std::vector<std::pair<IdentityId, std::uint32_t>> owned;
  store.for_each_meeting([&](const store::ContactPoint& point, std::span<const Number> interactions) {
    const Owners owners(store, point);
    for (const Number no : interactions) {
      const std::uint32_t contact = contact_of(no);
      const IdentityId identity = owners.at(contacts[contact].source, contacts[contact].time_ms).identity;
      if (identity != 0) owned.emplace_back(identity, contact);
    }
  });
  std::sort(owned.begin(), owned.end());
  owned.erase(std::unique(owned.begin(), owned.end()), owned.end());  // by two of a customer's addresses
  std::vector<std::size_t> begins;
  for (std::size_t i = 0; i < owned.size(); ++i) {
    if (i == 0 || owned[i].first != owned[i - 1].first) begins.push_back(i);
  }
  base::parallel_for(begins.size(), 64, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) {
      std::vector<Number> interactions;
      std::vector<types::ContactFacts> facts;
      const IdentityId identity = owned[begins[k]].first;
      for (std::size_t i = begins[k]; i < owned.size() && owned[i].first == identity; ++i) {
        interactions.push_back(contacts[owned[i].second].no);
        facts.push_back(types::contact_facts_from_json(contacts[owned[i].second].facts));
      }
      visit(identity, told_by(std::move(interactions), std::move(facts), settings, now_ms));
    }
  });
}

}  // namespace scv::hub
