// The consumer: reads records of partitions, in order, from where it is told to.
#pragma once

#include <asio/associated_cancellation_slot.hpp>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "klamm/client.hpp"
#include "klamm/consumer_config.hpp"
#include "klamm/consumer_group.hpp"
#include "klamm/consumer_record.hpp"
#include "klamm/detail/completion.hpp"
#include "klamm/export.hpp"
#include "klamm/record.hpp"
#include "klamm/result.hpp"
#include "klamm/statistics.hpp"
#include "klamm/topic_info.hpp"

namespace klamm {

/// Where to read a partition from: an offset, and the epoch of the leader that wrote the record before it, where that is known (KIP-320).
struct TopicPartitionOffset {
  TopicPartitionOffset(std::string topic, std::int32_t partition, std::int64_t at, std::int32_t epoch = -1)
      : topic_partition{std::move(topic), partition}, offset(at), leader_epoch(epoch) {}
  TopicPartitionOffset(TopicPartition where, std::int64_t at, std::int32_t epoch = -1)
      : topic_partition(std::move(where)), offset(at), leader_epoch(epoch) {}

  TopicPartition topic_partition;
  std::int64_t offset;
  std::int32_t leader_epoch;
};

/// A record's place as offsets_for_times() finds it.
struct OffsetAndTimestamp {
  std::int64_t offset = -1;
  Timestamp timestamp = -1;
  std::int32_t leader_epoch = -1; ///< -1 when unknown (brokers before 2.1)

  bool operator==(const OffsetAndTimestamp&) const = default;
};

/// Reads records. While the application works on what a poll returned, the next records are already being fetched, up to fetch_buffer_bytes.
///
/// Every member may be called from any thread, but one poll at a time: a second one throws std::logic_error. What takes a `timeout` blocks, and throws
/// std::logic_error on the client's own thread; what ends in _async takes a completion token instead.
/// What names a partition that is not assigned throws std::invalid_argument.
class KLAMM_EXPORT Consumer {
public:
  /// With a client (and thread) of its own. Throws klamm::Exception for a configuration that contradicts itself.
  explicit Consumer(ConsumerConfig config);
  /// On the user's executor, without a thread of klamm's.
  Consumer(ConsumerConfig config, asio::any_io_executor executor);
  /// Shares a client's connections, metadata and thread; the connection settings in `config` are then the client's.
  Consumer(Client& client, ConsumerConfig config);
  /// Ends as close() does, within 1 s, and without a word to the rebalance listener. Records that were returned stay valid.
  ~Consumer();
  Consumer(Consumer&&) noexcept;
  Consumer& operator=(Consumer&&) noexcept;

  // What to read

  /// Joins the group (group.id), which shares the partitions of these topics among its members: they arrive, and go, as poll is called. Topics that don't
  /// exist yet are picked up when they do, as are new partitions. Instead of the subscription before; none at all is unsubscribe().
  /// Throws std::logic_error without a group.id, or while partitions are assigned by hand.
  void subscribe(std::vector<std::string> topics, std::shared_ptr<RebalanceListener> listener = {});
  /// The same with all topics that match, now and later. Throws std::invalid_argument for what is no regular expression.
  template <std::same_as<TopicPattern> Pattern> // (a plain overload would make subscribe({"orders"}) ambiguous)
  void subscribe(const Pattern& pattern, std::shared_ptr<RebalanceListener> listener = {}) {
    subscribe_pattern(pattern, std::move(listener));
  }
  /// Commits (enable.auto.commit), tells the listener, and leaves the group, in the background; or gives up what was assigned by hand.
  void unsubscribe();
  /// The topics of the last subscribe(), without those of a pattern.
  std::vector<std::string> subscription() const;

  /// Reads these partitions from now on, instead of those before. Ones that stay keep their position; new ones start at their group's committed
  /// offset, and without one, or without a group, as auto.offset.reset says. Throws std::logic_error for a subscribed consumer.
  void assign(const std::vector<TopicPartition>& partitions);
  /// Reads these partitions, each from its offset.
  void assign(const std::vector<TopicPartitionOffset>& partitions);
  std::vector<TopicPartition> assignment() const;

