// SenderLoop: the thin part around the Sender that talks: connections, metadata, timers, user completions. Everything on the client's executor; callers' threads
// reach it through the accumulator and post().
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "cluster/cluster.hpp"
#include "net/request.hpp"
#include "net/runtime.hpp"
#include "producer/record_accumulator.hpp"
#include "producer/sender.hpp"

namespace klamm::producer {

class SenderLoop : public std::enable_shared_from_this<SenderLoop> {
public:
  static std::shared_ptr<SenderLoop> create(std::shared_ptr<net::Runtime> runtime, std::shared_ptr<cluster::Cluster> cluster,
                                            ProducerSettings settings);
  SenderLoop(const SenderLoop&) = delete;
  SenderLoop& operator=(const SenderLoop&) = delete;
  ~SenderLoop();

  RecordAccumulator& accumulator() noexcept { return accumulator_; }
  Timestamp wall_now() const { return runtime_->clock->wall_now(); }

  /// Any thread: looks again soon. Costs nothing when that is already going to happen.
  void wake();
  /// Any thread: records are parked for this topic.
  void require_topic(TopicState& topic);

  // The executor's

  /// Begins to follow the metadata.
  void start();
  /// Calls `done` when all that was accepted before has completed.
  void flush(UniqueFunction<void()> done);
  /// Completes everything accepted with `error`.
  void abort(const Error& error);
  /// Takes no more answers and ends. Call abort() first.
  void close();
  /// The executor ends: drops every completion uncalled.
  void drop_handlers();

private:
  class View;
  struct Flush {
    std::optional<std::uint64_t> last_batch; ///< done when this one and all before have ended; not known while records are parked
    UniqueFunction<void()> done;
  };

  SenderLoop(std::shared_ptr<net::Runtime> runtime, std::shared_ptr<cluster::Cluster> cluster, ProducerSettings settings);

  template <class Handler>
  auto while_alive(Handler handler);
  void run();
  void step();
  void connect(cluster::NodeId node);
  void update_metadata();
  void send(const ProducePlan& plan);
  void on_reply(std::uint64_t plan, Result<net::Reply<wire::ProduceResponse>> reply);
  void apply_leader_hints(const wire::ProduceResponse& response);
  void request_producer_id();
  void no_producer_id(const Error& error);
  void deliver_outcomes();
  void deliver(Sender::Outcome outcome);
  void complete(CompletionList::Handler done, const Error& error);
  template <class Call>
  void guarded(Call&& call);
  void unpark(TopicState& topic, const Result<cluster::SnapshotPtr>& metadata);
  void append_parked(TopicState& topic);
  void expire_parked(TopicState& topic, const Error& error);
  void settle_flushes();
  void abort_late();

  const std::shared_ptr<net::Runtime> runtime_;
  const std::shared_ptr<cluster::Cluster> cluster_;
  RecordAccumulator accumulator_;
  Sender sender_;
  std::unique_ptr<net::Timer> timer_;
  cluster::SnapshotPtr metadata_;
  cluster::Hold metadata_changes_;
  std::atomic<bool> wake_posted_{false};
  bool stepping_ = false;
  bool step_again_ = false;
  bool closed_ = false;
  TimePoint throttled_until_ = never;     ///< of the brokers that something waits for
  std::vector<const ProducePlan*> plans_; ///< of one step
  wire::ProduceRequest request_;          ///< its vectors are used again
  std::vector<Sender::Outcome> outcomes_; ///< empty: its memory is used again
  std::vector<cluster::NodeId> connecting_;
  bool leader_is_dead_ = false; ///< batches wait for a broker that can't be reached
  TimePoint refresh_at_ = TimePoint::min();
  std::vector<TopicState*> waiting_topics_; ///< whose records are parked
  std::vector<Flush> flushes_;
  std::uint64_t producer_id_failures_ = 0;
};

// What waits in the pool, the cluster or a connection, which this loop owns: were it to own the loop, neither would ever end where nobody runs the executor
// any more.
template <class Handler>
auto SenderLoop::while_alive(Handler handler) {
  return [weak = weak_from_this(), handler = std::move(handler)]<class... Results>(Results&&... results) mutable {
    if (const auto self = weak.lock()) handler(*self, std::forward<Results>(results)...);
  };
}

} // namespace klamm::producer
