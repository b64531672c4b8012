// Manual pages, made of the tree of commands.
#pragma once

#include <map>
#include <string>

namespace klamm::cli {

/// By file name: "klamm.1", and one for each command: "klamm-topics.1".
std::map<std::string, std::string> man_pages();

} // namespace klamm::cli
