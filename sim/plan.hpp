// What one schedule does, all of it drawn from its seed: brokers, topics, clients with their settings, and the kinds of trouble there will be.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/time.hpp"
#include "klamm/consumer_config.hpp"
#include "klamm/producer_config.hpp"

namespace klamm::sim {

/// Kinds of trouble. Each schedule has a few of them, so that those that hide each other's effects also come alone.
enum class Fault : std::uint8_t {
  cut,          ///< a connection breaks
  cut_at_byte,  ///< … in the middle of what is being sent
  half_open,    ///< one direction of a connection swallows everything from now on
  slow,         ///< a connection becomes slow and late
  chopped,      ///< a connection delivers a few bytes at a time
  unreachable,  ///< packets to a broker are dropped: connections to it are neither accepted nor refused
  unresolvable, ///< a broker's name is not known for a while
  kill,         ///< a broker dies, and comes back
  freeze,       ///< a broker stands still, and goes on
  move_leader,
  error,            ///< a broker answers with an error that passes
  lost_answer,      ///< a broker does what it is asked, and breaks the connection instead of answering
  throttle,         ///< a quota: answers tell the client to wait
  truncate,         ///< an unclean election: the log's end is lost
  retention,        ///< the log's beginning is deleted, or is too old or too much for a while
  move_coordinator, ///< of the group
  recreate,         ///< a topic is deleted with all its records, and made anew a little later
};
std::string_view fault_name(Fault fault);

struct TopicPlan {
  std::string name;
  std::int32_t partitions;
};

struct ProducerPlan {
  ProducerConfig config;
  std::uint64_t largest_value;
  std::uint64_t largest_burst;
  Duration pause; ///< between bursts, at most
  bool waits;     ///< for room when the buffer is full, instead of an error
};

struct ConsumerPlan {
  ConsumerConfig config;
  bool restless;   ///< seeks, pauses, and changes what it reads
  Duration thinks; ///< between polls, at most
};

/// A group, each of whose places is taken by one member after the other.
struct GroupPlan {
  std::string id;
  ConsumerConfig config; ///< its members'
  int members;
  bool is_static;              ///< members of one place have one group.instance.id
  bool commits_by_hand;        ///< after each poll's records; else enable.auto.commit
  Duration life;               ///< between what happens to a member, at most
  Duration session, heartbeat; ///< the broker's, for group.protocol=consumer
};

struct Plan {
  int brokers;
  std::vector<TopicPlan> topics;
  std::vector<ProducerPlan> producers;
  std::vector<ConsumerPlan> consumers;
  std::optional<GroupPlan> group;
  std::vector<Fault> faults;
  Duration fault_every; ///< on average
  Duration span;        ///< how long there are faults and new records
};

/// The names of all workloads, and what each is about.
struct Workload {
  std::string_view name;
  std::string_view about;
};
const std::vector<Workload>& workloads();

/// Throws std::invalid_argument for an unknown workload.
Plan make_plan(std::string_view workload, Random random);
/// For the trace: settings that explain what happens, a line each.
std::vector<std::string> describe(const Plan& plan);

} // namespace klamm::sim
