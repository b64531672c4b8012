// What the tests of groups share: configurations of the three kinds of groups, members on threads of their own, what their listeners hear.
#pragma once

#include <algorithm>
#include <atomic>
#include <klamm/klamm.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <sstream>
#include <thread>

#include "support/cluster.hpp"

namespace klamm::test {

using namespace std::chrono_literals;

inline std::string new_group(const std::string& name) {
  return name + "-" + std::to_string(getpid()) + "-" +
         std::to_string(std::chrono::steady_clock::now().time_since_epoch().count() % 1'000'000'000);
}

struct Flavor {
  const char* name;
  GroupProtocol protocol;
  std::vector<std::string> assignors;
};
inline const Flavor eager{"eager range", GroupProtocol::classic, {"range"}};
inline const Flavor cooperative{"cooperative-sticky", GroupProtocol::classic, {"cooperative-sticky"}};
inline const Flavor kip848{"KIP-848", GroupProtocol::consumer, {}};
/// Those of these that the brokers speak.
inline std::vector<Flavor> spoken(std::vector<Flavor> flavors) {
  if (std::stof(setting("KLAMM_KAFKA_VERSION")) < 4.0F)
    std::erase_if(flavors, [](const Flavor& flavor) { return flavor.protocol == GroupProtocol::consumer; });
  return flavors;
}
inline std::vector<Flavor> all_flavors() { return spoken({eager, cooperative, kip848}); }

inline ConsumerConfig config(const std::string& group, const Flavor& flavor = eager) {
  ConsumerConfig config{.bootstrap_servers = {bootstrap()}, .group_id = group, .auto_offset_reset = AutoOffsetReset::earliest()};
  config.group_protocol = flavor.protocol;
  if (flavor.protocol == GroupProtocol::classic) {
    config.partition_assignment_strategy = flavor.assignors;
    config.session_timeout = 6s;
    config.heartbeat_interval = 500ms;
  }
  if (std::getenv("KLAMM_TEST_LOG")) config.log_level = LogLevel::debug;
  return config;
}

inline void produce(const std::string& topic, int partitions, int from, int count) {
  Producer producer{{.bootstrap_servers = {bootstrap()}, .linger = 1ms}};
  for (int i = from; i < from + count; ++i) {
    const std::string value = std::to_string(i);
    producer.send({.topic = topic, .value = value, .partition = i % partitions});
  }
  producer.flush(20s).value();
}

/// Polls until `done`, or a time that only a broken group needs. What it polled is counted by value.
template <class Done>
bool poll_until(Consumer& consumer, Done done, std::map<std::string, int>* seen = nullptr, std::chrono::seconds limit = 40s) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    const auto records = consumer.poll(100ms);
    if (!records) throw Exception(records.error());
    for (const ConsumerRecord& record : *records)
      if (seen) ++(*seen)[std::string(record.value().text())];
  }
  return true;
}

/// What happened to a member, in order.
struct Diary : RebalanceListener {
  std::mutex mutex;
  std::vector<std::pair<std::string, std::vector<TopicPartition>>> entries;

  void note(const char* what, const std::vector<TopicPartition>& partitions) {
    const std::lock_guard lock(mutex);
    entries.emplace_back(what, partitions);
  }
  void on_partitions_assigned(Consumer&, const std::vector<TopicPartition>& partitions) override { note("assigned", partitions); }
  void on_partitions_revoked(Consumer&, const std::vector<TopicPartition>& partitions) override { note("revoked", partitions); }
  void on_partitions_lost(Consumer&, const std::vector<TopicPartition>& partitions) override { note("lost", partitions); }
  std::size_t partitions(const std::string& what) {
    const std::lock_guard lock(mutex);
    std::size_t sum = 0;
    for (const auto& [kind, of] : entries) sum += kind == what ? of.size() : 0;
    return sum;
  }
  std::size_t count(const std::string& what) {
    const std::lock_guard lock(mutex);
    return static_cast<std::size_t>(std::count_if(entries.begin(), entries.end(), [&](const auto& entry) { return entry.first == what; }));
  }
};

/// A member on a thread of its own, which polls until it is stopped.
class Member {
public:
  Member(const ConsumerConfig& config, const std::string& topic) : consumer_(config) {
    consumer_.subscribe({topic}, diary);
    thread_ = std::thread([this] {
      while (!stop_) {
        const auto records = consumer_.poll(50ms);
        if (!records) {
          const std::lock_guard lock(mutex_);
          errors_.push_back(records.error().message());
          continue;
        }
        const std::lock_guard lock(mutex_);
        for (const ConsumerRecord& record : *records) ++seen_[std::string(record.value().text())];
        assignment_ = consumer_.assignment();
      }
    });
  }
  ~Member() { stop(); }
  void stop() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
  }
  void close() {
    stop();
    consumer_.close(20s).value();
  }
  std::vector<TopicPartition> assignment() {
    const std::lock_guard lock(mutex_);
    return assignment_;
  }
  std::map<std::string, int> seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
  }
  std::vector<std::string> errors() {
    const std::lock_guard lock(mutex_);
    return errors_;
  }
  Consumer& consumer() { return consumer_; }

  std::shared_ptr<Diary> diary = std::make_shared<Diary>();

private:
  Consumer consumer_;
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::vector<TopicPartition> assignment_;
  std::map<std::string, int> seen_;
  std::vector<std::string> errors_;
  std::thread thread_;
};

template <class Done>
bool eventually(Done done, std::chrono::seconds limit = 40s) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(20ms);
  }
  return true;
}

inline std::size_t in_all(const std::vector<Member*>& members) {
  std::set<TopicPartition> all;
  std::size_t sum = 0;
  for (Member* const member : members) {
    const auto assignment = member->assignment();
    all.insert(assignment.begin(), assignment.end());
    sum += assignment.size();
  }
  return sum == all.size() ? sum : 0; // 0: one is there twice
}

inline std::map<std::string, int> seen_by(const std::vector<Member*>& members) {
  std::map<std::string, int> all;
  for (Member* const member : members)
    for (const auto& [value, count] : member->seen()) all[value] += count;
  return all;
}

} // namespace klamm::test
