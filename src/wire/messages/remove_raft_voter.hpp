// RemoveRaftVoter: removes a voter from the metadata quorum (KIP-853).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct RemoveRaftVoterResponse {
  static constexpr std::string_view name = "RemoveRaftVoterResponse";
  static constexpr ApiKey api_key = ApiKey::remove_raft_voter;
  static constexpr Versions versions = only(0), flexible = since(0);

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string_view> error_message = "";
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("ErrorCode", self.error_code, since(0));
    io("ErrorMessage", self.error_message, since(0).nullable().ignorable());
  }
};

struct RemoveRaftVoterRequest {
  static constexpr std::string_view name = "RemoveRaftVoterRequest";
  static constexpr ApiKey api_key = ApiKey::remove_raft_voter;
  static constexpr Versions versions = only(0), flexible = since(0);
  using Response = RemoveRaftVoterResponse;

  std::optional<std::string_view> cluster_id = "";
  std::int32_t voter_id = 0;
  Uuid voter_directory_id{};
  static void fields(auto& io, auto& self) {
    io("ClusterId", self.cluster_id, since(0).nullable());
    io("VoterId", self.voter_id, since(0));
    io("VoterDirectoryId", self.voter_directory_id, since(0));
  }
};

extern template struct Codec<RemoveRaftVoterRequest>;
extern template struct Codec<RemoveRaftVoterResponse>;

} // namespace klamm::wire
