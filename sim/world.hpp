// The world of one simulation: brokers, machines for clients, a network between them, one executor and a clock that jumps from event to event. All that
// is left to chance comes from one seed.
#pragma once

#include <asio/io_context.hpp>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "klamm/client.hpp"
#include "mock/server.hpp"
#include "net/manual_clock.hpp"
#include "net/memory_network.hpp"
#include "sim/trace.hpp"

namespace klamm::sim {

/// Somebody keeps the executor busy without time passing.
class Spinning : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

class Machine;

class World {
public:
  World(std::uint64_t seed, int brokers, Trace& trace);
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World();

  net::MemoryNetwork& network() noexcept { return *network_; }
  mock::Server& server() noexcept { return *server_; }
  mock::ClusterState& state() noexcept { return server_->state(); }
  const Trace& trace() const noexcept { return trace_; }
  /// A generator of its own for each part, so that what one part draws does not move what the others do.
  Random fork() noexcept { return Random(random_()); }

  std::vector<std::string> bootstrap_servers() const;
  std::unique_ptr<Machine> machine(std::string name);
  net::Address address(mock::NodeId node) const;
  /// All that are open, the oldest first.
  std::vector<std::shared_ptr<net::Link>> links();
  /// Each new link, before its first byte.
  void on_link(std::function<void(net::Link&)> hook) { on_link_ = std::move(hook); }

  // Brokers' lives. Those that are dead or frozen are found out by the others only after `unnoticed`, and then lose their partitions.

  void kill(mock::NodeId node, Duration unnoticed);
  void freeze(mock::NodeId node, Duration unnoticed);
  /// Back to life, from either.
  void revive(mock::NodeId node);
  bool is_well(mock::NodeId node) const { return !ills_.contains(node); }

  // Time

  TimePoint now() const noexcept { return clock_->now(); }
  void later(Duration wait, UniqueFunction<void()> task);
  void pass(Duration time);
  /// Runs until `done` or `limit` has passed; false then.
  template <class Done>
  bool until(Done done, Duration limit) {
    const TimePoint end = klamm::after(now(), limit);
    settle();
    while (!done() && clock_->next_deadline() <= end) clock_->advance_to_next();
    if (!done()) clock_->advance_to(end);
    return done();
  }
  /// What the executor has done so far.
  std::uint64_t handlers() const noexcept { return handlers_; }

private:
  friend class Machine;
  void settle();
  void listen(mock::NodeId node);
  void fall_ill(mock::NodeId node, bool dead, Duration unnoticed);

  asio::io_context context_{1};
  Random random_;
  Trace& trace_;
  std::uint64_t handlers_ = 0;
  std::shared_ptr<net::ManualClock> clock_;
  std::shared_ptr<net::MemoryNetwork> network_;
  std::unique_ptr<mock::Server> server_;
  std::function<void(net::Link&)> on_link_;
  std::vector<std::weak_ptr<net::Link>> links_;
  Machine* connecting_ = nullptr;
  struct Ill {
    bool dead;
    std::uint64_t since; ///< which illness
  };
  std::map<mock::NodeId, Ill> ills_;
  std::uint64_t illnesses_ = 0;
  std::map<std::uint64_t, std::unique_ptr<net::Timer>> waits_;
  std::uint64_t next_wait_ = 0;
};

/// Where clients run: what they share with no other machine is their randomness, their log and the cable to the network.
class Machine {
public:
  Machine(World& world, std::string name);
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;
  ~Machine();

  const std::string& name() const noexcept { return name_; }
  Client client(ClientConfig config);
  /// Nothing comes in or goes out any more, and nobody is told: power failure, or the cable pulled.
  void unplug();

private:
  class Cable;
  friend class World;

  World& world_;
  const std::string name_;
  std::shared_ptr<Cable> cable_;
  std::vector<std::weak_ptr<net::Link>> links_;
};

} // namespace klamm::sim
