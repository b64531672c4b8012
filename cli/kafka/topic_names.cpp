#include "cli/kafka/topic_names.hpp"

#include <algorithm>

#include "cli/frame/close_names.hpp"

namespace klamm::cli {

TopicFilter::TopicFilter(std::string expression) : any_(expression.empty()) {
  if (any_) return;
  const std::string said = expression;
  while (!expression.empty() && (expression.front() == '"' || expression.front() == '\'')) expression.erase(0, 1);
  while (!expression.empty() && (expression.back() == '"' || expression.back() == '\'')) expression.pop_back();
  std::erase(expression, ' ');
  std::replace(expression.begin(), expression.end(), ',', '|');
  try {
    regex_ = std::regex(expression, std::regex::ECMAScript | std::regex::optimize);
  } catch (const std::regex_error& wrong) {
    usage_error("'" + said + "' is no regular expression: " + wrong.what());
  }
}

bool TopicFilter::fits(std::string_view topic) const { return any_ || std::regex_match(topic.begin(), topic.end(), regex_); }

Failure no_such_topic(const std::string& expression, const std::vector<std::string>& there_are) {
  return Failure(ExitCode::error, "topic \"" + expression + "\" does not exist", did_you_mean(expression, there_are));
}

} // namespace klamm::cli
