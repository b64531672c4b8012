// Transactions: which there are, what they have written to, who holds partitions up, and ending them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"

namespace klamm::cli {

struct TxnOptions {
  std::vector<std::string> ids;    ///< transactional ids
  std::vector<std::string> states; ///< list: only in these
  std::vector<std::int64_t> producer_ids;
  std::string running_for;         ///< list: at least so long: 15m
  std::string pattern;             ///< list: of transactional ids
  std::vector<std::string> topics; ///< producers: TOPIC or TOPIC:PARTITIONS
  bool open = false;               ///< producers: only those with a transaction under way
  bool dry_run = false, execute = false;
};

ExitCode list_transactions(const TxnOptions& options, const Frame& frame);
ExitCode describe_transactions(const TxnOptions& options, const Frame& frame);
ExitCode list_producers(const TxnOptions& options, const Frame& frame);
ExitCode abort_transactions(const TxnOptions& options, const Frame& frame);

} // namespace klamm::cli
