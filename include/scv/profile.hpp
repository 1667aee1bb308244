#pragma once

// What matching sees in files, and what it makes of it: columns, keys, the model.
//
//   scv::ProfileReport report = scv::profile({{"crm.csv", "shop.csv"}});
//   report.columns[0].use;   // "identifies"
//   report.keys[0].pairs;    // pairs that this kind of key brings

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "scv/dedupe.hpp"
#include "scv/export.hpp"

namespace scv {
inline namespace v1 {

struct FrequentValue {
  std::string value;  ///< as it came, in one of its forms
  std::uint64_t records = 0;
};

/// A column of a table, or an attribute of another format. Values that differ in the case of ASCII letters alone count as one, and
/// so do phone numbers with the same last eight digits.
struct ProfiledColumn {
  std::string name;
  std::string role;  ///< what it is taken for, as in InspectedColumn
  std::string type;
  std::string why;
  std::uint64_t filled = 0;  ///< records that have something in it
  std::uint64_t distinct = 0;
  double same_by_chance = 0;            ///< probability that two records with real values have the same one
  std::vector<FrequentValue> frequent;  ///< real values that more than one record has, the most frequent three
  std::uint64_t placeholders = 0;       ///< records whose value stands for nothing: n/a, 01.01.1900, test@test.de
  std::vector<FrequentValue> placeholder_values;  ///< the most frequent three
  std::uint64_t repeated = 0;                     ///< real values that more than one record has
  std::uint64_t shared = 0;                       ///< those of them that more than one identity has
  /// "identifies", "identifies with others", "shared", "says nothing", or "takes no part".
  std::string use;
  std::string reason;  ///< for `use`, in words
};

/// A kind of blocking key: what makes records candidates of one another.
struct ProfiledKey {
  std::string kind;
  std::uint64_t records = 0;          ///< that have such a key
  std::uint64_t blocks = 0;           ///< keys that two records or more have
  std::uint64_t largest = 0;          ///< records in the largest block
  std::uint32_t cap = 0;              ///< larger blocks are left out
  std::uint64_t blocks_left_out = 0;  ///< those over the cap
  std::uint64_t pairs = 0;            ///< candidate pairs that it brings
  std::uint64_t pairs_alone = 0;      ///< those that no other kind brings
};

/// What a comparison weighs, in log2.
struct ProfiledComparison {
  std::string comparison;  ///< or the column's name
  double missing = 0;      ///< share of the candidate pairs in which one side lacks it
  /// Of agreement on a value, by how frequent the value is: of the 5 %, 50 % and 95 % of the records whose values weigh least.
  double equal_common = 0, equal = 0, equal_rare = 0;
  double different = 0;  ///< of values that differ
};

/// Two values that differ and go together in this data more often, or less often, than chance has it.
struct ProfiledLift {
  std::string kind;  ///< "given_name", "family_name", "birth_place" or "other"
  std::string left, right;
  double weight = 0;  ///< log2
};

struct ProfileReport {
  std::uint64_t read = 0;
  std::uint64_t rows = 0;
  std::uint64_t rejected = 0;
  std::uint64_t identities = 0;  ///< that matching makes of the rows
  std::uint64_t candidate_pairs = 0;
  std::vector<ProfiledColumn> columns;  ///< in the order of the files
  std::vector<ProfiledKey> keys;        ///< those in use, the one that brings most pairs first

  double threshold = 0;             ///< match weight from which a pair speaks for one identity
  double prior = 0;                 ///< log2 odds that two records taken at random are one customer
  double partners_per_record = 0;   ///< other records of its customer that the prior expects here
  double households_per_match = 0;  ///< pairs of one household for each matching pair
  double branches_per_match = 0;    ///< pairs of branches of one organisation for each matching pair
  std::vector<ProfiledComparison> comparisons;
  std::vector<ProfiledLift> lifts;  ///< the strongest 20
  double seconds = 0;
  std::vector<Reject> first_rejects;  ///< at most 20
  LabelsReport labels;
  std::string model;  ///< JSON, where it was to be kept
};

/// Reads the inputs, trains and matches them as dedupe does, and tells what it saw. Writes nothing. Throws as dedupe does.
/// Cost: that of dedupe, and 24 bytes for each distinct value of each column.
SCV_API ProfileReport profile(std::span<const std::string> inputs, const DedupeOptions& options = {});

SCV_API std::string to_json(const ProfileReport&);

}  // namespace v1
}  // namespace scv
