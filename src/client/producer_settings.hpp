// From the user's configuration to what the producer layer needs.
#pragma once

#include "klamm/producer_config.hpp"
#include "producer/producer_settings.hpp"

namespace klamm::detail {

/// `config` must be resolved().
producer::ProducerSettings producer_settings(const ProducerConfig& config);

} // namespace klamm::detail
