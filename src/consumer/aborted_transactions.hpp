// isolation.level=read_committed: which batches of a fetch belong to aborted transactions (KIP-98). The broker names the transactions, each by producer and
// first offset; it ends with that producer's abort marker. Brokers don't always sort the list (Redpanda), nor name each transaction only once.
#pragma once

#include <cstdint>
#include <unordered_set>
#include <vector>

#include "wire/messages/fetch.hpp"

namespace klamm::consumer {

class AbortedTransactions {
public:
  using List = std::vector<wire::FetchResponse::AbortedTransaction>;

  AbortedTransactions() = default;
  explicit AbortedTransactions(List list);

  /// Whether a batch of records up to `last_offset` belongs to an aborted transaction. To be asked of each transactional batch, in order.
  bool contains(std::int64_t producer_id, std::int64_t last_offset);
  /// An abort marker of that producer, at `offset`: its transaction is over.
  void end(std::int64_t producer_id, std::int64_t offset);

private:
  void begin_until(std::int64_t offset);

  List waiting_; ///< by first offset, highest first
  std::unordered_set<std::int64_t> active_;
};

} // namespace klamm::consumer
