#include "fault_proxy/proxy.hpp"

#include "fault_proxy/link.hpp"

namespace klamm::fault_proxy {

Proxy::Proxy(asio::io_context& context, const std::vector<std::string>& brokers, std::uint64_t seed) : context_(context), random_(seed) {
  using asio::ip::tcp;
  tcp::resolver resolver(context);
  for (const std::string& broker : brokers) {
    const auto colon = broker.rfind(':');
    const tcp::endpoint target = *resolver.resolve(broker.substr(0, colon), broker.substr(colon + 1)).begin();
    fronts_.push_back(std::make_unique<Front>(Front{tcp::acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)), target}));
    addresses_[broker] = fronts_.back()->acceptor.local_endpoint().port();
    accept(*fronts_.back());
  }
}

Proxy::~Proxy() {
  for (std::size_t i = 0; i < size(); ++i) cut(i);
}

std::vector<std::string> Proxy::addresses() const {
  std::vector<std::string> all;
  for (const auto& front : fronts_) all.push_back("127.0.0.1:" + std::to_string(front->acceptor.local_endpoint().port()));
  return all;
}

void Proxy::accept(Front& front) {
  front.acceptor.async_accept([this, &front](const asio::error_code& error, asio::ip::tcp::socket client) {
    if (error == asio::error::operation_aborted) return;
    std::erase_if(front.links, [](const auto& link) { return link.expired(); });
    if (!error && !front.faults.refuses) {
      const auto link = std::make_shared<Link>(*this, front.faults, std::move(client));
      front.links.push_back(link);
      link->connect(front.broker);
    }
    accept(front);
  });
}

void Proxy::cut(std::size_t broker) {
  for (const auto& weak : fronts_[broker]->links) {
    if (const auto link = weak.lock()) link->close();
  }
}

void Proxy::heal(std::size_t broker) {
  fronts_[broker]->faults = {};
  for (const auto& weak : fronts_[broker]->links) {
    if (const auto link = weak.lock()) link->heal();
  }
}

} // namespace klamm::fault_proxy
