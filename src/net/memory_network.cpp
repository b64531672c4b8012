#include "net/memory_network.hpp"

#include <asio/ip/address.hpp>
#include <asio/post.hpp>

#include "net/memory_pipe.hpp"
#include "net/network_errors.hpp"

namespace klamm::net {

class MemoryNetwork::MemoryLink final : public Link, public std::enable_shared_from_this<MemoryLink> {
public:
  void start(const asio::any_io_executor& executor, const std::shared_ptr<Clock>& clock, Random& seeds) {
    const auto on_cut = [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->cut();
    };
    up = std::make_shared<MemoryPipe>(executor, clock, to_server, Random(seeds()), on_cut);
    down = std::make_shared<MemoryPipe>(executor, clock, to_client, Random(seeds()), on_cut);
  }
  void cut() override {
    up->reset();
    down->reset();
  }
  void hold() override {
    up->hold();
    down->hold();
  }
  void release() override {
    up->release();
    down->release();
  }
  std::uint64_t bytes_to_server() const override { return up->written(); }
  std::uint64_t bytes_to_client() const override { return down->written(); }

  std::shared_ptr<MemoryPipe> up;
  std::shared_ptr<MemoryPipe> down;
};

/// One end of a link.
class MemoryNetwork::MemoryTransport final : public Transport {
public:
  MemoryTransport(std::shared_ptr<MemoryLink> link, std::shared_ptr<MemoryPipe> in, std::shared_ptr<MemoryPipe> out)
      : link_(std::move(link)), in_(std::move(in)), out_(std::move(out)) {}
  MemoryTransport(const MemoryTransport&) = delete;
  MemoryTransport& operator=(const MemoryTransport&) = delete;
  ~MemoryTransport() override { MemoryTransport::close(); }

  void read_some(std::span<std::byte> into, UniqueFunction<void(Result<std::size_t>)> handler) override {
    in_->read(into, [link = link_, handler = std::move(handler)](Result<std::size_t> result) mutable { handler(std::move(result)); });
  }
  bool write(std::vector<Slice> pieces, UniqueFunction<void(Result<void>)> handler) override {
    return out_->write(std::move(pieces), std::move(handler));
  }
  void close() override {
    if (std::exchange(closed_, true)) return;
    in_->abandon();
    out_->end();
  }

private:
  std::shared_ptr<MemoryLink> link_;
  std::shared_ptr<MemoryPipe> in_;
  std::shared_ptr<MemoryPipe> out_;
  bool closed_ = false;
};

MemoryNetwork::MemoryNetwork(asio::any_io_executor executor, std::shared_ptr<Clock> clock)
    : executor_(std::move(executor)), clock_(std::move(clock)) {}

MemoryNetwork::~MemoryNetwork() { drop_all(); }

void MemoryNetwork::drop_all() {
  const auto links = std::exchange(links_, {});
  for (const auto& weak : links) {
    if (const auto link = weak.lock()) {
      link->up->drop();
      link->down->drop();
    }
  }
  const auto waits = std::exchange(waits_, {});
  const auto listeners = std::exchange(listeners_, {});
}

void MemoryNetwork::listen(const Address& address, Acceptor acceptor) { listeners_[address] = std::move(acceptor); }
void MemoryNetwork::stop_listening(const Address& address) { listeners_.erase(address); }
void MemoryNetwork::set_host(const std::string& host, std::vector<std::string> ips) { hosts_[host] = std::move(ips); }
void MemoryNetwork::set_dead(const Address& address, bool dead) {
  if (dead) dead_.insert(address);
  else dead_.erase(address);
}

void MemoryNetwork::set_frozen(const Address& address, bool frozen) {
  if (frozen) frozen_.insert(address);
  else frozen_.erase(address);
  for (const auto& weak : links_) {
    const auto link = weak.lock();
    if (!link || link->address != address) continue;
    if (frozen) link->hold();
    else link->release();
  }
}

void MemoryNetwork::later(Duration wait, UniqueFunction<void()> task) {
  if (wait <= Duration::zero()) {
    asio::post(executor_, [task = std::move(task)]() mutable { task(); });
    return;
  }
  auto timer = clock_->make_timer();
  Timer& armed = *timer;
  const std::uint64_t id = ++next_wait_;
  waits_.emplace(id, std::move(timer));
  armed.wait_until(klamm::after(clock_->now(), wait), [this, id, task = std::move(task)]() mutable {
    waits_.erase(id);
    task();
  });
}

void MemoryNetwork::resolve(const Endpoint& endpoint, UniqueFunction<void(Result<std::vector<Address>>)> handler) {
  std::vector<std::string> ips;
  asio::error_code named;
  asio::ip::make_address(endpoint.host, named);
  if (!named) ips = {endpoint.host};
  else if (const auto known = hosts_.find(endpoint.host); known != hosts_.end()) ips = known->second;
  Result<std::vector<Address>> result;
  for (std::string& ip : ips) result->push_back({std::move(ip), endpoint.port});
  if (result->empty())
    result = Error(ErrorCode::resolve_failed, "the host name \"" + endpoint.host + "\" has no address", "check the spelling");
  later(named ? resolve_latency_ : Duration::zero(),
        [handler = std::move(handler), result = std::move(result)]() mutable { handler(std::move(result)); });
}

void MemoryNetwork::connect(const Address& address, const SocketOptions&, TimePoint deadline,
                            UniqueFunction<void(Result<std::unique_ptr<Transport>>)> handler) {
  const Duration waits = deadline == never ? Duration::max() : deadline - clock_->now();
  if (dead_.contains(address)) {
    if (deadline != never)
      later(std::max(waits, Duration(1)),
            [address, waits, handler = std::move(handler)]() mutable { handler(connect_timeout(address, waits)); });
    return;
  }
  const auto listener = listeners_.find(address);
  if (listener == listeners_.end()) {
    later(to_server.latency, [address, handler = std::move(handler)]() mutable {
      handler(connect_error(address, std::make_error_code(std::errc::connection_refused)));
    });
    return;
  }
  auto link = std::make_shared<MemoryLink>();
  link->to_server = to_server;
  link->to_client = to_client;
  link->address = address;
  link->start(executor_, clock_, random);
  if (frozen_.contains(address)) link->hold();
  std::erase_if(links_, [](const auto& weak) { return weak.expired(); });
  links_.push_back(link);
  if (on_link_) on_link_(link);
  later(link->to_server.latency + link->to_client.latency, [link, acceptor = listener->second, handler = std::move(handler)]() mutable {
    handler(std::unique_ptr<Transport>(std::make_unique<MemoryTransport>(link, link->down, link->up)));
    acceptor(std::make_unique<MemoryTransport>(link, link->up, link->down));
  });
}

} // namespace klamm::net
