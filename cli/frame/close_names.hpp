// Did you mean …?
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace klamm::cli {

/// Of `names` those that differ from `word` by a slip or two, nearest first, three at most.
std::vector<std::string> close_names(std::string_view word, const std::vector<std::string>& names);

/// "did you mean a or b?", or nothing when no name is close.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& names);

} // namespace klamm::cli
