// Where connections of tests live: in memory on a manual clock, or on real loopback TCP.
#pragma once

#include <asio/io_context.hpp>
#include <optional>

#include "net/connection.hpp"
#include "net/manual_clock.hpp"
#include "net/memory_network.hpp"
#include "net/runtime.hpp"
#include "net/support/scripted_broker.hpp"
#include "net/tcp_transport.hpp"

namespace klamm::test {

using ConnectionPtr = std::shared_ptr<net::Connection>;
using OpenResult = std::optional<Result<ConnectionPtr>>;

/// What a test sends where the message doesn't matter: a v0 heartbeat-like frame whose body is `body`.
inline net::EncodedRequest raw_request(std::string_view body, ApiKey key = ApiKey::heartbeat) {
  wire::Encoder out;
  out.integer(std::int32_t{0});
  wire::RequestHeader header;
  header.api_key = key;
  header.client_id = "test";
  wire::encode(header, 1, out);
  out.raw(as_bytes(body));
  out.overwrite_int32(0, static_cast<std::int32_t>(out.size() - 4));
  net::EncodedRequest request;
  request.api_key = key;
  request.pieces = std::move(out).finish();
  return request;
}

struct MemoryWorld {
  asio::io_context context{1};
  std::shared_ptr<net::ManualClock> clock = std::make_shared<net::ManualClock>([this] { settle(); });
  std::shared_ptr<net::MemoryNetwork> network = std::make_shared<net::MemoryNetwork>(context.get_executor(), clock);
  std::shared_ptr<net::Runtime> runtime = std::make_shared<net::Runtime>();
  std::shared_ptr<net::ConnectionSettings> settings = std::make_shared<net::ConnectionSettings>();
  net::Address address{"10.0.0.1", 9092};
  ScriptedBroker broker;
  std::shared_ptr<net::Link> link; ///< the latest

  MemoryWorld() {
    runtime->executor = context.get_executor();
    runtime->clock = clock;
    runtime->network = network;
    network->set_host("broker", {address.ip});
    network->listen(address, broker.acceptor());
    network->on_link([this](const std::shared_ptr<net::Link>& l) { link = l; });
  }
  ~MemoryWorld() { network->drop_all(); }

  void settle() {
    context.restart();
    context.poll();
  }

  std::shared_ptr<OpenResult> start_open(Duration timeout = 10s, const std::string& host = "broker") {
    auto result = std::make_shared<OpenResult>();
    net::Endpoint endpoint;
    endpoint.host = host;
    endpoint.port = 9092;
    net::Connection::open(runtime, endpoint, 1, settings, clock->now() + timeout,
                          [result](Result<ConnectionPtr> c) { *result = std::move(c); });
    return result;
  }
  /// Opens, and gives the connection or throws.
  ConnectionPtr open() {
    const auto result = start_open();
    settle();
    if (!*result) throw std::runtime_error("the connection did not open at once");
    ConnectionPtr connection = (*result)->value();
    result->reset();
    return connection;
  }
  /// Opens, lets all time pass that is needed, and gives the error.
  Error open_error(Duration timeout = 10s, const std::string& host = "broker") {
    const auto result = start_open(timeout, host);
    settle();
    while (!*result && clock->advance_to_next()) {
    }
    if (!*result) throw std::runtime_error("the opening never ended");
    if (**result) throw std::runtime_error("the connection opened");
    return (*result)->error();
  }
};

struct TcpWorld {
  asio::io_context context{1};
  std::shared_ptr<net::Runtime> runtime = net::system_runtime(context.get_executor(), Log());
  std::shared_ptr<net::ConnectionSettings> settings = std::make_shared<net::ConnectionSettings>();
  ScriptedBroker broker;
  std::unique_ptr<net::TcpListener> listener = net::TcpListener::open(context.get_executor(), {"127.0.0.1", 0}, broker.acceptor()).value();

  std::uint16_t port() const { return listener->port(); }

  /// Runs the loop until `done` or 20 s have passed; false then.
  template <class Done>
  bool run_until(Done done) {
    const TimePoint limit = runtime->now() + 20s;
    while (!done() && runtime->now() < limit) {
      context.restart();
      context.run_one_for(100ms);
    }
    return done();
  }

  Result<ConnectionPtr> open(const std::string& host, std::uint16_t port, Duration timeout = 5s) {
    OpenResult result;
    net::Endpoint endpoint;
    endpoint.host = host;
    endpoint.port = port;
    net::Connection::open(runtime, endpoint, -1, settings, runtime->now() + timeout,
                          [&result](Result<ConnectionPtr> c) { result = std::move(c); });
    run_until([&] { return result.has_value(); });
    return *std::move(result);
  }
  ConnectionPtr open() { return open("127.0.0.1", port()).value(); }
};

} // namespace klamm::test
