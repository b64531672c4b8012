#include "cli/commands/suggestions.hpp"

#include <algorithm>
#include <vector>

#include "cli/frame/close_names.hpp"

namespace klamm::cli {
namespace {

Error hinted(const Error& error, const std::string& name, const std::vector<std::string>& names) {
  if (std::find(names.begin(), names.end(), name) != names.end()) return error; // it has come meanwhile
  const std::string meant = did_you_mean(name, names);
  return meant.empty() ? error : error.with_hint(meant);
}

} // namespace

Error with_close_topics(Admin& admin, const Error& error, const std::string& topic) {
  if (error.code() != ErrorCode::unknown_topic_or_partition && error.code() != ErrorCode::topic_unknown) return error;
  const auto listed = admin.list_topics();
  if (!listed) return error;
  std::vector<std::string> names;
  for (const TopicListing& one : *listed) names.push_back(one.name);
  return hinted(error, topic, names);
}

Error with_close_groups(Admin& admin, const Error& error, const std::string& group) {
  if (error.code() != ErrorCode::group_id_not_found) return error;
  const auto listed = admin.list_groups();
  if (!listed) return error;
  std::vector<std::string> names;
  for (const GroupListing& one : listed->found) names.push_back(one.group_id);
  return hinted(error, group, names);
}

} // namespace klamm::cli
