// UpdateFeatures: raises or lowers the finalized level of features (KIP-584, KIP-778, KIP-1022).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct UpdateFeaturesResponse {
  static constexpr std::string_view name = "UpdateFeaturesResponse";
  static constexpr ApiKey api_key = ApiKey::update_features;
  static constexpr Versions versions = in(0, 2), flexible = since(0);

  struct Result {
    std::string_view feature{};
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message = "";
    static void fields(auto& io, auto& self) {
      io("Feature", self.feature, since(0));
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(0).nullable());
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::optional<std::string_view> error_message = "";
  std::vector<Result> results{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("ErrorCode", self.error_code, since(0));
    io("ErrorMessage", self.error_message, since(0).nullable());
    io("Results", self.results, until(1).ignorable());
  }
};

struct UpdateFeaturesRequest {
  static constexpr std::string_view name = "UpdateFeaturesRequest";
  static constexpr ApiKey api_key = ApiKey::update_features;
  static constexpr Versions versions = in(0, 2), flexible = since(0);
  using Response = UpdateFeaturesResponse;

  struct FeatureUpdate {
    std::string_view feature{};
    std::int16_t max_version_level = 0;
    bool allow_downgrade = false;
    std::int8_t upgrade_type = 1;
    static void fields(auto& io, auto& self) {
      io("Feature", self.feature, since(0));
      io("MaxVersionLevel", self.max_version_level, since(0));
      io("AllowDowngrade", self.allow_downgrade, only(0));
      io("UpgradeType", self.upgrade_type, since(1));
    }
  };

  std::int32_t timeout_ms = 60000;
  std::vector<FeatureUpdate> feature_updates{};
  bool validate_only = false;
  static void fields(auto& io, auto& self) {
    io("timeoutMs", self.timeout_ms, since(0));
    io("FeatureUpdates", self.feature_updates, since(0));
    io("ValidateOnly", self.validate_only, since(1));
  }
};

extern template struct Codec<UpdateFeaturesRequest>;
extern template struct Codec<UpdateFeaturesResponse>;

} // namespace klamm::wire
