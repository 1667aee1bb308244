#include "explain/evaluate.hpp"

#include <algorithm>
#include <numeric>

#include "base/flat_map.hpp"

namespace scv::explain {
namespace {

std::uint64_t pairs_of(std::uint64_t records) { return records * (records - (records > 0)) / 2; }

double f1_of(double precision, double recall) {
  return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

/// The same labels as 0, 1, 2 … by first appearance. Gives how many there are.
std::size_t make_dense(std::span<const std::uint32_t> labels, std::vector<std::uint32_t>& dense) {
  base::FlatMap<std::uint32_t, std::uint32_t> numbers;
  dense.resize(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    dense[i] = numbers.try_emplace(labels[i], static_cast<std::uint32_t>(numbers.size())).first->second;
  }
  return numbers.size();
}

}  // namespace

Truth::Truth(std::span<const std::uint32_t> clusters) : members_(clusters.size()) {
  const std::size_t count = make_dense(clusters, cluster_of_);
  begins_.assign(count + 1, 0);
  for (const std::uint32_t cluster : cluster_of_) ++begins_[cluster + 1];
  for (std::size_t c = 0; c < count; ++c) pairs_ += pairs_of(begins_[c + 1]);
  std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
  std::vector<std::size_t> next(begins_.begin(), begins_.end());
  for (std::size_t i = 0; i < cluster_of_.size(); ++i) members_[next[cluster_of_[i]]++] = static_cast<std::uint32_t>(i);
}

Agreement Truth::agree(std::span<const std::uint32_t> identities) const {
  Agreement figures;
  figures.records = records();
  figures.true_clusters = clusters();
  figures.true_pairs = pairs();
  std::vector<std::uint32_t> found;
  figures.identities = make_dense(identities, found);
  std::vector<std::uint64_t> sizes(figures.identities, 0);
  for (const std::uint32_t identity : found) ++sizes[identity];
  for (const std::uint64_t size : sizes) {
    figures.found_pairs += pairs_of(size);
    figures.largest_identity = std::max(figures.largest_identity, size);
  }

  // the contingency table, a true cluster at a time
  double b3_precision = 0, b3_recall = 0;
  std::vector<std::uint32_t> row;
  for (std::size_t c = 0; c < clusters(); ++c) {
    row.clear();
    for (const std::uint32_t record : members(c)) row.push_back(found[record]);
    std::sort(row.begin(), row.end());
    for (std::size_t begin = 0, end = 0; begin < row.size(); begin = end) {
      while (end < row.size() && row[end] == row[begin]) ++end;
      const std::uint64_t both = end - begin, identity = sizes[row[begin]];
      figures.correct_pairs += pairs_of(both);
      figures.exact_clusters += both == row.size() && both == identity;
      const double square = static_cast<double>(both) * static_cast<double>(both);
      b3_precision += square / static_cast<double>(identity);
      b3_recall += square / static_cast<double>(row.size());
    }
  }
  const auto ratio = [](std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(whole);
  };
  figures.precision = ratio(figures.correct_pairs, figures.found_pairs);
  figures.recall = ratio(figures.correct_pairs, figures.true_pairs);
  figures.f1 = f1_of(figures.precision, figures.recall);
  const double n = static_cast<double>(std::max<std::size_t>(records(), 1));
  figures.b3_precision = b3_precision / n;
  figures.b3_recall = b3_recall / n;
  figures.b3_f1 = f1_of(figures.b3_precision, figures.b3_recall);
  return figures;
}

std::uint64_t Truth::for_each_pair(std::uint64_t most,
                                   const std::function<void(std::uint32_t left, std::uint32_t right)>& visit) const {
  const std::uint64_t stride = std::max<std::uint64_t>(1, (pairs_ + most - 1) / most);
  std::uint64_t next = 0;  // how far behind the row's first pair the next pair to visit lies
  for (std::size_t c = 0; c < clusters(); ++c) {
    const std::span<const std::uint32_t> records = members(c);
    for (std::size_t i = 0; i + 1 < records.size(); ++i) {
      const std::uint64_t width = records.size() - i - 1;
      for (; next < width; next += stride) visit(records[i], records[i + 1 + next]);
      next -= width;
    }
  }
  return stride;
}

std::vector<std::uint32_t> components(std::size_t records, std::span<const types::ScoredPair> pairs, double floor) {
  std::vector<std::uint32_t> parent(records);
  std::iota(parent.begin(), parent.end(), 0u);
  const auto root = [&](std::uint32_t record) {
    while (parent[record] != record) record = parent[record] = parent[parent[record]];
    return record;
  };
  for (const types::ScoredPair& pair : pairs) {
    if (static_cast<double>(pair.weight) < floor) continue;
    const std::uint32_t left = root(pair.left), right = root(pair.right);
    parent[std::max(left, right)] = std::min(left, right);
  }
  for (std::uint32_t record = 0; record < records; ++record) parent[record] = root(record);
  return parent;
}

}  // namespace scv::explain
