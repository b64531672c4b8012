// A sender with an accumulator, a cluster that is made up, and a clock that is told: what the sender's tests share.
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "cluster/metadata_cache.hpp"
#include "producer/sender.hpp"
#include "wire/messages/metadata.hpp"

namespace klamm::producer {

class SenderFixture : public Sender::Environment {
public:
  explicit SenderFixture(ProducerSettings settings = {}, std::int32_t partitions = 3)
      : accumulator(
            std::move(settings), 1, [this] { return now; }, [this] { ++wakes; }),
        sender(accumulator, Random(1), Log()) {
    set_leaders(std::vector<std::int32_t>(static_cast<std::size_t>(partitions > 0 ? partitions : 3), 1));
    if (partitions > 0) add_topic(partitions);
    if (accumulator.settings().idempotent) {
      sender.producer_id().begin_request(now);
      sender.producer_id().on_id(1000, 0);
    }
  }

  void add_topic(std::int32_t partitions) {
    TopicState& topic = accumulator.topics().get("orders");
    topic.prepare(partitions);
    topic.publish();
  }

  /// As if the partitions had records of this producer: then several batches may be under way.
  void broker_knows_producer() {
    for (const auto& queue : accumulator.topics().get("orders").partitions()->queues) {
      queue->producer_id = 1000;
      queue->producer_epoch = 0;
      queue->last_acked_sequence = INT32_MAX; // 0 comes next
    }
  }

  /// Who leads each partition of "orders".
  void set_leaders(const std::vector<std::int32_t>& leaders) {
    wire::MetadataResponse response;
    for (const std::int32_t id : std::set<std::int32_t>(leaders.begin(), leaders.end())) {
      auto& broker = response.brokers.emplace_back();
      broker.node_id = id;
      broker.host = "broker";
      broker.port = 9092 + id;
    }
    auto& topic = response.topics.emplace_back();
    topic.name = "orders";
    ++leader_epoch;
    for (std::size_t i = 0; i < leaders.size(); ++i) {
      auto& partition = topic.partitions.emplace_back();
      partition.index = static_cast<std::int32_t>(i);
      partition.leader_id = leaders[i];
      partition.leader_epoch = leader_epoch;
    }
    REQUIRE(cache.apply(response, {.version = 9, .all_topics = true}, now));
    snapshot = cache.snapshot();
  }

  const cluster::MetadataSnapshot& metadata() override { return *snapshot; }
  bool can_send(cluster::NodeId node) override { return !unreachable.contains(node); }
  void metadata_is_stale() override { ++stale; }
  std::optional<Error> trouble(cluster::NodeId node) override {
    if (!unreachable.contains(node)) return std::nullopt;
    return Error(ErrorCode::connect_failed, "connection refused", "is the broker running?");
  }

  /// Sends one record to a partition; its outcome goes to `told`.
  void send(std::int32_t partition, std::string value = "v") {
    const std::size_t index = told.size();
    told.emplace_back();
    ProducerRecord record{.topic = "orders", .value = value, .partition = partition};
    CompletionList::Handler done = [this, index](Result<RecordMetadata> result) {
      CHECK_MESSAGE(!told[index], "a record has one completion");
      told[index] = std::move(result);
      order.push_back(index);
    };
    const auto appended = accumulator.append(record, 5, false, done);
    REQUIRE(appended);
    REQUIRE(*appended == RecordAccumulator::Appended::yes);
  }

  std::vector<ProducePlan> step() {
    std::vector<const ProducePlan*> planned;
    deadline = sender.step(now, *this, planned);
    std::vector<ProducePlan> plans;
    for (const ProducePlan* plan : planned) plans.push_back(*plan);
    deliver();
    return plans;
  }

  void deliver() {
    std::vector<Sender::Outcome> outcomes;
    for (sender.take_outcomes(outcomes); !outcomes.empty(); sender.take_outcomes(outcomes)) {
      for (Sender::Outcome& outcome : outcomes) {
        outcome.batch->completions.consume([&](std::size_t, const CompletionList::Record& record, auto take) {
          if (outcome.error) return take(*outcome.error);
          take(RecordMetadata(nullptr, outcome.batch->queue->partition, outcome.base_offset < 0 ? -1 : outcome.base_offset++,
                              record.timestamp));
        });
        accumulator.recycle(std::move(outcome.batch));
      }
    }
  }

  /// Answers a plan: each partition as `answers` says, the others with success at `offset`.
  void answer(const ProducePlan& plan, const std::map<std::int32_t, ErrorCode>& answers = {}, std::int64_t offset = 0) {
    wire::ProduceResponse response;
    auto& topic = response.topics.emplace_back();
    topic.name = "orders";
    for (const ProducerBatch* batch : plan.batches) {
      auto& partition = topic.partitions.emplace_back();
      partition.index = batch->queue->partition;
      const auto found = answers.find(partition.index);
      partition.error_code = found == answers.end() ? ErrorCode::none : found->second;
      partition.base_offset = partition.error_code == ErrorCode::none ? offset : -1;
    }
    sender.on_response(plan.id, &response, now);
    deliver();
  }
  void lose(const ProducePlan& plan, Fate fate = Fate::possibly_sent) {
    ErrorContext context;
    context.fate = fate;
    sender.on_failure(plan.id, Error(ErrorCode::disconnected).with(context), now);
    deliver();
  }

  TimePoint now{std::chrono::hours(1)};
  TimePoint deadline = never;
  int wakes = 0, stale = 0;
  std::set<cluster::NodeId> unreachable;
  std::vector<std::optional<Result<RecordMetadata>>> told; ///< by record
  std::vector<std::size_t> order;                          ///< of completions
  cluster::MetadataCache cache;
  cluster::SnapshotPtr snapshot;
  std::int32_t leader_epoch = 0;
  RecordAccumulator accumulator;
  Sender sender;
};

} // namespace klamm::producer
