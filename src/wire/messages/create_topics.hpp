// CreateTopics: creates topics with their partitions and configuration (KIP-4, KIP-464, KIP-516, KIP-525, KIP-599).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct CreateTopicsResponse {
  static constexpr std::string_view name = "CreateTopicsResponse";
  static constexpr ApiKey api_key = ApiKey::create_topics;
  static constexpr Versions versions = in(2, 7), flexible = since(5);

  struct Config {
    std::string_view name{};
    std::optional<std::string_view> value = "";
    bool read_only = false;
    std::int8_t config_source = -1;
    bool is_sensitive = false;
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(5));
      io("Value", self.value, since(5).nullable());
      io("ReadOnly", self.read_only, since(5));
      io("ConfigSource", self.config_source, since(5).ignorable());
      io("IsSensitive", self.is_sensitive, since(5));
    }
  };

  struct Topic {
    std::string_view name{};
    Uuid topic_id{};
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message = "";
    ErrorCode topic_config_error_code = ErrorCode::none;
    std::int32_t num_partitions = -1;
    std::int16_t replication_factor = -1;
    std::optional<std::vector<Config>> configs{std::in_place};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("TopicId", self.topic_id, since(7).ignorable());
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(1).nullable().ignorable());
      io("TopicConfigErrorCode", self.topic_config_error_code, since(5).tag(0).ignorable());
      io("NumPartitions", self.num_partitions, since(5).ignorable());
      io("ReplicationFactor", self.replication_factor, since(5).ignorable());
      io("Configs", self.configs, since(5).nullable().ignorable());
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(2).ignorable());
    io("Topics", self.topics, since(0));
  }
};

struct CreateTopicsRequest {
  static constexpr std::string_view name = "CreateTopicsRequest";
  static constexpr ApiKey api_key = ApiKey::create_topics;
  static constexpr Versions versions = in(2, 7), flexible = since(5);
  using Response = CreateTopicsResponse;

  struct Assignment {
    std::int32_t partition_index = 0;
    std::vector<std::int32_t> broker_ids{};
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.partition_index, since(0));
      io("BrokerIds", self.broker_ids, since(0));
    }
  };

  struct Config {
    std::string_view name{};
    std::optional<std::string_view> value = "";
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("Value", self.value, since(0).nullable());
    }
  };

  struct Topic {
    std::string_view name{};
    std::int32_t num_partitions = 0;
    std::int16_t replication_factor = 0;
    std::vector<Assignment> assignments{};
    std::vector<Config> configs{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("NumPartitions", self.num_partitions, since(0));
      io("ReplicationFactor", self.replication_factor, since(0));
      io("Assignments", self.assignments, since(0));
      io("Configs", self.configs, since(0));
    }
  };

  std::vector<Topic> topics{};
  std::int32_t timeout_ms = 60000;
  bool validate_only = false;
  static void fields(auto& io, auto& self) {
    io("Topics", self.topics, since(0));
    io("timeoutMs", self.timeout_ms, since(0));
    io("validateOnly", self.validate_only, since(1));
  }
};

extern template struct Codec<CreateTopicsRequest>;
extern template struct Codec<CreateTopicsResponse>;

} // namespace klamm::wire
