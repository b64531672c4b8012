#include "net/system_network.hpp"

#include <asio/ip/address.hpp>
#include <asio/post.hpp>

#include "net/name_lookup.hpp"
#include "net/tcp_transport.hpp"

namespace klamm::net {

void SystemNetwork::resolve(const Endpoint& endpoint, UniqueFunction<void(Result<std::vector<Address>>)> handler) {
  const std::uint16_t port = endpoint.port;
  asio::error_code not_numeric;
  asio::ip::make_address(endpoint.host, not_numeric);
  if (!not_numeric) {
    asio::post(executor_, [address = Address{endpoint.host, port}, handler = std::move(handler)]() mutable {
      handler(std::vector<Address>{std::move(address)});
    });
    return;
  }
  look_up_name(executor_, endpoint.host, [port, handler = std::move(handler)](Result<std::vector<std::string>> found) mutable {
    if (!found) return handler(found.error());
    std::vector<Address> addresses;
    for (std::string& ip : *found) addresses.push_back({std::move(ip), port});
    handler(std::move(addresses));
  });
}

void SystemNetwork::connect(const Address& address, const SocketOptions& options, TimePoint deadline,
                            UniqueFunction<void(Result<std::unique_ptr<Transport>>)> handler) {
  connect_tcp(executor_, *clock_, address, options, deadline, std::move(handler));
}

} // namespace klamm::net
