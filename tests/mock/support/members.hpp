// Members of consumer groups on the embedded brokers: each polls on a thread of its own and keeps what it has read.
#pragma once

#include <algorithm>
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <atomic>
#include <functional>
#include <klamm/klamm.hpp>
#include <klamm/mock_cluster.hpp>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

namespace klamm::test {

using namespace std::chrono_literals;

/// Waits for what must come; a minute at most.
inline bool eventually(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(5ms);
  }
  return true;
}

/// Three brokers, whose members change hands fast.
inline MockClusterConfig quick(std::chrono::milliseconds session_timeout = 60s) {
  MockClusterConfig config{.brokers = 3};
  config.group_consumer_heartbeat_interval = 20ms;
  config.group_consumer_session_timeout = session_timeout;
  return config;
}

/// A way to be a member.
struct Flavor {
  const char* name;
  GroupProtocol protocol;
  bool cooperative = false;
};

inline const Flavor eager{"eager", GroupProtocol::classic};
inline const Flavor cooperative{"cooperative-sticky", GroupProtocol::classic, true};
inline const Flavor kip848{"KIP-848", GroupProtocol::consumer};
inline const std::vector<Flavor> flavors{eager, cooperative, kip848};

inline ConsumerConfig group_config(const MockCluster& cluster, const Flavor& flavor, std::chrono::milliseconds session_timeout = 60s) {
  ConsumerConfig config;
  config.bootstrap_servers = cluster.bootstrap_servers();
  config.group_id = "group";
  config.auto_offset_reset = AutoOffsetReset::earliest();
  config.retry_backoff = 5ms;
  config.log_level = LogLevel::error;
  config.group_protocol = flavor.protocol;
  if (flavor.protocol == GroupProtocol::classic) {
    config.session_timeout = session_timeout;
    config.heartbeat_interval = 20ms;
    if (flavor.cooperative) config.partition_assignment_strategy = {"cooperative-sticky"};
  }
  return config;
}

class Member {
public:
  Member(const MockCluster& cluster, const Flavor& flavor, std::chrono::milliseconds session_timeout = 60s)
      : consumer_(std::make_unique<Consumer>(group_config(cluster, flavor, session_timeout), context_.get_executor())) {
    consumer_->subscribe({"orders"});
    polling_ = std::thread([this] {
      while (!ends_) {
        const auto records = consumer_->poll(20ms);
        auto assignment = consumer_->assignment();
        const std::lock_guard lock(mutex_);
        assignment_ = std::move(assignment);
        if (!records) continue;
        for (const ConsumerRecord& record : *records) values_.insert(std::string(record.value().text()));
      }
    });
  }
  Member(const Member&) = delete;
  Member& operator=(const Member&) = delete;
  /// Leaves the group, if it is alive.
  ~Member() {
    end_polling();
    if (!dead_) (void)consumer_->close(60s);
    consumer_.reset();
    working_.reset();
    context_.stop();
    if (running_.joinable()) running_.join();
  }
  /// From now on it neither polls nor says a word; its connections stay open.
  void die() {
    end_polling();
    context_.stop();
    running_.join();
    dead_ = true;
  }

  std::vector<TopicPartition> assignment() const {
    const std::lock_guard lock(mutex_);
    return assignment_;
  }
  std::multiset<std::string> values() const {
    const std::lock_guard lock(mutex_);
    return values_;
  }

private:
  void end_polling() {
    ends_ = true;
    if (polling_.joinable()) polling_.join();
  }

  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> working_ = asio::make_work_guard(context_);
  std::unique_ptr<Consumer> consumer_;
  mutable std::mutex mutex_;
  std::vector<TopicPartition> assignment_;
  std::multiset<std::string> values_;
  std::atomic<bool> ends_{false};
  bool dead_ = false;
  std::thread running_{[this] { context_.run(); }};
  std::thread polling_;
};

using Members = std::vector<std::unique_ptr<Member>>;

/// How many partitions each owns; none, as long as a partition has two owners.
inline std::vector<std::size_t> shares(const Members& members) {
  std::vector<std::size_t> counts;
  std::set<TopicPartition> owned;
  std::size_t all = 0;
  for (const auto& member : members) {
    const auto assignment = member->assignment();
    owned.insert(assignment.begin(), assignment.end());
    counts.push_back(assignment.size());
    all += assignment.size();
  }
  return owned.size() == all ? counts : std::vector<std::size_t>();
}

/// What they have read together.
inline std::multiset<std::string> values_of(const Members& members) {
  std::multiset<std::string> all;
  for (const auto& member : members) all.merge(member->values());
  return all;
}

/// "value FROM" … "value TO - 1", partition by partition in turn.
inline void produce_values(const MockCluster& cluster, const std::string& topic, int partitions, int from, int to) {
  ProducerConfig config;
  config.bootstrap_servers = cluster.bootstrap_servers();
  config.log_level = LogLevel::error;
  Producer producer(config);
  for (int i = from; i < to; ++i) producer.send({.topic = topic, .value = "value " + std::to_string(i), .partition = i % partitions});
  producer.flush(60s).value();
}

} // namespace klamm::test
