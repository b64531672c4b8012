// IncrementalAlterConfigs: sets, removes, extends or shortens single settings of a resource (KIP-339).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct IncrementalAlterConfigsResponse {
  static constexpr std::string_view name = "IncrementalAlterConfigsResponse";
  static constexpr ApiKey api_key = ApiKey::incremental_alter_configs;
  static constexpr Versions versions = in(0, 1), flexible = since(1);

  struct Resource {
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message = "";
    std::int8_t resource_type = 0;
    std::string_view resource_name{};
    static void fields(auto& io, auto& self) {
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(0).nullable());
      io("ResourceType", self.resource_type, since(0));
      io("ResourceName", self.resource_name, since(0));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Resource> resources{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("Responses", self.resources, since(0));
  }
};

struct IncrementalAlterConfigsRequest {
  static constexpr std::string_view name = "IncrementalAlterConfigsRequest";
  static constexpr ApiKey api_key = ApiKey::incremental_alter_configs;
  static constexpr Versions versions = in(0, 1), flexible = since(1);
  using Response = IncrementalAlterConfigsResponse;

  struct Config {
    std::string_view name{};
    std::int8_t config_operation = 0;
    std::optional<std::string_view> value = "";
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("ConfigOperation", self.config_operation, since(0));
      io("Value", self.value, since(0).nullable().secret());
    }
  };

  struct Resource {
    std::int8_t resource_type = 0;
    std::string_view resource_name{};
    std::vector<Config> configs{};
    static void fields(auto& io, auto& self) {
      io("ResourceType", self.resource_type, since(0));
      io("ResourceName", self.resource_name, since(0));
      io("Configs", self.configs, since(0));
    }
  };

  std::vector<Resource> resources{};
  bool validate_only = false;
  static void fields(auto& io, auto& self) {
    io("Resources", self.resources, since(0));
    io("ValidateOnly", self.validate_only, since(0));
  }
};

extern template struct Codec<IncrementalAlterConfigsRequest>;
extern template struct Codec<IncrementalAlterConfigsResponse>;

} // namespace klamm::wire
