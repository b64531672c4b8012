// DescribeConfigs: settings of topics, brokers and other resources, and where they come from (KIP-133, KIP-226, KIP-569).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct DescribeConfigsResponse {
  static constexpr std::string_view name = "DescribeConfigsResponse";
  static constexpr ApiKey api_key = ApiKey::describe_configs;
  static constexpr Versions versions = in(1, 4), flexible = since(4);

  struct Synonym {
    std::string_view name{};
    std::optional<std::string_view> value = "";
    std::int8_t source = 0;
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(1));
      io("Value", self.value, since(1).nullable());
      io("Source", self.source, since(1));
    }
  };

  struct Config {
    std::string_view name{};
    std::optional<std::string_view> value = "";
    bool read_only = false;
    std::int8_t config_source = -1;
    bool is_sensitive = false;
    std::vector<Synonym> synonyms{};
    std::int8_t config_type = 0;
    std::optional<std::string_view> documentation = "";
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("Value", self.value, since(0).nullable());
      io("ReadOnly", self.read_only, since(0));
      io("ConfigSource", self.config_source, since(1).ignorable());
      io("IsSensitive", self.is_sensitive, since(0));
      io("Synonyms", self.synonyms, since(1).ignorable());
      io("ConfigType", self.config_type, since(3).ignorable());
      io("Documentation", self.documentation, since(3).nullable().ignorable());
    }
  };

  struct Result {
    ErrorCode error_code = ErrorCode::none;
    std::optional<std::string_view> error_message = "";
    std::int8_t resource_type = 0;
    std::string_view resource_name{};
    std::vector<Config> configs{};
    static void fields(auto& io, auto& self) {
      io("ErrorCode", self.error_code, since(0));
      io("ErrorMessage", self.error_message, since(0).nullable());
      io("ResourceType", self.resource_type, since(0));
      io("ResourceName", self.resource_name, since(0));
      io("Configs", self.configs, since(0));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<Result> results{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("Results", self.results, since(0));
  }
};

struct DescribeConfigsRequest {
  static constexpr std::string_view name = "DescribeConfigsRequest";
  static constexpr ApiKey api_key = ApiKey::describe_configs;
  static constexpr Versions versions = in(1, 4), flexible = since(4);
  using Response = DescribeConfigsResponse;

  struct Resource {
    std::int8_t resource_type = 0;
    std::string_view resource_name{};
    std::optional<std::vector<std::string_view>> configuration_keys{std::in_place};
    static void fields(auto& io, auto& self) {
      io("ResourceType", self.resource_type, since(0));
      io("ResourceName", self.resource_name, since(0));
      io("ConfigurationKeys", self.configuration_keys, since(0).nullable());
    }
  };

  std::vector<Resource> resources{};
  bool include_synonyms = false;
  bool include_documentation = false;
  static void fields(auto& io, auto& self) {
    io("Resources", self.resources, since(0));
    io("IncludeSynonyms", self.include_synonyms, since(1));
    io("IncludeDocumentation", self.include_documentation, since(3));
  }
};

extern template struct Codec<DescribeConfigsRequest>;
extern template struct Codec<DescribeConfigsResponse>;

} // namespace klamm::wire
