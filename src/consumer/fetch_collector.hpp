// The polling thread's half of the consumer: what is assigned, where delivery stands, and the fetched batches that are still to be delivered. Seeks
// and pauses take effect here at once; what the executor (SubscriptionState) must know of them is left in commands. Checksums, decompression
// and the transaction filter happen here, on the thread that polls. Pure; used by one thread at a time.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <variant>
#include <vector>

#include "consumer/aborted_transactions.hpp"
#include "consumer/completed_fetch.hpp"
#include "consumer/record_block.hpp"
#include "klamm/result.hpp"
#include "klamm/statistics.hpp"
#include "records/batch_reader.hpp"

namespace klamm::consumer {

// What the executor is to be told, in this order.
struct AssignCommand {
  PartitionPtr partition;
  PositionVersion version;
  std::optional<SeekTarget> target; ///< none: somebody else looks for the position
};
struct RevokeCommand {
  PartitionId partition;
};
struct SeekCommand {
  PartitionId partition;
  PositionVersion version;
  SeekTarget target;
};
struct PauseCommand {
  PartitionId partition;
  bool paused;
};
struct StopCommand { ///< nothing more is wanted until a seek
  PartitionId partition;
  PositionVersion version;
};
using Command = std::variant<AssignCommand, RevokeCommand, SeekCommand, PauseCommand, StopCommand>;

class FetchCollector {
public:
  struct Settings {
    std::size_t max_poll_records = 500;
    BatchReadOptions batches{};
    bool read_committed = false;
    std::int64_t largest_parked = 32 << 20; ///< bytes of paused partitions that are kept while others wait for room
  };
  explicit FetchCollector(Settings settings) : settings_(settings) {}

  // Assignment

  /// Exactly these from now on. Ones that stay keep everything, unless a target says where to go; new ones start at theirs, or where `otherwise` leads.
  struct Wanted {
    TopicPartition partition;
    std::optional<SeekTarget> target;
  };
  void assign(const std::vector<Wanted>& wanted, const std::optional<SeekTarget>& otherwise);
  std::vector<TopicPartition> assignment() const;
  bool is_assigned(const TopicPartition& partition) const { return by_name_.contains(partition); }

  // Positions. These throw std::invalid_argument for a partition that isn't assigned

  void seek(const TopicPartition& partition, const SeekTarget& target);
  void set_paused(const TopicPartition& partition, bool paused);
  std::vector<TopicPartition> paused() const;
  struct Position {
    PartitionPtr partition;
    PositionVersion version;
    FetchPosition position; ///< of the next record to deliver; offset -1: a broker is being asked
    bool stopped;
  };
  Position position(const TopicPartition& partition) const;
  /// Where delivery stands, of those partitions where that is known: what to commit.
  struct Consumed {
    TopicPartition partition;
    FetchPosition position;
    Uuid topic_id; ///< of the topic that the position is in; zero where that is not known
  };
  std::vector<Consumed> consumed() const;
  /// The same, without those that are as this was told last time.
  std::vector<Consumed> take_changed();
  /// What take_changed() told did not get through.
  void forget_told();
  /// Of an assigned partition's topic, as records of it told; zero otherwise.
  Uuid topic_id(const TopicPartition& partition) const;
  std::optional<std::int64_t> lag(const TopicPartition& partition) const;
  /// Of each assigned partition, and how many records were delivered in all.
  void tell(ConsumerStatistics& statistics) const;

  // Records

  /// What the FetchBuffer is to be emptied into, when collect() gives nothing.
  std::vector<CompletedFetch>& arrivals() noexcept { return arrivals_; }
  /// The next records or the next error; nothing when all that arrived is delivered.
  std::optional<Result<ConsumerRecords>> collect();

  /// What the executor must be told since the last call.
  std::vector<Command> take_commands() { return std::exchange(commands_, {}); }
  bool has_commands() const noexcept { return !commands_.empty(); }

private:
  // A fetch that is being delivered.
  struct Cursor {
    Cursor(CompletedFetch from, const BatchReadOptions& options)
        : fetch(std::move(from)), batches(fetch.records, options), aborted(std::move(fetch.aborted)) {}
    CompletedFetch fetch;
    BatchReader batches;
    AbortedTransactions aborted;
    RecordIterator records;
    bool in_batch = false;
    bool begun = false; ///< some of it has been delivered
  };

  struct Delivery {
    PartitionPtr partition;
    PositionVersion version = 0;
    FetchPosition position;
    FetchPosition told; ///< by take_changed(), as is:
    Uuid told_topic_id;
    Uuid topic_id;
    bool paused = false;
    bool stopped = false;
    std::uint64_t last_poll = 0; ///< the poll in which it was last delivered
    std::uint64_t records = 0;   ///< that were delivered
    std::deque<Cursor> parked;   ///< fetched, and held back while it is paused
  };

  std::optional<std::int64_t> lag_of(const Delivery& delivery) const noexcept;
  Delivery& delivery(const TopicPartition& partition);
  const Delivery& delivery(const TopicPartition& partition) const;
  bool is_current(const CompletedFetch& fetch, const Delivery& delivery) const noexcept {
    return fetch.version == delivery.version && !delivery.stopped;
  }
  void move_to(Delivery& delivery, const SeekTarget& target);
  void revoke(const TopicPartition& partition);

  /// Makes a fetch that may be delivered the current one; false when there is none, or there is an error to tell first.
  bool next_cursor();
  bool admit(Cursor& cursor, Delivery& delivery);
  void drop_parked();

  /// Adds records of the current fetch to `block` until that is full, or the fetch is done.
  void deliver(RecordBlock& block);
  bool next_batch();
  void take_records(RecordBlock& block);
  void pass_control_batch();
  void fail(const Error& error, std::int64_t next_offset);
  void finish_fetch();

  Settings settings_;
  std::unordered_map<PartitionId, Delivery> deliveries_;
  std::map<TopicPartition, PartitionId> by_name_;
  PartitionId next_id_ = 1;
  PositionVersion next_version_ = 1;

  std::vector<CompletedFetch> arrivals_;
  std::size_t next_arrival_ = 0;
  std::deque<Cursor> resumed_;
  std::optional<Cursor> current_;
  Delivery* delivery_ = nullptr; ///< of current_
  std::optional<Error> pending_error_;
  std::uint64_t poll_ = 0;
  std::uint64_t records_ = 0; ///< that were delivered
  Decompressor decompressor_;
  std::shared_ptr<RecordBlockPool> blocks_ = std::make_shared<RecordBlockPool>();
  std::vector<Command> commands_;
};

} // namespace klamm::consumer
