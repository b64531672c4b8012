// The embedded brokers' connections, over any transport: TCP on loopback for MockCluster, memory for simulations. Lives on its runtime's executor.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "mock/session.hpp"

namespace klamm::mock {

class Server {
public:
  Server(std::shared_ptr<net::Runtime> runtime, std::uint64_t seed)
      : runtime_(std::move(runtime)), state_(seed), apis_(state_), timer_(runtime_->clock->make_timer()) {}
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() { hang_up_all(); }

  net::Runtime& runtime() noexcept { return *runtime_; }
  const std::shared_ptr<net::Runtime>& shared_runtime() const noexcept { return runtime_; }
  ClusterState& state() noexcept { return state_; }
  Apis& apis() noexcept { return apis_; }

  /// A client has connected to broker `node`.
  void accept(NodeId node, std::unique_ptr<net::Transport> transport);
  /// Breaks the connections of a broker, or of all.
  void hang_up(NodeId node);
  void hang_up_all();
  std::size_t connections(NodeId node) const;

  /// Logs, leaders or groups have changed: requests that wait look again, after what runs now.
  void changed();

  bool is_frozen(NodeId node);

  /// Around each request: brings what follows from time and from the brokers' states up to date. Gives the time.
  TimePoint begin_request();
  void end_request(ApiKey api);

private:
  const std::shared_ptr<net::Runtime> runtime_;
  ClusterState state_;
  Apis apis_;
  void step_groups();

  std::map<NodeId, std::vector<std::shared_ptr<Session>>> sessions_;
  const std::unique_ptr<net::Timer> timer_; ///< the groups' next deadline
  TimePoint armed_ = never;
  std::shared_ptr<bool> retrying_ = std::make_shared<bool>(false); // a look is on its way; gone with the server
};

} // namespace klamm::mock
