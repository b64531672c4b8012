// Certificates and private keys out of what users have: PEM (as files or as one line of a properties file), PKCS#12, encrypted or not. Pure: takes the
// content, and `name` to call it by in errors ("ssl.keystore.location=client.p12"). Errors are config_value_invalid and never quote the content.
#pragma once

#include <string_view>

#include "klamm/config_types.hpp"
#include "klamm/result.hpp"
#include "klamm/secret.hpp"
#include "security/openssl.hpp"

namespace klamm::security {

/// Who one is: the key, and the certificates from one's own up to the authority's.
struct KeyStore {
  PrivateKey key;
  std::vector<Certificate> chain;
};

struct StorePasswords {
  const Secret& store; ///< of a PKCS#12 file
  const Secret& key;   ///< of the private key in a PEM file
};

/// A file with key and chain. Java's own format (JKS) is refused with the command that converts it.
Result<KeyStore> read_key_store(std::string_view content, StoreType type, StorePasswords passwords, std::string_view name);
/// Key and chain that come apart, as PEM.
Result<PrivateKey> read_private_key(std::string_view pem, const Secret& password, std::string_view name);
Result<std::vector<Certificate>> read_certificates(std::string_view pem, std::string_view name);
/// The certificates of authorities: all of a PEM or PKCS#12 file.
Result<std::vector<Certificate>> read_trust_store(std::string_view content, StoreType type, const Secret& password, std::string_view name);

/// Whether the key belongs to the first certificate.
Result<void> check_fits(const KeyStore& store, std::string_view name);

} // namespace klamm::security
