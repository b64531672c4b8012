// JoinGroup: enters a classic group, or a new generation of it (KIP-62, KIP-345, KIP-394, KIP-559, KIP-800, KIP-814).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct JoinGroupResponse {
  static constexpr std::string_view name = "JoinGroupResponse";
  static constexpr ApiKey api_key = ApiKey::join_group;
  static constexpr Versions versions = in(0, 9), flexible = since(6);

  struct Member {
    std::string_view member_id{};
    std::optional<std::string_view> group_instance_id{};
    Bytes metadata{};
    static void fields(auto& io, auto& self) {
      io("MemberId", self.member_id, since(0));
      io("GroupInstanceId", self.group_instance_id, since(5).nullable().ignorable());
      io("Metadata", self.metadata, since(0));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::int32_t generation_id = -1;
  std::optional<std::string_view> protocol_type{};
  std::optional<std::string_view> protocol_name = "";
  std::string_view leader{};
  bool skip_assignment = false;
  std::string_view member_id{};
  std::vector<Member> members{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(2).ignorable());
    io("ErrorCode", self.error_code, since(0));
    io("GenerationId", self.generation_id, since(0));
    io("ProtocolType", self.protocol_type, since(7).nullable().ignorable());
    io("ProtocolName", self.protocol_name, since(0).nullable(since(7)));
    io("Leader", self.leader, since(0));
    io("SkipAssignment", self.skip_assignment, since(9));
    io("MemberId", self.member_id, since(0));
    io("Members", self.members, since(0));
  }
};

struct JoinGroupRequest {
  static constexpr std::string_view name = "JoinGroupRequest";
  static constexpr ApiKey api_key = ApiKey::join_group;
  static constexpr Versions versions = in(0, 9), flexible = since(6);
  using Response = JoinGroupResponse;

  struct Protocol {
    std::string_view name{};
    Bytes metadata{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("Metadata", self.metadata, since(0));
    }
  };

  std::string_view group_id{};
  std::int32_t session_timeout_ms = 0;
  std::int32_t rebalance_timeout_ms = -1;
  std::string_view member_id{};
  std::optional<std::string_view> group_instance_id{};
  std::string_view protocol_type{};
  std::vector<Protocol> protocols{};
  std::optional<std::string_view> reason{};
  static void fields(auto& io, auto& self) {
    io("GroupId", self.group_id, since(0));
    io("SessionTimeoutMs", self.session_timeout_ms, since(0));
    io("RebalanceTimeoutMs", self.rebalance_timeout_ms, since(1).ignorable());
    io("MemberId", self.member_id, since(0));
    io("GroupInstanceId", self.group_instance_id, since(5).nullable());
    io("ProtocolType", self.protocol_type, since(0));
    io("Protocols", self.protocols, since(0));
    io("Reason", self.reason, since(8).nullable().ignorable());
  }
};

extern template struct Codec<JoinGroupRequest>;
extern template struct Codec<JoinGroupResponse>;

} // namespace klamm::wire