  // Where to read; all of these are effective when they return: no later poll gives a record of before

  void seek(const TopicPartition& partition, std::int64_t offset);
  void seek(const TopicPartitionOffset& position);
  /// Start at the first or behind the last record; found out when it is needed. No partitions given: all that are assigned.
  void seek_to_beginning(const std::vector<TopicPartition>& partitions = {});
  void seek_to_end(const std::vector<TopicPartition>& partitions = {});
  /// The offset of the next record that poll gives. Waits while it has to be asked for, at most `timeout` (by default default.api.timeout.ms).
  Result<std::int64_t> position(const TopicPartition& partition, std::optional<std::chrono::nanoseconds> timeout = {});
  /// The same with a completion token, within default.api.timeout.ms.
  template <class Token>
  auto position_async(TopicPartition partition, Token&& token) {
    return detail::initiate<std::int64_t>(
        [this, partition = std::move(partition)](auto done) { start_position(partition, default_timeout(), std::move(done)); },
        std::forward<Token>(token));
  }
  /// Paused partitions are not fetched and give no records until resumed; their position stays.
  void pause(const std::vector<TopicPartition>& partitions);
  void resume(const std::vector<TopicPartition>& partitions);
  std::vector<TopicPartition> paused() const;
  /// How many offsets lie between the position and the partition's end (the last stable offset with isolation.level=read_committed), as
  /// the last fetch told. Nothing before the first fetch. Asks nobody.
  std::optional<std::int64_t> lag(const TopicPartition& partition) const;

  // Records

  /// Records that are there, at most max.poll.records; waits for the first one up to `timeout`, after which the result is empty. An error that concerns a
  /// partition is given once, and says which; other partitions go on, and that one too unless the error says otherwise.
  Result<ConsumerRecords> poll(std::chrono::nanoseconds timeout);
  /// Waits until there are records, however long; a token's cancellation slot and wakeup() end it with ErrorCode::cancelled.
  template <class Token>
  auto poll_async(Token&& token) {
    return poll_async(std::chrono::nanoseconds::max(), std::forward<Token>(token));
  }
  /// Completes with no records when `timeout` passes first.
  template <class Token>
  auto poll_async(std::chrono::nanoseconds timeout, Token&& token) {
    return asio::async_initiate<Token, void(Result<ConsumerRecords>)>(
        [this, timeout](auto handler) {
          const std::uint64_t poll = new_poll();
          if (auto slot = asio::get_associated_cancellation_slot(handler); slot.is_connected())
            slot.assign([cancel = canceller(poll)](asio::cancellation_type) mutable { cancel(); });
          start_poll(poll, timeout, detail::make_completion<ConsumerRecords>(std::move(handler)));
        },
        token);
  }
  /// Ends the poll that is waiting, or else the next one, with ErrorCode::cancelled.
  void wakeup();

  /// Polls until wakeup() or close(), or until an error that no further poll can mend (Error::fatal()) has been given:
  ///
  ///     for (const klamm::Result<klamm::ConsumerRecords>& records : consumer) {
  ///       if (!records) { complain(records.error()); continue; }
  ///       for (const klamm::ConsumerRecord& record : *records) handle(record);
  ///     }
  class iterator;
  iterator begin();
  std::default_sentinel_t end() const noexcept { return {}; }

  // Committed offsets: where the group's members go on. Commits reach the broker in the order of the calls; one of a partition that is not this member's any more
  // is the error commit_stale, and changes nothing. All of these throw std::logic_error without a group.id.

