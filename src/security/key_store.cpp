#include "security/key_store.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstring>

namespace klamm::security {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

Error invalid(std::string_view name, const std::string& cause, std::string hint = {}) {
  return Error(ErrorCode::config_value_invalid, std::string(name) + ": " + cause, std::move(hint));
}

Bio reader(std::string_view content) { return {BIO_new_mem_buf(content.data(), static_cast<int>(content.size())), &BIO_free}; }

/// Answers OpenSSL's question for a password, which it would otherwise put to the terminal.
int give_password(char* into, int capacity, int, void* secret) {
  const std::string_view password = static_cast<const Secret*>(secret)->reveal();
  const int size = static_cast<int>(password.size());
  if (size > capacity) return -1;
  if (size > 0) std::memcpy(into, password.data(), password.size());
  return size;
}

bool looks_like_pem(std::string_view content) { return content.find("-----BEGIN ") != std::string_view::npos; }
bool begins_with(std::string_view content, std::string_view magic) { return content.starts_with(magic); }

/// PEM as one line, as it stands in a properties file, gets its lines back: OpenSSL wants them. Wiped by the caller: it may hold a key.
std::string with_lines(std::string_view pem) {
  std::string text;
  text.reserve(pem.size() * 2);
  while (true) {
    const std::size_t begin = pem.find("-----BEGIN ");
    const std::size_t head_end = begin == std::string_view::npos ? begin : pem.find("-----", begin + 11);
    const std::size_t end = head_end == std::string_view::npos ? head_end : pem.find("-----END ", head_end);
    const std::size_t tail_end = end == std::string_view::npos ? end : pem.find("-----", end + 9);
    if (tail_end == std::string_view::npos) return text;
    const std::string_view body = pem.substr(head_end + 5, end - head_end - 5);
    text.append(pem.substr(begin, head_end + 5 - begin)).append("\n");
    if (body.find(':') != std::string_view::npos) { // headers of a key in the traditional format: they need their lines as they are
      const std::size_t first = body.find_first_not_of("\r\n ");
      text.append(body.substr(std::min(first, body.size())));
    } else {
      std::size_t column = 0;
      for (const char c : body) {
        if (std::strchr(" \t\r\n", c)) continue;
        text += c;
        if (++column % 64 == 0) text += '\n';
      }
      if (column % 64 != 0) text += '\n';
    }
    text.append(pem.substr(end, tail_end + 5 - end)).append("\n");
    pem.remove_prefix(tail_end + 5);
  }
}

/// with_lines() that leaves nothing behind.
class PemText {
public:
  explicit PemText(std::string_view pem) : text_(with_lines(pem)) {}
  PemText(const PemText&) = delete;
  PemText& operator=(const PemText&) = delete;
  ~PemText() { wipe(text_.data(), text_.size()); }
  Bio bio() const { return reader(text_); }

private:
  std::string text_;
};

std::string jks_remedy(std::string_view name) {
  const std::size_t at = name.find('=');
  const std::string file(at == std::string_view::npos ? "FILE.jks" : name.substr(at + 1));
  return "convert it: keytool -importkeystore -srckeystore " + file + " -destkeystore " + file + ".p12 -deststoretype PKCS12";
}

/// What the content is; an error for what can't be used.
Result<StoreType> detect(std::string_view content, StoreType said, std::string_view name) {
  if (content.empty()) return invalid(name, "the file is empty");
  if (begins_with(content, "\xfe\xed\xfe\xed") || begins_with(content, "\xce\xce\xce\xce"))
    return invalid(name, "this is a Java key store (JKS), which exists in Java alone", jks_remedy(name));
  const bool pem = looks_like_pem(content);
  const bool der = begins_with(content, "\x30");
  if (said == StoreType::pem && !pem)
    return invalid(name, "this is no PEM file: it has no line -----BEGIN …-----",
                   der ? "it may be PKCS#12: leave the store's type out" : "");
  if (said == StoreType::pkcs12 && !der)
    return invalid(name, "this is no PKCS#12 file", pem ? "it is PEM: leave the store's type out" : "");
  if (!pem && !der) return invalid(name, "this is neither PEM nor PKCS#12");
  return pem ? StoreType::pem : StoreType::pkcs12;
}

Result<KeyStore> read_pkcs12(std::string_view content, const Secret& password, std::string_view name) {
  ERR_clear_error();
  const Bio in = reader(content);
  const std::unique_ptr<PKCS12, decltype(&PKCS12_free)> file(d2i_PKCS12_bio(in.get(), nullptr), &PKCS12_free);
  if (!file) {
    ERR_clear_error();
    return invalid(name, "this is neither PEM nor PKCS#12", "a single certificate in DER becomes PEM with: openssl x509 -inform DER");
  }
  std::string text(password.reveal()); // PKCS12_parse wants its end marked
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  STACK_OF(X509)* others = nullptr;
  const bool parsed = PKCS12_parse(file.get(), text.c_str(), &key, &certificate, &others) == 1;
  wipe(text.data(), text.size());
  KeyStore store;
  store.key.reset(key);
  if (certificate) store.chain.emplace_back(certificate);
  for (int i = 0; others && i < sk_X509_num(others); ++i) store.chain.emplace_back(sk_X509_value(others, i));
  sk_X509_free(others);
  if (parsed) return store;
  const unsigned long code = ERR_peek_last_error();
  const bool wrong_password = ERR_GET_LIB(code) == ERR_LIB_PKCS12 && ERR_GET_REASON(code) == PKCS12_R_MAC_VERIFY_FAILURE;
  const std::string reason = openssl_reason();
  if (wrong_password)
    return invalid(name, password.empty() ? "the PKCS#12 file has a password, and none is given" : "the PKCS#12 file has another password",
                   "ssl.keystore.password or ssl.truststore.password");
  return invalid(name, "the PKCS#12 file can't be read: " + reason,
                 "an old one is encrypted with algorithms that OpenSSL refuses: export it anew, e.g. with openssl pkcs12 -legacy -in … | "
                 "openssl pkcs12 -export");
}

} // namespace

