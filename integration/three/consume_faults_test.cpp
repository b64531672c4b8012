// A consumer on three brokers that are killed, stopped, frozen and made to hand over their partitions, its group's coordinator among them: every record is given once and in
// order, and no committed offset is lost.
//   KLAMM_CONSUME_SECONDS=120   for how long a producer runs (default 25)
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <klamm/klamm.hpp>
#include <map>
#include <optional>
#include <thread>
#include <vector>

#include "support/cluster.hpp"

using namespace klamm;
using namespace std::chrono_literals;
using namespace klamm::test;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr int partitions = 6;

/// Writes to all partitions at a steady pace until it is told to end.
class Writing {
public:
  Writing(std::string topic, int count) : topic_(std::move(topic)), count_(count) {
    thread_ = std::thread([this] {
      Producer producer{{.bootstrap_servers = bootstrap_servers(),
                         .acks = Acks::all,
                         .linger = 2ms,
                         .delivery_timeout = 120s,
                         .request_timeout = 4s, // how long the producer waits for a frozen broker is not the consumer's to answer for
                         .log_level = LogLevel::error}};
      for (std::int64_t i = 0; !over_; ++i) {
        for (int partition = 0; partition < count_; ++partition)
          producer.send({.topic = topic_, .value = std::to_string(i), .partition = partition},
                        [this](const Result<RecordMetadata>& sent) { failed_ += sent ? 0 : 1; });
        written_ = i + 1;
        std::this_thread::sleep_for(2ms);
      }
      producer.close(150s).value();
    });
  }
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;
  ~Writing() { end(); }
  void end() {
    over_ = true;
    if (thread_.joinable()) thread_.join();
  }
  /// To each partition; all of it is in the log once end() has returned.
  std::int64_t written() const { return written_; }
  std::size_t failed() const { return failed_; }

private:
  std::string topic_;
  int count_;
  std::atomic<bool> over_{false};
  std::atomic<std::int64_t> written_{0};
  std::atomic<std::size_t> failed_{0};
  std::thread thread_;
};

/// Polls on a thread of its own, and checks that each partition's records come one after the other.
class Reading {
public:
  Reading(const ConsumerConfig& config, std::function<void(Consumer&)> begin) : consumer_(config) {
    begin(consumer_);
    thread_ = std::thread([this] {
      for (const Result<ConsumerRecords>& records : consumer_) {
        if (!records) {
          const std::lock_guard lock(mutex_);
          errors_.push_back(records.error().message());
          continue;
        }
        for (const PartitionRecords& of : records->partitions()) take(of);
      }
    });
  }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;
  ~Reading() { end(); }
  void end() {
    if (!thread_.joinable()) return;
    consumer_.wakeup();
    thread_.join();
  }
  bool reaches(std::int64_t offset, int count, std::chrono::seconds limit = 90s) {
    for (const auto deadline = SteadyClock::now() + limit; SteadyClock::now() < deadline; std::this_thread::sleep_for(20ms)) {
      bool all = true;
      for (int i = 0; i < count; ++i) all = all && next(i) >= offset;
      if (all) return true;
    }
    return false;
  }
  std::int64_t next(int partition) {
    const std::lock_guard lock(mutex_);
    const auto found = next_.find(partition);
    return found == next_.end() ? 0 : found->second;
  }
  /// The longest time without a record of some partition, since this was last asked.
  std::chrono::milliseconds longest_gap() {
    const std::lock_guard lock(mutex_);
    const auto now = SteadyClock::now();
    for (auto& [partition, at] : last_) longest_ = std::max(longest_, now - std::exchange(at, now));
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::exchange(longest_, {}));
  }
  std::size_t gaps() const { return gaps_; }
  std::size_t repeated() const { return repeated_; }
  std::vector<std::string> errors() {
    const std::lock_guard lock(mutex_);
    return errors_;
  }
  Consumer& consumer() { return consumer_; }

private:
  void take(const PartitionRecords& of) {
    const std::lock_guard lock(mutex_);
    const auto now = SteadyClock::now();
    std::int64_t& next = next_[of.partition()];
    for (const ConsumerRecord& record : of) {
      if (record.offset() > next || record.value().text() != std::to_string(record.offset())) ++gaps_;
      if (record.offset() < next) ++repeated_;
      next = std::max(next, record.offset() + 1);
    }
    const auto known = last_.try_emplace(of.partition(), now).first;
    longest_ = std::max(longest_, now - std::exchange(known->second, now));
  }

  Consumer consumer_;
  std::mutex mutex_;
  std::map<int, std::int64_t> next_;
  std::map<int, SteadyClock::time_point> last_;
  SteadyClock::duration longest_{};
  std::atomic<std::size_t> gaps_{0}, repeated_{0};
  std::vector<std::string> errors_;
  std::thread thread_;
};

