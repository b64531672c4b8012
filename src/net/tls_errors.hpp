// What OpenSSL's failures mean for somebody who wants to reach a Kafka broker: the cause in words, and what to do. Reads the reason of the last call.
#pragma once

#include "klamm/error.hpp"
#include "net/endpoint.hpp"
#include "net/tls_context.hpp"

struct x509_st;

namespace klamm::net {

struct TlsSituation {
  ssl_st* ssl;
  const TlsContext& context;
  const Endpoint& peer;
  const x509_st* rejected; ///< the certificate of the peer's chain that is not good enough; may be null
  bool rejected_is_own;    ///< it is the peer's own, not an authority's
  bool established;        ///< the handshake was over
  bool cut;                ///< the peer closed the connection
};

/// tls_failed.
Error tls_failure(const TlsSituation& at);

} // namespace klamm::net
