// How a client trusts brokers (ssl) and proves who it is (ssl, sasl).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "klamm/config_types.hpp"
#include "klamm/sasl.hpp"
#include "klamm/secret.hpp"

namespace klamm {

/// TLS: used where security_protocol is ssl or sasl_ssl. Names are the properties' after "ssl.".
struct SslConfig {
  /// File with the certificates of the authorities to trust; the system's where neither this nor ssl.truststore.certificates is
  /// set. (`ssl.truststore.location`)
  std::string truststore_location{};
  /// The certificates of the authorities to trust, as PEM text. (`ssl.truststore.certificates`)
  std::string truststore_certificates{};
  /// Format of the trust store file. (`ssl.truststore.type`)
  StoreType truststore_type = StoreType::detect;
  /// Password of a PKCS12 trust store. (`ssl.truststore.password`)
  Secret truststore_password{};
  /// File with the client's own certificate chain and private key, for mutual TLS. (`ssl.keystore.location`)
  std::string keystore_location{};
  /// Format of the key store file. (`ssl.keystore.type`)
  StoreType keystore_type = StoreType::detect;
  /// Password of a PKCS12 key store. (`ssl.keystore.password`)
  Secret keystore_password{};
  /// The client's private key, as PEM text (PKCS#8). (`ssl.keystore.key`)
  Secret keystore_key{};
  /// The client's certificate chain, as PEM text, its own certificate first. (`ssl.keystore.certificate.chain`)
  std::string keystore_certificate_chain{};
  /// PEM file with the client's certificate chain, where it is apart from the key. (`ssl.certificate.location`)
  std::string certificate_location{};
  /// PEM file with the client's private key, where it is apart from the certificate. (`ssl.key.location`)
  std::string key_location{};
  /// Password of the client's private key. (`ssl.key.password`)
  Secret key_password{};
  /// How the broker's certificate is compared with the host name that the client connected to; empty or "none" doesn't compare,
  /// which lets whoever has any trusted certificate pose as the broker. (`ssl.endpoint.identification.algorithm`)
  EndpointIdentification endpoint_identification_algorithm = EndpointIdentification::https;
  /// The versions of TLS to offer. (`ssl.enabled.protocols`)
  std::vector<TlsVersion> enabled_protocols{TlsVersion::tls_1_2, TlsVersion::tls_1_3};
  /// The cipher suites to offer, by their OpenSSL or IANA names; OpenSSL's choice where empty. (`ssl.cipher.suites`)
  std::vector<std::string> cipher_suites{};
};

/// The built-in OAuth 2 client of SASL/OAUTHBEARER. Names are the properties' after "sasl.oauthbearer.".
struct OauthbearerConfig {
  /// Where tokens are asked for: an https URL, or http on loopback. (`sasl.oauthbearer.token.endpoint.url`)
  std::string token_endpoint_url{};
  /// How tokens are asked for. (`sasl.oauthbearer.grant.type`)
  OauthbearerGrant grant_type = OauthbearerGrant::client_credentials;
  /// The scope to ask for. (`sasl.oauthbearer.scope`)
  std::string scope{};
  /// The client's id at the identity provider, for client_credentials. (`sasl.oauthbearer.client.credentials.client.id`)
  std::string client_credentials_client_id{};
  /// The client's secret at the identity provider, for client_credentials. (`sasl.oauthbearer.client.credentials.client.secret`)
  Secret client_credentials_client_secret{};
  /// Whether client id and secret are URL-encoded before they go into the Authorization header, as RFC 6749 says and some providers
  /// refuse. (`sasl.oauthbearer.header.urlencode`)
  bool header_urlencode = false;
  /// How the assertion is signed, for jwt_bearer. (`sasl.oauthbearer.assertion.algorithm`)
  AssertionAlgorithm assertion_algorithm = AssertionAlgorithm::rs256;
  /// The assertion's aud claim. (`sasl.oauthbearer.assertion.claim.aud`)
  std::string assertion_claim_aud{};
  /// How long the assertion is valid (exp claim). (`sasl.oauthbearer.assertion.claim.exp.seconds`, 0…86400)
  std::chrono::seconds assertion_claim_exp{300};
  /// The assertion's iss claim. (`sasl.oauthbearer.assertion.claim.iss`)
  std::string assertion_claim_iss{};
  /// Whether the assertion gets a random jti claim. (`sasl.oauthbearer.assertion.claim.jti.include`)
  bool assertion_claim_jti_include = false;
  /// How far in the past the assertion's nbf claim lies, for clocks that differ. (`sasl.oauthbearer.assertion.claim.nbf.seconds`,
  /// 0…3600)
  std::chrono::seconds assertion_claim_nbf{60};
  /// The assertion's sub claim. (`sasl.oauthbearer.assertion.claim.sub`)
  std::string assertion_claim_sub{};
  /// File with a ready-made assertion, read again for each token; the other assertion settings are then not used.
  /// (`sasl.oauthbearer.assertion.file`)
  std::string assertion_file{};
  /// PEM file with the private key that signs assertions. (`sasl.oauthbearer.assertion.private.key.file`)
  std::string assertion_private_key_file{};
  /// Password of the private key that signs assertions. (`sasl.oauthbearer.assertion.private.key.passphrase`)
  Secret assertion_private_key_passphrase{};
  /// JSON file with further header fields and claims for the assertion. (`sasl.oauthbearer.assertion.template.file`)
  std::string assertion_template_file{};
};

/// SASL: used where security_protocol is sasl_plaintext or sasl_ssl. Names are the properties' after "sasl.".
struct SaslConfig {
  /// The mechanism: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER, GSSAPI, AWS_MSK_IAM, or the name of one that the program
  /// adds. (`sasl.mechanism`)
  std::string mechanism = "GSSAPI";
  /// Login settings as Java writes them, e.g. `org.apache.kafka.common.security.plain.PlainLoginModule required username="alice"
  /// password="…";`. (`sasl.jaas.config`)
  Secret jaas_config{};
  /// User name for PLAIN and SCRAM, where jaas_config doesn't say it. (`sasl.username`)
  std::string username{};
  /// Password for PLAIN and SCRAM, where jaas_config doesn't say it. (`sasl.password`)
  Secret password{};
  /// The brokers' Kerberos name, usually "kafka", where jaas_config doesn't say it. (`sasl.kerberos.service.name`)
  std::string kerberos_service_name{};
  /// The client's Kerberos principal, where jaas_config doesn't say it. (`sasl.kerberos.principal`)
  std::string kerberos_principal{};
  /// File with the client's Kerberos key; the ticket cache is used where empty. (`sasl.kerberos.keytab`)
  std::string kerberos_keytab{};
  /// After which part of a token's lifetime it is renewed. (`sasl.login.refresh.window.factor`, 0.5…1)
  double login_refresh_window_factor = 0.8;
  /// Random part of a token's lifetime added to that moment, so that clients don't all renew at once.
  /// (`sasl.login.refresh.window.jitter`, 0…0.25)
  double login_refresh_window_jitter = 0.05;
  /// The least time between two renewals of a token. (`sasl.login.refresh.min.period.seconds`, 0…900)
  std::chrono::seconds login_refresh_min_period{60};
  /// The least time to leave between a token's renewal and its expiry. (`sasl.login.refresh.buffer.seconds`, 0…3600)
  std::chrono::seconds login_refresh_buffer{300};
  /// How long connecting to the identity provider may take; 10 s where unset. (`sasl.login.connect.timeout.ms`, 0…2147483647)
  std::optional<std::chrono::milliseconds> login_connect_timeout{};
  /// How long the identity provider may take to answer; 10 s where unset. (`sasl.login.read.timeout.ms`, 0…2147483647)
  std::optional<std::chrono::milliseconds> login_read_timeout{};
  /// Wait before the identity provider is asked again after a failure; doubles each time. (`sasl.login.retry.backoff.ms`, 0…)
  std::chrono::milliseconds login_retry_backoff{100};
  /// The longest wait before the identity provider is asked again. (`sasl.login.retry.backoff.max.ms`, 0…)
  std::chrono::milliseconds login_retry_backoff_max{10'000};
  OauthbearerConfig oauthbearer{};
  /// Where OAUTHBEARER's tokens come from, where the built-in client is not used; called on the client's executor.
  OauthbearerTokenProvider token_provider{};
  /// A mechanism of the program's own; `mechanism` must be its name.
  std::shared_ptr<SaslMechanism> plugin{};
};

} // namespace klamm
