// ListConfigResources: the resources that can have settings; version 0 lists client metrics only (KIP-714, KIP-1000, KIP-1142).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct ListConfigResourcesResponse {
  static constexpr std::string_view name = "ListConfigResourcesResponse";
  static constexpr ApiKey api_key = ApiKey::list_config_resources;
  static constexpr Versions versions = in(0, 1), flexible = since(0);

  struct ConfigResource {
    std::string_view resource_name{};
    std::int8_t resource_type = 16;
    static void fields(auto& io, auto& self) {
      io("ResourceName", self.resource_name, since(0));
      io("ResourceType", self.resource_type, since(1).ignorable());
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::vector<ConfigResource> config_resources{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("ErrorCode", self.error_code, since(0));
    io("ConfigResources", self.config_resources, since(0));
  }
};

struct ListConfigResourcesRequest {
  static constexpr std::string_view name = "ListConfigResourcesRequest";
  static constexpr ApiKey api_key = ApiKey::list_config_resources;
  static constexpr Versions versions = in(0, 1), flexible = since(0);
  using Response = ListConfigResourcesResponse;

  std::vector<std::int8_t> resource_types{};
  static void fields(auto& io, auto& self) { io("ResourceTypes", self.resource_types, since(1)); }
};

extern template struct Codec<ListConfigResourcesRequest>;
extern template struct Codec<ListConfigResourcesResponse>;

} // namespace klamm::wire
