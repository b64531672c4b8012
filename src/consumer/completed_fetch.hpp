// What one fetch response said of one partition, on its way to the polling thread: record batches as they came, or an error.
#pragma once

#include <optional>
#include <vector>

#include "base/buffer.hpp"
#include "consumer/fetch_budget.hpp"
#include "consumer/fetch_position.hpp"
#include "consumer/partition_handle.hpp"
#include "klamm/error.hpp"
#include "klamm/uuid.hpp"
#include "wire/messages/fetch.hpp"

namespace klamm::consumer {

struct CompletedFetch {
  PartitionPtr partition; ///< null: the error concerns the consumer as a whole
  PositionVersion version = 0;
  std::int64_t offset = -1; ///< where the partition was to be read; earlier records in the first batch are not wanted
  /// The position moved to `offset` without a seek: a reset, or a truncated log (KIP-320). Otherwise it is where the fetch before ended.
  bool jumped = false;
  Uuid topic_id; ///< of the topic that `offset` is in; zero where that is not known
  Slice records; ///< may be empty
  /// Their extent is doubtful: nothing more is fetched until the polling thread has looked at them and says where to go on.
  bool doubtful = false;
  std::vector<wire::FetchResponse::AbortedTransaction> aborted; ///< read_committed: whose records to leave out
  FetchBudget::SharePtr share;
  /// Instead of records: what to tell the user.
  std::optional<Error> error;
  /// The error ends the fetching of this partition until a seek.
  bool stopped = false;
};

} // namespace klamm::consumer
