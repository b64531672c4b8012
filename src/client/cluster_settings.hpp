// From the user's configuration to what the cluster layer needs.
#pragma once

#include "cluster/settings.hpp"
#include "klamm/client_config.hpp"
#include "klamm/result.hpp"

namespace klamm::detail {

/// Reads the certificates. Errors: config_value_invalid for an address or a certificate that can't be used, config_file_unreadable.
Result<cluster::ClusterSettings> cluster_settings(const ClientConfig& config, const std::shared_ptr<net::Runtime>& runtime);

} // namespace klamm::detail
