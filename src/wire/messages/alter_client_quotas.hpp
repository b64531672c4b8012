// AlterClientQuotas: sets or removes the quotas of users, client ids and addresses (KIP-546).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct AlterClientQuotasResponse {
  static constexpr std::string_view name = "AlterClientQuotasResponse";
  static constexpr ApiKey api_key = ApiKey::alter_client_quotas;
  static constexpr Versions versions = in(0, 1), flexible = since(1);

  struct Entity {
    std::string_view entity_type{};
    std::optional<std::string_view> entity_name = "";
    static void fields(auto& io, auto& self) {
      io("EntityType", self.entity_type, since(0));
      io("EntityName", self.entity_name, since(0).nullable());
    }
  };

  struct Entry {
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message = "";
    std::vector<Entity> entity{};
    static void fields(auto& io, auto& self) {
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(0).nullable());
      io("Entity", self.entity, since(0));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Entry> entries{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("Entries", self.entries, since(0));
  }
};

struct AlterClientQuotasRequest {
  static constexpr std::string_view name = "AlterClientQuotasRequest";
  static constexpr ApiKey api_key = ApiKey::alter_client_quotas;
  static constexpr Versions versions = in(0, 1), flexible = since(1);
  using Response = AlterClientQuotasResponse;

  struct Op {
    std::string_view key{};
    double value = 0;
    bool remove = false;
    static void fields(auto& io, auto& self) {
      io("Key", self.key, since(0));
      io("Value", self.value, since(0));
      io("Remove", self.remove, since(0));
    }
  };

  struct Entry {
    std::vector<AlterClientQuotasResponse::Entity> entity{};
    std::vector<Op> ops{};
    static void fields(auto& io, auto& self) {
      io("Entity", self.entity, since(0));
      io("Ops", self.ops, since(0));
    }
  };

  std::vector<Entry> entries{};
  bool validate_only = false;
  static void fields(auto& io, auto& self) {
    io("Entries", self.entries, since(0));
    io("ValidateOnly", self.validate_only, since(0));
  }
};

extern template struct Codec<AlterClientQuotasRequest>;
extern template struct Codec<AlterClientQuotasResponse>;

} // namespace klamm::wire
