// An idempotent producer and a group of two on three brokers, all through the fault proxy, under faults that a seed chooses: of the network, and of brokers
// that are killed, stopped and frozen. Then all is well again, and each record must be in the log once and in order, and must have reached the group.
//   KLAMM_FAULT_SEEDS=1..20 KLAMM_FAULT_SECONDS=60   the long run; without them one seed for 10 s
#include <doctest/doctest.h>

#include <atomic>
#include <klamm/klamm.hpp>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "support/cluster.hpp"
#include "support/fault_proxy.hpp"
#include "test_paths.hpp"

using namespace klamm;
using namespace std::chrono_literals;
using namespace klamm::test;

namespace {

constexpr int partitions = 3;

using Numbers = std::vector<std::size_t>;

/// What a partition's records should be, and what they are.
struct Verdict {
  std::size_t lost = 0, doubled = 0, reordered = 0, foreign = 0;
  void judge(std::size_t sent, const Numbers& read) {
    std::map<std::size_t, std::size_t> times;
    std::size_t before = 0;
    for (const std::size_t number : read) {
      if (number < before) ++reordered;
      before = number;
      if (number >= sent) ++foreign;
      else if (++times[number] > 1) ++doubled;
    }
    lost += sent - std::min(sent, times.size());
  }
};

class Torment {
public:
  Torment(FaultProxy& proxy, std::uint64_t seed) : proxy_(proxy), random_(seed) {}

