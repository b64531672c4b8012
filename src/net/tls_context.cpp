#include "net/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>

#include "net/tls_engine.hpp"
#include "security/file.hpp"
#include "security/key_store.hpp"

namespace klamm::net {

struct OwnIdentity {
  const security::KeyStore& store;
  std::string_view name;
};

namespace {

constexpr std::size_t most_peers = 256;
constexpr std::size_t most_sessions = 2; // of one peer: a broker gives two tickets at a time

using security::read_small_file;

Error refused(const std::string& setting, const std::string& cause, std::string hint = {}) {
  return Error(ErrorCode::config_value_invalid, setting + ": " + cause, std::move(hint));
}

int version_number(TlsVersion version) noexcept { return version == TlsVersion::tls_1_2 ? TLS1_2_VERSION : TLS1_3_VERSION; }

/// A cipher's name as OpenSSL calls it, by either of its names; empty when there is none.
std::string openssl_name(const STACK_OF(SSL_CIPHER) * known, const std::string& name) {
  for (int i = 0; i < sk_SSL_CIPHER_num(known); ++i) {
    const SSL_CIPHER* cipher = sk_SSL_CIPHER_value(known, i);
    const char* standard = SSL_CIPHER_standard_name(cipher);
    if (name == SSL_CIPHER_get_name(cipher) || (standard && name == standard)) return SSL_CIPHER_get_name(cipher);
  }
  return "";
}

} // namespace

TlsContext::TlsContext(bool server) : context_(SSL_CTX_new(server ? TLS_server_method() : TLS_client_method())), server_(server) {
  if (!context_) throw std::bad_alloc();
  SSL_CTX_set_options(context_, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(context_, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_min_proto_version(context_, TLS1_2_VERSION);
}

TlsContext::~TlsContext() {
  for (const auto& [peer, sessions] : sessions_)
    for (SSL_SESSION* session : sessions) SSL_SESSION_free(session);
  SSL_CTX_free(context_);
}

Result<std::shared_ptr<TlsContext>> TlsContext::client(const SslConfig& ssl) {
  const std::shared_ptr<TlsContext> made(new TlsContext(false));
  if (const auto done = made->limit_versions(ssl.enabled_protocols); !done) return done.error();
  if (const auto done = made->choose_ciphers(ssl.cipher_suites); !done) return done.error();
  if (const auto done = made->trust(ssl); !done) return done.error();
  if (const auto done = made->identify(ssl); !done) return done.error();
  SSL_CTX_set_verify(made->context_, SSL_VERIFY_PEER, &TlsEngine::on_certificate);
  SSL_CTX_set_session_cache_mode(made->context_, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(made->context_, &TlsEngine::on_new_session);
  made->checks_host_ = ssl.endpoint_identification_algorithm == EndpointIdentification::https;
  return made;
}

Result<std::shared_ptr<TlsContext>> TlsContext::server(const TlsServerSettings& settings) {
  const std::shared_ptr<TlsContext> made(new TlsContext(true));
  if (const auto done = made->limit_versions(settings.versions); !done) return done.error();
  security::KeyStore store;
  auto key = security::read_private_key(settings.private_key.reveal(), Secret(), "the server's private key");
  if (!key) return key.error();
  auto chain = security::read_certificates(settings.certificate_chain, "the server's certificate");
  if (!chain) return chain.error();
  store.key = *std::move(key);
  store.chain = *std::move(chain);
  if (const auto done = made->use({store, "the server's certificate"}); !done) return done.error();
  static constexpr unsigned char context_name[] = "klamm";
  SSL_CTX_set_session_id_context(made->context_, context_name, sizeof context_name);
  if (settings.client_authorities.empty()) return made;
  auto authorities = security::read_certificates(settings.client_authorities, "the authorities of clients");
  if (!authorities) return authorities.error();
  for (const auto& authority : *authorities) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(made->context_), authority.get());
    SSL_CTX_add_client_CA(made->context_, authority.get());
  }
  SSL_CTX_set_verify(made->context_, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, &TlsEngine::on_certificate);
  return made;
}

Result<void> TlsContext::limit_versions(const std::vector<TlsVersion>& versions) {
  if (versions.empty()) return refused("ssl.enabled.protocols", "it is empty", "TLSv1.2,TLSv1.3");
  const auto [lowest, highest] = std::minmax_element(versions.begin(), versions.end());
  SSL_CTX_set_min_proto_version(context_, version_number(*lowest));
  SSL_CTX_set_max_proto_version(context_, version_number(*highest));
  return {};
}

/// OpenSSL keeps two lists: the suites of TLS 1.3, and those of older versions.
Result<void> TlsContext::choose_ciphers(const std::vector<std::string>& names) {
  if (names.empty()) return {};
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> all(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
  SSL_CTX_set_cipher_list(all.get(), "ALL:COMPLEMENTOFALL:@SECLEVEL=0");
  SSL_CTX_set_ciphersuites(
      all.get(),
      "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256");
  std::string modern, older;
  for (const std::string& name : names) {
    const std::string found = openssl_name(SSL_CTX_get_ciphers(all.get()), name);
    if (found.empty())
      return refused("ssl.cipher.suites", "OpenSSL knows no cipher suite \"" + name + "\"", "openssl ciphers -stdname lists them");
    std::string& list = found.starts_with("TLS_") ? modern : older;
    list += (list.empty() ? "" : ":") + found;
  }
  // An empty list of one kind leaves that kind's versions without a cipher: they are not offered.
  const bool set =
      SSL_CTX_set_ciphersuites(context_, modern.c_str()) == 1 && (older.empty() || SSL_CTX_set_cipher_list(context_, older.c_str()) == 1);
  if (!set) return refused("ssl.cipher.suites", security::openssl_reason());
  if (modern.empty()) SSL_CTX_set_max_proto_version(context_, TLS1_2_VERSION);
  if (older.empty()) SSL_CTX_set_min_proto_version(context_, TLS1_3_VERSION);
  const auto lowest = SSL_CTX_get_min_proto_version(context_), highest = SSL_CTX_get_max_proto_version(context_);
  if (highest != 0 && lowest > highest)
    return refused("ssl.cipher.suites", "none of them belongs to a version of ssl.enabled.protocols",
                   "names that begin with TLS_AES_ or TLS_CHACHA20_ are those of TLS 1.3");
  return {};
}

Result<void> TlsContext::trust(const SslConfig& ssl) {
  std::vector<security::Certificate> authorities;
  if (!ssl.truststore_certificates.empty()) {
    trusted_ = "ssl.truststore.certificates";
    auto read = security::read_certificates(ssl.truststore_certificates, trusted_);
    if (!read) return read.error();
    authorities = *std::move(read);
  } else if (!ssl.truststore_location.empty()) {
    trusted_ = "ssl.truststore.location=" + ssl.truststore_location;
    const auto content = read_small_file(ssl.truststore_location, "ssl.truststore.location");
    if (!content) return content.error();
    auto read = security::read_trust_store(content->reveal(), ssl.truststore_type, ssl.truststore_password, trusted_);
    if (!read) return read.error();
    authorities = *std::move(read);
  } else {
    return trust_system();
  }
  X509_STORE* store = SSL_CTX_get_cert_store(context_);
  for (const auto& authority : authorities) X509_STORE_add_cert(store, authority.get());
  // Whoever names a broker's own certificate trusts it, though it is no authority's.
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context_), X509_V_FLAG_PARTIAL_CHAIN);
  ERR_clear_error();
  return {};
}

Result<void> TlsContext::trust_system() {
  trusted_ = "the system's authorities";
  SSL_CTX_set_default_verify_paths(context_);
  // An OpenSSL that was built for another system looks where nothing is.
  const char* from_environment = std::getenv(X509_get_default_cert_file_env());
  const std::string own = from_environment ? from_environment : X509_get_default_cert_file();
  if (security::is_readable(own)) return {};
  for (const char* bundle :
       {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"})
    if (security::is_readable(bundle)) {
      SSL_CTX_load_verify_file(context_, bundle);
      break;
    }
  ERR_clear_error();
  return {};
}

Result<void> TlsContext::identify(const SslConfig& ssl) {
  if (!ssl.keystore_location.empty()) {
    const std::string name = "ssl.keystore.location=" + ssl.keystore_location;
    const auto content = read_small_file(ssl.keystore_location, "ssl.keystore.location");
    if (!content) return content.error();
    auto store = security::read_key_store(content->reveal(), ssl.keystore_type, {ssl.keystore_password, ssl.key_password}, name);
    if (!store) return store.error();
    return use({*store, name});
  }
  const bool key_given = !ssl.keystore_key.empty() || !ssl.key_location.empty();
  if (!key_given) return {};
  security::KeyStore store;
  const std::string key_name = ssl.key_location.empty() ? "ssl.keystore.key" : "ssl.key.location=" + ssl.key_location;
  const std::string name =
      ssl.certificate_location.empty() ? "ssl.keystore.certificate.chain" : "ssl.certificate.location=" + ssl.certificate_location;
  const auto key_text = ssl.key_location.empty() ? Result<Secret>(ssl.keystore_key) : read_small_file(ssl.key_location, "ssl.key.location");
  if (!key_text) return key_text.error();
  const auto chain_text = ssl.certificate_location.empty() ? Result<Secret>(Secret(ssl.keystore_certificate_chain))
                                                           : read_small_file(ssl.certificate_location, "ssl.certificate.location");
  if (!chain_text) return chain_text.error();
  auto key = security::read_private_key(key_text->reveal(), ssl.key_password, key_name);
  if (!key) return key.error();
  auto chain = security::read_certificates(chain_text->reveal(), name);
  if (!chain) return chain.error();
  store.key = *std::move(key);
  store.chain = *std::move(chain);
  return use({store, name});
}

Result<void> TlsContext::use(const OwnIdentity& identity) {
  const auto& [store, name] = identity;
  if (const auto fits = security::check_fits(store, name); !fits) return fits;
  ERR_clear_error();
  bool done = SSL_CTX_use_certificate(context_, store.chain.front().get()) == 1 && SSL_CTX_use_PrivateKey(context_, store.key.get()) == 1;
  for (std::size_t i = 1; done && i < store.chain.size(); ++i) done = SSL_CTX_add1_chain_cert(context_, store.chain[i].get()) == 1;
  if (!done) return refused(std::string(name), "OpenSSL refuses it: " + security::openssl_reason());
  has_own_certificate_ = true;
  return {};
}

SSL_SESSION* TlsContext::take_session(const std::string& peer) {
  const auto found = sessions_.find(peer);
  if (found == sessions_.end()) return nullptr;
  SSL_SESSION* session = found->second.back();
  found->second.pop_back();
  if (found->second.empty()) sessions_.erase(found);
  return session;
}

void TlsContext::keep_session(const std::string& peer, SSL_SESSION* session) {
  if (sessions_.size() >= most_peers && !sessions_.contains(peer)) return SSL_SESSION_free(session);
  auto& kept = sessions_[peer];
  kept.push_back(session);
  if (kept.size() <= most_sessions) return;
  SSL_SESSION_free(kept.front());
  kept.erase(kept.begin());
}

} // namespace klamm::net
