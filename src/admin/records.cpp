#include "admin/records.hpp"

#include "admin/partitions.hpp"
#include "wire/messages/delete_records.hpp"
#include "wire/messages/list_offsets.hpp"

namespace klamm::admin {
namespace {

/// What a spec needs: a version of ListOffsets, the release that has it, and its name.
struct Needs {
  std::int16_t version;
  const char* release;
  const char* what;
};
Needs needs(const OffsetSpec& spec) {
  switch (spec.timestamp()) {
    case -3: return {7, "3.0", "finding the record with the highest timestamp"};
    case -4: return {8, "3.4", "finding the first record on the broker's own disk"};
    case -5: return {9, "3.9", "finding the last record in the remote storage"};
    case -6: return {11, "4.2", "finding the first record that is not in the remote storage"};
    default: return {0, "", ""};
  }
}

} // namespace

Result<void> DeleteRecords::check_input(const RecordsToDelete& records) const {
  if (records.before_offset < RecordsToDelete::high_watermark)
    return Error(ErrorCode::offset_out_of_range, "records can't be deleted before the offset " + std::to_string(records.before_offset),
                 "an offset, or RecordsToDelete::high_watermark for all");
  return check_partition(records.partition);
}

Target DeleteRecords::target(std::size_t item) const { return leader_of(input(item).partition); }

Exchange DeleteRecords::ask(const net::Connection& connection, Items items, Duration patience) {
  wire::DeleteRecordsRequest request;
  request.timeout_ms = milliseconds(patience);
  for (const std::size_t item : items) {
    const RecordsToDelete& records = input(item);
    partitions_in(request.topics, records.partition.topic).push_back({records.partition.partition, records.before_offset});
  }
  auto read = [this, answered = Answered<PartitionKey>(items, [this](std::size_t item) { return partition_key(input(item).partition); })](
                  const wire::DeleteRecordsResponse& response, Verdicts& verdicts) mutable {
    for (const auto& topic : response.topics) {
      for (const auto& told : topic.partitions) {
        const auto item = answered.take({topic.name, told.index});
        if (!item) continue;
        if (told.error_code == ErrorCode::none) keep(*item, told.low_watermark, verdicts);
        else verdicts.failed(*item, Error(told.error_code));
      }
    }
  };
  return exchange(connection, request, std::move(read));
}

Result<void> ListOffsets::check_input(const PartitionOffsetSpec& asked) const {
  if (asked.spec.timestamp() < -6)
    return Error(ErrorCode::invalid_timestamp, "there are no records of before 1970", "milliseconds since the epoch");
  return check_partition(asked.partition);
}

Target ListOffsets::target(std::size_t item) const {
  Target target = leader_of(input(item).partition);
  target.lot = repetition(item) * 16 + needs(input(item).spec).version;
  return target;
}

Exchange ListOffsets::ask(const net::Connection& connection, Items items, Duration patience) {
  const Needs needed = needs(input(items.front()).spec);
  const std::int16_t version = connection.api_versions().highest<wire::ListOffsetsRequest>();
  if (version >= 0 && version < needed.version)
    return {needs_release(ApiKey::list_offsets, needed.version, needed.what, needed.release), nullptr};
  wire::ListOffsetsRequest request;
  request.replica_id = -1;
  request.isolation_level = version < 2 ? std::int8_t{0} : static_cast<std::int8_t>(options_.isolation_level);
  request.timeout_ms = milliseconds(patience);
  for (const std::size_t item : items) {
    const PartitionOffsetSpec& asked = input(item);
    partitions_in(request.topics, asked.partition.topic).push_back({asked.partition.partition, -1, asked.spec.timestamp()});
  }
  auto read = [this, answered = Answered<PartitionKey>(items, [this](std::size_t item) { return partition_key(input(item).partition); })](
                  const wire::ListOffsetsResponse& response, Verdicts& verdicts) mutable {
    for (const auto& topic : response.topics) {
      for (const auto& told : topic.partitions) {
        const auto item = answered.take({topic.name, told.index});
        if (!item) continue;
        if (told.error_code == ErrorCode::none) keep(*item, ListedOffset{told.offset, told.timestamp, told.leader_epoch}, verdicts);
        else verdicts.failed(*item, Error(told.error_code));
      }
    }
  };
  return exchange(connection, request, std::move(read));
}

} // namespace klamm::admin