  /// Commits where delivery stands: behind the records that polls have returned. Tries again until `timeout` (by default default.api.timeout.ms).
  Result<void> commit_sync(std::optional<std::chrono::nanoseconds> timeout = {});
  /// Commits these offsets: of the next record to process, not of the last one that was.
  Result<void> commit_sync(const std::map<TopicPartition, OffsetAndMetadata>& offsets,
                           std::optional<std::chrono::nanoseconds> timeout = {});
  /// Commits behind these records, however far later polls have got: what to call when a batch is done while the next ones are being worked on.
  Result<void> commit_sync(const ConsumerRecords& records, std::optional<std::chrono::nanoseconds> timeout = {});
  /// The same without waiting, within default.api.timeout.ms; failures go to the log.
  void commit_async();
  void commit_async(const ConsumerRecords& records);
  template <class Token>
    requires(!std::same_as<std::remove_cvref_t<Token>, ConsumerRecords>)
  auto commit_async(Token&& token) {
    return detail::initiate<void>([this](Completion<void> done) { start_commit(nullptr, std::move(done)); }, std::forward<Token>(token));
  }
  template <class Token>
  auto commit_async(std::map<TopicPartition, OffsetAndMetadata> offsets, Token&& token) {
    return detail::initiate<void>([this, offsets = std::move(offsets)](Completion<void> done) { start_commit(&offsets, std::move(done)); },
                                  std::forward<Token>(token));
  }
  template <class Token>
  auto commit_async(const ConsumerRecords& records, Token&& token) {
    return detail::initiate<void>([this, records](Completion<void> done) { start_commit(records, std::move(done)); },
                                  std::forward<Token>(token));
  }
  /// What the group has committed; nothing where it has not. Open transactions are waited for.
  Result<std::map<TopicPartition, std::optional<OffsetAndMetadata>>> committed(const std::vector<TopicPartition>& partitions,
                                                                               std::optional<std::chrono::nanoseconds> timeout = {});
  template <class Token>
  auto committed_async(std::vector<TopicPartition> partitions, Token&& token) {
    return detail::initiate<std::map<TopicPartition, std::optional<OffsetAndMetadata>>>(
        [this, partitions = std::move(partitions)](auto done) mutable { start_committed(std::move(partitions), std::move(done)); },
        std::forward<Token>(token));
  }
  /// As whom the group knows this consumer now.
  ConsumerGroupMetadata group_metadata() const;

  // Questions to the cluster, each answered within `timeout` (by default default.api.timeout.ms)

  /// The offsets of the first records, and of the ends (behind the last record that isolation.level lets through).
  Result<std::map<TopicPartition, std::int64_t>> beginning_offsets(const std::vector<TopicPartition>& partitions,
                                                                   std::optional<std::chrono::nanoseconds> timeout = {});
  Result<std::map<TopicPartition, std::int64_t>> end_offsets(const std::vector<TopicPartition>& partitions,
                                                             std::optional<std::chrono::nanoseconds> timeout = {});
  /// For each partition the first record at or after a time; nothing where there is none.
  Result<std::map<TopicPartition, std::optional<OffsetAndTimestamp>>> offsets_for_times(
      const std::map<TopicPartition, Timestamp>& times, std::optional<std::chrono::nanoseconds> timeout = {});
  /// The partitions of a topic; topic_unknown when there is no such topic.
  Result<std::vector<PartitionInfo>> partitions_for(std::string_view topic, std::optional<std::chrono::nanoseconds> timeout = {});
  /// All topics that this client may see.
  Result<std::vector<TopicInfo>> list_topics(std::optional<std::chrono::nanoseconds> timeout = {});

  // The same with a completion token, within default.api.timeout.ms. (Inside co_await GCC 12 can't compile nested braces: name the partitions first.)

  template <class Token>
  auto beginning_offsets_async(std::vector<TopicPartition> partitions, Token&& token) {
    return detail::initiate<std::map<TopicPartition, std::int64_t>>(
        [this, partitions = std::move(partitions)](auto done) mutable {
          start_edge_offsets(Edge::beginning, std::move(partitions), default_timeout(), std::move(done));
        },
        std::forward<Token>(token));
  }
  template <class Token>
  auto end_offsets_async(std::vector<TopicPartition> partitions, Token&& token) {
    return detail::initiate<std::map<TopicPartition, std::int64_t>>(
        [this, partitions = std::move(partitions)](auto done) mutable {
          start_edge_offsets(Edge::end, std::move(partitions), default_timeout(), std::move(done));
        },
        std::forward<Token>(token));
  }
  template <class Token>
  auto offsets_for_times_async(std::map<TopicPartition, Timestamp> times, Token&& token) {
    return detail::initiate<std::map<TopicPartition, std::optional<OffsetAndTimestamp>>>(
        [this, times = std::move(times)](auto done) mutable { start_offsets_for_times(times, default_timeout(), std::move(done)); },
        std::forward<Token>(token));
  }
  template <class Token>
  auto partitions_for_async(std::string topic, Token&& token) {
    return detail::initiate<std::vector<PartitionInfo>>(
        [this, topic = std::move(topic)](auto done) mutable { start_partitions_for(std::move(topic), default_timeout(), std::move(done)); },
        std::forward<Token>(token));
  }
  template <class Token>
  auto list_topics_async(Token&& token) {
    return detail::initiate<std::vector<TopicInfo>>([this](auto done) { start_list_topics(default_timeout(), std::move(done)); },
                                                    std::forward<Token>(token));
  }

