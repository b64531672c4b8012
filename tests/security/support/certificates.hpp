// Certificates and keys made for a test, with whatever is wrong with them that the test wants.
#pragma once

#include <string>
#include <vector>

namespace klamm::test {

struct Identity {
  std::string certificate; ///< PEM
  std::string key;         ///< PEM, PKCS#8

  std::string pem() const { return key + certificate; }
};

struct CertificateOptions {
  std::string common_name{};
  std::vector<std::string> names{}; ///< "DNS:broker", "IP:10.0.0.1"
  long valid_from = -86400;         ///< seconds from now
  long valid_until = 86400;
  bool authority = false;
};

/// Signed by `issuer`, or by itself where that is null.
Identity make_identity(const CertificateOptions& options, const Identity* issuer = nullptr);
inline Identity make_authority(const std::string& name) { return make_identity({.common_name = name, .names = {}, .authority = true}); }

/// The key again, as encrypted PKCS#8.
std::string encrypted_key(const Identity& identity, const std::string& password);
/// Key, certificate and the authority's as PKCS#12.
std::string as_pkcs12(const Identity& identity, const Identity* authority, const std::string& password);
/// Certificates of authorities alone.
std::string as_pkcs12_trust(const Identity& authority, const std::string& password);

/// A file that is gone at the end of the test.
class TemporaryFile {
public:
  explicit TemporaryFile(const std::string& content = {});
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile();
  /// Replaces it by a new file, as tools that renew certificates do.
  void replace(const std::string& content);
  const std::string& path() const { return path_; }

private:
  std::string path_;
};

} // namespace klamm::test
