// TxnOffsetCommit: stores a group's positions as part of a transaction (KIP-98, KIP-320, KIP-447, KIP-890).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct TxnOffsetCommitResponse {
  static constexpr std::string_view name = "TxnOffsetCommitResponse";
  static constexpr ApiKey api_key = ApiKey::txn_offset_commit;
  static constexpr Versions versions = in(0, 5), flexible = since(3);

  struct Partition {
    std::int32_t index = 0;
    ErrorCode error_code = ErrorCode::none;
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
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

struct TxnOffsetCommitRequest {
  static constexpr std::string_view name = "TxnOffsetCommitRequest";
  static constexpr ApiKey api_key = ApiKey::txn_offset_commit;
  static constexpr Versions versions = in(0, 5), flexible = since(3);
  using Response = TxnOffsetCommitResponse;

  struct Partition {
    std::int32_t index = 0;
    std::int64_t committed_offset = 0;
    std::int32_t committed_leader_epoch = -1;
    std::optional<std::string_view> committed_metadata = "";
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
      io("CommittedOffset", self.committed_offset, since(0));
      io("CommittedLeaderEpoch", self.committed_leader_epoch, since(2).ignorable());
      io("CommittedMetadata", self.committed_metadata, since(0).nullable());
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

  std::string_view transactional_id{};
  std::string_view group_id{};
  std::int64_t producer_id = 0;
  std::int16_t producer_epoch = 0;
  std::int32_t generation_id = -1;
  std::string_view member_id{};
  std::optional<std::string_view> group_instance_id{};
  std::vector<Topic> topics{};
  static void fields(auto& io, auto& self) {
    io("TransactionalId", self.transactional_id, since(0));
    io("GroupId", self.group_id, since(0));
    io("ProducerId", self.producer_id, since(0));
    io("ProducerEpoch", self.producer_epoch, since(0));
    io("GenerationId", self.generation_id, since(3));
    io("MemberId", self.member_id, since(3));
    io("GroupInstanceId", self.group_instance_id, since(3).nullable());
    io("Topics", self.topics, since(0));
  }
};

extern template struct Codec<TxnOffsetCommitRequest>;
extern template struct Codec<TxnOffsetCommitResponse>;

} // namespace klamm::wire
