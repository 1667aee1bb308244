#pragma once

// What someone has said of the inputs' rows, for training: a table of judged pairs, or of ids and their cluster.
//
// Pairs: two columns of ids (id_l and id_r, left and right, id1 and id2 …; else the first two), a verdict (match, label,
// is_match, clerical_match_score; else the first column left), and where they are given two columns of sources (source_l and
// source_r). Clusters: id and cluster, and where it is given source.

#include <string>
#include <vector>

#include "hub/matching_run.hpp"
#include "scv/dedupe.hpp"

namespace scv::hub {

/// The labels of a table as pairs of the run's records, whose origins must be kept. Rows that cannot be used are counted and
/// listed in the report; under `strict` the first of them is thrown. Of clusters, records of one are matches, and candidates of
/// two are non-matches. Throws Error{invalid_argument} with the place where columns are missing, and as read::open does.
/// Neither the order of the labels nor that of the records has a part in which pairs are taken where there are too many.
std::vector<LabelledPair> read_pair_labels(const std::string& path, MatchingRun& run, bool strict,
                                           LabelsReport& report);

}  // namespace scv::hub