  void run(std::chrono::seconds span) {
    const auto end = std::chrono::steady_clock::now() + span;
    while (std::chrono::steady_clock::now() < end) {
      below(4) == 0 ? trouble_a_broker() : trouble_the_network();
      pause(200, 2'500);
      if (below(2) == 0) proxy_.order("all heal");
    }
    proxy_.order("all heal");
    wake();
  }
  std::string history() const { return history_; }

private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  void pause(std::size_t low, std::size_t high) { std::this_thread::sleep_for(std::chrono::milliseconds(low + below(high - low))); }
  void spoil(const std::string& words) {
    history_ += words + "; ";
    proxy_.order(words);
  }
  void trouble_the_network() {
    const std::string broker = std::to_string(1 + below(3)) + " ";
    const std::string side = below(2) == 0 ? "requests" : "answers";
    static constexpr int apis[] = {0, 1, 3, 8, 9, 10, 11, 12, 14, 18, 22, 68};
    const std::string api = std::to_string(apis[below(std::size(apis))]);
    switch (below(9)) {
      case 0: return spoil(broker + "delay " + std::to_string(below(300)) + " " + std::to_string(below(200)));
      case 1: return spoil(broker + "rate " + std::to_string(2'000 + below(200'000)));
      case 2: return spoil(broker + "bytewise");
      case 3: return spoil(broker + "swallow " + side);
      case 4: return spoil(broker + "drop " + side + " " + api);
      case 5: return spoil(broker + "hold " + side + " " + api);
      case 6: return spoil(broker + "cut_after " + side + " " + std::to_string(below(2'000)));
      case 7: return spoil(broker + "refuse");
      default: return spoil(broker + "cut");
    }
  }
  // One at a time: two replicas of three are in sync and take records.
  void trouble_a_broker() {
    if (!down_.empty() || !frozen_.empty()) return wake();
    const std::string broker = std::to_string(1 + below(3));
    const std::size_t how = below(3);
    const std::string words = (how == 0 ? "kill " : how == 1 ? "stop " : "pause ") + broker;
    history_ += words + "; ";
    cluster(words);
    (how == 2 ? frozen_ : down_) = broker;
  }
  void wake() {
    if (!down_.empty()) cluster("start " + down_);
    if (!frozen_.empty()) cluster("resume " + frozen_);
    if (!down_.empty() || !frozen_.empty()) history_ += "start; ";
    down_.clear();
    frozen_.clear();
  }

  FaultProxy& proxy_;
  std::mt19937_64 random_;
  std::string history_, down_, frozen_;
};

/// A member of the group: which numbers it has got, by partition.
class Member {
public:
  Member(const ConsumerConfig& config, const std::string& topic) : consumer_(config) {
    consumer_.subscribe({topic});
    thread_ = std::thread([this] {
      while (!over_) {
        const auto records = consumer_.poll(100ms);
        if (!records) continue;
        const std::lock_guard lock(mutex_);
        for (const ConsumerRecord& record : *records) got_[record.partition()].push_back(std::stoul(std::string(record.value().text())));
      }
      (void)consumer_.close(30s);
    });
  }
  ~Member() {
    over_ = true;
    thread_.join();
  }
  std::map<int, Numbers> got() const {
    const std::lock_guard lock(mutex_);
    return got_;
  }

private:
  Consumer consumer_;
  std::atomic<bool> over_{false};
  mutable std::mutex mutex_;
  std::map<int, Numbers> got_;
  std::thread thread_;
};

void run(std::uint64_t seed, std::chrono::seconds span) {
  CAPTURE(seed);
  const std::string topic = new_topic("random-faults", partitions, "--replication-factor 3");
  FaultProxy proxy(KLAMM_FAULT_PROXY, bootstrap(), seed);
  ProducerConfig producing{
      .bootstrap_servers = proxy.bootstrap_servers(), .linger = 5ms, .delivery_timeout = 300s, .log_level = LogLevel::error};
  producing.request_timeout = 5s;
  ConsumerConfig consuming{.bootstrap_servers = proxy.bootstrap_servers(), .group_id = topic, .log_level = LogLevel::error};
  consuming.auto_offset_reset = AutoOffsetReset::earliest();
  consuming.request_timeout = 5s;
  consuming.group_protocol = seed % 2 == 0 ? GroupProtocol::consumer : GroupProtocol::classic;
  std::vector<std::size_t> sent(partitions);
  std::atomic<std::size_t> written{0}, failed{0};
  Torment torment(proxy, seed);
  {
    Member one(consuming, topic), two(consuming, topic);
    Producer producer(producing);
    std::atomic<bool> over{false};
    std::thread tormentor([&] {
      torment.run(span);
      over = true;
    });
    while (!over) {
      for (int partition = 0; partition < partitions; ++partition) {
        producer.send({.topic = topic, .value = std::to_string(sent[static_cast<std::size_t>(partition)]++), .partition = partition},
                      [&](const Result<RecordMetadata>& told) { ++(told ? written : failed); });
      }
      std::this_thread::sleep_for(3ms);
    }
    tormentor.join();
    CHECK(producer.flush(120s));
    const auto is_complete = [&] {
      std::map<int, std::set<std::size_t>> all;
      for (const Member* member : {&one, &two}) {
        for (const auto& [partition, numbers] : member->got()) all[partition].insert(numbers.begin(), numbers.end());
      }
      for (int partition = 0; partition < partitions; ++partition) {
        if (all[partition].size() != sent[static_cast<std::size_t>(partition)]) return false;
      }
      return true;
    };
    const auto deadline = std::chrono::steady_clock::now() + 120s;
    while (!is_complete() && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(50ms);
    CHECK(is_complete());
  }
  const std::size_t all = sent[0] + sent[1] + sent[2];
  CHECK(written == all);
  CHECK(failed == 0);

  Consumer reader(ConsumerConfig{
      .bootstrap_servers = bootstrap_servers(), .auto_offset_reset = AutoOffsetReset::earliest(), .log_level = LogLevel::error});
  std::vector<TopicPartition> assigned;
  for (int partition = 0; partition < partitions; ++partition) assigned.emplace_back(topic, partition);
  reader.assign(assigned);
  const auto ends = reader.end_offsets(assigned).value();
  std::vector<Numbers> read(partitions);
  const auto deadline = std::chrono::steady_clock::now() + 120s;
  const auto is_behind = [&](const TopicPartition& partition) { return reader.position(partition).value_or(0) < ends.at(partition); };
  while (std::ranges::any_of(assigned, is_behind) && std::chrono::steady_clock::now() < deadline) {
    const auto records = reader.poll(100ms);
    if (!records) continue;
    for (const ConsumerRecord& record : *records)
      read[static_cast<std::size_t>(record.partition())].push_back(std::stoul(std::string(record.value().text())));
  }
  Verdict verdict;
  for (std::size_t partition = 0; partition < partitions; ++partition) verdict.judge(sent[partition], read[partition]);
  MESSAGE("seed " << seed << ": " << all << " records, " << verdict.lost << " lost, " << verdict.doubled << " doubled, "
                  << verdict.reordered << " reordered, " << verdict.foreign << " foreign; " << torment.history());
  CHECK(verdict.lost == 0);
  CHECK(verdict.doubled == 0);
  CHECK(verdict.reordered == 0);
  CHECK(verdict.foreign == 0);
}

} // namespace

TEST_CASE("faults: through a bad network to brokers that die, each record is written once, in order, and reaches the group") {
  const char* const seeds = std::getenv("KLAMM_FAULT_SEEDS");
  const char* const seconds = std::getenv("KLAMM_FAULT_SECONDS");
  const std::chrono::seconds span(seconds ? std::stol(seconds) : seeds ? 60 : 10);
  if (!seeds) return run(1, span);
  const std::string range = seeds;
  const auto dots = range.find("..");
  const std::uint64_t first = std::stoull(range), last = dots == std::string::npos ? first : std::stoull(range.substr(dots + 2));
  for (std::uint64_t seed = first; seed <= last; ++seed) run(seed, span);
}
