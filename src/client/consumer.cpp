#include "klamm/consumer.hpp"

#include "client/consumer_impl.hpp"

namespace klamm {

using consumer::FetchCollector, consumer::OffsetLookup, consumer::OffsetQuery, consumer::SeekTarget;

namespace {

constexpr auto slack = std::chrono::milliseconds(100); // for what ends by itself at the deadline to say so

std::vector<OffsetQuery::Question> questions_of(const std::vector<TopicPartition>& partitions, std::int64_t timestamp) {
  std::vector<OffsetQuery::Question> questions;
  for (const TopicPartition& partition : partitions) questions.push_back({partition, timestamp});
  return questions;
}

} // namespace

Consumer::Consumer(ConsumerConfig config) : impl_(Impl::create(detail::ClientCore::on_own_thread(config.client_config()), config)) {}
Consumer::Consumer(ConsumerConfig config, asio::any_io_executor executor)
    : impl_(Impl::create(detail::ClientCore::on_executor(config.client_config(), executor), config)) {}
Consumer::Consumer(Client& client, ConsumerConfig config) : impl_(Impl::create(client.core_, config)) {}
Consumer::Consumer(Consumer&&) noexcept = default;

Consumer& Consumer::operator=(Consumer&& other) noexcept {
  const Consumer old(std::move(*this));
  impl_ = std::move(other.impl_);
  return *this;
}

Consumer::~Consumer() {
  if (!impl_) return;
  const auto start = [this](Completion<void> done) { impl_->close(detail::destructor_patience, true, std::move(done)); };
  // On the client's own thread nothing can be waited for: the group is left in the same second, behind the destructor's back.
  if (impl_->core().on_client_thread() || !impl_->core().owns_thread()) start(nullptr);
  else (void)detail::wait_for<void>(impl_->core(), "~Consumer", detail::destructor_patience, start);
}

void Consumer::assign(const std::vector<TopicPartition>& partitions) {
  std::vector<FetchCollector::Wanted> wanted;
  for (const TopicPartition& partition : partitions) wanted.push_back({partition, std::nullopt});
  impl_->assign(wanted);
}

void Consumer::assign(const std::vector<TopicPartitionOffset>& partitions) {
  std::vector<FetchCollector::Wanted> wanted;
  for (const TopicPartitionOffset& at : partitions) {
    if (at.offset < 0) throw std::invalid_argument("klamm: an offset cannot be negative");
    wanted.push_back({at.topic_partition, SeekTarget::to(at.offset, at.leader_epoch)});
  }
  impl_->assign(wanted);
}

std::vector<TopicPartition> Consumer::assignment() const {
  return impl_->look([](const FetchCollector& collector) { return collector.assignment(); });
}

void Consumer::seek(const TopicPartition& partition, std::int64_t offset) { seek(TopicPartitionOffset(partition, offset)); }
void Consumer::seek(const TopicPartitionOffset& position) {
  if (position.offset < 0) throw std::invalid_argument("klamm: an offset cannot be negative");
  impl_->seek(position.topic_partition, SeekTarget::to(position.offset, position.leader_epoch));
}
void Consumer::seek_to_beginning(const std::vector<TopicPartition>& partitions) {
  impl_->seek_all(partitions, AutoOffsetReset::earliest());
}
void Consumer::seek_to_end(const std::vector<TopicPartition>& partitions) { impl_->seek_all(partitions, AutoOffsetReset::latest()); }

Result<std::int64_t> Consumer::position(const TopicPartition& partition, std::optional<std::chrono::nanoseconds> timeout) {
  const FetchCollector::Position position =
      impl_->look([&partition](const FetchCollector& collector) { return collector.position(partition); });
  if (position.position.offset >= 0) return position.position.offset;
  const Duration patience = impl_->timeout(timeout);
  return detail::wait_for<std::int64_t>(impl_->core(), "Consumer::position", patience + slack, [&](Completion<std::int64_t> done) {
    impl_->when_positioned(position, patience, std::move(done));
  });
}
void Consumer::start_position(const TopicPartition& partition, std::chrono::nanoseconds timeout, Completion<std::int64_t> done) {
  const FetchCollector::Position position =
      impl_->look([&partition](const FetchCollector& collector) { return collector.position(partition); });
  if (position.position.offset < 0) return impl_->when_positioned(position, timeout, std::move(done));
  impl_->core().runtime()->post([done = std::move(done), offset = position.position.offset]() mutable { done(offset); });
}

void Consumer::pause(const std::vector<TopicPartition>& partitions) { impl_->set_paused(partitions, true); }
void Consumer::resume(const std::vector<TopicPartition>& partitions) { impl_->set_paused(partitions, false); }
std::vector<TopicPartition> Consumer::paused() const {
  return impl_->look([](const FetchCollector& collector) { return collector.paused(); });
}
std::optional<std::int64_t> Consumer::lag(const TopicPartition& partition) const {
  return impl_->look([&partition](const FetchCollector& collector) { return collector.lag(partition); });
}

Result<ConsumerRecords> Consumer::poll(std::chrono::nanoseconds timeout) { return impl_->poll(timeout); }
std::uint64_t Consumer::new_poll() { return impl_->new_poll(); }
UniqueFunction<void()> Consumer::canceller(std::uint64_t poll) { return impl_->canceller(poll); }
void Consumer::start_poll(std::uint64_t poll, std::chrono::nanoseconds timeout, Completion<ConsumerRecords> done) {
  impl_->start_poll(poll, timeout, std::move(done));
}
void Consumer::wakeup() { impl_->wakeup(); }
ConsumerStatistics Consumer::statistics() const { return impl_->statistics(); }

Consumer::iterator Consumer::begin() { return iterator(*this); }

Consumer::iterator& Consumer::iterator::operator++() {
  is_over_ = !polled_ && polled_.error().fatal();
  polled_ = ConsumerRecords(); // so that the next poll can have their memory
  if (!is_over_) poll();
  return *this;
}

void Consumer::iterator::poll() {
  polled_ = consumer_->poll(std::chrono::nanoseconds::max());
  is_over_ = !polled_ && (polled_.error().code() == ErrorCode::cancelled || polled_.error().code() == ErrorCode::closed);
}

// The group

void Consumer::subscribe(std::vector<std::string> topics, std::shared_ptr<RebalanceListener> listener) {
  impl_->subscribe(std::move(topics), std::nullopt, std::move(listener));
}
void Consumer::subscribe_pattern(const TopicPattern& pattern, std::shared_ptr<RebalanceListener> listener) {
  impl_->subscribe({}, pattern, std::move(listener));
}
void Consumer::unsubscribe() { impl_->unsubscribe(); }
std::vector<std::string> Consumer::subscription() const { return impl_->subscription(); }
ConsumerGroupMetadata Consumer::group_metadata() const { return impl_->group_metadata(); }

Result<void> Consumer::commit_sync(std::optional<std::chrono::nanoseconds> timeout) {
  const Duration patience = impl_->timeout(timeout);
  return detail::wait_for<void>(impl_->core(), "Consumer::commit_sync", patience + slack,
                                [&](Completion<void> done) { impl_->commit(nullptr, patience, std::move(done)); });
}

Result<void> Consumer::commit_sync(const std::map<TopicPartition, OffsetAndMetadata>& offsets,
                                   std::optional<std::chrono::nanoseconds> timeout) {
  const Duration patience = impl_->timeout(timeout);
  return detail::wait_for<void>(impl_->core(), "Consumer::commit_sync", patience + slack,
                                [&](Completion<void> done) { impl_->commit(&offsets, patience, std::move(done)); });
}

Result<void> Consumer::commit_sync(const ConsumerRecords& records, std::optional<std::chrono::nanoseconds> timeout) {
  const Duration patience = impl_->timeout(timeout);
  return detail::wait_for<void>(impl_->core(), "Consumer::commit_sync", patience + slack,
                                [&](Completion<void> done) { impl_->commit(records, patience, std::move(done)); });
}

void Consumer::commit_async() { impl_->commit(nullptr, default_timeout(), impl_->logged_commit()); }
void Consumer::commit_async(const ConsumerRecords& records) { impl_->commit(records, default_timeout(), impl_->logged_commit()); }

void Consumer::start_commit(const std::map<TopicPartition, OffsetAndMetadata>* offsets, Completion<void> done) {
  impl_->commit(offsets, default_timeout(), std::move(done));
}

Result<std::map<TopicPartition, std::optional<OffsetAndMetadata>>> Consumer::committed(const std::vector<TopicPartition>& partitions,
                                                                                       std::optional<std::chrono::nanoseconds> timeout) {
  const Duration patience = impl_->timeout(timeout);
  return detail::wait_for<std::map<TopicPartition, std::optional<OffsetAndMetadata>>>(
      impl_->core(), "Consumer::committed", patience + slack, [&](auto done) { impl_->committed(partitions, patience, std::move(done)); });
}

void Consumer::start_commit(const ConsumerRecords& records, Completion<void> done) {
  impl_->commit(records, default_timeout(), std::move(done));
}

void Consumer::start_committed(std::vector<TopicPartition> partitions,
                               Completion<std::map<TopicPartition, std::optional<OffsetAndMetadata>>> done) {
  impl_->committed(std::move(partitions), default_timeout(), std::move(done));
}

// Questions to the cluster

void Consumer::start_edge_offsets(Edge edge, std::vector<TopicPartition> partitions, std::chrono::nanoseconds timeout,
                                  Completion<std::map<TopicPartition, std::int64_t>> done) {
  const std::int64_t timestamp = edge == Edge::beginning ? consumer::earliest_timestamp : consumer::latest_timestamp;
  auto questions = questions_of(partitions, timestamp);
  impl_->query_offsets(
      std::move(questions), timeout,
      [partitions = std::move(partitions), done = std::move(done)](Result<std::vector<OffsetLookup::Found>> found) mutable {
        if (!found) return done(found.error());
        std::map<TopicPartition, std::int64_t> offsets;
        for (std::size_t i = 0; i < partitions.size(); ++i) offsets[partitions[i]] = (*found)[i].offset;
        done(std::move(offsets));
      });
}

void Consumer::start_offsets_for_times(const std::map<TopicPartition, Timestamp>& times, std::chrono::nanoseconds timeout,
                                       Completion<std::map<TopicPartition, std::optional<OffsetAndTimestamp>>> done) {
  std::vector<OffsetQuery::Question> questions;
  std::vector<TopicPartition> partitions;
  for (const auto& [partition, time] : times) {
    if (time < 0) throw std::invalid_argument("klamm: a time cannot be negative");
    questions.push_back({partition, time});
    partitions.push_back(partition);
  }
  impl_->query_offsets(
      std::move(questions), timeout,
      [partitions = std::move(partitions), done = std::move(done)](Result<std::vector<OffsetLookup::Found>> found) mutable {
        if (!found) return done(found.error());
        std::map<TopicPartition, std::optional<OffsetAndTimestamp>> offsets;
        for (std::size_t i = 0; i < partitions.size(); ++i) {
          auto& offset = offsets[partitions[i]];
          const OffsetLookup::Found& one = (*found)[i];
          if (one.offset >= 0) offset = OffsetAndTimestamp{one.offset, one.timestamp, one.leader_epoch};
        }
        done(std::move(offsets));
      });
}

std::chrono::nanoseconds Consumer::default_timeout() const { return impl_->timeout({}); }

void Consumer::start_partitions_for(std::string topic, std::chrono::nanoseconds timeout, Completion<std::vector<PartitionInfo>> done) {
  impl_->partitions_for(std::move(topic), timeout, std::move(done));
}

void Consumer::start_list_topics(std::chrono::nanoseconds timeout, Completion<std::vector<TopicInfo>> done) {
  impl_->list_topics(timeout, std::move(done));
}

Result<std::map<TopicPartition, std::int64_t>> Consumer::beginning_offsets(const std::vector<TopicPartition>& partitions,
                                                                           std::optional<std::chrono::nanoseconds> timeout) {
  const Duration patience = impl_->timeout(timeout);
  return detail::wait_for<std::map<TopicPartition, std::int64_t>>(
      impl_->core(), "Consumer::beginning_offsets", patience + slack,
      [&](auto done) { start_edge_offsets(Edge::beginning, partitions, patience, std::move(done)); });
}

Result<std::map<TopicPartition, std::int64_t>> Consumer::end_offsets(const std::vector<TopicPartition>& partitions,
                                                                     std::optional<std::chrono::nanoseconds> timeout) {
  const Duration patience = impl_->timeout(timeout);
  return detail::wait_for<std::map<TopicPartition, std::int64_t>>(impl_->core(), "Consumer::end_offsets", patience + slack, [&](auto done) {
    start_edge_offsets(Edge::end, partitions, patience, std::move(done));
  });
}

Result<std::map<TopicPartition, std::optional<OffsetAndTimestamp>>> Consumer::offsets_for_times(
    const std::map<TopicPartition, Timestamp>& times, std::optional<std::chrono::nanoseconds> timeout) {
  const Duration patience = impl_->timeout(timeout);
  return detail::wait_for<std::map<TopicPartition, std::optional<OffsetAndTimestamp>>>(
      impl_->core(), "Consumer::offsets_for_times", patience + slack,
      [&](auto done) { start_offsets_for_times(times, patience, std::move(done)); });
}

Result<std::vector<PartitionInfo>> Consumer::partitions_for(std::string_view topic, std::optional<std::chrono::nanoseconds> timeout) {
  const Duration patience = impl_->timeout(timeout);
  return detail::wait_for<std::vector<PartitionInfo>>(impl_->core(), "Consumer::partitions_for", patience + slack, [&](auto done) {
    start_partitions_for(std::string(topic), patience, std::move(done));
  });
}

Result<std::vector<TopicInfo>> Consumer::list_topics(std::optional<std::chrono::nanoseconds> timeout) {
  const Duration patience = impl_->timeout(timeout);
  return detail::wait_for<std::vector<TopicInfo>>(impl_->core(), "Consumer::list_topics", patience + slack,
                                                  [&](auto done) { start_list_topics(patience, std::move(done)); });
}

void Consumer::start_close(std::chrono::nanoseconds timeout, Completion<void> done) { impl_->close(timeout, false, std::move(done)); }

Result<void> Consumer::close(std::chrono::nanoseconds timeout) {
  return detail::wait_for<void>(impl_->core(), "Consumer::close", timeout,
                                [&](Completion<void> done) { impl_->close(timeout, false, std::move(done)); });
}

} // namespace klamm