struct Lost : RebalanceListener {
  std::atomic<int> times{0};
  void on_partitions_lost(Consumer&, const std::vector<TopicPartition>&) override { ++times; }
};

ConsumerConfig config() {
  ConsumerConfig config;
  config.bootstrap_servers = bootstrap_servers();
  config.auto_offset_reset = AutoOffsetReset::earliest();
  config.log_level = std::getenv("KLAMM_TEST_LOG") ? LogLevel::debug : LogLevel::error;
  return config;
}

ConsumerConfig member(const std::string& group, GroupProtocol protocol) {
  ConsumerConfig member = config();
  member.group_id = group;
  member.group_protocol = protocol;
  if (protocol == GroupProtocol::classic) {
    member.partition_assignment_strategy = {"cooperative-sticky"};
    member.session_timeout = 30s; // a broker that is killed takes 3 s to be replaced
  }
  member.auto_commit_interval = 200ms;
  return member;
}

std::vector<TopicPartition> all_of(const std::string& topic, int count) {
  std::vector<TopicPartition> all;
  for (int i = 0; i < count; ++i) all.push_back({topic, i});
  return all;
}

bool tried(const char* what, const std::function<void()>& fault) {
  try {
    fault();
    return true;
  } catch (const std::exception& refused) {
    MESSAGE(what << ": " << refused.what()); // an election may find a broker not yet back in sync
    return false;
  }
}
void elect() {
  tried("election", [] { kafka("kafka-leader-election.sh", "--election-type preferred --all-topic-partitions"); });
}

std::string coordinator_of(const std::string& group) {
  std::istringstream lines(kafka("kafka-consumer-groups.sh", "--describe --state --group " + group));
  for (std::string line; std::getline(lines, line);) { // GROUP COORDINATOR (ID) ASSIGNMENT-STRATEGY STATE #MEMBERS
    std::istringstream words(line);
    std::string of, address, id;
    if (words >> of >> address >> id && of == group && id.size() > 2) return id.substr(1, id.size() - 2);
  }
  throw std::runtime_error("kafka-consumer-groups.sh does not tell the coordinator of " + group);
}

int leader_of(const std::string& topic, int partition) {
  Consumer asking(config());
  return asking.partitions_for(topic).value().at(static_cast<std::size_t>(partition)).leader;
}

} // namespace

TEST_CASE("faults: a consumer is given every record once and in order while brokers are killed, frozen, stopped and started") {
  const char* const seconds = std::getenv("KLAMM_CONSUME_SECONDS");
  const auto until = SteadyClock::now() + std::chrono::seconds(seconds ? std::stol(seconds) : 25);
  const std::string topic = new_topic("consume-faults", partitions, "--replication-factor 3");
  Reading reading(config(), [&](Consumer& consumer) { consumer.assign(all_of(topic, partitions)); });
  Writing writing(topic, partitions);
  REQUIRE(reading.reaches(100, partitions));
  struct Fault {
    const char* name;
    std::function<void()> begin, end;
  };
  const std::vector<Fault> faults{{"a broker killed", [] { cluster("kill 1"); }, [] { cluster("start 1"); }},
                                  {"a broker frozen", [] { cluster("pause 2"); }, [] { cluster("resume 2"); }},
                                  {"a broker stopped in order", [] { cluster("stop 3"); }, [] { cluster("start 3"); }}};
  do {
    for (const Fault& fault : faults) {
      static_cast<void>(reading.longest_gap());
      fault.begin();
      CHECK(reading.reaches(writing.written() + 100, partitions)); // goes on without that broker
      const auto without = reading.longest_gap();
      fault.end();
      elect();
      CHECK(reading.reaches(writing.written() + 100, partitions));
      MESSAGE(fault.name << ": longest wait for a record of some partition " << without.count() << " ms; back again "
                         << reading.longest_gap().count() << " ms");
    }
  } while (SteadyClock::now() < until);
  writing.end();
  CHECK(writing.failed() == 0);
  CHECK(reading.reaches(writing.written(), partitions));
  reading.end();
  CHECK(reading.gaps() == 0);
  CHECK(reading.repeated() == 0);
  for (const std::string& error : reading.errors()) CHECK(error == "");
}

