#include "hub/learn.hpp"

#include "hub/pair_labels.hpp"

namespace scv::hub {

MatchingRunOptions matching_options(const DedupeOptions& options) {
  if (!options.model.empty() && !options.labels.empty()) {
    throw Error(ErrorCode::invalid_argument,
                "labels take part in training, and a model that is given is not trained; give one of the two");
  }
  return {.load = options.load,
          .default_region = options.default_region,
          .threads = options.threads,
          .model = options.model,
          .keep_origins = !options.labels.empty(),
          .id_column = options.id_column};
}

std::string learn(MatchingRun& run, const DedupeOptions& options, LabelsReport& report) {
  if (options.model.empty()) {
    std::vector<LabelledPair> labels;
    if (!options.labels.empty()) labels = read_pair_labels(options.labels, run, options.load.strict, report);
    run.matcher().train(labels);
  }
  return options.keep_model ? run.matcher().model() : std::string();
}

}  // namespace scv::hub
