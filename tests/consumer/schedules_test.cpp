// Collector, fetcher and broker sessions together under random schedules: whatever seeks, pauses, assignments, leader moves, lost responses and evicted
// sessions come, each partition's records are delivered in order, each once, none left out.
#include <doctest/doctest.h>

#include <deque>

#include "cluster/support/metadata_answers.hpp"
#include "consumer/fetch_collector.hpp"
#include "consumer/fetcher.hpp"
#include "consumer/support/fake_log.hpp"

using namespace klamm;
using namespace klamm::consumer;

namespace {

constexpr std::int32_t partition_count = 4;

class Schedule {
public:
  explicit Schedule(std::uint64_t seed) : random_(seed) {
    Fetcher::Settings settings;
    settings.max_partition_bytes = 300;
    budget_ = std::make_shared<FetchBudget>(1500, [] {});
    fetcher_.emplace(settings, subscriptions_, budget_, Random(seed), Log());
    for (std::int32_t i = 0; i < partition_count; ++i) {
      logs_[i].append(1 + static_cast<std::int32_t>(random_.below(5)));
      leader_[i] = 1 + static_cast<std::int32_t>(random_.below(2));
      expected_[i] = -1;
    }
    brokers_[1].ids["t"] = brokers_[2].ids["t"] = test::uuid(9);
    lead();
  }

  void run(int steps) {
    for (int i = 0; i < steps; ++i) {
      act();
      pump();
      if (random_.below(2) == 0) answer_one();
      if (random_.below(2) == 0) poll();
      now_ += 20ms;
    }
    // In the end everything arrives.
    for (auto& [partition, log] : logs_) log.error = ErrorCode::none;
    for (std::int32_t i = 0; i < partition_count; ++i) {
      const TopicPartition name{"t", i};
      if (collector_.is_assigned(name)) collector_.set_paused(name, false);
    }
    for (int i = 0; i < 3000 && !done(); ++i) {
      pump();
      while (!waiting_.empty()) answer_one();
      poll();
      now_ += 50ms;
    }
    for (std::int32_t i = 0; i < partition_count; ++i) {
      if (expected_[i] >= 0) CHECK(expected_[i] == logs_[i].end);
    }
  }

private:
  struct Waiting {
    cluster::NodeId node;
    std::optional<wire::FetchResponse> response; ///< none: lost
    std::size_t bytes;
  };

  bool done() {
    for (std::int32_t i = 0; i < partition_count; ++i) {
      if (expected_[i] >= 0 && expected_[i] != logs_[i].end) return false;
    }
    return true;
  }

  void lead() {
    ++epoch_;
    std::vector<test::MetadataResponse::Partition> partitions;
    for (auto& [node, broker] : brokers_) broker.leads.clear();
    for (std::int32_t i = 0; i < partition_count; ++i) {
      brokers_[leader_[i]].leads[{"t", i}] = &logs_[i];
      partitions.push_back(test::partition(i, leader_[i], epoch_));
    }
    metadata_.apply(test::answer({test::topic("t", test::uuid(9), partitions)}));
  }

