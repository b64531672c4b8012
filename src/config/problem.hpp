// What is wrong with a configuration, collected so that one error says it all.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/row.hpp"
#include "klamm/error.hpp"

namespace klamm::config {

struct Problem {
  ErrorCode code;
  std::string subject; ///< the property it is about
  std::string cause;
  std::string hint;
};
using Problems = std::vector<Problem>;

/// One error for all of them; there must be one. Its code is the first one's.
Error as_error(const Problems& problems);

/// The properties that were said in so many words, by the table's name, and where.
using Said = std::map<std::string_view, std::string>;

} // namespace klamm::config
