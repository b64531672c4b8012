// Owners of OpenSSL's objects, and the text of its errors, so that other headers need none of OpenSSL's. Any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

struct x509_st;
struct evp_pkey_st;

namespace klamm::security {

struct FreeCertificate {
  void operator()(x509_st* certificate) const noexcept;
};
struct FreePrivateKey {
  void operator()(evp_pkey_st* key) const noexcept;
};
using Certificate = std::unique_ptr<x509_st, FreeCertificate>;
using PrivateKey = std::unique_ptr<evp_pkey_st, FreePrivateKey>;

/// The reason that OpenSSL gives for the failure of its last call in this thread, e.g. "bad decrypt"; forgets all of them.
std::string openssl_reason();
/// "CN=broker, O=test"
std::string subject_of(const x509_st* certificate);
std::string issuer_of(const x509_st* certificate);
/// The names and addresses that a certificate is for: "DNS:localhost, IP:127.0.0.1".
std::string names_of(const x509_st* certificate);
/// "2026-11-21 12:00:00 UTC"
std::string expiry_of(const x509_st* certificate);
std::string start_of(const x509_st* certificate);

} // namespace klamm::security
