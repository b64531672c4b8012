#include "mock/login.hpp"

#include <algorithm>
#include <utility>

namespace klamm::mock {
namespace {

std::string printable(Random& random) { return security::base64(std::to_string(random()) + std::to_string(random())); }

} // namespace

bool Login::admits(ApiKey api, TimePoint now) const {
  if (refused_) return false;
  if (settings_.users.empty() || api == ApiKey::api_versions || api == ApiKey::sasl_handshake || api == ApiKey::sasl_authenticate)
    return true;
  return now < valid_until_ && mechanism_.empty();
}

ErrorCode Login::begin(std::string_view mechanism, Random& random) {
  if (settings_.users.empty()) return ErrorCode::illegal_sasl_state;
  if (std::ranges::find(settings_.mechanisms, mechanism) == settings_.mechanisms.end() || (!used_.empty() && used_ != mechanism)) {
    refused_ = true;
    return ErrorCode::unsupported_sasl_mechanism;
  }
  mechanism_ = mechanism;
  scram_.reset();
  if (mechanism.starts_with("SCRAM-"))
    scram_.emplace(mechanism == "SCRAM-SHA-512" ? security::Hash::sha512 : security::Hash::sha256, settings_, printable(random),
                   printable(random));
  return ErrorCode::none;
}

Login::Told Login::step(std::string_view message, TimePoint now) {
  if (settings_.users.empty()) return {ErrorCode::illegal_sasl_state, "SaslAuthenticate request received after successful authentication"};
  if (mechanism_.empty()) {
    refused_ = true;
    return {ErrorCode::illegal_sasl_state, "SaslAuthenticate request received before SaslHandshake"};
  }
  const auto answer = scram_ ? scram_->step(message) : knows_plain(message) ? std::optional<std::string>("") : std::nullopt;
  if (!answer) {
    refused_ = true;
    return {ErrorCode::sasl_authentication_failed,
            scram_ ? "Authentication failed during authentication due to invalid credentials with SASL mechanism " + mechanism_
                   : "Authentication failed: Invalid username or password"};
  }
  if (!scram_ || scram_->complete()) {
    used_ = std::exchange(mechanism_, {});
    valid_until_ = settings_.connections_max_reauth.count() > 0 ? after(now, settings_.connections_max_reauth) : never;
  }
  return {ErrorCode::none, *answer};
}

/// [who to act as] NUL name NUL password
bool Login::knows_plain(std::string_view message) const {
  const std::size_t first = message.find('\0');
  const std::size_t second = first == std::string_view::npos ? first : message.find('\0', first + 1);
  if (second == std::string_view::npos) return false;
  const std::string_view name = message.substr(first + 1, second - first - 1);
  const auto user = settings_.users.find(name);
  return (first == 0 || message.substr(0, first) == name) && user != settings_.users.end() &&
         security::same_secret(message.substr(second + 1), user->second.reveal());
}

} // namespace klamm::mock
