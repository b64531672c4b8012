// From the user's configuration to what the cluster layer needs.
#pragma once

#include "cluster/settings.hpp"
#include "klamm/client_config.hpp"
#include "klamm/result.hpp"

namespace klamm::detail {

/// Errors: config_value_invalid for an address that can't be read.
Result<cluster::ClusterSettings> cluster_settings(const ClientConfig& config);

} // namespace klamm::detail