  void act() {
    const auto i = static_cast<std::int32_t>(random_.below(partition_count));
    const TopicPartition name{"t", i};
    switch (random_.below(16)) {
      case 0: {
        std::vector<FetchCollector::Wanted> wanted;
        for (std::int32_t p = 0; p < partition_count; ++p) {
          if (random_.below(3) == 0) {
            expected_[p] = -1;
            continue;
          }
          if (expected_[p] < 0) {
            expected_[p] = static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(logs_[p].end) + 1));
            wanted.push_back({{"t", p}, SeekTarget::to(expected_[p])});
          } else {
            wanted.push_back({{"t", p}, std::nullopt});
          }
        }
        collector_.assign(wanted, std::nullopt);
        break;
      }
      case 1:
      case 2:
        if (expected_[i] < 0) break;
        expected_[i] = static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(logs_[i].end) + 1));
        collector_.seek(name, SeekTarget::to(expected_[i], random_.below(2) == 0 ? -1 : 0));
        break;
      case 3:
      case 4:
      case 5:
        if (expected_[i] >= 0) collector_.set_paused(name, random_.below(2) == 0);
        break;
      case 6:
        leader_[i] = 3 - leader_[i];
        lead();
        break;
      case 7: brokers_[1 + static_cast<std::int32_t>(random_.below(2))].forget_sessions = true; break;
      case 8: logs_[i].error = random_.below(2) == 0 ? ErrorCode::unknown_leader_epoch : ErrorCode::none; break;
      default: {
        test::BatchOptions options;
        options.codec = random_.below(4) == 0 ? CompressionType::lz4 : CompressionType::none;
        logs_[i].append(1 + static_cast<std::int32_t>(random_.below(6)), options);
      }
    }
    if (random_.below(8) == 0) {
      for (auto& [partition, log] : logs_) log.error = ErrorCode::none;
    }
  }

  void apply(Command& command) {
    if (auto* assign = std::get_if<AssignCommand>(&command))
      subscriptions_.assign(assign->partition, assign->version).seek(*assign->target, assign->version);
    if (auto* revoke = std::get_if<RevokeCommand>(&command)) subscriptions_.revoke(revoke->partition);
    if (auto* seek = std::get_if<SeekCommand>(&command)) subscriptions_.find(seek->partition)->seek(seek->target, seek->version);
    if (auto* pause = std::get_if<PauseCommand>(&command)) subscriptions_.find(pause->partition)->set_paused(pause->paused);
    CHECK_FALSE(std::holds_alternative<StopCommand>(command));
  }

  void pump() {
    for (Command& command : collector_.take_commands()) apply(command);
    auto step = fetcher_->step(now_, *metadata_.cache.snapshot());
    CHECK(step.completed.empty());
    for (const auto& send : step.sends) {
      for (const auto& waiting : waiting_) CHECK(waiting.node != send.node); // one at a time
      const auto response = brokers_[send.node].answer(send.request, true);
      std::size_t bytes = 0;
      for (const auto& topic : response.topics) {
        for (const auto& partition : topic.partitions) bytes += partition.records ? partition.records->size() : 0;
      }
      if (random_.below(12) == 0) waiting_.push_back({send.node, std::nullopt, 0});
      else waiting_.push_back({send.node, response, bytes});
    }
  }

  void answer_one() {
    if (waiting_.empty()) return;
    const Waiting waiting = waiting_.front();
    waiting_.pop_front();
    auto outcome = waiting.response ? fetcher_->on_response(waiting.node, *waiting.response, waiting.bytes, now_)
                                    : fetcher_->on_failure(waiting.node, Error(ErrorCode::disconnected), now_);
    for (auto& one : outcome.completed) buffer_.push_back(std::move(one));
  }

  void poll() {
    auto result = collector_.collect();
    if (!result) {
      for (auto& one : buffer_) collector_.arrivals().push_back(std::move(one));
      buffer_.clear();
      result = collector_.collect();
    }
    if (!result) return;
    REQUIRE(*result);
    for (const ConsumerRecord& record : **result) {
      auto& expected = expected_[record.partition()];
      REQUIRE(record.offset() == expected);
      REQUIRE(record.value().text() == std::to_string(expected));
      ++expected;
    }
    for (const PartitionRecords& records : (*result)->partitions()) {
      CHECK(records.next_offset() == expected_[records.partition()]);
      CHECK(collector_.position(records.topic_partition()).position.offset == expected_[records.partition()]);
    }
  }

  Random random_;
  test::CacheWorld metadata_;
  std::map<std::int32_t, test::FakeLog> logs_;
  std::map<std::int32_t, std::int32_t> leader_;
  std::map<std::int32_t, std::int64_t> expected_; ///< the next offset to come; -1: not assigned
  std::map<cluster::NodeId, test::FakeBroker> brokers_;
  std::int32_t epoch_ = 0;
  SubscriptionState subscriptions_;
  std::shared_ptr<FetchBudget> budget_;
  std::optional<Fetcher> fetcher_;
  FetchCollector collector_{{.max_poll_records = 7, .largest_parked = 700}};
  std::vector<CompletedFetch> buffer_;
  std::deque<Waiting> waiting_;
  TimePoint now_{std::chrono::hours(1)};
};

} // namespace

TEST_CASE("schedules: nothing is missed, repeated or out of order, whatever happens in between") {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    CAPTURE(seed);
    Schedule(seed).run(150);
  }
}
