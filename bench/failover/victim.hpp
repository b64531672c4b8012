// The broker that is killed, as the benchmark sees the cluster: through plain connections to the brokers.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace klamm::bench {

class Broker;

class Victim {
public:
  /// Takes the broker of the first address. `cluster_command`: `./dev cluster`. All of these throw std::runtime_error.
  Victim(const std::string& bootstrap, std::string cluster_command);

  /// A topic of one partition with a replica on each broker, that leads where all is well.
  void create_topic(const std::string& name);
  /// A name that begins so, of a group that it coordinates where all is well.
  std::string group(const std::string& prefix);
  /// Waits until it leads the topics, and coordinates the groups, again.
  void wait_until_well(const std::vector<std::string>& groups);

  /// Kills it, and waits until another broker says that it leads that topic: when, in nanoseconds of the monotonic clock.
  std::int64_t kill();
  void start();

private:
  static int leader(Broker& broker, const std::string& topic, std::size_t* in_sync = nullptr);
  int coordinator(const std::string& group) const;
  void elect_preferred() const;

  std::string command_;
  std::map<int, std::string> addresses_;
  int id_ = -1;
  std::vector<std::string> topics_;
};

} // namespace klamm::bench
