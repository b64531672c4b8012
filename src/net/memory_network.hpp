// A network in memory for tests, simulations and the embedded broker: hosts, listeners, and pairs of transports with bounded buffers, deterministic
// on one executor and one clock. Each direction of a link can be slow, late, cut after so many bytes, chopped into segments, held, or dead without telling.
// Lives on the executor; transports may outlive the network, which then is as a cable pulled out.
#pragma once

#include <asio/any_io_executor.hpp>
#include <functional>
#include <limits>
#include <map>
#include <set>

#include "base/random.hpp"
#include "net/clock.hpp"
#include "net/transport.hpp"

namespace klamm::net {

/// How one direction of a link behaves; may be changed at any time, for bytes that are written afterwards.
struct LinkConditions {
  static constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

  Duration latency{0};                                           ///< from a write to when its bytes can be read
  Duration jitter{0};                                            ///< at most so much more, drawn for each write; the order of bytes stays
  std::uint64_t bytes_per_second = unlimited;                    ///< a slow line: bytes wait until those before them are through
  std::size_t buffer = 256 << 10;                                ///< unread bytes after which a writer waits
  std::size_t segment = std::numeric_limits<std::size_t>::max(); ///< at most so many bytes per read
  std::uint64_t cut_after = unlimited; ///< the link breaks for both sides when so many bytes (since its start) have been read
  bool lost = false;                   ///< half-open: bytes are taken and never arrive
};

/// One connection between a client and a server of a MemoryNetwork.
class Link {
public:
  virtual ~Link() = default;
  LinkConditions to_server;
  LinkConditions to_client;
  Address address; ///< of the server
  /// Breaks the link for both sides now, as a reset does.
  virtual void cut() = 0;
  /// Nothing arrives any more, in either direction, until release(): then all that was written does. Once a link is held it stays so, however often.
  virtual void hold() = 0;
  virtual void release() = 0;
  virtual std::uint64_t bytes_to_server() const = 0; ///< written so far
  virtual std::uint64_t bytes_to_client() const = 0;
};

class MemoryNetwork : public Network {
public:
  using Acceptor = std::function<void(std::unique_ptr<Transport>)>;

  MemoryNetwork(asio::any_io_executor executor, std::shared_ptr<Clock> clock);
  ~MemoryNetwork() override;
  /// Forgets all links and waiting handlers without calling any. For the end of a program that doesn't close its connections: what waits in memory
  /// owns what waits, and no executor's end lets go of it as it does with sockets.
  void drop_all();

  /// Answers connections to `address`. Who connects gets his transport first, then the acceptor gets the other end.
  void listen(const Address& address, Acceptor acceptor);
  void stop_listening(const Address& address); ///< further connections are refused; existing links stay
  /// What a name resolves to; no addresses: it does not resolve. Numeric addresses resolve to themselves.
  void set_host(const std::string& host, std::vector<std::string> ips);
  /// Connections to it are neither accepted nor refused.
  void set_dead(const Address& address, bool dead);
  /// Who listens there stands still, as a stopped process does: connections are accepted, and all links to it are held until it is no longer frozen.
  void set_frozen(const Address& address, bool frozen);
  /// Until then resolve() does not answer.
  void set_resolve_latency(Duration latency) { resolve_latency_ = latency; }

  /// Sees each new link before its first byte: to set its conditions and to keep it.
  void on_link(std::function<void(const std::shared_ptr<Link>&)> hook) { on_link_ = std::move(hook); }
  LinkConditions to_server; ///< of links to come
  LinkConditions to_client;
  Random random{1}; ///< where links' jitter comes from

  void resolve(const Endpoint& endpoint, UniqueFunction<void(Result<std::vector<Address>>)> handler) override;
  void connect(const Address& address, const SocketOptions& options, TimePoint deadline,
               UniqueFunction<void(Result<std::unique_ptr<Transport>>)> handler) override;

private:
  class MemoryLink;
  class MemoryTransport;
  struct Later;

  void later(Duration wait, UniqueFunction<void()> task);

  asio::any_io_executor executor_;
  std::shared_ptr<Clock> clock_;
  std::map<Address, Acceptor> listeners_;
  std::map<std::string, std::vector<std::string>> hosts_;
  std::set<Address> dead_;
  std::set<Address> frozen_;
  std::function<void(const std::shared_ptr<Link>&)> on_link_;
  Duration resolve_latency_{0};
  std::map<std::uint64_t, std::unique_ptr<Timer>> waits_;
  std::uint64_t next_wait_ = 0;
  std::vector<std::weak_ptr<MemoryLink>> links_;
};

} // namespace klamm::net
