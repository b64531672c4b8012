// ApiVersions: which versions of each API, and which features, a broker speaks (KIP-35, KIP-511, KIP-584).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct ApiVersionsResponse {
  static constexpr std::string_view name = "ApiVersionsResponse";
  static constexpr ApiKey api_key = ApiKey::api_versions;
  static constexpr Versions versions = in(0, 4), flexible = since(3);

  struct ApiVersion {
    ApiKey api_key{};
    std::int16_t min_version = 0;
    std::int16_t max_version = 0;
    static void fields(auto& io, auto& self) {
      io("ApiKey", self.api_key, since(0));
      io("MinVersion", self.min_version, since(0));
      io("MaxVersion", self.max_version, since(0));
    }
  };

  struct SupportedFeature {
    std::string_view name{};
    std::int16_t min_version = 0;
    std::int16_t max_version = 0;
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(3));
      io("MinVersion", self.min_version, since(3));
      io("MaxVersion", self.max_version, since(3));
    }
  };

  struct FinalizedFeature {
    std::string_view name{};
    std::int16_t max_version_level = 0;
    std::int16_t min_version_level = 0;
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(3));
      io("MaxVersionLevel", self.max_version_level, since(3));
      io("MinVersionLevel", self.min_version_level, since(3));
    }
  };

  ErrorCode error_code = ErrorCode::none;
  std::vector<ApiVersion> api_keys{};
  std::int32_t throttle_time_ms = 0;
  std::vector<SupportedFeature> supported_features{};
  std::int64_t finalized_features_epoch = -1;
  std::vector<FinalizedFeature> finalized_features{};
  bool zk_migration_ready = false;
  static void fields(auto& io, auto& self) {
    io("ErrorCode", self.error_code, since(0));
    io("ApiKeys", self.api_keys, since(0));
    io("ThrottleTimeMs", self.throttle_time_ms, since(1).ignorable());
    io("SupportedFeatures", self.supported_features, since(3).tag(0).ignorable());
    io("FinalizedFeaturesEpoch", self.finalized_features_epoch, since(3).tag(1).ignorable());
    io("FinalizedFeatures", self.finalized_features, since(3).tag(2).ignorable());
    io("ZkMigrationReady", self.zk_migration_ready, since(3).tag(3).ignorable());
  }
};

struct ApiVersionsRequest {
  static constexpr std::string_view name = "ApiVersionsRequest";
  static constexpr ApiKey api_key = ApiKey::api_versions;
  static constexpr Versions versions = in(0, 4), flexible = since(3);
  using Response = ApiVersionsResponse;

  std::string_view client_software_name{};
  std::string_view client_software_version{};
  static void fields(auto& io, auto& self) {
    io("ClientSoftwareName", self.client_software_name, since(3).ignorable());
    io("ClientSoftwareVersion", self.client_software_version, since(3).ignorable());
  }
};

extern template struct Codec<ApiVersionsRequest>;
extern template struct Codec<ApiVersionsResponse>;

} // namespace klamm::wire
