// The embedded brokers' connections, over any transport: TCP on loopback for MockCluster, memory for simulations. Lives on its runtime's executor.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "mock/session.hpp"

namespace klamm::mock {

class Server {
public:
  Server(std::shared_ptr<net::Runtime> runtime, std::uint64_t seed) : runtime_(std::move(runtime)), state_(seed), apis_(state_) {}
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() { hang_up_all(); }

  net::Runtime& runtime() noexcept { return *runtime_; }
  ClusterState& state() noexcept { return state_; }
  Apis& apis() noexcept { return apis_; }

  /// A client has connected to broker `node`.
  void accept(NodeId node, std::unique_ptr<net::Transport> transport);
  /// Breaks the connections of a broker, or of all.
  void hang_up(NodeId node);
  void hang_up_all();
  std::size_t connections(NodeId node) const;

  /// Logs or leaders have changed: fetches that wait look again, after what runs now.
  void changed();

private:
  const std::shared_ptr<net::Runtime> runtime_;
  ClusterState state_;
  Apis apis_;
  std::map<NodeId, std::vector<std::shared_ptr<Session>>> sessions_;
  std::shared_ptr<bool> retrying_ = std::make_shared<bool>(false); // a look is on its way; gone with the server
};

} // namespace klamm::mock
