// Did-you-mean for names of topics. Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace klamm::cluster {

/// Up to three of `names` that are a slip away from `wanted`, closest first.
std::vector<std::string> close_names(std::string_view wanted, std::span<const std::string> names);

} // namespace klamm::cluster
