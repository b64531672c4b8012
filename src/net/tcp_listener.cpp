// TcpListener (net/tcp_transport.hpp): a listening socket whose accepts go on until the listener is destroyed.
#include "net/network_errors.hpp"
#include "net/tcp_stream.hpp"
#include "net/tcp_transport.hpp"

namespace klamm::net {
namespace {

using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, asio::any_io_executor>;

class Listener final : public TcpListener {
public:
  Listener(Acceptor acceptor, std::function<void(std::unique_ptr<Transport>)> handler)
      : shared_(std::make_shared<Shared>(std::move(acceptor), std::move(handler))) {}
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener() override {
    asio::error_code ignored;
    shared_->acceptor.close(ignored);
  }

  std::uint16_t port() const override { return shared_->acceptor.local_endpoint().port(); }
  void start() { shared_->accept(); }

private:
  struct Shared : std::enable_shared_from_this<Shared> {
    Shared(Acceptor a, std::function<void(std::unique_ptr<Transport>)> h) : acceptor(std::move(a)), handler(std::move(h)) {}

    void accept() {
      acceptor.async_accept([self = shared_from_this()](const asio::error_code& failed, TcpSocket socket) {
        if (!self->acceptor.is_open()) return;
        if (!failed) {
          asio::error_code ignored;
          socket.non_blocking(true, ignored);
          prepare(socket, {});
          self->handler(transport_over(std::move(socket)));
        }
        if (self->acceptor.is_open()) self->accept();
      });
    }

    Acceptor acceptor;
    std::function<void(std::unique_ptr<Transport>)> handler;
  };

  std::shared_ptr<Shared> shared_;
};

} // namespace

Result<std::unique_ptr<TcpListener>> TcpListener::open(const asio::any_io_executor& executor, const Address& address,
                                                       std::function<void(std::unique_ptr<Transport>)> acceptor) {
  asio::error_code failed;
  const auto ip = asio::ip::make_address(address.ip, failed);
  const asio::ip::tcp::endpoint at(ip, address.port);
  Acceptor socket(executor);
  if (!failed) socket.open(at.protocol(), failed);
  if (!failed) socket.set_option(asio::socket_base::reuse_address(true), failed);
  if (!failed) socket.bind(at, failed);
  if (!failed) socket.listen(asio::socket_base::max_listen_connections, failed);
  if (failed) return Error(ErrorCode::connect_failed, "listening at " + address.to_string() + " failed: " + failed.message());
  auto listener = std::make_unique<Listener>(std::move(socket), std::move(acceptor));
  listener->start();
  return std::unique_ptr<TcpListener>(std::move(listener));
}

} // namespace klamm::net
