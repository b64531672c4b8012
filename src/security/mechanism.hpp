// From the configuration to a mechanism: names and passwords out of sasl.username and sasl.password, or out of sasl.jaas.config. Pure.
#pragma once

#include "klamm/sasl.hpp"
#include "klamm/security_config.hpp"

namespace klamm::security {

/// What logs in with what the configuration itself holds: PLAIN, SCRAM, and the program's own. Null for the mechanisms that get their secrets elsewhere
/// (OAUTHBEARER …), which are made where that can be done. Errors: config_value_invalid, config_conflict.
Result<std::shared_ptr<SaslMechanism>> make_mechanism(const SaslConfig& config);

} // namespace klamm::security
