// OAUTHBEARER (RFC 7628, KIP-255): a token that the broker trusts. Here: the exchange, and what can be read from a token. Pure.
#pragma once

#include "klamm/sasl.hpp"

namespace klamm::security {

class OauthbearerExchange final : public SaslExchange {
public:
  /// Errors come with the first step: a token or an extension with characters that would change the message's meaning.
  explicit OauthbearerExchange(OauthbearerToken token) : token_(std::move(token)) {}
  Result<std::optional<Secret>> step(std::string_view challenge) override;

private:
  OauthbearerToken token_;
  bool sent_ = false;
  bool refused_ = false;
};

/// A claim of a JWT that is a number (exp, iat), without checking the token; nothing where it is no JWT or has no such claim.
std::optional<std::int64_t> number_claim(std::string_view token, std::string_view claim);

/// An unsecured JWT (alg none), as Java's OAuthBearerLoginModule makes it by default; for tests and trusted networks.
Secret unsecured_token(const std::map<std::string, std::string>& string_claims, std::int64_t issued_at, std::int64_t expires);

} // namespace klamm::security
