#include "security/jwt.hpp"

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "security/crypto.hpp"
#include "security/json.hpp"
#include "security/key_store.hpp"

namespace klamm::security {
namespace {

constexpr std::string_view key_setting = "sasl.oauthbearer.assertion.private.key.file";
constexpr std::size_t es256_number = 32;

Error refused(std::string_view setting, const std::string& why) {
  return Error(ErrorCode::config_value_invalid, std::string(setting) + ": " + why);
}

/// ECDSA's signature is a DER sequence in OpenSSL, and two numbers of fixed size in JWS.
std::optional<std::string> as_two_numbers(std::string_view der) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> signature(d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size())),
                                                                        &ECDSA_SIG_free);
  if (!signature) return std::nullopt;
  std::string numbers(2 * es256_number, '\0');
  auto* out = reinterpret_cast<unsigned char*>(numbers.data());
  const bool fits = BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out, es256_number) == static_cast<int>(es256_number) &&
                    BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out + es256_number, es256_number) == static_cast<int>(es256_number);
  return fits ? std::optional(numbers) : std::nullopt;
}

/// The inside of a JSON object, to be put among other members: ",…", or nothing.
Result<std::string> further_members(std::string_view text, std::string_view name) {
  if (text.empty()) return std::string();
  if (!json_member(text, name) && text.find('{') == std::string_view::npos)
    return refused("sasl.oauthbearer.assertion.template.file", "it is no JSON object");
  const auto object = json_member(text, name);
  if (!object) return std::string();
  const std::size_t begin = object->find('{'), end = object->rfind('}');
  if (begin == std::string::npos || end == std::string::npos)
    return refused("sasl.oauthbearer.assertion.template.file", "its member \"" + std::string(name) + "\" is no object");
  const std::string inside = object->substr(begin + 1, end - begin - 1);
  return inside.find_first_not_of(" \t\r\n") == std::string::npos ? std::string() : "," + inside;
}

} // namespace

Result<std::string> sign_jws(AssertionAlgorithm algorithm, std::string_view private_key_pem, const Secret& passphrase,
                             std::string_view text) {
  const auto key = read_private_key(private_key_pem, passphrase, key_setting);
  if (!key) {
    const bool encrypted = private_key_pem.find("ENCRYPTED") != std::string_view::npos;
    return Error(key.error().code(), key.error().cause(),
                 encrypted ? "sasl.oauthbearer.assertion.private.key.passphrase" : key.error().hint());
  }
  const bool rsa = algorithm == AssertionAlgorithm::rs256;
  if (EVP_PKEY_get_base_id(key->get()) != (rsa ? EVP_PKEY_RSA : EVP_PKEY_EC))
    return refused(key_setting, rsa ? "RS256 needs an RSA key" : "ES256 needs a key on the curve P-256");
  ERR_clear_error();
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  std::size_t size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  bool done = EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key->get()) == 1 &&
              EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) == 1;
  std::string signature(size, '\0');
  done = done && EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, text.size()) == 1;
  if (!done) return refused(key_setting, "it can't sign: " + openssl_reason());
  signature.resize(size);
  if (rsa) return signature;
  auto numbers = as_two_numbers(signature);
  if (!numbers) return refused(key_setting, "ES256 needs a key on the curve P-256");
  return *std::move(numbers);
}

Result<Secret> make_assertion(const OauthbearerConfig& config, const AssertionInputs& inputs) {
  const auto more_header = further_members(inputs.template_json, "header");
  if (!more_header) return more_header.error();
  const auto more_claims = further_members(inputs.template_json, "payload");
  if (!more_claims) return more_claims.error();
  const std::string algorithm = config.assertion_algorithm == AssertionAlgorithm::rs256 ? "RS256" : "ES256";
  const std::string header = R"({"alg":")" + algorithm + R"(","typ":"JWT")" + *more_header + "}";
  std::string claims = "{\"iat\":" + std::to_string(inputs.now) +
                       ",\"exp\":" + std::to_string(inputs.now + config.assertion_claim_exp.count()) +
                       ",\"nbf\":" + std::to_string(inputs.now - config.assertion_claim_nbf.count());
  const auto add = [&claims](const char* name, std::string_view value) {
    if (!value.empty()) claims += ",\"" + std::string(name) + "\":" + json_string(value);
  };
  add("iss", config.assertion_claim_iss);
  add("sub", config.assertion_claim_sub);
  add("aud", config.assertion_claim_aud);
  if (config.assertion_claim_jti_include) add("jti", inputs.id);
  claims += *more_claims + "}";
  const std::string text = base64url(header) + "." + base64url(claims);
  const auto signature = sign_jws(config.assertion_algorithm, inputs.private_key, config.assertion_private_key_passphrase, text);
  if (!signature) return signature.error();
  return Secret(text + "." + base64url(*signature));
}

} // namespace klamm::security
