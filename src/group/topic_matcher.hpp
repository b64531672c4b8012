// Which of the cluster's topics a pattern means, where the client has to find out by itself (the classic protocol). Pure.
#pragma once

#include <regex>
#include <string>
#include <vector>

#include "cluster/metadata.hpp"

namespace klamm::group {

class TopicMatcher {
public:
  /// Throws std::invalid_argument for what is no regular expression (ECMAScript's syntax).
  TopicMatcher(const std::string& pattern, bool exclude_internal);

  /// The names that match as a whole, sorted.
  std::vector<std::string> matches(const cluster::MetadataSnapshot& cluster) const;

private:
  std::regex regex_;
  bool exclude_internal_;
};

} // namespace klamm::group
