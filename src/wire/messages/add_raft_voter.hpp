// AddRaftVoter: adds a voter to the metadata quorum (KIP-853).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct AddRaftVoterResponse {
  static constexpr std::string_view name = "AddRaftVoterResponse";
  static constexpr ApiKey api_key = ApiKey::add_raft_voter;
  static constexpr Versions versions = in(0, 1), flexible = since(0);

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string_view> error_message = "";
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("ErrorCode", self.error_code, since(0));
    io("ErrorMessage", self.error_message, since(0).nullable().ignorable());
  }
};

struct AddRaftVoterRequest {
  static constexpr std::string_view name = "AddRaftVoterRequest";
  static constexpr ApiKey api_key = ApiKey::add_raft_voter;
  static constexpr Versions versions = in(0, 1), flexible = since(0);
  using Response = AddRaftVoterResponse;

  struct Listener {
    std::string_view name{};
    std::string_view host{};
    std::uint16_t port = 0;
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("Host", self.host, since(0));
      io("Port", self.port, since(0));
    }
  };

  std::optional<std::string_view> cluster_id = "";
  std::int32_t timeout_ms = 0;
  std::int32_t voter_id = 0;
  Uuid voter_directory_id{};
  std::vector<Listener> listeners{};
  bool ack_when_committed = true;
  static void fields(auto& io, auto& self) {
    io("ClusterId", self.cluster_id, since(0).nullable());
    io("TimeoutMs", self.timeout_ms, since(0));
    io("VoterId", self.voter_id, since(0));
    io("VoterDirectoryId", self.voter_directory_id, since(0));
    io("Listeners", self.listeners, since(0));
    io("AckWhenCommitted", self.ack_when_committed, since(1));
  }
};

extern template struct Codec<AddRaftVoterRequest>;
extern template struct Codec<AddRaftVoterResponse>;

} // namespace klamm::wire
