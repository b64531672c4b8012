// The operating system's network: TCP, and names looked up by getaddrinfo. Numeric addresses and known failures never leave the executor.
#pragma once

#include <asio/any_io_executor.hpp>

#include "net/clock.hpp"
#include "net/transport.hpp"

namespace klamm::net {

class SystemNetwork : public Network {
public:
  SystemNetwork(asio::any_io_executor executor, std::shared_ptr<Clock> clock) : executor_(std::move(executor)), clock_(std::move(clock)) {}

  void resolve(const Endpoint& endpoint, UniqueFunction<void(Result<std::vector<Address>>)> handler) override;
  void connect(const Address& address, const SocketOptions& options, TimePoint deadline,
               UniqueFunction<void(Result<std::unique_ptr<Transport>>)> handler) override;

private:
  asio::any_io_executor executor_;
  std::shared_ptr<Clock> clock_;
};

} // namespace klamm::net
