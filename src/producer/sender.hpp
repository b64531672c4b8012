// Sender: decides which batches go to which broker now, and what becomes of them when the answer comes, or doesn't. Pure: time is an argument, the network
// is the Environment. The loop's alone.
//
// A batch's life after it was closed: waiting → in flight → completed; or → waiting again (retries), or split in two (KIP-126).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/log.hpp"
#include "base/random.hpp"
#include "cluster/metadata.hpp"
#include "producer/partition_loads.hpp"
#include "producer/producer_id.hpp"
#include "producer/record_accumulator.hpp"
#include "producer/send_window.hpp"
#include "wire/messages/produce.hpp"

namespace klamm::producer {

/// One Produce request: at most one batch of each partition, all with the same acks.
struct ProducePlan {
  std::uint64_t id = 0;
  cluster::NodeId node = cluster::no_node;
  Acks acks = Acks::all;
  Duration timeout{};                  ///< request.timeout.ms
  std::vector<ProducerBatch*> batches; ///< sorted by topic; owned by their partitions
  TimePoint sent_at;
  std::size_t in_flight = 0; ///< of this broker's requests, itself included
  bool pressing = false;     ///< it holds more than what has just been appended (SendWindow)
};

class Sender {
public:
  /// What the sender sees of the cluster.
  class Environment {
  public:
    virtual ~Environment() = default;
    virtual const cluster::MetadataSnapshot& metadata() = 0;
    /// Whether a request can be written to this broker now; if it isn't connected, connecting begins.
    virtual bool can_send(cluster::NodeId node) = 0;
    /// The leader of something is unknown or wrong.
    virtual void metadata_is_stale() = 0;
    /// Why a broker (or, for no_node, the partition's leader) can't be reached, for error messages; empty when not known.
    virtual std::optional<Error> trouble(cluster::NodeId node) = 0;
  };

  using Outcome = BatchOutcome;

  Sender(RecordAccumulator& accumulator, Random random, Log log);

  /// Plans what can be sent now; a plan stays until on_response() or on_failure(). Returns when to step again at the latest. Call take_outcomes() after each
  /// call into the sender.
  TimePoint step(TimePoint now, Environment& environment, std::vector<const ProducePlan*>& out);
  /// The answer to a plan. With acks=0 there is none: `response` is then null, and everything was fine.
  void on_response(std::uint64_t plan, const wire::ProduceResponse* response, TimePoint now);
  /// The plan's request failed as a whole.
  void on_failure(std::uint64_t plan, const Error& error, TimePoint now);
  /// Gives what has an outcome in `into`, whose former content is dropped: nothing of it may be left.
  void take_outcomes(std::vector<Outcome>& into) {
    into.clear();
    into.swap(outcomes_);
  }

  ProducerId& producer_id() noexcept { return producer_id_; }

  /// Meanwhile nothing lingers.
  void set_flushing(bool flushing) noexcept { flushing_ = flushing; }
  bool flushing() const noexcept { return flushing_; }
  /// The number of the oldest batch whose records have no outcome; UINT64_MAX when there is none.
  std::uint64_t oldest_batch();
  /// Completes everything with `error`; what is in flight when its answer comes is dropped.
  void abort_all(const Error& error);
  bool has_batches() const noexcept { return !active_.empty(); }
  /// Whether a full batch could be sent at once if the loop looked: not while every broker with waiting batches is busy.
  bool full_batches_matter() const noexcept { return full_batches_matter_; }
  std::size_t in_flight(cluster::NodeId node) const;

private:
  struct Candidate {
    PartitionQueue* queue;
    cluster::NodeId node;
  };
  struct OpenPlan {
    ProducePlan* plan;
    std::size_t size; ///< of the request
  };

  // sender.cpp: what goes out
  TimePoint collect(TimePoint now, Environment& environment);
  bool update_leader(PartitionQueue& queue, Environment& environment) const;
  bool may_take(PartitionQueue& queue, TimePoint now) const;
  bool is_pressing(std::span<const Candidate> candidates);
  void drain(cluster::NodeId node, std::span<const Candidate> candidates, TimePoint now, std::vector<const ProducePlan*>& out);
  ProducePlan& begin_plan(cluster::NodeId node, const TopicSettings& topic);
  ProducePlan* find_plan(std::uint64_t id);
  void end_plan(ProducePlan& plan);
  ProducerBatch* next_batch(PartitionQueue& queue, TimePoint now, std::size_t room, bool first);
  void seal(ProducerBatch& batch);
  void seal_in_state(ProducerBatch& batch);
  void compress(ProducerBatch& batch);
  void seal_again(PartitionQueue& queue);
  void retire_idle();

  // sender_expiry.cpp: delivery.timeout.ms
  void expire(TimePoint now, Environment& environment);
  void expire_waiting(PartitionQueue& queue, TimePoint now, Environment& environment, TimePoint& next);
  Error expired(const ProducerBatch& batch, Environment& environment) const;

  // sender_responses.cpp: what came of it
  void settle(ProducerBatch& batch, const wire::ProduceResponse::Partition& answer, TimePoint now);
  void settle_failure(ProducerBatch& batch, const Error& error, bool maybe_written, TimePoint now);
  bool can_retry(ProducerBatch& batch, ErrorCode code, TimePoint now);
  void retry(ProducerBatch& batch, TimePoint now);
  static void add_retry(PartitionQueue& queue, BatchPtr batch);
  static BatchPtr take_retry(PartitionQueue& queue, std::size_t at = 0);
  void split(ProducerBatch& batch);
  void succeed(ProducerBatch& batch, std::int64_t base_offset, Timestamp log_append_time);
  void give_up_overtaken(PartitionQueue& queue, const ProducerBatch& written);
  void give_up(BatchPtr batch, const Error& error);
  void fail(ProducerBatch& batch, const Error& error);
  BatchPtr take_in_flight(ProducerBatch& batch);
  void finish(BatchPtr batch, std::int64_t base_offset, Timestamp log_append_time, std::optional<Error> error);
  void tell_in_order(PartitionQueue& queue);
  ErrorContext where(const ProducerBatch& batch) const;

  RecordAccumulator& accumulator_;
  const ProducerSettings& settings_;
  Random random_;
  Log log_;
  Compressor compressor_;
  ProducerId producer_id_;
  PartitionLoads loads_;
  bool flushing_ = false;
  bool full_batches_matter_ = true;
  bool metadata_is_stale_ = false; // found out between steps
  std::vector<PartitionQueue*> active_;
  std::vector<std::unique_ptr<ProducePlan>> plans_; // in flight, and with id 0 those to be used again
  std::vector<Candidate> candidates_;               // of one step
  std::vector<OpenPlan> open_plans_;                // of one round of drain()
  struct Node {
    std::size_t in_flight = 0;
    SendWindow window;
  };
  Node& node(cluster::NodeId id) { return nodes_.try_emplace(id, Node{0, SendWindow(settings_.max_in_flight)}).first->second; }
  std::unordered_map<cluster::NodeId, Node> nodes_;
  std::uint64_t next_plan_ = 1;
  std::size_t rotation_ = 0;
  TimePoint next_expiry_ = TimePoint::min();
  std::vector<Outcome> outcomes_;
};

} // namespace klamm::producer
