// Sender: an application that produces.
#include <algorithm>

#include "sim/actors.hpp"

namespace klamm::sim {
namespace {

/// A completion of somebody who waits as a coroutine does: a full buffer suspends the send.
struct Waiting {
  UniqueFunction<void(const Result<RecordMetadata>&)> done;
  void operator()(const Result<RecordMetadata>& result) { done(result); }
};

} // namespace
} // namespace klamm::sim

template <>
inline constexpr klamm::detail::WhenFull klamm::detail::when_full<klamm::sim::Waiting> = klamm::detail::WhenFull::suspend;

namespace klamm::sim {
namespace {

constexpr std::uint64_t keys = 5;

Promise promise_of(const ProducerConfig& settings, const Plan& plan) {
  const ProducerConfig config = settings.resolved().value();
  Promise promise;
  promise.once = *config.enable_idempotence;
  promise.in_order = *config.enable_idempotence;
  promise.safe = config.acks != Acks::none;
  // After an unclean election nobody can tell whether an unanswered batch was written: it is told as possibly sent.
  promise.no_errors = config.delivery_timeout >= 10min && std::ranges::find(plan.faults, Fault::truncate) == plan.faults.end();
  promise.longest = 2 * config.max_block + config.delivery_timeout + 100ms; // (one wait for room, another for the topic)
  return promise;
}

} // namespace

Sender::Sender(World& world, Ledger& ledger, const Plan& plan, const ProducerPlan& how, const std::string& name)
    : world_(world),
      ledger_(ledger),
      plan_(plan),
      how_(how),
      random_(world.fork()),
      machine_(world.machine(name)),
      account_(ledger.add_producer(promise_of(how.config, plan))) {
  ProducerConfig config = how_.config;
  config.bootstrap_servers = world_.bootstrap_servers();
  client_.emplace(machine_->client(config.client_config()));
  producer_.emplace(*client_, config);
}

void Sender::rest() {
  const auto most = static_cast<std::uint64_t>(how_.pause.count());
  world_.later(Duration(static_cast<Duration::rep>(random_.below(most))), [this] {
    if (stopped_) return;
    send_burst();
    rest();
  });
}

void Sender::send_burst() {
  for (std::uint64_t left = 1 + random_.below(how_.largest_burst); left > 0; --left) send_one();
  if (random_.below(20) == 0) producer_->flush_async([](const Result<void>&) {});
  check_memory();
}

void Sender::send_one() {
  const TopicPlan& topic = plan_.topics[random_.below(plan_.topics.size())];
  std::optional<std::int32_t> partition;
  std::string lane;
  if (random_.below(3) > 0) {
    partition = static_cast<std::int32_t>(random_.below(static_cast<std::uint64_t>(topic.partitions)));
    lane = std::to_string(*partition);
  } else {
    lane = "k" + std::to_string(random_.below(keys));
  }
  const std::size_t record = ledger_.send(account_, topic.name, lane, partition, random_.below(how_.largest_value), world_.now());
  const std::string value = ledger_.value(record);
  ProducerRecord sent{.topic = topic.name, .value = value, .partition = partition};
  if (!partition) sent.key = lane;
  world_.trace()(machine_->name(), [&] {
    return "sends record " + std::to_string(record) + " to " + topic.name + "/" + lane + ", " + std::to_string(value.size()) + " bytes";
  });
  const auto done = [this, record](const Result<RecordMetadata>& result) {
    world_.trace()(machine_->name(), [&] {
      return "record " + std::to_string(record) +
             (result ? " is at " + std::to_string(result->partition()) + "@" + std::to_string(result->offset())
                     : " failed: " + result.error().message());
    });
    ledger_.completed(record, result, world_.now());
  };
  if (how_.waits) producer_->send(sent, Waiting{done});
  else producer_->send(sent, done);
}

void Sender::check_memory() {
  const ProducerStatistics statistics = producer_->statistics();
  const auto allowance = static_cast<std::uint64_t>(how_.config.batch_size) * 16 +
                         1'000'000; // completions, compressing, and records that waited for their topic
  if (statistics.buffer_memory_used > statistics.buffer_memory + allowance)
    ledger_.violation(machine_->name() + " uses " + std::to_string(statistics.buffer_memory_used) + " bytes of a buffer.memory of " +
                      std::to_string(statistics.buffer_memory));
}

void Sender::stop() {
  stopped_ = true;
  check_memory();
  producer_->flush_async([this](const Result<void>&) { flushed_ = true; });
}

void Sender::close() {
  stopped_ = true;
  producer_->close_async(10s, [this](const Result<void>&) { closed_ = true; });
}

void Sender::destroy() {
  producer_.reset();
  client_.reset();
  machine_.reset();
}

} // namespace klamm::sim
