// DescribeProducers: the producers that partitions have seen lately (KIP-664).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct DescribeProducersResponse {
  static constexpr std::string_view name = "DescribeProducersResponse";
  static constexpr ApiKey api_key = ApiKey::describe_producers;
  static constexpr Versions versions = only(0), flexible = since(0);

  struct ActiveProducer {
    std::int64_t producer_id = 0;
    std::int32_t producer_epoch = 0;
    std::int32_t last_sequence = -1;
    std::int64_t last_timestamp = -1;
    std::int32_t coordinator_epoch = 0;
    std::int64_t current_txn_start_offset = -1;
    static void fields(auto& io, auto& self) {
      io("ProducerId", self.producer_id, since(0));
      io("ProducerEpoch", self.producer_epoch, since(0));
      io("LastSequence", self.last_sequence, since(0));
      io("LastTimestamp", self.last_timestamp, since(0));
      io("CoordinatorEpoch", self.coordinator_epoch, since(0));
      io("CurrentTxnStartOffset", self.current_txn_start_offset, since(0));
    }
  };

  struct Partition {
    std::int32_t index = 0;
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message{};
    std::vector<ActiveProducer> active_producers{};
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(0).nullable());
      io("ActiveProducers", self.active_producers, since(0));
    }
  };

  struct Topic {
    std::string_view name{};
    std::vector<Partition> partitions{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("Topics", self.topics, since(0));
  }
};

struct DescribeProducersRequest {
  static constexpr std::string_view name = "DescribeProducersRequest";
  static constexpr ApiKey api_key = ApiKey::describe_producers;
  static constexpr Versions versions = only(0), flexible = since(0);
  using Response = DescribeProducersResponse;

  struct Topic {
    std::string_view name{};
    std::vector<std::int32_t> partitions{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("PartitionIndexes", self.partitions, since(0));
    }
  };

  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) { io("Topics", self.topics, since(0)); }
};

extern template struct Codec<DescribeProducersRequest>;
extern template struct Codec<DescribeProducersResponse>;

} // namespace klamm::wire
