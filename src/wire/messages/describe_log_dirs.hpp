// DescribeLogDirs: a broker's log directories, their space and replicas (KIP-113, KIP-827, KIP-1066).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct DescribeLogDirsResponse {
  static constexpr std::string_view name = "DescribeLogDirsResponse";
  static constexpr ApiKey api_key = ApiKey::describe_log_dirs;
  static constexpr Versions versions = in(1, 5), flexible = since(2);

  struct Partition {
    std::int32_t index = 0;
    std::int64_t partition_size = 0;
    std::int64_t offset_lag = 0;
    bool is_future_key = false;
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
      io("PartitionSize", self.partition_size, since(0));
      io("OffsetLag", self.offset_lag, since(0));
      io("IsFutureKey", self.is_future_key, since(0));
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

  struct LogDir {
    ErrorCode error_code = ErrorCode::none;
    std::string_view log_dir{};
    std::vector<Topic> topics{};
    std::int64_t total_bytes = -1;
    std::int64_t usable_bytes = -1;
    bool is_cordoned = false;
    static void fields(auto& io, auto& self) {
      io("ErrorCode", self.error_code, since(0));
      io("LogDir", self.log_dir, since(0));
      io("Topics", self.topics, since(0));
      io("TotalBytes", self.total_bytes, since(4).ignorable());
      io("UsableBytes", self.usable_bytes, since(4).ignorable());
      io("IsCordoned", self.is_cordoned, since(5).ignorable());
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::vector<LogDir> log_dirs{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("ErrorCode", self.error_code, since(3).ignorable());
    io("Results", self.log_dirs, since(0));
  }
};

struct DescribeLogDirsRequest {
  static constexpr std::string_view name = "DescribeLogDirsRequest";
  static constexpr ApiKey api_key = ApiKey::describe_log_dirs;
  static constexpr Versions versions = in(1, 5), flexible = since(2);
  using Response = DescribeLogDirsResponse;

  struct Topic {
    std::string_view name{};
    std::vector<std::int32_t> partitions{};
    static void fields(auto& io, auto& self) {
      io("Topic", self.name, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  std::optional<std::vector<Topic>> topics{std::in_place};
  static void fields(auto& io, auto& self) { io("Topics", self.topics, since(0).nullable()); }
};

extern template struct Codec<DescribeLogDirsRequest>;
extern template struct Codec<DescribeLogDirsResponse>;

} // namespace klamm::wire
