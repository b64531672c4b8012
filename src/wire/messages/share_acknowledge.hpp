// ShareAcknowledge: acknowledges records of a share group without fetching more (KIP-932, KIP-1222).
#pragma once

#include "wire/message.hpp"
#include "wire/messages/common.hpp"

namespace klamm::wire {

struct ShareAcknowledgeResponse {
  static constexpr std::string_view name = "ShareAcknowledgeResponse";
  static constexpr ApiKey api_key = ApiKey::share_acknowledge;
  static constexpr Versions versions = in(1, 2), flexible = since(0);

  struct LeaderIdAndEpoch {
    std::int32_t leader_id = 0;
    std::int32_t leader_epoch = 0;
    static void fields(auto& io, auto& self) {
      io("LeaderId", self.leader_id, since(0));
      io("LeaderEpoch", self.leader_epoch, since(0));
    }
  };

  struct Partition {
    std::int32_t index = 0;
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message{};
    LeaderIdAndEpoch current_leader{};
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(0).nullable());
      io("CurrentLeader", self.current_leader, since(0));
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
    io("AcquisitionLockTimeoutMs", self.acquisition_lock_timeout_ms, since(2).ignorable());
    io("Responses", self.topics, since(0));
    io("NodeEndpoints", self.node_endpoints, since(0));
  }
};

struct ShareAcknowledgeRequest {
  static constexpr std::string_view name = "ShareAcknowledgeRequest";
  static constexpr ApiKey api_key = ApiKey::share_acknowledge;
  static constexpr Versions versions = in(1, 2), flexible = since(0);
  using Response = ShareAcknowledgeResponse;

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
  bool is_renew_ack = false;
  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) {
    io("GroupId", self.group_id, since(0).nullable());
    io("MemberId", self.member_id, since(0).nullable());
    io("ShareSessionEpoch", self.share_session_epoch, since(0));
    io("IsRenewAck", self.is_renew_ack, since(2));
    io("Topics", self.topics, since(0));
  }
};

extern template struct Codec<ShareAcknowledgeRequest>;
extern template struct Codec<ShareAcknowledgeResponse>;

} // namespace klamm::wire
