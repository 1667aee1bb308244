#pragma once

#include "hub/matching_run.hpp"
#include "scv/dedupe.hpp"

namespace scv::hub {

/// How the inputs of dedupe, evaluate and profile are read: with their origins where labels need them.
MatchingRunOptions matching_options(const DedupeOptions& options);

/// Gives the run's matcher the model that decides: the one of the options, or one learned from the records and the labels.
/// Returns its JSON where it is to be kept.
std::string learn(MatchingRun& run, const DedupeOptions& options, LabelsReport& report);

}  // namespace scv::hub
