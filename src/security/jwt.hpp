// Signed JSON web tokens, as assertions for identity providers (KIP-1139). Pure: the time, the random id and the key's text are given.
#pragma once

#include <cstdint>

#include "klamm/result.hpp"
#include "klamm/security_config.hpp"

namespace klamm::security {

struct AssertionInputs {
  std::string_view private_key;   ///< PEM
  std::string_view template_json; ///< of sasl.oauthbearer.assertion.template.file; may be empty
  std::int64_t now = 0;           ///< seconds since 1970
  std::string_view id;            ///< for the jti claim, where it is asked for
};

/// The assertion that `config` describes. Errors: config_value_invalid, for the key or the template.
Result<Secret> make_assertion(const OauthbearerConfig& config, const AssertionInputs& inputs);

/// The signature of `text` as JWS has it: RSA (RS256) or r and s (ES256).
Result<std::string> sign_jws(AssertionAlgorithm algorithm, std::string_view private_key_pem, const Secret& passphrase,
                             std::string_view text);

} // namespace klamm::security
