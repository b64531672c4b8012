#include "consumer/aborted_transactions.hpp"

#include <algorithm>

namespace klamm::consumer {

AbortedTransactions::AbortedTransactions(List list) : waiting_(std::move(list)) {
  std::sort(waiting_.begin(), waiting_.end(), [](const auto& a, const auto& b) { return a.first_offset > b.first_offset; });
}

void AbortedTransactions::begin_until(std::int64_t offset) {
  for (; !waiting_.empty() && waiting_.back().first_offset <= offset; waiting_.pop_back()) active_.insert(waiting_.back().producer_id);
}

bool AbortedTransactions::contains(std::int64_t producer_id, std::int64_t last_offset) {
  begin_until(last_offset);
  return active_.contains(producer_id);
}

void AbortedTransactions::end(std::int64_t producer_id, std::int64_t offset) {
  begin_until(offset); // a transaction of which only the marker is left
  active_.erase(producer_id);
}

} // namespace klamm::consumer
