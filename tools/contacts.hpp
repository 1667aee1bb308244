#pragma once

// What people see of contacts, cases, promises and of what is owed. Made for 100 columns where the terminal says nothing else.

#include <span>
#include <string>
#include <vector>

#include "scv/hub.hpp"
#include "ui.hpp"

namespace scv::tools {

/// "late_delivery" → "late delivery".
std::string in_words(std::string_view name);
/// What a contact was about: its subject or text, its length and outcome, who acted, and the reasons in brackets.
std::string what_of(const ContactEntry& contact);

/// A line for each contact, in the order given; with the number of its case, from 1, where `with_cases`.
std::string describe(std::span<const ContactEntry> contacts, bool with_cases, const Style& style);
/// What is owed, what is overdue being marked; with the customer where `with_customer`.
std::string describe(std::span<const WaitingEntry> waiting, bool with_customer, const Style& style);
std::string describe(std::span<const CustomerCase> cases, const Style& style);
std::string describe(const Brief& brief, const Style& style);
std::string describe(const Timeline& timeline, const std::string& name, const Style& style);

}  // namespace scv::tools
