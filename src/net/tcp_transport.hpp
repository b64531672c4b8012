// TCP sockets: connecting, and for the embedded broker and tests listening. TCP_NODELAY and keepalive are on. A write that the peer closes under is an
// error, never SIGPIPE.
#pragma once

#include <asio/any_io_executor.hpp>
#include <functional>

#include "net/clock.hpp"
#include "net/transport.hpp"

namespace klamm::net {

using ConnectHandler = UniqueFunction<void(Result<std::unique_ptr<Transport>>)>;

/// Connects to a numeric address until `deadline`.
void connect_tcp(const asio::any_io_executor& executor, Clock& clock, const Address& address, const SocketOptions& options,
                 TimePoint deadline, ConnectHandler handler);

/// Accepts connections until it is destroyed.
class TcpListener {
public:
  virtual ~TcpListener() = default;
  virtual std::uint16_t port() const = 0;

  /// Port 0: any free one. `acceptor` is called on the executor for each connection.
  static Result<std::unique_ptr<TcpListener>> open(const asio::any_io_executor& executor, const Address& address,
                                                   std::function<void(std::unique_ptr<Transport>)> acceptor);
};

} // namespace klamm::net
