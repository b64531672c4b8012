// DescribeClientQuotas: the quotas of users, client ids and addresses (KIP-546).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct DescribeClientQuotasResponse {
  static constexpr std::string_view name = "DescribeClientQuotasResponse";
  static constexpr ApiKey api_key = ApiKey::describe_client_quotas;
  static constexpr Versions versions = in(0, 1), flexible = since(1);

  struct Entity {
    std::string_view entity_type{};
    std::optional<std::string_view> entity_name = "";
    static void fields(auto& io, auto& self) {
      io("EntityType", self.entity_type, since(0));
      io("EntityName", self.entity_name, since(0).nullable());
    }
  };

  struct Value {
    std::string_view key{};
    double value = 0;
    static void fields(auto& io, auto& self) {
      io("Key", self.key, since(0));
      io("Value", self.value, since(0));
    }
  };

  struct Entry {
    std::vector<Entity> entity{};
    std::vector<Value> values{};
    static void fields(auto& io, auto& self) {
      io("Entity", self.entity, since(0));
      io("Values", self.values, since(0));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string_view> error_message = "";
  std::optional<std::vector<Entry>> entries{std::in_place};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("ErrorCode", self.error_code, since(0));
    io("ErrorMessage", self.error_message, since(0).nullable());
    io("Entries", self.entries, since(0).nullable());
  }
};

struct DescribeClientQuotasRequest {
  static constexpr std::string_view name = "DescribeClientQuotasRequest";
  static constexpr ApiKey api_key = ApiKey::describe_client_quotas;
  static constexpr Versions versions = in(0, 1), flexible = since(1);
  using Response = DescribeClientQuotasResponse;

  struct Component {
    std::string_view entity_type{};
    std::int8_t match_type = 0;
    std::optional<std::string_view> match = "";
    static void fields(auto& io, auto& self) {
      io("EntityType", self.entity_type, since(0));
      io("MatchType", self.match_type, since(0));
      io("Match", self.match, since(0).nullable());
    }
  };

  std::vector<Component> components{};
  bool strict = false;
  static void fields(auto& io, auto& self) {
    io("Components", self.components, since(0));
    io("Strict", self.strict, since(0));
  }
};

extern template struct Codec<DescribeClientQuotasRequest>;
extern template struct Codec<DescribeClientQuotasResponse>;

} // namespace klamm::wire
