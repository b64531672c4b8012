#include "group/topic_matcher.hpp"

#include <algorithm>
#include <stdexcept>

namespace klamm::group {
namespace {

std::regex compile(const std::string& pattern) try {
  return std::regex(pattern, std::regex::ECMAScript | std::regex::optimize);
} catch (const std::regex_error& error) {
  throw std::invalid_argument("klamm: \"" + pattern + "\" is no regular expression: " + error.what());
}

} // namespace

TopicMatcher::TopicMatcher(const std::string& pattern, bool exclude_internal)
    : regex_(compile(pattern)), exclude_internal_(exclude_internal) {}

std::vector<std::string> TopicMatcher::matches(const cluster::MetadataSnapshot& cluster) const {
  std::vector<std::string> names;
  cluster.for_each_topic([&](const cluster::Topic& topic) {
    if (topic.partitions.empty() || (topic.internal && exclude_internal_)) return;
    if (std::regex_match(topic.name, regex_)) names.push_back(topic.name);
  });
  std::sort(names.begin(), names.end());
  return names;
}

} // namespace klamm::group
