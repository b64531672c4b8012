// TLS over any Transport: a Transport itself. Nobody above it sees a difference but in errors. The executor's, like every transport.
#pragma once

#include <memory>

#include "net/runtime.hpp"
#include "net/tls_context.hpp"

namespace klamm::net {

using TlsHandler = UniqueFunction<void(Result<std::unique_ptr<Transport>>)>;

/// Shakes hands over `below` until `deadline`. Errors: tls_failed, which says what is wrong with whose certificate or version; timed_out. For a client
/// `peer` is the broker, whose name must be in the certificate.
void start_tls(std::shared_ptr<Runtime> runtime, std::unique_ptr<Transport> below, std::shared_ptr<TlsContext> context, Endpoint peer,
               TimePoint deadline, TlsHandler handler);

} // namespace klamm::net
