// Did you mean another topic, or another group? What there is is asked when something was not found.
#pragma once

#include <klamm/admin.hpp>
#include <string>

namespace klamm::cli {

/// `error` with the names of topics that are close to this one for a hint, where it says that there is no such topic.
Error with_close_topics(Admin& admin, const Error& error, const std::string& topic);
/// The same of groups.
Error with_close_groups(Admin& admin, const Error& error, const std::string& group);

} // namespace klamm::cli