TEST_CASE("faults: a group's coordinator is killed and comes back: the member goes on, and its commits hold") {
  for (const GroupProtocol protocol : {GroupProtocol::classic, GroupProtocol::consumer}) {
    if (protocol == GroupProtocol::consumer && std::stof(setting("KLAMM_KAFKA_VERSION")) < 4.0F) continue;
    CAPTURE(protocol == GroupProtocol::consumer);
    const std::string topic = new_topic("coordinator", partitions, "--replication-factor 3"), group = new_name("coordinator");
    const auto lost = std::make_shared<Lost>();
    Reading reading(member(group, protocol), [&](Consumer& consumer) { consumer.subscribe({topic}, lost); });
    Writing writing(topic, partitions);
    REQUIRE(reading.reaches(100, partitions));
    reading.consumer().commit_sync(60s).value();
    const std::string coordinator = coordinator_of(group);
    const auto before = reading.consumer().committed(all_of(topic, partitions), 60s).value();
    static_cast<void>(reading.longest_gap());
    const auto killed = SteadyClock::now();
    cluster("kill " + coordinator);
    CHECK(reading.consumer().commit_sync(60s)); // found the next coordinator
    const auto committed = std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now() - killed);
    CHECK(reading.reaches(writing.written() + 100, partitions));
    const auto gap = reading.longest_gap();
    const auto after = reading.consumer().committed(all_of(topic, partitions), 60s).value();
    for (const auto& [partition, offset] : before) {
      REQUIRE(offset);
      REQUIRE(after.at(partition));
      CHECK(after.at(partition)->offset >= offset->offset);
    }
    cluster("start " + coordinator);
    const auto deadline = SteadyClock::now() + 60s;
    do elect(); // until it is in sync again, and the coordinator moves back
    while (coordinator_of(group) != coordinator && SteadyClock::now() < deadline);
    CHECK(coordinator_of(group) == coordinator);
    CHECK(reading.reaches(writing.written() + 100, partitions));
    CHECK(reading.consumer().commit_sync(60s));
    MESSAGE((protocol == GroupProtocol::consumer ? "KIP-848" : "classic")
            << ": a commit got through " << committed.count() << " ms after the kill; longest wait for a record " << gap.count() << " ms");
    writing.end();
    CHECK(reading.reaches(writing.written(), partitions));
    reading.end();
    CHECK(reading.gaps() == 0);
    if (lost->times == 0) CHECK(reading.repeated() == 0); // else from the last commit on
    CHECK(lost->times == 0);
    CHECK(reading.consumer().close(60s));
    const auto at_end = Consumer(member(group, protocol)).committed(all_of(topic, partitions), 60s).value();
    for (const auto& [partition, offset] : at_end) {
      REQUIRE(offset);
      CHECK(offset->offset == writing.written());
    }
  }
}

TEST_CASE("faults: a consumer reads from the replica in its rack (KIP-392), and from the leader when that is gone") {
  if (std::stof(setting("KLAMM_KAFKA_VERSION")) < 2.4F) return;
  const std::string topic = new_topic("rack", 1, "--replication-factor 3");
  const int leader = leader_of(topic, 0), near = leader % 3 + 1;
  ConsumerConfig in_rack = config();
  in_rack.client_rack = "rack" + std::to_string(near);
  Reading reading(in_rack, [&](Consumer& consumer) { consumer.assign(all_of(topic, 1)); });
  Writing writing(topic, 1);
  const auto received_from = [&](int node) {
    for (const BrokerStatistics& broker : reading.consumer().statistics().brokers)
      if (broker.node_id == node) return broker.bytes_received;
    return std::uint64_t{0};
  };
  REQUIRE(reading.reaches(100, 1));
  const auto from_leader = received_from(leader), from_near = received_from(near);
  REQUIRE(reading.reaches(reading.next(0) + 500, 1));
  CHECK(received_from(near) - from_near > 500 * 5);
  CHECK(received_from(leader) - from_leader < 500);
  static_cast<void>(reading.longest_gap());
  cluster("kill " + std::to_string(near));
  const auto then = received_from(leader);
  CHECK(reading.reaches(writing.written() + 100, 1));
  CHECK(received_from(leader) - then > 100 * 5);
  MESSAGE("the near replica killed: longest wait for a record " << reading.longest_gap().count() << " ms");
  cluster("start " + std::to_string(near));
  writing.end();
  CHECK(reading.reaches(writing.written(), 1));
  reading.end();
  CHECK(reading.gaps() == 0);
  CHECK(reading.repeated() == 0);
  for (const std::string& error : reading.errors()) CHECK(error == "");
}
