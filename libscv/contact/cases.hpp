#pragma once

// One customer's contacts → conversations, cases, promises, what waits.

#include <cstdint>
#include <span>

#include "contact/settings.hpp"
#include "scv/contact.hpp"
#include "types/contact_facts.hpp"

namespace scv::contact {

/// The story of one customer's contacts. It depends on what the contacts are, and not on their order; on `now_ms` only through
/// contacts dated more than a day ahead, which count as undated until then (Story::revise_ms). So the hub keeps it, and tells it again
/// when the customer's contacts, or the settings, change.
///
/// - **Conversations**: Message-IDs and references, shared reference numbers, the subject of a reply whose reference is unknown
///   (30 days); the same mail of two sources, and the same call logged by two systems (90 s), count once.
/// - **A case** opens with a personal contact by the customer, or with a promise. Further contacts of the conversation belong to it; a
///   talk, a missed call, or a customer who asks again without a word of the conversation belongs to the latest open case.
/// - **Answered** is what a personal contact by the firm in the same case, or a talk, follows. Automatic replies, bounced mails and
///   newsletters answer nothing. A promise is kept by the same.
/// - **Solved**: the customer says so, an agent marks it, or nothing is owed and nobody writes for `presumed_solved_days`.
/// - **The owner** is the agent who acts; at first who knows the customer, else one of the rota (by a hash of the contact, so that the
///   order of arrival does not show), else the default.
///
/// n log n in the contacts.
Story tell(std::span<const types::ContactFacts> contacts, const Settings& settings, std::int64_t now_ms);

}  // namespace scv::contact
