// SASL as one client does it: the mechanism with its credentials, which may be replaced while the client runs, and how sure a connection is of being
// let in. The executor's.
#pragma once

#include <memory>

#include "klamm/sasl.hpp"
#include "klamm/security_config.hpp"
#include "net/runtime.hpp"

namespace klamm::net {

class SaslLogin {
public:
  explicit SaslLogin(std::shared_ptr<SaslMechanism> mechanism) : mechanism_(std::move(mechanism)) {}

  /// Errors name the setting: config_value_invalid, config_conflict.
  static Result<std::shared_ptr<SaslMechanism>> make_mechanism(const SaslConfig& config, const std::shared_ptr<Runtime>& runtime,
                                                               const SslConfig& ssl);

  const std::shared_ptr<SaslMechanism>& mechanism() const noexcept { return mechanism_; }
  /// New connections, and the next re-authentication of open ones that use the same mechanism, log in with it.
  void use(std::shared_ptr<SaslMechanism> mechanism) { mechanism_ = std::move(mechanism); }

private:
  std::shared_ptr<SaslMechanism> mechanism_;
};

} // namespace klamm::net
