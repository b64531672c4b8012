// Transactions and their producers (KIP-664, KIP-994, KIP-1152). Each broker lists the transactional ids that it coordinates.
#pragma once

#include "admin/gather_operation.hpp"
#include "admin/item_operation.hpp"
#include "admin/single_operation.hpp"
#include "klamm/admin_transactions.hpp"

namespace klamm::admin {

/// unknown where the name is.
TransactionState transaction_state(std::string_view name) noexcept;

class ListTransactions final : public GatherOperation<TransactionListing> {
public:
  explicit ListTransactions(ListTransactionsOptions options) : options_(std::move(options)) {}

  const char* doing() const override { return "listing transactions"; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  void finish(std::vector<TransactionListing>& transactions) override;
  ListTransactionsOptions options_;
};

/// What the coordinator of a transactional id is asked.
template <class Value>
class OfTransactionalIds : public KeyOperation<std::string, Value> {
public:
  using KeyOperation<std::string, Value>::KeyOperation;
  Target target(std::size_t item) const override {
    return {.kind = Target::Kind::coordinator, .coordinator = cluster::CoordinatorType::transaction, .key = this->input(item)};
  }

private:
  Result<void> check_input(const std::string& id) const override {
    if (id.empty()) return Error(ErrorCode::invalid_request, "the transactional id is empty");
    return {};
  }
};

class DescribeTransactions final : public OfTransactionalIds<TransactionDescription> {
public:
  using OfTransactionalIds::OfTransactionalIds;
  const char* doing() const override { return "describing transactions"; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;
};

/// A new producer takes over: InitProducerId, for one id after the other.
class FenceProducers final : public OfTransactionalIds<FencedProducer> {
public:
  using OfTransactionalIds::OfTransactionalIds;
  const char* doing() const override { return "fencing producers"; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;
};

class DescribeProducers final : public KeyOperation<TopicPartition, std::vector<ProducerState>> {
public:
  DescribeProducers(std::vector<TopicPartition> partitions, const DescribeProducersOptions& options)
      : KeyOperation(std::move(partitions)), options_(options) {}

  const char* doing() const override { return "describing producers"; }
  Target target(std::size_t item) const override;
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const TopicPartition& partition) const override;
  DescribeProducersOptions options_;
};

/// Writes the marker that the coordinator owes the partition (KIP-664).
class AbortTransaction final : public SingleOperation<void> {
public:
  explicit AbortTransaction(HangingTransaction transaction) : transaction_(std::move(transaction)) {}

  const char* doing() const override { return "aborting a hanging transaction"; }
  Result<void> check(std::size_t) const override;
  Target target(std::size_t) const override;
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  HangingTransaction transaction_;
};

} // namespace klamm::admin
