// The admin client's calls about transactions and the producers that have them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "klamm/admin_results.hpp"
#include "klamm/detail/admin_calls.hpp"
#include "klamm/record.hpp"
#include "klamm/timestamp.hpp"

namespace klamm {

/// Where a transaction stands.
enum class TransactionState : std::uint8_t {
  unknown,
  empty, ///< its producer has begun none
  ongoing,
  prepare_commit, ///< markers are being written, as in:
  prepare_abort,
  complete_commit,
  complete_abort,
  prepare_epoch_fence, ///< an older producer is being fenced
  dead,                ///< its id is being forgotten
};
/// As Kafka writes it: "PrepareCommit".
KLAMM_EXPORT std::string_view transaction_state_name(TransactionState state) noexcept;

/// A transactional id as a list has it.
struct TransactionListing {
  std::string transactional_id;
  std::int64_t producer_id = -1;
  TransactionState state = TransactionState::unknown;
};

/// A transactional id with its producer and transaction.
struct TransactionDescription {
  std::int32_t coordinator = -1; ///< the broker that coordinates it
  TransactionState state = TransactionState::unknown;
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = -1;
  std::chrono::milliseconds timeout{0};
  std::optional<Timestamp> start_time;    ///< of the transaction, milliseconds since the epoch; nothing where none has begun
  std::vector<TopicPartition> partitions; ///< that it has written to, in order
};

/// A producer that a partition's log knows.
struct ProducerState {
  std::int64_t producer_id = -1;
  std::int32_t producer_epoch = -1;
  std::int32_t last_sequence = -1;
  Timestamp last_timestamp = -1;
  std::optional<std::int32_t> coordinator_epoch;                ///< nothing where it has no transaction yet
  std::optional<std::int64_t> current_transaction_start_offset; ///< nothing where no transaction is open
};

/// A producer that has taken over a transactional id, so that none of before can go on.
struct FencedProducer {
  std::int64_t producer_id = -1; ///< the new one's, as is:
  std::int16_t producer_epoch = -1;
};

/// A transaction that hangs in a partition: open there, while its coordinator knows nothing of it any more. What describe_producers() tells names it.
struct HangingTransaction {
  TopicPartition partition;
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = -1;
  std::int32_t coordinator_epoch = 0; ///< the last that the partition has seen; 0 where it has seen none

  HangingTransaction(TopicPartition at, std::int64_t id, std::int16_t epoch, std::int32_t coordinators)
      : partition(std::move(at)), producer_id(id), producer_epoch(epoch), coordinator_epoch(coordinators) {}
  HangingTransaction(TopicPartition at, const ProducerState& producer)
      : HangingTransaction(std::move(at), producer.producer_id, static_cast<std::int16_t>(producer.producer_epoch),
                           producer.coordinator_epoch.value_or(0)) {}
};

/// Which transactions are listed: those that fit all of these; what is empty fits all.
struct ListTransactionsOptions {
  std::optional<std::chrono::milliseconds> timeout{}; ///< `default.api.timeout.ms` by default
  std::vector<TransactionState> states{};
  std::vector<std::int64_t> producer_ids{};
  std::optional<std::chrono::milliseconds> running_for{}; ///< at least so long (KIP-994; brokers from 3.8 on)
  std::string transactional_id_pattern{};                 ///< RE2/J's syntax, the whole id (KIP-1152; brokers from 4.1 on)
};
/// How transactions are described.
struct DescribeTransactionsOptions {
  std::optional<std::chrono::milliseconds> timeout{};
};
/// How producers are described.
struct DescribeProducersOptions {
  std::optional<std::chrono::milliseconds> timeout{};
  std::optional<std::int32_t> broker{}; ///< what this replica knows; the leader by default
};
/// How a transaction is aborted.
struct AbortTransactionOptions {
  std::optional<std::chrono::milliseconds> timeout{};
};
/// How producers are fenced.
struct FenceProducersOptions {
  std::optional<std::chrono::milliseconds> timeout{};
};

using DescribeTransactionsResult = Results<std::string, TransactionDescription>;     ///< by transactional id
using DescribeProducersResult = Results<TopicPartition, std::vector<ProducerState>>; ///< by partition
using FenceProducersResult = Results<std::string, FencedProducer>;                   ///< by transactional id

/// Transactions (KIP-664). As all families of an Admin's calls: from any thread, blocking or with a completion token, results item by item.
class KLAMM_EXPORT AdminTransactions : public virtual detail::AdminCalls {
public:
  /// The transactional ids that this client may describe, of all brokers, in order (brokers from 3.0 on). A broker that can't be asked is told in `errors`.
  Result<Gathered<TransactionListing>> list_transactions(const ListTransactionsOptions& options = {});
  template <class Token>
  auto list_transactions_async(const ListTransactionsOptions& options, Token&& token) {
    return async(listing_transactions(options), std::forward<Token>(token));
  }

