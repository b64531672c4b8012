#include "admin/transactions.hpp"

#include <algorithm>
#include <array>

#include "admin/partitions.hpp"
#include "wire/messages/describe_producers.hpp"
#include "wire/messages/describe_transactions.hpp"
#include "wire/messages/init_producer_id.hpp"
#include "wire/messages/list_transactions.hpp"
#include "wire/messages/write_txn_markers.hpp"

namespace klamm {
namespace {

constexpr std::array<std::string_view, 9> state_names{
    "Unknown", "Empty", "Ongoing", "PrepareCommit", "PrepareAbort", "CompleteCommit", "CompleteAbort", "PrepareEpochFence", "Dead"};

} // namespace

std::string_view transaction_state_name(TransactionState state) noexcept { return state_names.at(static_cast<std::size_t>(state)); }

namespace admin {

TransactionState transaction_state(std::string_view name) noexcept {
  const auto at = std::find(state_names.begin(), state_names.end(), name);
  return at == state_names.end() ? TransactionState::unknown : static_cast<TransactionState>(at - state_names.begin());
}

Exchange ListTransactions::ask(const net::Connection& connection, Items items, Duration) {
  constexpr std::int16_t with_duration = 1, with_pattern = 2;
  const std::int16_t version = connection.api_versions().highest<wire::ListTransactionsRequest>();
  if (options_.running_for && version >= 0 && version < with_duration)
    return {needs_release(ApiKey::list_transactions, with_duration, "listing transactions by how long they run", "3.8"), nullptr};
  if (!options_.transactional_id_pattern.empty() && version >= 0 && version < with_pattern)
    return {needs_release(ApiKey::list_transactions, with_pattern, "listing transactions by a pattern", "4.1"), nullptr};
  wire::ListTransactionsRequest request;
  for (const TransactionState state : options_.states) request.state_filters.push_back(transaction_state_name(state));
  request.producer_id_filters = options_.producer_ids;
  if (options_.running_for) request.duration_filter = options_.running_for->count();
  if (!options_.transactional_id_pattern.empty()) request.transactional_id_pattern = options_.transactional_id_pattern;
  return exchange(connection, request, [this, item = items.front()](const wire::ListTransactionsResponse& response, Verdicts& verdicts) {
    if (response.error_code != ErrorCode::none) return verdicts.failed(item, Error(response.error_code));
    for (const auto& told : response.transaction_states)
      found().push_back({std::string(told.transactional_id), told.producer_id, transaction_state(told.transaction_state)});
    verdicts.done(item);
  });
}

// An id whose coordinator has just moved may be known to both brokers.
void ListTransactions::finish(std::vector<TransactionListing>& transactions) {
  const auto same = [](const auto& a, const auto& b) { return a.transactional_id == b.transactional_id; };
  std::stable_sort(transactions.begin(), transactions.end(),
                   [](const auto& a, const auto& b) { return a.transactional_id < b.transactional_id; });
  transactions.erase(std::unique(transactions.begin(), transactions.end(), same), transactions.end());
}

Exchange DescribeTransactions::ask(const net::Connection& connection, Items items, Duration) {
  wire::DescribeTransactionsRequest request;
  for (const std::size_t item : items) request.transactional_ids.push_back(input(item));
  auto read = [this, node = connection.node_id(), answered = by_name(items)](const wire::DescribeTransactionsResponse& response,
                                                                             Verdicts& verdicts) mutable {
    for (const auto& told : response.transaction_states) {
      const auto item = answered.take(told.transactional_id);
      if (!item) continue;
      if (told.error_code != ErrorCode::none) {
        verdicts.failed(*item, Error(told.error_code));
        continue;
      }
      TransactionDescription transaction;
      transaction.coordinator = node;
      transaction.state = transaction_state(told.transaction_state);
      transaction.producer_id = told.producer_id;
      transaction.producer_epoch = told.producer_epoch;
      transaction.timeout = std::chrono::milliseconds(told.transaction_timeout_ms);
      if (told.transaction_start_time_ms >= 0) transaction.start_time = told.transaction_start_time_ms;
      for (const auto& topic : told.topics)
        for (const std::int32_t partition : topic.partitions) transaction.partitions.push_back({std::string(topic.name), partition});
      std::sort(transaction.partitions.begin(), transaction.partitions.end());
      keep(*item, std::move(transaction), verdicts);
    }
  };
  return exchange(connection, request, std::move(read));
}

Exchange FenceProducers::ask(const net::Connection& connection, Items items, Duration patience) {
  // Of the transaction that it could begin, and never does; brokers refuse more than their transaction.max.timeout.ms, 15 minutes by default.
  constexpr Duration longest = 1min;
  wire::InitProducerIdRequest request;
  request.transactional_id = input(items.front());
  request.transaction_timeout_ms = milliseconds(std::min(patience, longest));
  auto read = [this, all = std::vector(items.begin(), items.end())](const wire::InitProducerIdResponse& response, Verdicts& verdicts) {
    if (response.error_code == ErrorCode::none) keep(all.front(), FencedProducer{response.producer_id, response.producer_epoch}, verdicts);
    else verdicts.failed(all.front(), Error(response.error_code));
    for (std::size_t i = 1; i < all.size(); ++i) verdicts.again(all[i]);
  };
  return exchange(connection, request, std::move(read));
}

Result<void> DescribeProducers::check_input(const TopicPartition& partition) const { return check_partition(partition); }

Target DescribeProducers::target(std::size_t item) const {
  if (options_.broker) return {.kind = Target::Kind::broker, .node = *options_.broker, .key = {}};
  return leader_of(input(item));
}

Exchange DescribeProducers::ask(const net::Connection& connection, Items items, Duration) {
  wire::DescribeProducersRequest request;
  for (const std::size_t item : items) partitions_in(request.topics, input(item).topic).push_back(input(item).partition);
  auto read = [this, answered = Answered<PartitionKey>(items, [this](std::size_t item) { return partition_key(input(item)); })](
                  const wire::DescribeProducersResponse& response, Verdicts& verdicts) mutable {
    for (const auto& topic : response.topics) {
      for (const auto& told : topic.partitions) {
        const auto item = answered.take({topic.name, told.index});
        if (!item) continue;
        if (options_.broker && told.error_code == ErrorCode::not_leader_or_follower) { // no other is wanted: this is its answer
          ErrorContext context;
          context.doing = doing();
          keep(*item, Verdicts::error_of(told.error_code, told.error_message).with(context), verdicts);
          continue;
        }
        if (told.error_code != ErrorCode::none) {
          verdicts.failed(*item, Verdicts::error_of(told.error_code, told.error_message));
          continue;
        }
        std::vector<ProducerState> producers;
        for (const auto& one : told.active_producers) {
          ProducerState& producer = producers.emplace_back();
          producer.producer_id = one.producer_id;
          producer.producer_epoch = one.producer_epoch;
          producer.last_sequence = one.last_sequence;
          producer.last_timestamp = one.last_timestamp;
          if (one.coordinator_epoch >= 0) producer.coordinator_epoch = one.coordinator_epoch;
          if (one.current_txn_start_offset >= 0) producer.current_transaction_start_offset = one.current_txn_start_offset;
        }
        std::sort(producers.begin(), producers.end(), [](const auto& a, const auto& b) { return a.producer_id < b.producer_id; });
        keep(*item, std::move(producers), verdicts);
      }
    }
  };
  return exchange(connection, request, std::move(read));
}

Result<void> AbortTransaction::check(std::size_t) const {
  if (transaction_.producer_id < 0 || transaction_.producer_epoch < 0 || transaction_.coordinator_epoch < 0)
    return Error(ErrorCode::invalid_request, "the producer's id and epoch, and the coordinator's epoch, are not negative",
                 "describe_producers() tells them");
  return check_partition(transaction_.partition);
}

Target AbortTransaction::target(std::size_t) const { return leader_of(transaction_.partition); }

Exchange AbortTransaction::ask(const net::Connection& connection, Items, Duration) {
  const TopicPartition& partition = transaction_.partition;
  wire::WriteTxnMarkersRequest request;
  auto& marker = request.markers.emplace_back();
  marker.producer_id = transaction_.producer_id;
  marker.producer_epoch = transaction_.producer_epoch;
  marker.transaction_result = false;
  marker.topics = {{partition.topic, {partition.partition}}};
  marker.coordinator_epoch = transaction_.coordinator_epoch;
  marker.transaction_version = 0; // the epoch is the producer's own: since version 2 a coordinator's would be one ahead
  return exchange(connection, request, [this](const wire::WriteTxnMarkersResponse& response, Verdicts& verdicts) {
    const auto& asked = transaction_;
    for (const auto& told : response.markers)
      for (const auto& topic : told.topics)
        for (const auto& one : topic.partitions)
          if (told.producer_id == asked.producer_id && topic.name == asked.partition.topic && one.index == asked.partition.partition)
            return say(one.error_code, {}, verdicts);
  });
}

} // namespace admin
} // namespace klamm
