#include "producer/record_accumulator.hpp"

#include <algorithm>

#include "base/murmur2.hpp"
#include "compression/crc32.hpp"
#include "producer/record_append.hpp"

namespace klamm::producer {
namespace {

constexpr std::size_t most_spare_batches = 256;

[[gnu::cold]] Error too_large(const ProducerRecord& record, std::size_t size, const ProducerSettings& settings) {
  const bool request = settings.max_request_size < settings.buffer_memory;
  const char* const setting = request ? "max.request.size" : "buffer.memory";
  const std::size_t limit = request ? settings.max_request_size : settings.buffer_memory;
  return Error(ErrorCode::record_too_large,
               "the record takes " + std::to_string(size) + " bytes, more than " + setting + "=" + std::to_string(limit),
               std::string("send less at a time, or raise ") + setting + " (and, for max.request.size, the topic's max.message.bytes)")
      .with({.doing = {},
             .broker = {},
             .topic = std::string(record.topic),
             .partition = record.partition.value_or(-1),
             .fate = Fate::not_sent});
}

} // namespace

[[gnu::cold]] Error no_such_partition(const ProducerRecord& record, std::int32_t partitions) {
  return Error(ErrorCode::partition_unknown,
               "partition " + std::to_string(*record.partition) + " of topic " + std::string(record.topic) + " does not exist (it has " +
                   std::to_string(partitions) + ")",
               "partitions are numbered from 0; leave the partition out to let the partitioner choose")
      .with({.doing = {}, .broker = {}, .topic = std::string(record.topic), .partition = -1, .fate = Fate::not_sent});
}

RecordAccumulator::RecordAccumulator(ProducerSettings settings, std::uint64_t seed, std::function<TimePoint()> now,
                                     std::function<void()> wake)
    : settings_(std::move(settings)),
      largest_(std::min(settings_.max_request_size, settings_.buffer_memory)),
      now_(std::move(now)),
      wake_(std::move(wake)),
      pool_(BufferPool::create(settings_.buffer_memory, std::max<std::size_t>(settings_.batch_size, 256))),
      topics_(settings_),
      random_state_(seed) {}

RecordAccumulator::~RecordAccumulator() = default;

std::uint64_t RecordAccumulator::random() noexcept {
  std::uint64_t z = random_state_.fetch_add(0x9E3779B97F4A7C15U, std::memory_order_relaxed); // splitmix64, shared by all threads
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

// ---- partitions

std::int32_t RecordAccumulator::choose_sticky(TopicState& topic, const TopicState::Partitions& partitions) {
  const auto weights = topic.weights();
  if (!weights) return topic.sticky.choose(random(), partitions.count(), {});
  return topic.sticky.choose(random(), partitions.count(), {weights->partitions, weights->cumulative});
}

std::int32_t RecordAccumulator::partition_by_key(TopicState& topic, const TopicState::Partitions& partitions, BytesView key) {
  const std::int32_t count = partitions.count();
  const auto any = [&] { return static_cast<std::int32_t>(random() % static_cast<std::uint64_t>(count)); };
  switch (topic.settings.partitioner) {
    case PartitionerKind::murmur2: return murmur2_partition(key.bytes(), count);
    case PartitionerKind::sticky: break; // never by key
    case PartitionerKind::round_robin:
      return static_cast<std::int32_t>(topic.round_robin.fetch_add(1, std::memory_order_relaxed) % static_cast<std::uint32_t>(count));
    case PartitionerKind::random: return any();
    case PartitionerKind::consistent_random:
      return key.empty() ? any() : static_cast<std::int32_t>(crc32(key.bytes()) % static_cast<std::uint32_t>(count));
  }
  return any();
}

// ---- appending

std::size_t RecordAccumulator::batch_limit(const TopicState& topic, std::size_t record_bytes) const noexcept {
  const std::size_t usual = settings_.batch_size << topic.compression_gain.load(std::memory_order_relaxed);
  return std::max(usual, record_bytes + batch_overhead);
}

std::size_t RecordAccumulator::buffer_needed(const ProducerRecord& record) const {
  const TopicState* topic = topics_.find(record.topic);
  const std::size_t bytes = record_size_bound(record);
  return topic ? batch_limit(*topic, bytes) : bytes + batch_overhead;
}

bool RecordAccumulator::begin_batch(PartitionQueue& queue, std::size_t record_bytes, Buffer* waited_for) {
  const std::size_t limit = batch_limit(queue.topic, record_bytes);
  Buffer memory = waited_for && waited_for->capacity() >= limit ? std::move(*waited_for) : pool_->try_take(limit);
  if (memory.capacity() == 0) return false;
  queue.open = make_batch(queue, std::move(memory), limit);
  charge_completions(*queue.open);
  queue.open->number = batches_begun_.fetch_add(1, std::memory_order_acq_rel) + 1;
  return true;
}

bool RecordAccumulator::next_batch(PartitionQueue& queue, std::size_t record_bytes, Buffer* waited_for) {
  const bool full = queue.open != nullptr;
  if (full) close_open(queue);
  if (begin_batch(queue, record_bytes, waited_for)) return true;
  if (full) wake_for(TimePoint::min(), true);
  return false;
}

void RecordAccumulator::charge_completions(ProducerBatch& batch) {
  const std::size_t held = batch.completions.capacity_bytes();
  if (held == batch.charged_bytes) return;
  pool_->charge(held - batch.charged_bytes);
  batch.charged_bytes = held;
}

void RecordAccumulator::close_open(PartitionQueue& queue) {
  queue.closed.push_back(std::move(queue.open));
  queue.waiting.fetch_add(1, std::memory_order_relaxed);
}

Result<RecordAccumulator::Appended> RecordAccumulator::append(const ProducerRecord& record, Timestamp timestamp, bool urgent,
                                                              CompletionList::Handler& done, Buffer* memory) {
  TopicState& topic = topics_.get(record.topic);
  const TopicState::Partitions* partitions = topic.partitions();
  if (!partitions) [[unlikely]]
    return Appended::unknown_topic;
  return append_to(topic, *partitions, record, timestamp, urgent, done, memory);
}

[[gnu::always_inline]] inline Result<RecordAccumulator::Appended> RecordAccumulator::append_to(
    TopicState& topic, const TopicState::Partitions& partitions, const ProducerRecord& record, Timestamp timestamp, bool urgent,
    CompletionList::Handler& done, Buffer* memory) {
  if (record.partition && (*record.partition < 0 || *record.partition >= partitions.count())) [[unlikely]]
    return no_such_partition(record, partitions.count());

  const std::size_t bound = record_size_bound(record);
  if (bound + batch_overhead > largest_) [[unlikely]]
    return too_large(record, bound + batch_overhead, settings_);

  Place place{topic, partitions, -1, false};
  if (record.partition) {
    place.partition = *record.partition;
  } else if (!topic.settings.partition_function) [[likely]] {
    place.partition = choose_partition(topic, partitions, record), place.chosen = true;
  } else {
    const auto named = partition_by_function(topic, partitions, record);
    if (!named) return named.error();
    place.partition = *named;
  }
  return append_at(place, record, timestamp, bound, urgent, done, memory);
}

Result<void> RecordAccumulator::append_parked(TopicState& topic, const TopicState::Partitions& partitions, const ProducerRecord& record,
                                              bool urgent, CompletionList::Handler& done) {
  for (Buffer beyond;; beyond = pool_->take_now(buffer_needed(record))) {
    const auto appended = append_to(topic, partitions, record, *record.timestamp, urgent, done, &beyond);
    if (!appended) return appended.error();
    if (*appended == Appended::yes) return {};
  }
}

RecordAccumulator::Parked RecordAccumulator::park(const ProducerRecord& record, Timestamp timestamp, bool urgent,
                                                  CompletionList::Handler& done) {
  TopicState& topic = topics_.get(record.topic);
  std::size_t size = record.key.size() + record.value.size() + record.partition_key.size();
  for (const Header& header : record.headers) size += header.key.size() + header.value.size();
  ParkedRecord parked;
  parked.memory = pool_->try_take(size);
  if (parked.memory.capacity() == 0) return Parked::no_memory;
  const auto copy = [&parked](BytesView bytes) -> BytesView {
    if (bytes.is_null()) return {};
    const char* begin = reinterpret_cast<const char*>(parked.memory.data() + parked.memory.size());
    parked.memory.append(bytes.bytes());
    return std::string_view(begin, bytes.size());
  };
  parked.parts = {copy(record.key), copy(record.value), {}, record.timestamp.value_or(timestamp)};
  parked.partition_key = copy(record.partition_key);
  for (const Header& header : record.headers) parked.headers.push_back({copy(header.key).text(), copy(header.value)});
  parked.partition = record.partition.value_or(-1);
  const std::lock_guard lock(topic.parked_lock);
  if (topic.partitions()) return Parked::topic_is_known;
  parked.done = std::move(done);
  parked.urgent = urgent;
  topic.parked.push_back(std::move(parked));
  return std::exchange(topic.requiring, true) ? Parked::yes : Parked::yes_first;
}

// ---- waking the loop

void RecordAccumulator::activate(PartitionQueue& queue) {
  queue.next_activated = activated_.load(std::memory_order_relaxed);
  while (!activated_.compare_exchange_weak(queue.next_activated, &queue, std::memory_order_seq_cst)) {
  }
}

void RecordAccumulator::tell_loop(PartitionQueue& queue, News news) {
  if (news.activated) activate(queue);
  if (news.full) wake_for(TimePoint::min(), true);
  else if (news.urgent) wake_for(TimePoint::min(), false);
  else if (news.begun) wake_for(settings_.linger > Duration::zero() ? after(now_(), settings_.linger) : TimePoint::min(), false);
}

// Either the loop sees what was appended before it sleeps, or this sees until when it sleeps: both sides write, then read, sequentially consistent.
void RecordAccumulator::wake_for(TimePoint when, bool full_batch) {
  // (in this order: the loop writes them the other way round, so a flag that is as old as the sleep, or younger)
  if (full_batch && asleep_until_.load(std::memory_order_seq_cst) != TimePoint::min().time_since_epoch().count() &&
      !wake_for_full_.load(std::memory_order_relaxed))
    return;
  if (!dirty_.load(std::memory_order_relaxed)) dirty_.store(true, std::memory_order_seq_cst);
  if (when.time_since_epoch().count() < asleep_until_.load(std::memory_order_seq_cst)) wake_();
}

void RecordAccumulator::loop_awake() {
  asleep_until_.store(TimePoint::min().time_since_epoch().count(), std::memory_order_seq_cst);
  dirty_.store(false, std::memory_order_seq_cst);
}

void RecordAccumulator::loop_sleeps_until(TimePoint deadline, bool full_batches) {
  wake_for_full_.store(full_batches, std::memory_order_relaxed);
  asleep_until_.store(deadline.time_since_epoch().count(), std::memory_order_seq_cst);
}

// ---- the loop's side

void RecordAccumulator::take_activated(std::vector<PartitionQueue*>& into) {
  for (PartitionQueue* queue = activated_.exchange(nullptr, std::memory_order_seq_cst); queue; queue = queue->next_activated)
    into.push_back(queue);
}

TimePoint RecordAccumulator::ready_at(PartitionQueue& queue, bool flushing) {
  const std::lock_guard lock(queue.lock);
  if (!queue.closed.empty()) return TimePoint::min();
  if (!queue.open) return never;
  return flushing || queue.open->urgent ? TimePoint::min() : after(queue.open->created, settings_.linger);
}

bool RecordAccumulator::has_full_batch(PartitionQueue& queue) {
  const std::lock_guard lock(queue.lock);
  return !queue.closed.empty();
}

TimePoint RecordAccumulator::oldest(PartitionQueue& queue) {
  const std::lock_guard lock(queue.lock);
  if (!queue.closed.empty()) return queue.closed.front()->created;
  return queue.open ? queue.open->created : never;
}

std::uint64_t RecordAccumulator::oldest_number(PartitionQueue& queue) {
  const std::lock_guard lock(queue.lock);
  if (!queue.closed.empty()) return queue.closed.front()->number;
  return queue.open ? queue.open->number : UINT64_MAX;
}

std::size_t RecordAccumulator::next_size(PartitionQueue& queue) {
  const std::lock_guard lock(queue.lock);
  if (!queue.closed.empty()) return queue.closed.front()->builder.size();
  return queue.open ? queue.open->builder.size() : 0;
}

BatchPtr RecordAccumulator::take(PartitionQueue& queue) {
  const std::lock_guard lock(queue.lock);
  if (queue.closed.empty()) return std::move(queue.open);
  BatchPtr batch = std::move(queue.closed.front());
  queue.closed.pop_front();
  queue.waiting.fetch_sub(1, std::memory_order_relaxed);
  return batch;
}

bool RecordAccumulator::retire(PartitionQueue& queue) {
  const std::lock_guard lock(queue.lock);
  if (queue.open || !queue.closed.empty()) return false;
  queue.listed = false;
  return true;
}

void RecordAccumulator::recycle(BatchPtr batch) {
  batch->release();
  if (batch->charged_bytes > 0) pool_->give_back(batch->charged_bytes);
  const std::lock_guard lock(spare_lock_);
  if (spare_.size() < most_spare_batches) spare_.push_back(std::move(batch));
}

BatchPtr RecordAccumulator::make_batch(PartitionQueue& queue, Buffer memory, std::size_t limit) {
  ProducerBatch made(queue, std::move(memory), limit, now_());
  BatchPtr batch;
  {
    const std::lock_guard lock(spare_lock_);
    if (spare_.empty()) return std::make_unique<ProducerBatch>(std::move(made));
    batch = std::move(spare_.back());
    spare_.pop_back();
  }
  made.completions = std::move(batch->completions);
  *batch = std::move(made);
  return batch;
}

void RecordAccumulator::observe_compression(TopicState& topic, std::size_t before, std::size_t after) {
  if (after == 0) return;
  // How often the usual size is doubled before compression, so that what is sent comes nearest to it; where that size is about all that the broker takes,
  // it is not exceeded. A change needs two batches that agree.
  const bool nearest = settings_.batch_size <= settings_.max_request_size / 2;
  const std::size_t ratio = before / after, twice = 2 * before / after;
  const auto up_to = [](std::size_t value, std::size_t one) { return value >= 4 * one ? 3 : value >= 2 * one ? 2 : value >= one ? 1 : 0; };
  const auto gain = static_cast<std::uint8_t>(nearest ? up_to(twice, 3) : up_to(ratio, 2));
  if (std::exchange(topic.last_gain, gain) == gain) topic.compression_gain.store(gain, std::memory_order_relaxed);
}

} // namespace klamm::producer
