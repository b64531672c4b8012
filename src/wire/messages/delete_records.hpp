// DeleteRecords: moves the start of partition logs forward (KIP-107).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct DeleteRecordsResponse {
  static constexpr std::string_view name = "DeleteRecordsResponse";
  static constexpr ApiKey api_key = ApiKey::delete_records;
  static constexpr Versions versions = in(0, 2), flexible = since(2);

  struct Partition {
    std::int32_t index = 0;
    std::int64_t low_watermark = 0;
    ErrorCode error_code = ErrorCode::none;
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
      io("LowWatermark", self.low_watermark, since(0));
      io("ErrorCode", self.error_code, since(0));
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

struct DeleteRecordsRequest {
  static constexpr std::string_view name = "DeleteRecordsRequest";
  static constexpr ApiKey api_key = ApiKey::delete_records;
  static constexpr Versions versions = in(0, 2), flexible = since(2);
  using Response = DeleteRecordsResponse;

  struct Partition {
    std::int32_t index = 0;
    std::int64_t offset = 0;
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
      io("Offset", self.offset, since(0));
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

  std::vector<Topic> topics{};
  std::int32_t timeout_ms = 0;
  static void fields(auto& io, auto& self) {
    io("Topics", self.topics, since(0));
    io("TimeoutMs", self.timeout_ms, since(0));
  }
};

extern template struct Codec<DeleteRecordsRequest>;
extern template struct Codec<DeleteRecordsResponse>;

} // namespace klamm::wire
