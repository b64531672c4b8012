// Asking an identity provider for an access token (OAuth 2: client_credentials, KIP-768; jwt-bearer, KIP-1139): the request and what its answer means.
// Pure but for reading the files that the configuration names.
#pragma once

#include "klamm/sasl.hpp"
#include "klamm/security_config.hpp"
#include "security/http.hpp"

namespace klamm::security {

/// The settings fit together, and the URL may be asked. Errors: config_value_invalid, config_conflict.
Result<Url> check_oidc(const OauthbearerConfig& config);

/// The whole HTTP request. `now` is in seconds since 1970. Files (keys, assertions) are read anew each time.
Result<Secret> token_request(const OauthbearerConfig& config, const Url& url, std::int64_t now);

/// The token of a response. Errors: sasl_authentication_failed when the provider refused (4xx) or gave none; connect_failed when it may do so later
/// (429, 5xx). Shows what the provider says is wrong, never a token.
Result<OauthbearerToken> token_of(const HttpResponse& response, const Url& url, std::int64_t now);

} // namespace klamm::security
