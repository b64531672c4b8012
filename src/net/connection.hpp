// One connection to one broker: pipelines requests, hands each response to its handler in order, times out each request, obeys throttling (KIP-219).
// It is born usable: open() resolves, connects (all addresses, KIP-302/602), authenticates and asks for the broker's API versions first.
// Lives on its Runtime's executor. It closes by itself when nobody holds it and nothing is in flight.
#pragma once

#include <memory>

#include "net/encoded_request.hpp"
#include "net/request_statistics.hpp"
#include "net/runtime.hpp"
#include "wire/api_versions.hpp"
#include "wire/message.hpp"

namespace klamm::net {

class SaslLogin;
class TlsClient;

struct ConnectionSettings {
  std::string client_id = "klamm";
  SocketOptions socket;
  Duration request_timeout = 30s;                  ///< for the connection's own requests (ApiVersions, SASL)
  std::size_t max_response_bytes = 100 << 20;      ///< a longer frame is refused before anything is allocated
  std::shared_ptr<RequestStatistics> statistics{}; ///< where requests are counted, if anywhere
  std::shared_ptr<TlsClient> tls{};                ///< null: plaintext
  std::shared_ptr<SaslLogin> sasl{};               ///< null: none
};

class Connection : public std::enable_shared_from_this<Connection> {
public:
  using OpenHandler = UniqueFunction<void(Result<std::shared_ptr<Connection>>)>;
  using ResponseHandler = net::ResponseHandler; ///< the response's body: what follows its header

  /// Opens a connection to `endpoint` until `deadline`; the error names the cause and a remedy (see docs/design.md, "What a failed connection says"),
  /// and its fate() is not_sent: nothing but the connection's own requests has left.
  static void open(std::shared_ptr<Runtime> runtime, Endpoint endpoint, std::int32_t node_id,
                   std::shared_ptr<const ConnectionSettings> settings, TimePoint deadline, OpenHandler handler);

  virtual ~Connection() = default;

  /// Sends at once, behind what was sent before. `handler` is called exactly once, not from within this call: with the body, or with an error whose
  /// fate() tells whether the request may have reached the broker. When a request that was sent passes its deadline the connection is closed, as its
  /// later responses can't be trusted to come; one that still waits here (throttled) just fails, not_sent.
  virtual void submit(EncodedRequest request, TimePoint deadline, ResponseHandler handler) = 0;

  /// The broker asked (throttle_time_ms of a response) to send nothing for a while; requests submitted meanwhile wait.
  virtual void throttle(Duration wait) = 0;
  virtual TimePoint throttled_until() const = 0;

  /// Fails all requests with `reason` (those that were sent: possibly_sent) and ends; handlers are called later. Idempotent.
  virtual void close(Error reason) = 0;
  virtual bool is_open() const = 0;
  /// Called once when the connection has ended, whatever the cause; not when its last holder lets go of it.
  virtual void on_close(UniqueFunction<void(const Error&)> handler) = 0;

  virtual const wire::ApiVersions& api_versions() const = 0; ///< what the broker speaks, and its finalized features
  virtual const Endpoint& endpoint() const = 0;
  virtual std::int32_t node_id() const = 0; ///< -1 for a bootstrap connection
  virtual const std::string& client_id() const = 0;
  virtual std::size_t in_flight() const = 0; ///< requests without an answer, waiting ones included
  virtual TimePoint last_used() const = 0;   ///< the last byte sent or received
  virtual const Runtime& runtime() const = 0;
};

/// "localhost:9092 (node 1)", "localhost:9092 (bootstrap)"
std::string broker_text(const Endpoint& endpoint, std::int32_t node_id);

} // namespace klamm::net
