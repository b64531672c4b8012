#include "net/tcp_transport.hpp"

#include <asio/post.hpp>

#include "net/network_errors.hpp"
#include "net/tcp_stream.hpp"

namespace klamm::net {
namespace {

/// One attempt: whichever of socket and timer comes first decides.
struct Attempt {
  Attempt(const asio::any_io_executor& executor, Clock& clock, const Address& to, ConnectHandler on_done)
      : socket(executor), timer(clock.make_timer()), address(to), handler(std::move(on_done)) {}

  void finish(Result<std::unique_ptr<Transport>> result) {
    timer->cancel();
    if (handler) std::exchange(handler, nullptr)(std::move(result));
  }

  TcpSocket socket;
  std::unique_ptr<Timer> timer;
  Address address;
  ConnectHandler handler;
};

} // namespace

void connect_tcp(const asio::any_io_executor& executor, Clock& clock, const Address& address, const SocketOptions& options,
                 TimePoint deadline, ConnectHandler handler) {
  auto attempt = std::make_shared<Attempt>(executor, clock, address, std::move(handler));
  asio::error_code failed;
  const auto ip = asio::ip::make_address(address.ip, failed);
  const asio::ip::tcp::endpoint peer(ip, address.port);
  if (!failed) attempt->socket.open(peer.protocol(), failed);
  if (!failed) attempt->socket.non_blocking(true, failed);
  if (failed) {
    asio::post(executor, [attempt, failed] { attempt->finish(connect_error(attempt->address, standard(failed))); });
    return;
  }
  prepare(attempt->socket, options);
  if (deadline != never) {
    const TimePoint started = clock.now();
    attempt->timer->wait_until(deadline, [weak = std::weak_ptr(attempt), waited = deadline - started] {
      const auto self = weak.lock();
      if (!self) return;
      asio::error_code ignored;
      self->socket.close(ignored);
      self->finish(connect_timeout(self->address, waited));
    });
  }
  attempt->socket.async_connect(peer, [attempt](const asio::error_code& refused) {
    if (!attempt->handler) return; // it timed out
    if (refused) attempt->finish(connect_error(attempt->address, standard(refused)));
    else attempt->finish(transport_over(std::move(attempt->socket)));
  });
}

} // namespace klamm::net
