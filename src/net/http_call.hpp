// One HTTP request over the client's own network: a name looked up, a connection, TLS, the response within bounds and time. The executor's.
#pragma once

#include "net/runtime.hpp"
#include "net/tls_client.hpp"
#include "security/http.hpp"

namespace klamm::net {

struct HttpCall {
  security::Url url;
  Secret request; ///< the whole of it
  Duration connect_timeout = 10s;
  Duration read_timeout = 10s;
};

using HttpHandler = UniqueFunction<void(Result<security::HttpResponse>)>;

/// `tls` may be null for http URLs. Errors name the host: those of connecting, and timed_out, disconnected, protocol_error, frame_too_large.
void http_call(std::shared_ptr<Runtime> runtime, std::shared_ptr<TlsClient> tls, HttpCall call, HttpHandler handler);

} // namespace klamm::net
