#include "security/openssl.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <ctime>

namespace klamm::security {
namespace {

std::string text_of(X509_NAME* name) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
  if (!out || !name || X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0) return "?";
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string text_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (!time || ASN1_TIME_to_tm(time, &parts) != 1) return "?";
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d:%02d UTC", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                parts.tm_hour, parts.tm_min, parts.tm_sec);
  return text;
}

std::string address_text(const ASN1_OCTET_STRING* address) {
  const unsigned char* bytes = ASN1_STRING_get0_data(address);
  const int size = ASN1_STRING_length(address);
  char part[16];
  std::string text;
  for (int i = 0; i < size; i += size == 4 ? 1 : 2) {
    if (size == 4) std::snprintf(part, sizeof part, "%u", bytes[i]);
    else std::snprintf(part, sizeof part, "%x", static_cast<unsigned>(bytes[i] << 8 | (i + 1 < size ? bytes[i + 1] : 0)));
    text += (text.empty() ? "" : size == 4 ? "." : ":") + std::string(part);
  }
  return text;
}

} // namespace

void FreeCertificate::operator()(x509_st* certificate) const noexcept { X509_free(certificate); }
void FreePrivateKey::operator()(evp_pkey_st* key) const noexcept { EVP_PKEY_free(key); }

std::string openssl_reason() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  if (code == 0) return "no reason given";
  const char* reason = ERR_reason_error_string(code);
  return reason ? reason : "OpenSSL error " + std::to_string(code);
}

std::string subject_of(const x509_st* certificate) { return text_of(X509_get_subject_name(certificate)); }
std::string issuer_of(const x509_st* certificate) { return text_of(X509_get_issuer_name(certificate)); }
std::string expiry_of(const x509_st* certificate) { return text_of(X509_get0_notAfter(certificate)); }
std::string start_of(const x509_st* certificate) { return text_of(X509_get0_notBefore(certificate)); }

std::string names_of(const x509_st* certificate) {
  auto* const names = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  if (!names) return subject_of(certificate);
  std::string text;
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, i);
    std::string one;
    if (name->type == GEN_DNS)
      one = "DNS:" + std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName)),
                                 static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)));
    else if (name->type == GEN_IPADD) one = "IP:" + address_text(name->d.iPAddress);
    if (one.empty()) continue;
    if (text.size() + one.size() > 300) {
      text += ", …";
      break;
    }
    text += (text.empty() ? "" : ", ") + one;
  }
  GENERAL_NAMES_free(names);
  return text.empty() ? subject_of(certificate) : text;
}

} // namespace klamm::security
