#include "cluster/close_names.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace klamm::cluster {

std::vector<std::string> close_names(std::string_view wanted, std::span<const std::string> names) {
  struct Candidate {
    std::size_t distance;
    const std::string* name;
  };
  std::vector<Candidate> candidates;
  const std::size_t tolerated = std::max<std::size_t>(1, wanted.size() / 4);
  for (const std::string& name : names) {
    if (name == wanted) continue;
    const std::size_t longer = std::max(name.size(), wanted.size()), shorter = std::min(name.size(), wanted.size());
    // "order" and "orders.dlq": the one begins the other
    const bool begins = shorter >= 3 && std::string_view(name).substr(0, shorter) == wanted.substr(0, shorter);
    if (!begins && longer - shorter > tolerated) continue;
    const std::size_t distance = edit_distance(wanted, name);
    if (begins || distance <= tolerated) candidates.push_back({distance, &name});
  }
  std::sort(candidates.begin(), candidates.end(),
            [](const Candidate& a, const Candidate& b) { return a.distance != b.distance ? a.distance < b.distance : *a.name < *b.name; });
  std::vector<std::string> close;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, candidates.size()); ++i) close.push_back(*candidates[i].name);
  return close;
}

} // namespace klamm::cluster
