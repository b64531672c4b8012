// OAUTHBEARER's tokens: got when the first connection needs one, shared by all, and renewed in the background before they expire, so that no connection
// waits for the identity provider again. The executor's; providers may answer from any thread.
#pragma once

#include "klamm/security_config.hpp"
#include "net/runtime.hpp"

namespace klamm::net {

/// Errors: config_value_invalid, config_conflict.
Result<std::shared_ptr<SaslMechanism>> make_oauthbearer(const SaslConfig& config, const std::shared_ptr<Runtime>& runtime,
                                                        const SslConfig& ssl);

} // namespace klamm::net
