#include "security/support/certificates.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>

namespace klamm::test {
namespace {

template <class T>
using Owned = std::unique_ptr<T, void (*)(T*)>;

Owned<BIO> buffer() {
  return {BIO_new(BIO_s_mem()), [](BIO* bio) { BIO_free(bio); }};
}
std::string text_of(BIO* bio) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  return {text, static_cast<std::size_t>(size)};
}
Owned<EVP_PKEY> key_of(const Identity& identity) {
  const Owned<BIO> in(BIO_new_mem_buf(identity.key.data(), static_cast<int>(identity.key.size())), [](BIO* bio) { BIO_free(bio); });
  return {PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free};
}
Owned<X509> certificate_of(const Identity& identity) {
  const Owned<BIO> in(BIO_new_mem_buf(identity.certificate.data(), static_cast<int>(identity.certificate.size())),
                      [](BIO* bio) { BIO_free(bio); });
  return {PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr), &X509_free};
}
void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  if (!extension) throw std::runtime_error("no extension " + value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

} // namespace

Identity make_identity(const CertificateOptions& options, const Identity* issuer) {
  static std::atomic<long> serial{1};
  const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const Owned<X509> certificate(X509_new(), &X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), options.valid_from);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), options.valid_until);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(options.common_name.c_str()), -1, -1, 0);
  const Owned<X509> signer = issuer ? certificate_of(*issuer) : Owned<X509>(nullptr, &X509_free);
  X509* const above = signer ? signer.get() : certificate.get();
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(above));
  if (options.authority) add_extension(certificate.get(), above, NID_basic_constraints, "critical,CA:TRUE");
  std::string names;
  for (const std::string& name : options.names) names += (names.empty() ? "" : ",") + name;
  if (!names.empty()) add_extension(certificate.get(), above, NID_subject_alt_name, names);
  const Owned<EVP_PKEY> signing = issuer ? key_of(*issuer) : Owned<EVP_PKEY>(nullptr, &EVP_PKEY_free);
  if (X509_sign(certificate.get(), signing ? signing.get() : key.get(), EVP_sha256()) == 0) throw std::runtime_error("not signed");
  Identity identity;
  const auto out = buffer();
  PEM_write_bio_X509(out.get(), certificate.get());
  identity.certificate = text_of(out.get());
  const auto key_out = buffer();
  PEM_write_bio_PKCS8PrivateKey(key_out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  identity.key = text_of(key_out.get());
  return identity;
}

std::string encrypted_key(const Identity& identity, const std::string& password) {
  const auto out = buffer();
  PEM_write_bio_PKCS8PrivateKey(out.get(), key_of(identity).get(), EVP_aes_256_cbc(), password.data(), static_cast<int>(password.size()),
                                nullptr, nullptr);
  return text_of(out.get());
}

std::string as_pkcs12(const Identity& identity, const Identity* authority, const std::string& password) {
  STACK_OF(X509)* others = sk_X509_new_null();
  if (authority) sk_X509_push(others, certificate_of(*authority).release());
  const Owned<PKCS12> file(
      PKCS12_create(password.c_str(), "klamm", key_of(identity).get(), certificate_of(identity).get(), others, 0, 0, 0, 0, 0),
      &PKCS12_free);
  sk_X509_pop_free(others, &X509_free);
  const auto out = buffer();
  i2d_PKCS12_bio(out.get(), file.get());
  return text_of(out.get());
}

std::string as_pkcs12_trust(const Identity& authority, const std::string& password) {
  STACK_OF(X509)* others = sk_X509_new_null();
  sk_X509_push(others, certificate_of(authority).release());
  const Owned<PKCS12> file(PKCS12_create(password.c_str(), nullptr, nullptr, nullptr, others, 0, 0, 0, 0, 0), &PKCS12_free);
  sk_X509_pop_free(others, &X509_free);
  const auto out = buffer();
  i2d_PKCS12_bio(out.get(), file.get());
  return text_of(out.get());
}

TemporaryFile::TemporaryFile(const std::string& content) {
  static std::atomic<int> count{0};
  path_ = (std::filesystem::temp_directory_path() / ("klamm-test-" + std::to_string(getpid()) + "-" + std::to_string(count++))).string();
  replace(content);
}
TemporaryFile::~TemporaryFile() { std::filesystem::remove(path_); }
void TemporaryFile::replace(const std::string& content) {
  const std::string next = path_ + ".new";
  std::ofstream(next, std::ios::binary) << content;
  std::filesystem::rename(next, path_);
}

} // namespace klamm::test
