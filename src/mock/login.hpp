// How far one connection has come with logging in, and what a broker answers to its steps, as Kafka does: before that only ApiVersions and SASL's own requests
// are served, and after connections_max_reauth again. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"
#include "klamm/api_key.hpp"
#include "klamm/error_code.hpp"
#include "mock/scram_server.hpp"

namespace klamm::mock {

class Login {
public:
  explicit Login(const MockSecurity& settings) : settings_(settings) {}

  /// Whether a request of this API is looked at; if not, the connection ends.
  bool admits(ApiKey api, TimePoint now) const;
  /// SaslHandshake. illegal_sasl_state where nobody needs to log in, unsupported_sasl_mechanism.
  ErrorCode begin(std::string_view mechanism, Random& random);
  struct Told {
    ErrorCode error = ErrorCode::none;
    std::string text; ///< the error's, or the bytes for the client
  };
  /// SaslAuthenticate.
  Told step(std::string_view message, TimePoint now);
  /// After a refusal the connection ends.
  bool is_over() const noexcept { return refused_; }
  const MockSecurity& settings() const noexcept { return settings_; }

private:
  bool knows_plain(std::string_view message) const;

  const MockSecurity& settings_;
  std::string mechanism_; ///< asked for, and not yet complete
  std::optional<ScramServer> scram_;
  std::string used_; ///< the mechanism that this connection has logged in by
  TimePoint valid_until_ = TimePoint::min();
  bool refused_ = false;
};

} // namespace klamm::mock