  /// What was read, waited for, rebalanced and committed so far, and from whom. Cheap enough to be always counted; may be asked on any thread.
  ConsumerStatistics statistics() const;

  /// Ends: a waiting poll gives ErrorCode::closed, and so does everything later. In a group it commits what polls have returned
  /// (enable.auto.commit), tells the listener and leaves, so that others get the partitions at once; static members only go silent. Always returns in
  /// time, with an error when that commit or the listener failed. Idempotent.
  Result<void> close(std::chrono::nanoseconds timeout = std::chrono::seconds(30));
  /// The same, at most 30 s.
  template <class Token>
  auto close_async(Token&& token) {
    return detail::initiate<void>([this](Completion<void> done) { start_close(std::chrono::seconds(30), std::move(done)); },
                                  std::forward<Token>(token));
  }

private:
  class Impl;
  explicit Consumer(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {} // lent to listeners
  void subscribe_pattern(const TopicPattern& pattern, std::shared_ptr<RebalanceListener> listener);
  void start_commit(const std::map<TopicPartition, OffsetAndMetadata>* offsets, Completion<void> done);
  void start_commit(const ConsumerRecords& records, Completion<void> done);
  void start_committed(std::vector<TopicPartition> partitions, Completion<std::map<TopicPartition, std::optional<OffsetAndMetadata>>> done);
  void start_position(const TopicPartition& partition, std::chrono::nanoseconds timeout, Completion<std::int64_t> done);
  enum class Edge : unsigned char { beginning, end };
  std::uint64_t new_poll();
  UniqueFunction<void()> canceller(std::uint64_t poll);
  void start_poll(std::uint64_t poll, std::chrono::nanoseconds timeout, Completion<ConsumerRecords> done);
  void start_edge_offsets(Edge edge, std::vector<TopicPartition> partitions, std::chrono::nanoseconds timeout,
                          Completion<std::map<TopicPartition, std::int64_t>> done);
  void start_offsets_for_times(const std::map<TopicPartition, Timestamp>& times, std::chrono::nanoseconds timeout,
                               Completion<std::map<TopicPartition, std::optional<OffsetAndTimestamp>>> done);
  void start_partitions_for(std::string topic, std::chrono::nanoseconds timeout, Completion<std::vector<PartitionInfo>> done);
  void start_list_topics(std::chrono::nanoseconds timeout, Completion<std::vector<TopicInfo>> done);
  void start_close(std::chrono::nanoseconds timeout, Completion<void> done);
  std::chrono::nanoseconds default_timeout() const;

  std::shared_ptr<Impl> impl_;
};

/// A loop over a consumer, one poll a step. What a step gave is gone with the next, unless its ConsumerRecords were copied.
class KLAMM_EXPORT Consumer::iterator {
public:
  using iterator_category = std::input_iterator_tag;
  using value_type = Result<ConsumerRecords>;
  using difference_type = std::ptrdiff_t;
  using pointer = const value_type*;
  using reference = const value_type&;

  reference operator*() const noexcept { return polled_; }
  pointer operator->() const noexcept { return &polled_; }
  iterator& operator++();
  void operator++(int) { ++*this; }
  friend bool operator==(const iterator& at, std::default_sentinel_t) noexcept { return at.is_over_; }

private:
  friend class Consumer;
  explicit iterator(Consumer& consumer) : consumer_(&consumer) { poll(); }
  void poll();

  Consumer* consumer_;
  value_type polled_;
  bool is_over_ = false;
};

} // namespace klamm
