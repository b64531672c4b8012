// What the TLS connections of one side share: trusted authorities, the own certificate, versions and ciphers, and sessions to resume. Made of the
// configuration once, used by connections on one executor; it never changes. New certificates make a new context (TlsClient).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "klamm/result.hpp"
#include "klamm/security_config.hpp"

struct ssl_ctx_st;
struct ssl_st;
struct ssl_session_st;

namespace klamm::net {

/// The other side: the embedded brokers and tests of hostile ones. PEM text.
struct TlsServerSettings {
  std::string certificate_chain; ///< its own first
  Secret private_key;
  std::string client_authorities; ///< who signs clients' certificates; empty: clients need none
  std::vector<TlsVersion> versions{TlsVersion::tls_1_2, TlsVersion::tls_1_3};
};

class TlsContext {
public:
  /// Reads the files that `ssl` names. Errors name the setting: config_value_invalid, config_file_unreadable.
  static Result<std::shared_ptr<TlsContext>> client(const SslConfig& ssl);
  static Result<std::shared_ptr<TlsContext>> server(const TlsServerSettings& settings);

  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;
  ~TlsContext();

  ssl_ctx_st* get() const noexcept { return context_; }
  bool is_server() const noexcept { return server_; }
  bool checks_host() const noexcept { return checks_host_; }
  bool has_own_certificate() const noexcept { return has_own_certificate_; }
  /// "ssl.truststore.location=ca.pem", "the system's authorities"
  const std::string& trusted() const noexcept { return trusted_; }

  /// The session of an earlier connection to `peer`, given out once (RFC 8446, C.4); null: none. The caller owns it.
  ssl_session_st* take_session(const std::string& peer);
  /// Takes the session over.
  void keep_session(const std::string& peer, ssl_session_st* session);

private:
  explicit TlsContext(bool server);
  Result<void> trust(const SslConfig& ssl);
  Result<void> trust_system();
  Result<void> identify(const SslConfig& ssl);
  Result<void> use(const struct OwnIdentity& identity);
  Result<void> limit_versions(const std::vector<TlsVersion>& versions);
  Result<void> choose_ciphers(const std::vector<std::string>& names);

  ssl_ctx_st* context_;
  bool server_;
  bool checks_host_ = false;
  bool has_own_certificate_ = false;
  std::string trusted_;
  std::map<std::string, std::vector<ssl_session_st*>> sessions_; // oldest first
};

} // namespace klamm::net