  /// Transactional ids with their transactions (brokers from 3.0 on). Errors of an item: transactional_id_not_found,
  /// transactional_id_authorization_failed, …
  Result<DescribeTransactionsResult> describe_transactions(std::vector<std::string> transactional_ids,
                                                           const DescribeTransactionsOptions& options = {});
  template <class Token>
  auto describe_transactions_async(std::vector<std::string> transactional_ids, const DescribeTransactionsOptions& options, Token&& token) {
    return async(describing_transactions(std::move(transactional_ids), options), std::forward<Token>(token));
  }

  /// The producers that have written to partitions of late (brokers from 2.8 on). Errors of an item: unknown_topic_or_partition,
  /// not_leader_or_follower (the broker that was named has no replica), …
  Result<DescribeProducersResult> describe_producers(std::vector<TopicPartition> partitions, const DescribeProducersOptions& options = {});
  template <class Token>
  auto describe_producers_async(std::vector<TopicPartition> partitions, const DescribeProducersOptions& options, Token&& token) {
    return async(describing_producers(std::move(partitions), options), std::forward<Token>(token));
  }

  /// Aborts what runs of these transactional ids, and fences their producers. Errors of an item: transactional_id_authorization_failed, …
  Result<FenceProducersResult> fence_producers(std::vector<std::string> transactional_ids, const FenceProducersOptions& options = {});
  template <class Token>
  auto fence_producers_async(std::vector<std::string> transactional_ids, const FenceProducersOptions& options, Token&& token) {
    return async(fencing_producers(std::move(transactional_ids), options), std::forward<Token>(token));
  }

  /// Aborts a hanging transaction in one partition, by a marker that the partition's leader writes at once; what the coordinator knows does not change. For
  /// transactions that are under way take fence_producers(). Needs the right to CLUSTER_ACTION. Errors: invalid_producer_epoch (not the producer's last one),
  /// transaction_coordinator_fenced (the coordinator's epoch is older than the partition has seen), cluster_authorization_failed,
  /// unknown_topic_or_partition, …
  Result<void> abort_transaction(const HangingTransaction& transaction, const AbortTransactionOptions& options = {});
  template <class Token>
  auto abort_transaction_async(const HangingTransaction& transaction, const AbortTransactionOptions& options, Token&& token) {
    return async(aborting_transaction(transaction, options), std::forward<Token>(token));
  }

protected:
  AdminTransactions() noexcept;
  ~AdminTransactions();

private:
  detail::AdminStart<Gathered<TransactionListing>> listing_transactions(const ListTransactionsOptions& options) const;
  detail::AdminStart<DescribeTransactionsResult> describing_transactions(std::vector<std::string> transactional_ids,
                                                                         const DescribeTransactionsOptions& options) const;
  detail::AdminStart<DescribeProducersResult> describing_producers(std::vector<TopicPartition> partitions,
                                                                   const DescribeProducersOptions& options) const;
  detail::AdminStart<FenceProducersResult> fencing_producers(std::vector<std::string> transactional_ids,
                                                             const FenceProducersOptions& options) const;
  detail::AdminStart<void> aborting_transaction(const HangingTransaction& transaction, const AbortTransactionOptions& options) const;
};

} // namespace klamm
