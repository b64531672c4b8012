// TLS and SASL.
#include "config/table.hpp"

namespace klamm::config {

namespace {
constexpr std::string_view jks_hint =
    "convert it: keytool -importkeystore -srckeystore FILE.jks -destkeystore FILE.p12 -deststoretype PKCS12";
constexpr std::string_view old_tls_hint = "TLSv1.2 or TLSv1.3; older versions are broken and refused";
} // namespace

namespace {

void tls(Rows& rows) {
  add(rows, "security.protocol", everyone, Importance::medium, "Whether connections are encrypted (SSL) and clients log in (SASL).",
      [](auto& c) -> auto& { return c.security_protocol; })
      .in_any_case();
  add(rows, "ssl.truststore.location", everyone, Importance::high,
      "File with the certificates of the authorities to trust; the system's where neither this nor ssl.truststore.certificates is set.",
      [](auto& c) -> auto& { return c.ssl.truststore_location; })
      .alias("ssl.ca.location");
  add(rows, "ssl.truststore.certificates", everyone, Importance::high, "The certificates of the authorities to trust, as PEM text.",
      [](auto& c) -> auto& { return c.ssl.truststore_certificates; })
      .alias("ssl.ca.pem");
  add(rows, "ssl.truststore.type", everyone, Importance::medium, "Format of the trust store file.",
      [](auto& c) -> auto& { return c.ssl.truststore_type; })
      .in_any_case()
      .remark("JKS", jks_hint)
      .not_as_java("Java stores (JKS) exist in Java alone; PEM and PKCS12 files are told apart.");
  add(rows, "ssl.truststore.password", everyone, Importance::high, "Password of a PKCS12 trust store.",
      [](auto& c) -> auto& { return c.ssl.truststore_password; });
  add(rows, "ssl.keystore.location", everyone, Importance::high,
      "File with the client's own certificate chain and private key, for mutual TLS.",
      [](auto& c) -> auto& { return c.ssl.keystore_location; });
  add(rows, "ssl.keystore.type", everyone, Importance::medium, "Format of the key store file.",
      [](auto& c) -> auto& { return c.ssl.keystore_type; })
      .in_any_case()
      .remark("JKS", jks_hint)
      .not_as_java("Java stores (JKS) exist in Java alone; PEM and PKCS12 files are told apart.");
  add(rows, "ssl.keystore.password", everyone, Importance::high, "Password of a PKCS12 key store.",
      [](auto& c) -> auto& { return c.ssl.keystore_password; });
  add(rows, "ssl.keystore.key", everyone, Importance::high, "The client's private key, as PEM text (PKCS#8).", [](auto& c) -> auto& {
    return c.ssl.keystore_key;
  }).alias("ssl.key.pem");
  add(rows, "ssl.keystore.certificate.chain", everyone, Importance::high,
      "The client's certificate chain, as PEM text, its own certificate first.",
      [](auto& c) -> auto& { return c.ssl.keystore_certificate_chain; })
      .alias("ssl.certificate.pem");
  add(rows, "ssl.certificate.location", everyone, Importance::high,
      "PEM file with the client's certificate chain, where it is apart from the key.",
      [](auto& c) -> auto& { return c.ssl.certificate_location; });
  add(rows, "ssl.key.location", everyone, Importance::high,
      "PEM file with the client's private key, where it is apart from the certificate.",
      [](auto& c) -> auto& { return c.ssl.key_location; });
  add(rows, "ssl.key.password", everyone, Importance::high, "Password of the client's private key.",
      [](auto& c) -> auto& { return c.ssl.key_password; });
  add(rows, "ssl.endpoint.identification.algorithm", everyone, Importance::low,
      "How the broker's certificate is compared with the host name that the client connected to; empty or \"none\" doesn't compare, which "
      "lets whoever has any trusted certificate pose as the broker.",
      [](auto& c) -> auto& { return c.ssl.endpoint_identification_algorithm; })
      .in_any_case();
  add(rows, "ssl.enabled.protocols", everyone, Importance::medium, "The versions of TLS to offer.",
      [](auto& c) -> auto& { return c.ssl.enabled_protocols; })
      .remark("TLSv1", old_tls_hint)
      .remark("TLSv1.1", old_tls_hint)
      .remark("SSLv3", old_tls_hint);
  add(rows, "ssl.cipher.suites", everyone, Importance::low,
      "The cipher suites to offer, by their OpenSSL or IANA names; OpenSSL's choice where empty.",
      [](auto& c) -> auto& { return c.ssl.cipher_suites; });
}

void sasl(Rows& rows) {
  add(rows, "sasl.mechanism", everyone, Importance::medium,
      "The mechanism: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER, GSSAPI, AWS_MSK_IAM, or the name of one that the program adds.",
      [](auto& c) -> auto& { return c.sasl.mechanism; })
      .alias("sasl.mechanisms");
  add(rows, "sasl.jaas.config", everyone, Importance::medium,
      "Login settings as Java writes them, e.g. `org.apache.kafka.common.security.plain.PlainLoginModule required username=\"alice\" "
      "password=\"…\";`.",
      [](auto& c) -> auto& { return c.sasl.jaas_config; });
  add(rows, "sasl.username", everyone, Importance::high, "User name for PLAIN and SCRAM, where jaas_config doesn't say it.",
      [](auto& c) -> auto& { return c.sasl.username; });
  add(rows, "sasl.password", everyone, Importance::high, "Password for PLAIN and SCRAM, where jaas_config doesn't say it.",
      [](auto& c) -> auto& { return c.sasl.password; });
  add(rows, "sasl.kerberos.service.name", everyone, Importance::medium,
      "The brokers' Kerberos name, usually \"kafka\", where jaas_config doesn't say it.",
      [](auto& c) -> auto& { return c.sasl.kerberos_service_name; });
  add(rows, "sasl.kerberos.principal", everyone, Importance::medium, "The client's Kerberos principal, where jaas_config doesn't say it.",
      [](auto& c) -> auto& { return c.sasl.kerberos_principal; });
  add(rows, "sasl.kerberos.keytab", everyone, Importance::medium,
      "File with the client's Kerberos key; the ticket cache is used where empty.",
      [](auto& c) -> auto& { return c.sasl.kerberos_keytab; });
  add(rows, "sasl.login.refresh.window.factor", everyone, Importance::low, "After which part of a token's lifetime it is renewed.",
      [](auto& c) -> auto& { return c.sasl.login_refresh_window_factor; })
      .between(0.5, 1.0);
  add(rows, "sasl.login.refresh.window.jitter", everyone, Importance::low,
      "Random part of a token's lifetime added to that moment, so that clients don't all renew at once.",
      [](auto& c) -> auto& { return c.sasl.login_refresh_window_jitter; })
      .between(0.0, 0.25);
  add(rows, "sasl.login.refresh.min.period.seconds", everyone, Importance::low, "The least time between two renewals of a token.",
      [](auto& c) -> auto& { return c.sasl.login_refresh_min_period; })
      .between(0, 900);
  add(rows, "sasl.login.refresh.buffer.seconds", everyone, Importance::low,
      "The least time to leave between a token's renewal and its expiry.", [](auto& c) -> auto& { return c.sasl.login_refresh_buffer; })
      .between(0, 3600);
  add(rows, "sasl.login.connect.timeout.ms", everyone, Importance::low,
      "How long connecting to the identity provider may take; 10 s where unset.",
      [](auto& c) -> auto& { return c.sasl.login_connect_timeout; })
      .at_least(0)
      .in_int32();
  add(rows, "sasl.login.read.timeout.ms", everyone, Importance::low, "How long the identity provider may take to answer; 10 s where unset.",
      [](auto& c) -> auto& { return c.sasl.login_read_timeout; })
      .at_least(0)
      .in_int32();
  add(rows, "sasl.login.retry.backoff.ms", everyone, Importance::low,
      "Wait before the identity provider is asked again after a failure; doubles each time.",
      [](auto& c) -> auto& { return c.sasl.login_retry_backoff; })
      .at_least(0);
  add(rows, "sasl.login.retry.backoff.max.ms", everyone, Importance::low, "The longest wait before the identity provider is asked again.",
      [](auto& c) -> auto& { return c.sasl.login_retry_backoff_max; })
      .at_least(0);
}

void oauthbearer(Rows& rows) {
  add(rows, "sasl.oauthbearer.token.endpoint.url", everyone, Importance::medium,
      "Where tokens are asked for: an https URL, or http on loopback.",
      [](auto& c) -> auto& { return c.sasl.oauthbearer.token_endpoint_url; });
  add(rows, "sasl.oauthbearer.grant.type", everyone, Importance::medium, "How tokens are asked for.",
      [](auto& c) -> auto& { return c.sasl.oauthbearer.grant_type; })
      .alias("sasl.oauthbearer.jwt.retriever.class")
      .synonym("urn:ietf:params:oauth:grant-type:jwt-bearer", "jwt_bearer")
      .synonym("org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever", "client_credentials")
      .synonym("org.apache.kafka.common.security.oauthbearer.ClientCredentialsJwtRetriever", "client_credentials")
      .synonym("org.apache.kafka.common.security.oauthbearer.JwtBearerJwtRetriever", "jwt_bearer")
      .not_as_java("Java names a class that does the same.");
  add(rows, "sasl.oauthbearer.scope", everyone, Importance::medium, "The scope to ask for.",
      [](auto& c) -> auto& { return c.sasl.oauthbearer.scope; });
  add(rows, "sasl.oauthbearer.client.credentials.client.id", everyone, Importance::medium,
      "The client's id at the identity provider, for client_credentials.",
      [](auto& c) -> auto& { return c.sasl.oauthbearer.client_credentials_client_id; })
      .alias("sasl.oauthbearer.client.id");
  add(rows, "sasl.oauthbearer.client.credentials.client.secret", everyone, Importance::medium,
      "The client's secret at the identity provider, for client_credentials.",
      [](auto& c) -> auto& { return c.sasl.oauthbearer.client_credentials_client_secret; })
      .alias("sasl.oauthbearer.client.secret");
  add(rows, "sasl.oauthbearer.header.urlencode", everyone, Importance::low,
      "Whether client id and secret are URL-encoded before they go into the Authorization header, as RFC 6749 says and some providers "
      "refuse.",
      [](auto& c) -> auto& { return c.sasl.oauthbearer.header_urlencode; });
}

void assertions(Rows& rows) {
  add(rows, "sasl.oauthbearer.assertion.algorithm", everyone, Importance::medium, "How the assertion is signed, for jwt_bearer.",
      [](auto& c) -> auto& { return c.sasl.oauthbearer.assertion_algorithm; })
      .in_any_case();
  add(rows, "sasl.oauthbearer.assertion.claim.aud", everyone, Importance::medium, "The assertion's aud claim.",
      [](auto& c) -> auto& { return c.sasl.oauthbearer.assertion_claim_aud; });
  add(rows, "sasl.oauthbearer.assertion.claim.exp.seconds", everyone, Importance::low, "How long the assertion is valid (exp claim).",
      [](auto& c) -> auto& { return c.sasl.oauthbearer.assertion_claim_exp; })
      .between(0, 86400);
  add(rows, "sasl.oauthbearer.assertion.claim.iss", everyone, Importance::medium, "The assertion's iss claim.",
      [](auto& c) -> auto& { return c.sasl.oauthbearer.assertion_claim_iss; });
  add(rows, "sasl.oauthbearer.assertion.claim.jti.include", everyone, Importance::medium, "Whether the assertion gets a random jti claim.",
      [](auto& c) -> auto& { return c.sasl.oauthbearer.assertion_claim_jti_include; });
  add(rows, "sasl.oauthbearer.assertion.claim.nbf.seconds", everyone, Importance::low,
      "How far in the past the assertion's nbf claim lies, for clocks that differ.",
      [](auto& c) -> auto& { return c.sasl.oauthbearer.assertion_claim_nbf; })
      .between(0, 3600);
  add(rows, "sasl.oauthbearer.assertion.claim.sub", everyone, Importance::medium, "The assertion's sub claim.",
      [](auto& c) -> auto& { return c.sasl.oauthbearer.assertion_claim_sub; });
  add(rows, "sasl.oauthbearer.assertion.file", everyone, Importance::medium,
      "File with a ready-made assertion, read again for each token; the other assertion settings are then not used.",
      [](auto& c) -> auto& { return c.sasl.oauthbearer.assertion_file; });
  add(rows, "sasl.oauthbearer.assertion.private.key.file", everyone, Importance::medium,
      "PEM file with the private key that signs assertions.",
      [](auto& c) -> auto& { return c.sasl.oauthbearer.assertion_private_key_file; });
  add(rows, "sasl.oauthbearer.assertion.private.key.passphrase", everyone, Importance::medium,
      "Password of the private key that signs assertions.",
      [](auto& c) -> auto& { return c.sasl.oauthbearer.assertion_private_key_passphrase; });
  add(rows, "sasl.oauthbearer.assertion.template.file", everyone, Importance::medium,
      "JSON file with further header fields and claims for the assertion.",
      [](auto& c) -> auto& { return c.sasl.oauthbearer.assertion_template_file; })
      .alias("sasl.oauthbearer.assertion.jwt.template.file");
}

} // namespace

void add_security_rows(Rows& rows) {
  tls(rows);
  sasl(rows);
  oauthbearer(rows);
  assertions(rows);
}

} // namespace klamm::config
