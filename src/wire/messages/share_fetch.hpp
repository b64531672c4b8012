// ShareFetch: acquires records for a member of a share group, and acknowledges earlier ones (KIP-932, KIP-1206, KIP-1222).
#pragma once

#include <limits>

#include "wire/message.hpp"
#include "wire/messages/common.hpp"

namespace klamm::wire {

struct ShareFetchResponse {
  static constexpr std::string_view name = "ShareFetchResponse";
  static constexpr ApiKey api_key = ApiKey::share_fetch;
  static constexpr Versions versions = in(1, 2), flexible = since(0);

  struct LeaderIdAndEpoch {
    std::int32_t leader_id = 0;
    std::int32_t leader_epoch = 0;
    static void fields(auto& io, auto& self) {
      io("LeaderId", self.leader_id, since(0));
      io("LeaderEpoch", self.leader_epoch, since(0));
    }
  };

  struct AcquiredRecords {
    std::int64_t first_offset = 0;
    std::int64_t last_offset = 0;
    std::int16_t delivery_count = 0;
    static void fields(auto& io, auto& self) {
      io("FirstOffset", self.first_offset, since(0));
      io("LastOffset", self.last_offset, since(0));
      io("DeliveryCount", self.delivery_count, since(0));
    }
  };

  struct Partition {
    std::int32_t index = 0;
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message{};
    ErrorCode acknowledge_error_code = ErrorCode::none;
    std::optional<std::string_view> acknowledge_error_message{};
    LeaderIdAndEpoch current_leader{};
    std::optional<Slice> records{};
    std::vector<AcquiredRecords> acquired_records{};
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(0).nullable());
      io("AcknowledgeErrorCode", self.acknowledge_error_code, since(0));
      io("AcknowledgeErrorMessage", self.acknowledge_error_message, since(0).nullable());
      io("CurrentLeader", self.current_leader, since(0));
      io("Records", self.records, since(0));
      io("AcquiredRecords", self.acquired_records, since(0));
    }
  };

  struct Topic {
    Uuid topic_id{};
    std::vector<Partition> partitions{};
    static void fields(auto& io, auto& self) {
      io("TopicId", self.topic_id, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string_view> error_message{};
  std::int32_t acquisition_lock_timeout_ms = 0;
  std::vector<Topic> topics{};
  std::vector<NodeEndpoint> node_endpoints{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("ErrorCode", self.error_code, since(0));
    io("ErrorMessage", self.error_message, since(0).nullable());
    io("AcquisitionLockTimeoutMs", self.acquisition_lock_timeout_ms, since(1));
    io("Responses", self.topics, since(0));
    io("NodeEndpoints", self.node_endpoints, since(0));
  }
};

struct ShareFetchRequest {
  static constexpr std::string_view name = "ShareFetchRequest";
  static constexpr ApiKey api_key = ApiKey::share_fetch;
  static constexpr Versions versions = in(1, 2), flexible = since(0);
  using Response = ShareFetchResponse;

  struct Partition {
    std::int32_t index = 0;
    std::vector<AcknowledgementBatch> acknowledgement_batches{};
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
      io("AcknowledgementBatches", self.acknowledgement_batches, since(0));
    }
  };

  struct Topic {
    Uuid topic_id{};
    std::vector<Partition> partitions{};
    static void fields(auto& io, auto& self) {
      io("TopicId", self.topic_id, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  std::optional<std::string_view> group_id{};
  std::optional<std::string_view> member_id = "";
  std::int32_t share_session_epoch = 0;
  std::int32_t max_wait_ms = 0;
  std::int32_t min_bytes = 0;
  std::int32_t max_bytes = std::numeric_limits<std::int32_t>::max();
  std::int32_t max_records = 0;
  std::int32_t batch_size = 0;
  std::int8_t share_acquire_mode = 0;
  bool is_renew_ack = false;
  std::vector<Topic> topics{};
  std::vector<TopicIdPartitions> forgotten_topics{};
  static void fields(auto& io, auto& self) {
    io("GroupId", self.group_id, since(0).nullable());
    io("MemberId", self.member_id, since(0).nullable());
    io("ShareSessionEpoch", self.share_session_epoch, since(0));
    io("MaxWaitMs", self.max_wait_ms, since(0));
    io("MinBytes", self.min_bytes, since(0));
    io("MaxBytes", self.max_bytes, since(0));
    io("MaxRecords", self.max_records, since(1));
    io("BatchSize", self.batch_size, since(1));
    io("ShareAcquireMode", self.share_acquire_mode, since(2).ignorable());
    io("IsRenewAck", self.is_renew_ack, since(2));
    io("Topics", self.topics, since(0));
    io("ForgottenTopicsData", self.forgotten_topics, since(0));
  }
};

extern template struct Codec<ShareFetchRequest>;
extern template struct Codec<ShareFetchResponse>;

} // namespace klamm::wire
