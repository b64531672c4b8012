// NAME=VALUE of --property, --command-property and the like.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/frame/frame.hpp"
#include "cli/kafka/arguments.hpp"

namespace klamm::cli {

/// All of these flags, the later ones count more; `files` are read first. Throws Failure for what has no name.
std::map<std::string, std::string> properties_of(const KafkaArguments& said, const std::vector<std::string_view>& flags,
                                                 const std::vector<std::string_view>& files = {});

/// Settings of the client: --command-config and its older names, then --command-property and its.
void take_client_settings(const KafkaArguments& said, const std::vector<std::string_view>& files,
                          const std::vector<std::string_view>& flags, Frame& frame);

/// "true" or anything else, as Java reads it.
bool is_true(const std::string& text);

} // namespace klamm::cli
