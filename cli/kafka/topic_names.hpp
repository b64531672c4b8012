// Topics as Kafka's tools name them: by a regular expression of the whole name, or several with commas.
#pragma once

#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "cli/frame/failure.hpp"

namespace klamm::cli {

class TopicFilter {
public:
  /// Empty: any topic. Throws Failure for what is no expression.
  explicit TopicFilter(std::string expression);
  bool fits(std::string_view topic) const;

private:
  bool any_;
  std::regex regex_;
};

/// What is wrong where no topic fits.
Failure no_such_topic(const std::string& expression, const std::vector<std::string>& there_are);

} // namespace klamm::cli
