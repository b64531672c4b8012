// A record as the formats see it, whether it was received or is being sent.
#pragma once

#include <klamm/consumer_record.hpp>

namespace klamm::cli {

struct RecordView {
  std::string_view topic;
  std::int32_t partition = -1;
  std::int64_t offset = -1;
  Timestamp timestamp = -1;
  TimestampType timestamp_type = TimestampType::none;
  BytesView key, value;
  ConsumerHeaders headers;
  std::int32_t leader_epoch = -1;
  std::int32_t broker = -1;    ///< that leads the partition, as far as is known
  std::uint64_t iteration = 0; ///< which record of the output it is, from 1

  RecordView() = default;
  explicit RecordView(const ConsumerRecord& record)
      : topic(record.topic()),
        partition(record.partition()),
        offset(record.offset()),
        timestamp(record.timestamp()),
        timestamp_type(record.timestamp_type()),
        key(record.key()),
        value(record.value()),
        headers(record.headers()),
        leader_epoch(record.leader_epoch()) {}
};

} // namespace klamm::cli
