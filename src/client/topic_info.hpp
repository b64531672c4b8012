// From a metadata snapshot to what users are told of topics.
#pragma once

#include <vector>

#include "cluster/metadata.hpp"
#include "klamm/topic_info.hpp"

namespace klamm::detail {

TopicInfo topic_info(const cluster::Topic& topic);
/// All topics that exist, by name.
std::vector<TopicInfo> topic_infos(const cluster::MetadataSnapshot& metadata);

} // namespace klamm::detail
