// FindCoordinator: which broker looks after groups, transactional ids or share partitions; several keys at once since version 4 (KIP-699,
// KIP-890, KIP-932).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct FindCoordinatorResponse {
  static constexpr std::string_view name = "FindCoordinatorResponse";
  static constexpr ApiKey api_key = ApiKey::find_coordinator;
  static constexpr Versions versions = in(0, 6), flexible = since(3);

  struct Coordinator {
    std::string_view key{};
    std::int32_t node_id = 0;
    std::string_view host{};
    std::int32_t port = 0;
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message = "";
    static void fields(auto& io, auto& self) {
      io("Key", self.key, since(4));
      io("NodeId", self.node_id, since(4));
      io("Host", self.host, since(4));
      io("Port", self.port, since(4));
      io("ErrorCode", self.error_code, since(4));
      io("ErrorMessage", self.error_message, since(4).nullable().ignorable());
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string_view> error_message = "";
  std::int32_t node_id = 0;
  std::string_view host{};
  std::int32_t port = 0;
  std::vector<Coordinator> coordinators{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(1).ignorable());
    io("ErrorCode", self.error_code, until(3));
    io("ErrorMessage", self.error_message, in(1, 3).nullable().ignorable());
    io("NodeId", self.node_id, until(3));
    io("Host", self.host, until(3));
    io("Port", self.port, until(3));
    io("Coordinators", self.coordinators, since(4));
  }
};

struct FindCoordinatorRequest {
  static constexpr std::string_view name = "FindCoordinatorRequest";
  static constexpr ApiKey api_key = ApiKey::find_coordinator;
  static constexpr Versions versions = in(0, 6), flexible = since(3);
  using Response = FindCoordinatorResponse;

  std::string_view key{};
  std::int8_t key_type = 0;
  std::vector<std::string_view> coordinator_keys{};
  static void fields(auto& io, auto& self) {
    io("Key", self.key, until(3));
    io("KeyType", self.key_type, since(1));
    io("CoordinatorKeys", self.coordinator_keys, since(4));
  }
};

extern template struct Codec<FindCoordinatorRequest>;
extern template struct Codec<FindCoordinatorResponse>;

} // namespace klamm::wire
