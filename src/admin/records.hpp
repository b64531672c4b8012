// What the leaders of partitions are asked and told about their logs: offsets (KIP-79, KIP-734, …) and deleting records (KIP-107).
#pragma once

#include "admin/item_operation.hpp"
#include "klamm/admin_topics.hpp"

namespace klamm::admin {

class DeleteRecords final : public ItemOperation<RecordsToDelete, TopicPartition, std::int64_t> {
public:
  explicit DeleteRecords(std::vector<RecordsToDelete> records) : ItemOperation(std::move(records)) {}

  const char* doing() const override { return "deleting records"; }
  Target target(std::size_t item) const override;
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const RecordsToDelete& records) const override;
  TopicPartition key(const RecordsToDelete& records) const override { return records.partition; }
};

class ListOffsets final : public ItemOperation<PartitionOffsetSpec, TopicPartition, ListedOffset> {
public:
  ListOffsets(std::vector<PartitionOffsetSpec> partitions, const ListOffsetsOptions& options)
      : ItemOperation(std::move(partitions)), options_(options) {}

  const char* doing() const override { return "looking up offsets"; }
  /// The same partition may be asked about several times. An older broker can't find everything: that makes lots of their own.
  Result<void> check(std::size_t item) const override { return check_input(input(item)); }
  Target target(std::size_t item) const override;
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const PartitionOffsetSpec& asked) const override;
  TopicPartition key(const PartitionOffsetSpec& asked) const override { return asked.partition; }
  ListOffsetsOptions options_;
};

} // namespace klamm::admin
