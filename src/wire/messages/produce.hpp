// Produce: appends record batches to partition logs (KIP-98, KIP-467, KIP-516, KIP-951).
#pragma once

#include "wire/message.hpp"
#include "wire/messages/common.hpp"

namespace klamm::wire {

struct ProduceResponse {
  static constexpr std::string_view name = "ProduceResponse";
  static constexpr ApiKey api_key = ApiKey::produce;
  static constexpr Versions versions = in(3, 13), flexible = since(9);

  struct RecordError {
    std::int32_t batch_index = 0;
    std::optional<std::string_view> batch_index_error_message{};
    static void fields(auto& io, auto& self) {
      io("BatchIndex", self.batch_index, since(8));
      io("BatchIndexErrorMessage", self.batch_index_error_message, since(8).nullable());
    }
  };

  struct Partition {
    std::int32_t index = 0;
    ErrorCode error_code = ErrorCode::none;
    std::int64_t base_offset = 0;
    std::int64_t log_append_time_ms = -1;
    std::int64_t log_start_offset = -1;
    std::vector<RecordError> record_errors{};
    std::optional<std::string_view> error_message{};
    LeaderIdAndEpoch current_leader{};
    static void fields(auto& io, auto& self) {
      io("Index", self.index, since(0));
      io("ErrorCode", self.error_code, since(0));
      io("BaseOffset", self.base_offset, since(0));
      io("LogAppendTimeMs", self.log_append_time_ms, since(2).ignorable());
      io("LogStartOffset", self.log_start_offset, since(5).ignorable());
      io("RecordErrors", self.record_errors, since(8).ignorable());
      io("ErrorMessage", self.error_message, since(8).nullable().ignorable());
      io("CurrentLeader", self.current_leader, since(10).tag(0));
    }
  };

  struct Topic {
    std::string_view name{};
    Uuid topic_id{};
    std::vector<Partition> partitions{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, until(12).ignorable());
      io("TopicId", self.topic_id, since(13).ignorable());
      io("PartitionResponses", self.partitions, since(0));
    }
  };

  std::vector<Topic> topics{};
  std::int32_t throttle_time_ms = 0;
  std::vector<NodeEndpoint> node_endpoints{};
  static void fields(auto& io, auto& self) {
    io("Responses", self.topics, since(0));
    io("ThrottleTimeMs", self.throttle_time_ms, since(1).ignorable());
    io("NodeEndpoints", self.node_endpoints, since(10).tag(0));
  }
};

struct ProduceRequest {
  static constexpr std::string_view name = "ProduceRequest";
  static constexpr ApiKey api_key = ApiKey::produce;
  static constexpr Versions versions = in(3, 13), flexible = since(9);
  using Response = ProduceResponse;

  struct Partition {
    std::int32_t index = 0;
    std::optional<Slice> records{};
    static void fields(auto& io, auto& self) {
      io("Index", self.index, since(0));
      io("Records", self.records, since(0).nullable());
    }
  };

  struct Topic {
    std::string_view name{};
    Uuid topic_id{};
    std::vector<Partition> partitions{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, until(12).ignorable());
      io("TopicId", self.topic_id, since(13).ignorable());
      io("PartitionData", self.partitions, since(0));
    }
  };

  std::optional<std::string_view> transactional_id{};
  std::int16_t acks = 0;
  std::int32_t timeout_ms = 0;
  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) {
    io("TransactionalId", self.transactional_id, since(3).nullable());
    io("Acks", self.acks, since(0));
    io("TimeoutMs", self.timeout_ms, since(0));
    io("TopicData", self.topics, since(0));
  }
};

extern template struct Codec<ProduceRequest>;
extern template struct Codec<ProduceResponse>;

} // namespace klamm::wire
