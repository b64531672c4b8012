#include "producer/sender_loop.hpp"

#include <algorithm>
#include <exception>

#include "cluster/retry_policy.hpp"
#include "net/backoff.hpp"
#include "wire/messages/init_producer_id.hpp"

namespace klamm {

// One result serves a batch's records one after the other: its share of the topic's name costs more than all the rest of a completion.
struct detail::RecordMetadataAccess {
  static bool was_taken(const RecordMetadata& metadata) noexcept { return !metadata.topic_; }
  static void set(RecordMetadata& metadata, std::int64_t offset, Timestamp timestamp,
                  const producer::CompletionList::Record& record) noexcept {
    metadata.offset_ = offset;
    metadata.timestamp_ = timestamp;
    metadata.key_size_ = record.key_size;
    metadata.value_size_ = record.value_size;
  }
};

} // namespace klamm

namespace klamm::producer {

// The cluster as the sender sees it.
class SenderLoop::View final : public Sender::Environment {
public:
  explicit View(SenderLoop& loop) noexcept : loop_(loop) {}

  const cluster::MetadataSnapshot& metadata() override { return *loop_.metadata_; }
  bool can_send(cluster::NodeId node) override {
    const net::Connection* connection = loop_.cluster_->pool().ready(node, cluster::Purpose::normal);
    if (!connection) {
      loop_.connect(node);
      loop_.leader_is_dead_ = loop_.leader_is_dead_ || trouble(node);
      return false;
    }
    const TimePoint until = connection->throttled_until();
    if (until <= loop_.runtime_->now()) return true;
    loop_.throttled_until_ = std::min(loop_.throttled_until_, until);
    return false;
  }
  void metadata_is_stale() override { loop_.cluster_->request_refresh(); }
  std::optional<Error> trouble(cluster::NodeId node) override {
    if (node == cluster::no_node) return Error(ErrorCode::leader_not_available, "the partition has no leader");
    const auto status = loop_.cluster_->pool().status(node);
    if (status && status->state != cluster::Connectivity::connected) return status->last_error;
    return std::nullopt;
  }

private:
  SenderLoop& loop_;
};

std::shared_ptr<SenderLoop> SenderLoop::create(std::shared_ptr<net::Runtime> runtime, std::shared_ptr<cluster::Cluster> cluster,
                                               ProducerSettings settings) {
  return std::shared_ptr<SenderLoop>(new SenderLoop(std::move(runtime), std::move(cluster), std::move(settings)));
}

SenderLoop::SenderLoop(std::shared_ptr<net::Runtime> runtime, std::shared_ptr<cluster::Cluster> cluster, ProducerSettings settings)
    : runtime_(std::move(runtime)),
      cluster_(std::move(cluster)),
      accumulator_(
          std::move(settings), runtime_->random(), [clock = runtime_->clock] { return clock->now(); }, [this] { wake(); }),
      sender_(accumulator_, Random(runtime_->random()), runtime_->log),
      timer_(runtime_->clock->make_timer()),
      metadata_(cluster_->snapshot()) {}

SenderLoop::~SenderLoop() = default;

void SenderLoop::start() {
  metadata_changes_ = cluster_->subscribe(while_alive([](SenderLoop& self, const cluster::SnapshotPtr&) { self.run(); }));
}

// ---- running

void SenderLoop::wake() {
  if (wake_posted_.exchange(true, std::memory_order_acq_rel)) return;
  runtime_->post([self = shared_from_this()] {
    self->wake_posted_.store(false, std::memory_order_release);
    self->run();
  });
}

// Steps until nothing more can be done now. Completions may call back into the producer, so a step never runs inside another.
void SenderLoop::run() {
  step_again_ = true;
  if (stepping_) return;
  if (closed_) return abort_late();
  stepping_ = true;
  while (std::exchange(step_again_, false) && !closed_) {
    accumulator_.loop_awake();
    step();
    step_again_ = step_again_ || accumulator_.missed_something();
  }
  stepping_ = false;
}

void SenderLoop::step() {
  const TimePoint now = runtime_->now();
  update_metadata();
  throttled_until_ = never;
  View view(*this);
  plans_.clear();
  leader_is_dead_ = false;
  TimePoint deadline = sender_.step(now, view, plans_);
  if (leader_is_dead_) { // who leads instead is known sooner than when the next attempt to connect has failed
    if (now >= refresh_at_) {
      cluster_->request_refresh();
      refresh_at_ = after(now, accumulator_.settings().retry_backoff);
    }
    deadline = std::min(deadline, refresh_at_);
  }
  for (const ProducePlan* plan : plans_) send(*plan);
  deliver_outcomes();
  if (closed_) return;
  if (sender_.has_batches() && sender_.producer_id().begin_request(now)) request_producer_id();
  if (sender_.has_batches()) deadline = std::min(deadline, sender_.producer_id().not_before());
  settle_flushes();
  deadline = std::min(deadline, throttled_until_);
  accumulator_.loop_sleeps_until(deadline, sender_.full_batches_matter());
  if (deadline == never) return timer_->cancel();
  timer_->wait_until(deadline, while_alive([](SenderLoop& self) { self.run(); }));
}

void SenderLoop::connect(cluster::NodeId node) {
  if (std::ranges::find(connecting_, node) != connecting_.end()) return;
  connecting_.push_back(node);
  cluster_->pool().acquire(node, cluster::Purpose::normal, after(runtime_->now(), 30s),
                           while_alive([node](SenderLoop& self, const auto& connection) {
                             std::erase(self.connecting_, node);
                             if (!connection) self.cluster_->request_refresh(); // the leader may be elsewhere by now
                             self.run();
                           }));
}

// ---- requests

void SenderLoop::send(const ProducePlan& plan) {
  net::Connection* connection = cluster_->pool().ready(plan.node, cluster::Purpose::normal);
  const TimePoint now = runtime_->now();
  if (!connection)
    return sender_.on_failure(
        plan.id, Error(ErrorCode::disconnected).with({.doing = {}, .broker = {}, .topic = {}, .partition = -1, .fate = Fate::not_sent}),
        now);

  request_.acks = static_cast<std::int16_t>(plan.acks);
  request_.timeout_ms = static_cast<std::int32_t>(std::chrono::ceil<std::chrono::milliseconds>(plan.timeout).count());
  bool all_ids_known = true;
  std::size_t topics = 0;
  const TopicState* last = nullptr;
  for (const ProducerBatch* batch : plan.batches) {
    const TopicState& topic = batch->queue->topic;
    if (&topic != std::exchange(last, &topic)) {
      if (topics == request_.topics.size()) request_.topics.emplace_back();
      auto& added = request_.topics[topics++];
      added.name = *topic.name;
      added.topic_id = topic.id;
      all_ids_known = all_ids_known && !topic.id.is_zero();
      cluster_->touch(*topic.name);
    }
    auto& partition = request_.topics[topics - 1].partitions.emplace_back();
    partition.index = batch->queue->partition;
    partition.records = batch->bytes;
  }
  request_.topics.resize(topics);
  // From 13 on topics go by id only (KIP-516); with one unknown, by name. Version 12 changes nothing outside transactions.
  const wire::Versions limit = all_ids_known ? wire::ProduceRequest::versions : wire::in(3, 12);
  net::send<wire::ProduceRequest>(*connection, request_, after(now, plan.timeout),
                                  while_alive([id = plan.id](SenderLoop& self, auto reply) { self.on_reply(id, std::move(reply)); }),
                                  limit);
  for (auto& topic : request_.topics) topic.partitions.clear(); // the batches' memory is the connection's and theirs, not this request's
}

void SenderLoop::on_reply(std::uint64_t plan, Result<net::Reply<wire::ProduceResponse>> reply) {
  const TimePoint now = runtime_->now();
  if (!reply) {
    sender_.on_failure(plan, reply.error(), now);
  } else if (reply->body.empty()) {
    sender_.on_response(plan, nullptr, now);
  } else {
    apply_leader_hints(**reply);
    sender_.on_response(plan, &reply->message, now);
  }
  run();
}

void SenderLoop::apply_leader_hints(const wire::ProduceResponse& response) {
  std::vector<cluster::LeaderHint> hints;
  for (const auto& topic : response.topics) {
    for (const auto& partition : topic.partitions) {
      if (partition.current_leader.leader_id < 0) continue;
      const cluster::Topic* known = topic.name.empty() ? metadata_->topic(topic.topic_id) : nullptr;
      hints.push_back({known ? std::string_view(known->name) : topic.name, partition.index, partition.current_leader.leader_id,
                       partition.current_leader.leader_epoch});
    }
  }
  if (hints.empty()) return;
  std::vector<cluster::Broker> brokers;
  for (const auto& node : response.node_endpoints) {
    brokers.push_back({node.node_id,
                       {std::string(node.host), static_cast<std::uint16_t>(node.port)},
                       node.rack ? std::optional(std::string(*node.rack)) : std::nullopt});
  }
  cluster_->apply_leader_hints(hints, brokers);
  metadata_ = cluster_->snapshot();
}

void SenderLoop::request_producer_id() {
  const TimePoint deadline = after(runtime_->now(), 30s);
  cluster_->any_broker(
      deadline, while_alive([deadline](SenderLoop& self, Result<cluster::NodeId> node) {
        if (!node) return self.no_producer_id(node.error());
        const auto make = [](const net::Connection&) {
          wire::InitProducerIdRequest request;
          request.transactional_id.reset();
          request.transaction_timeout_ms = INT32_MAX;
          return request;
        };
        self.cluster_->pool().send<wire::InitProducerIdRequest>(
            *node, cluster::Purpose::normal, deadline, make, self.while_alive([](SenderLoop& loop, auto reply) {
              if (!reply) return loop.no_producer_id(reply.error());
              const wire::InitProducerIdResponse& response = **reply;
              if (response.error_code != ErrorCode::none)
                return loop.no_producer_id(
                    Error(response.error_code).with({.doing = "asking for a producer id (InitProducerId)", .broker = {}, .topic = {}}));
              loop.producer_id_failures_ = 0;
              loop.sender_.producer_id().on_id(response.producer_id, response.producer_epoch);
              loop.run();
            }));
      }));
}

void SenderLoop::no_producer_id(const Error& error) {
  ProducerId& id = sender_.producer_id();
  if (cluster::may_pass(error.code()) || error.code() == ErrorCode::concurrent_transactions) {
    const net::Backoff backoff(accumulator_.settings().retry_backoff, accumulator_.settings().retry_backoff_max);
    id.on_retriable_failure(error, after(runtime_->now(), backoff.after(++producer_id_failures_, runtime_->random)));
  } else {
    id.on_fatal_failure(error);
  }
  run();
}

// ---- outcomes

// User code: what it throws must not end the loop.
template <class Call>
void SenderLoop::guarded(Call&& call) {
  try {
    call();
  } catch (const std::exception& thrown) {
    runtime_->log(LogLevel::error, "producer", [&] { return std::string("a completion threw: ") + thrown.what(); });
  } catch (...) {
    runtime_->log(LogLevel::error, "producer", [] { return std::string("a completion threw something that is no std::exception"); });
  }
}

void SenderLoop::deliver_outcomes() {
  auto outcomes = std::exchange(outcomes_, {});
  for (sender_.take_outcomes(outcomes); !outcomes.empty(); sender_.take_outcomes(outcomes)) {
    for (Sender::Outcome& outcome : outcomes) deliver(std::move(outcome));
  }
  outcomes_ = std::move(outcomes);
}

void SenderLoop::deliver(Sender::Outcome outcome) {
  ProducerBatch& batch = *outcome.batch;
  const PartitionQueue& queue = *batch.queue;
  batch.bytes = Slice();                 // before the callbacks: one may wait for this memory
  while (batch.completions.size() > 0) { // again after a completion that threw
    guarded([&] {
      using Metadata = detail::RecordMetadataAccess;
      Result<RecordMetadata> result = RecordMetadata();
      batch.completions.consume([&](std::size_t, const CompletionList::Record& record, auto take) {
        if (outcome.error) return take(*outcome.error);
        if (!result || Metadata::was_taken(*result)) result = RecordMetadata(queue.topic.name, queue.partition, -1, -1);
        const std::int64_t offset = outcome.base_offset < 0 ? -1 : outcome.base_offset++;
        Metadata::set(*result, offset, outcome.log_append_time >= 0 ? outcome.log_append_time : record.timestamp, record);
        take(std::move(result));
      });
    });
  }
  accumulator_.recycle(std::move(outcome.batch));
}

void SenderLoop::complete(CompletionList::Handler done, const Error& error) {
  guarded([&] {
    if (done) done(error);
  });
}

// ---- metadata

void SenderLoop::update_metadata() {
  if (metadata_->version() == cluster_->version()) return;
  metadata_ = cluster_->snapshot();
  for (TopicState* topic : accumulator_.topics().all()) {
    const cluster::Topic* known = topic->partitions() ? metadata_->topic(*topic->name) : nullptr;
    if (known) update_available(*topic, *known);
    if (!known || known->partition_count() <= topic->partitions()->count()) continue;
    topic->prepare(known->partition_count());
    topic->publish();
  }
}

// ---- flush, abort, close

void SenderLoop::flush(UniqueFunction<void()> done) {
  if (closed_) return done();
  flushes_.push_back({std::nullopt, std::move(done)});
  run();
}

void SenderLoop::settle_flushes() {
  std::vector<UniqueFunction<void()>> done;
  std::erase_if(flushes_, [&](Flush& flush) {
    if (!flush.last_batch) {
      if (!waiting_topics_.empty()) return false; // parked records are not in batches yet
      flush.last_batch = accumulator_.batches_begun();
    }
    if (sender_.oldest_batch() <= *flush.last_batch) return false;
    done.push_back(std::move(flush.done));
    return true;
  });
  const bool still_flushing = !flushes_.empty();
  if (still_flushing != sender_.flushing()) {
    sender_.set_flushing(still_flushing);
    step_again_ = true;
  }
  for (auto& call : done) call();
}

void SenderLoop::abort(const Error& error) {
  for (TopicState* topic : std::exchange(waiting_topics_, {})) expire_parked(*topic, error);
  sender_.abort_all(error);
  deliver_outcomes();
  run();
}

void SenderLoop::close() {
  if (std::exchange(closed_, true)) return;
  timer_->cancel();
  metadata_changes_.reset();
  abort_late();
  for (Flush& flush : std::exchange(flushes_, {})) flush.done();
}

void SenderLoop::drop_handlers() {
  closed_ = true;
  sender_.abort_all(Error(ErrorCode::closed));
  std::vector<Sender::Outcome> untold;
  sender_.take_outcomes(untold);
  const auto flushes = std::exchange(flushes_, {});
  std::vector<std::deque<ParkedRecord>> parked;
  for (TopicState* topic : accumulator_.topics().all()) {
    const std::lock_guard lock(topic->parked_lock);
    parked.push_back(std::exchange(topic->parked, {}));
  }
}

// A thread may have seen the producer open and appended after the end: such a record gets its completion too.
void SenderLoop::abort_late() {
  stepping_ = true; // completions may send again
  do {
    accumulator_.loop_awake();
    sender_.abort_all(Error(ErrorCode::closed, "the producer has been closed"));
    deliver_outcomes();
    accumulator_.loop_sleeps_until(never, true);
  } while (accumulator_.missed_something());
  stepping_ = false;
}

} // namespace klamm::producer
