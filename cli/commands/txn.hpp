// Transactions: which there are, what they have written to, who holds partitions up, and ending them.
#pragma once

#include <cstdint>
#include <klamm/admin_transactions.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"

namespace klamm::cli {

struct TxnOptions {
  std::vector<std::string> ids;    ///< transactional ids
  std::vector<std::string> states; ///< list: only in these
  std::vector<std::int64_t> producer_ids;
  std::string running_for;                               ///< list: at least so long: 15m
  std::string pattern;                                   ///< list: of transactional ids
  std::vector<std::string> topics;                       ///< producers: TOPIC or TOPIC:PARTITIONS
  bool open = false;                                     ///< producers: only those with a transaction under way
  std::string partition;                                 ///< abort: TOPIC:PARTITION of a transaction that hangs there
  std::optional<std::int64_t> start_offset, producer_id; ///< abort: which transaction of that partition
  std::string hanging_for = "15m";                       ///< find-hanging: open for longer than any transaction may run
  bool dry_run = false, execute = false;
};

ExitCode list_transactions(const TxnOptions& options, const Frame& frame);
ExitCode describe_transactions(const TxnOptions& options, const Frame& frame);
ExitCode list_producers(const TxnOptions& options, const Frame& frame);
/// Transactions that are open in partitions, while no coordinator knows of them.
ExitCode find_hanging(const TxnOptions& options, const Frame& frame);
/// Of transactional ids, or a hanging one in its partition.
ExitCode abort_transactions(const TxnOptions& options, const Frame& frame);

/// A producer's transaction that a partition holds open.
struct OpenTransaction {
  TopicPartition partition;
  ProducerState producer;
};
/// Those that no coordinator knows of: none of `known` is of that producer and has written to that partition.
std::vector<OpenTransaction> hanging_among(std::vector<OpenTransaction> open, const std::vector<TransactionDescription>& known);

} // namespace klamm::cli
