// Makes the trouble of a schedule, at random moments, and ends it: after heal() every broker is well and every new connection good. What was lost on a
// half-open connection stays lost.
#pragma once

#include "sim/ledger.hpp"
#include "sim/plan.hpp"
#include "sim/world.hpp"

namespace klamm::sim {

class Faults {
public:
  Faults(World& world, Ledger& ledger, const Plan& plan);

  void start();
  void heal();
  std::size_t count() const noexcept { return count_; }

private:
  void next();
  void make(Fault fault);
  void heal_later(UniqueFunction<void()> heal, Duration most);
  Duration up_to(Duration most) {
    return Duration(static_cast<Duration::rep>(random_.below(static_cast<std::uint64_t>(most.count()) + 1)));
  }
  mock::NodeId any_broker() { return static_cast<mock::NodeId>(1 + random_.below(static_cast<std::uint64_t>(plan_.brokers))); }
  std::shared_ptr<net::Link> any_link();
  net::LinkConditions& any_direction(net::Link& link) { return random_.below(2) == 0 ? link.to_client : link.to_server; }
  /// A partition and where it is.
  std::pair<TopicPartition, mock::Partition*> any_partition();
  void set_conditions(net::LinkConditions& conditions);

  void cut_at_byte();
  void slow_down();
  void be_unreachable();
  void be_unresolvable();
  void kill();
  void freeze();
  void move_leader();
  void inject_error();
  void lose_answers();
  void throttle();
  void move_coordinator();
  void truncate();
  void limit_retention();
  void delete_records();
  void recreate();
  void create_missing_topics();

  World& world_;
  Ledger& ledger_;
  const Plan& plan_;
  Random random_;
  Duration usual_latency_;
  Duration usual_jitter_;
  bool healed_ = false;
  std::size_t count_ = 0;
};

} // namespace klamm::sim