Result<PrivateKey> read_private_key(std::string_view pem, const Secret& password, std::string_view name) {
  if (!looks_like_pem(pem)) return invalid(name, "this is no PEM: it has no -----BEGIN … PRIVATE KEY-----");
  if (pem.find("PRIVATE KEY-----") == std::string_view::npos) return invalid(name, "there is no private key in it");
  ERR_clear_error();
  const PemText text(pem);
  PrivateKey key(PEM_read_bio_PrivateKey(text.bio().get(), nullptr, &give_password, const_cast<Secret*>(&password)));
  if (key) return key;
  const std::string reason = openssl_reason();
  const bool encrypted = pem.find("ENCRYPTED") != std::string_view::npos;
  if (encrypted && password.empty())
    return invalid(name, "the private key is encrypted, and its password is not given", "ssl.key.password");
  if (encrypted) return invalid(name, "the private key can't be decrypted (" + reason + ")", "is ssl.key.password right?");
  return invalid(name, "the private key can't be read (" + reason + ")");
}

Result<std::vector<Certificate>> read_certificates(std::string_view pem, std::string_view name) {
  if (!looks_like_pem(pem)) return invalid(name, "this is no PEM: it has no -----BEGIN CERTIFICATE-----");
  ERR_clear_error();
  const PemText text(pem);
  const Bio in = text.bio();
  std::vector<Certificate> certificates;
  while (X509* certificate = PEM_read_bio_X509_AUX(in.get(), nullptr, &give_password, nullptr)) certificates.emplace_back(certificate);
  const unsigned long code = ERR_peek_last_error();
  const bool at_end = ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
  const std::string reason = openssl_reason();
  if (!at_end) return invalid(name, "a certificate in it can't be read (" + reason + ")");
  if (certificates.empty()) return invalid(name, "there is no certificate in it");
  return certificates;
}

Result<KeyStore> read_key_store(std::string_view content, StoreType type, StorePasswords passwords, std::string_view name) {
  const auto detected = detect(content, type, name);
  if (!detected) return detected.error();
  if (*detected == StoreType::pkcs12) {
    auto store = read_pkcs12(content, passwords.store, name);
    if (store && (!store->key || store->chain.empty())) return invalid(name, "there is no private key with its certificate in it");
    return store;
  }
  KeyStore store;
  auto key = read_private_key(content, passwords.key, name);
  if (!key) return key.error();
  store.key = *std::move(key);
  auto chain = read_certificates(content, name);
  if (!chain) return chain.error();
  store.chain = *std::move(chain);
  return store;
}

Result<std::vector<Certificate>> read_trust_store(std::string_view content, StoreType type, const Secret& password, std::string_view name) {
  const auto detected = detect(content, type, name);
  if (!detected) return detected.error();
  if (*detected == StoreType::pem) return read_certificates(content, name);
  auto store = read_pkcs12(content, password, name);
  if (!store) return store.error();
  if (store->chain.empty()) return invalid(name, "there is no certificate in it");
  return std::move(store->chain);
}

Result<void> check_fits(const KeyStore& store, std::string_view name) {
  if (X509_check_private_key(store.chain.front().get(), store.key.get()) == 1) return {};
  ERR_clear_error();
  return invalid(name, "the private key does not belong to the certificate " + subject_of(store.chain.front().get()),
                 "the client's own certificate must be the first of the chain");
}

} // namespace klamm::security
