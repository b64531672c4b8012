#include "net/tls_errors.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "security/openssl.hpp"

namespace klamm::net {
namespace {

Error failed(std::string cause, std::string hint = {}) { return Error(ErrorCode::tls_failed, std::move(cause), std::move(hint)); }

/// The certificate that the client showed, or could have.
std::string own_certificate(const TlsSituation& at) {
  const X509* own = SSL_get_certificate(at.ssl);
  return own ? "the client's certificate " + security::subject_of(own) + ", signed by " + security::issuer_of(own)
             : "a client without a certificate";
}

Error certificate_refused(const TlsSituation& at, const std::string& why) {
  if (!at.context.has_own_certificate())
    return failed("the broker wants a certificate of the client, and none is configured (" + why + ")",
                  "ssl.keystore.location=FILE with key and certificate, or a listener that does not ask for one");
  return failed(
      "the broker refused " + own_certificate(at) + " (" + why + ")",
      "the broker's trust store must have its authority, and it must be valid (expiry, clock, revocation); the broker's log says more");
}

/// The broker's certificate did not convince us.
Error untrusted(const TlsSituation& at) {
  const long verdict = SSL_get_verify_result(at.ssl);
  const std::string who = at.context.is_server() ? "the client" : "the broker";
  const X509* shown = at.rejected;
  if (!shown) return failed(who + "'s certificate can't be trusted: " + X509_verify_cert_error_string(verdict));
  const std::string subject = at.rejected_is_own ? who + "'s certificate " + security::subject_of(shown)
                                                 : "the certificate " + security::subject_of(shown) + ", which " + who + "'s depends on,";
  switch (verdict) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return failed(subject + " has expired: it was valid until " + security::expiry_of(shown),
                    "renew it on the broker; if it is in fact still valid, correct this machine's clock");
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return failed(subject + " is not valid before " + security::start_of(shown), "is this machine's clock right?");
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return failed(
          subject + " is for " + security::names_of(shown) + ", not for \"" + at.peer.host + "\"",
          "connect by a name of the certificate (bootstrap.servers, advertised.listeners), or issue one with this name as subjectAltName; "
          "ssl.endpoint.identification.algorithm=none would let others pose as the broker");
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return failed(subject + " is self-signed, and not in " + at.context.trusted(),
                    "if it is the right one: ssl.truststore.location=FILE with this certificate");
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return failed(who + "'s certificate leads to the authority " + security::subject_of(shown) + ", which is not in " +
                        at.context.trusted(),
                    "ssl.truststore.location=FILE with the certificate of that authority, if it is the right one");
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return failed(
          subject + " is signed by " + security::issuer_of(shown) + ", which is not in " + at.context.trusted(),
          "ssl.truststore.location=FILE with the certificate of that authority; or the broker does not send its intermediate certificates");
    default:
      return failed(subject + " can't be trusted: " + X509_verify_cert_error_string(verdict) + " (trusted: " + at.context.trusted() + ")");
  }
}

Error cut_off() {
  return failed("the port accepted the connection, then closed it in the middle of the TLS handshake",
                "a plaintext listener does this: set security.protocol=PLAINTEXT (or SASL_PLAINTEXT), or use the port of the TLS listener; "
                "so do brokers "
                "that refuse the client's certificate or TLS version, and proxies without a broker behind them");
}

Error not_tls(const TlsSituation& at) {
  return failed("the port of " + at.peer.to_string() + " does not speak TLS",
                "set security.protocol=PLAINTEXT (or SASL_PLAINTEXT), or use the port of the TLS listener");
}

Error no_common_version() {
  return failed("the broker speaks no version of TLS that ssl.enabled.protocols allows",
                "TLSv1.2 and TLSv1.3 are offered by default: upgrade the broker; TLS 1.0 and 1.1 are broken and refused");
}

} // namespace

Error tls_failure(const TlsSituation& at) {
  const unsigned long code = ERR_peek_last_error();
  const int reason = ERR_GET_REASON(code);
  if (at.cut) return cut_off();
  switch (reason) {
    case SSL_R_CERTIFICATE_VERIFY_FAILED: return untrusted(at);
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_HTTP_REQUEST:
    case SSL_R_HTTPS_PROXY_REQUEST:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
      if (!at.established) return not_tls(at);
      break;
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_WRONG_SSL_VERSION:
    case SSL_R_UNKNOWN_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION: return no_common_version();
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE:
      return failed("the broker refused the TLS handshake: there is no cipher that both accept, or it wants a certificate of the client",
                    "ssl.cipher.suites, ssl.keystore.location");
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED: return certificate_refused(at, "certificate required");
    case SSL_R_SSLV3_ALERT_NO_CERTIFICATE: return certificate_refused(at, "no certificate");
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE: return certificate_refused(at, "bad certificate");
    case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE: return certificate_refused(at, "unsupported certificate");
    case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED: return certificate_refused(at, "certificate revoked");
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED: return certificate_refused(at, "certificate expired");
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN: return certificate_refused(at, "certificate unknown");
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA: return certificate_refused(at, "unknown authority");
    case SSL_R_TLSV1_ALERT_ACCESS_DENIED: return certificate_refused(at, "access denied");
    case SSL_R_TLSV1_UNRECOGNIZED_NAME:
      return failed("the broker has no certificate for the name \"" + at.peer.host + "\" (SNI)",
                    "connect by a name that its certificate has");
    case SSL_R_NO_RENEGOTIATION: return failed("the broker wanted to renegotiate TLS, which is refused");
    default: break;
  }
  const std::string text = security::openssl_reason();
  return failed(at.established ? "the TLS connection broke: " + text : "the TLS handshake failed: " + text);
}

} // namespace klamm::net
