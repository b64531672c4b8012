// Apis: settings of topics and brokers.
#include <algorithm>
#include <list>
#include <memory>
#include <set>

#include "mock/apis.hpp"

namespace klamm::mock {
namespace {

constexpr std::int8_t topic_type = 2, broker_type = 4;

/// A broker's settings that only its start could change.
struct Fixed {
  std::string_view name;
  std::string value;
  ConfigType type;
};
std::vector<Fixed> fixed_settings(const ClusterState& state, const Broker& broker) {
  const std::string address = "PLAINTEXT://" + broker.host + ":" + std::to_string(broker.port);
  std::vector<Fixed> settings{{"advertised.listeners", address, ConfigType::list},
                              {"auto.create.topics.enable", state.auto_create_topics ? "true" : "false", ConfigType::boolean},
                              {"broker.id", std::to_string(broker.id), ConfigType::integer},
                              {"listeners", address, ConfigType::list},
                              {"node.id", std::to_string(broker.id), ConfigType::integer},
                              {"num.partitions", std::to_string(state.default_partitions), ConfigType::integer}};
  if (!broker.rack.empty()) settings.push_back({"broker.rack", broker.rack, ConfigType::string});
  return settings;
}

/// Text that lasts as long as the answer.
std::string_view keep(std::shared_ptr<void>& pending, std::string text) {
  if (!pending) pending = std::make_shared<std::list<std::string>>();
  return static_cast<std::list<std::string>*>(pending.get())->emplace_back(std::move(text));
}

wire::DescribeConfigsResponse::Config told(std::string_view name, ConfigType type, const std::vector<ConfigValue>& values,
                                           std::string_view otherwise, bool with_synonyms) {
  wire::DescribeConfigsResponse::Config config;
  config.name = name;
  config.value = otherwise;
  config.config_source = static_cast<std::int8_t>(ConfigSource::kafka);
  config.config_type = static_cast<std::int8_t>(type);
  config.documentation = std::nullopt;
  if (values.empty()) return config;
  // (a default that is said in other units has its own name and value)
  const bool is_converted = values.front().source == ConfigSource::kafka && values.front().name == "log.retention.hours";
  if (!is_converted) config.value = values.front().value;
  config.config_source = static_cast<std::int8_t>(values.front().source);
  if (!with_synonyms) return config;
  for (const ConfigValue& value : values) config.synonyms.push_back({value.name, value.value, static_cast<std::int8_t>(value.source)});
  return config;
}

bool is_wanted(const std::optional<std::vector<std::string_view>>& keys, std::string_view name) {
  return !keys || keys->empty() || std::ranges::find(*keys, name) != keys->end();
}

} // namespace

wire::DescribeConfigsResponse Apis::answer(const wire::DescribeConfigsRequest& request, Asked& asked) {
  wire::DescribeConfigsResponse response;
  for (const auto& wanted : request.resources) {
    auto& result = response.results.emplace_back();
    result.resource_type = wanted.resource_type;
    result.resource_name = wanted.resource_name;
    result.error_message = std::nullopt;
    const auto& keys = wanted.configuration_keys;
    if (wanted.resource_type == topic_type) {
      if (!is_valid_topic_name(wanted.resource_name)) result.error_code = ErrorCode::invalid_topic_exception;
      else if (!state_.topic(wanted.resource_name)) result.error_code = ErrorCode::unknown_topic_or_partition;
      if (result.error_code != ErrorCode::none) continue;
      for (const TopicSetting& setting : topic_settings()) {
        if (is_wanted(keys, setting.name))
          result.configs.push_back(told(setting.name, setting.type,
                                        state_.configs.of_topic(wanted.resource_name, setting, std::to_string(asked.node)), setting.value,
                                        request.include_synonyms));
      }
    } else if (wanted.resource_type == broker_type) {
      const std::string own = std::to_string(asked.node);
      if (!wanted.resource_name.empty() && wanted.resource_name != own) {
        result.error_code = ErrorCode::invalid_request;
        result.error_message = keep(asked.pending, "Unexpected broker id, expected " + own + " or empty string, but received " +
                                                       std::string(wanted.resource_name));
        continue;
      }
      for (const TopicSetting& setting : topic_settings()) {
        if (setting.of_broker.empty() || !is_wanted(keys, setting.of_broker)) continue;
        auto values = state_.configs.of_broker(wanted.resource_name, setting);
        if (wanted.resource_name.empty() && values.front().source == ConfigSource::kafka) continue; // only what was set for all
        result.configs.push_back(told(setting.of_broker, setting.type, values, setting.value, request.include_synonyms));
      }
      if (wanted.resource_name.empty()) continue;
      for (const Fixed& fixed : fixed_settings(state_, *state_.broker(asked.node))) {
        if (!is_wanted(keys, fixed.name)) continue;
        const std::string_view value = keep(asked.pending, fixed.value);
        result.configs.push_back(told(fixed.name, fixed.type, {{fixed.name, value, ConfigSource::fixed}}, value, request.include_synonyms));
        result.configs.back().read_only = true;
      }
    } else {
      result.error_code = ErrorCode::invalid_request;
      result.error_message = keep(asked.pending, "Unsupported resource type: " + std::to_string(wanted.resource_type));
    }
  }
  return response;
}

namespace {

/// The settings of a resource that a request changes, or an error.
struct Changed {
  ErrorCode error = ErrorCode::none;
  std::string message{};
  Configs::Values* values = nullptr;
  const TopicSetting* (*setting)(std::string_view) = nullptr;
};
Changed find_resource(ClusterState& state, std::int8_t type, std::string_view name) {
  if (type == topic_type) {
    if (!state.topic(name)) return {ErrorCode::unknown_topic_or_partition, "The topic '" + std::string(name) + "' does not exist."};
    return {.values = &state.configs.topics[std::string(name)], .setting = topic_setting};
  }
  if (type != broker_type) return {ErrorCode::invalid_request, "Unsupported resource type: " + std::to_string(type)};
  if (!name.empty() && std::ranges::none_of(state.brokers, [&](const Broker& broker) { return std::to_string(broker.id) == name; }))
    return {ErrorCode::broker_id_not_registered, "There is no broker " + std::string(name) + "."};
  return {.values = &state.configs.brokers[std::string(name)], .setting = dynamic_broker_setting};
}

std::pair<ErrorCode, std::string> set(const Changed& resource, Configs::Values& values, std::string_view name, std::string_view value) {
  const TopicSetting* const setting = resource.setting(name);
  if (!setting) return {ErrorCode::invalid_config, "Unknown setting: " + std::string(name)};
  if (!is_valid(*setting, value)) return {ErrorCode::invalid_config, "Invalid value " + std::string(value) + " for " + std::string(name)};
  values[std::string(name)] = value;
  return {};
}

/// A list without, or with, the elements of another.
std::string changed_list(std::string_view list, std::string_view elements, bool add) {
  std::vector<std::string_view> all;
  const auto each = [](std::string_view text, auto action) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find(',', at), text.size());
      action(text.substr(at, end - at));
      at = end + 1;
    }
  };
  each(list, [&](std::string_view word) { all.push_back(word); });
  each(elements, [&](std::string_view word) {
    if (!add) std::erase(all, word);
    else if (std::ranges::find(all, word) == all.end()) all.push_back(word);
  });
  std::string text;
  for (const std::string_view word : all) text += (text.empty() ? "" : ",") + std::string(word);
  return text;
}

std::pair<ErrorCode, std::string> change(const ClusterState& state, const Changed& resource, std::int8_t type, std::string_view of,
                                         Configs::Values& values, const wire::IncrementalAlterConfigsRequest::Config& wanted) {
  if (wanted.config_operation < 0 || wanted.config_operation > 3) // (as Kafka answers it)
    return {ErrorCode::unknown_server_error, "Unknown operation " + std::to_string(wanted.config_operation)};
  if (wanted.config_operation == 1) {
    if (!resource.setting(wanted.name)) return {ErrorCode::invalid_config, "Unknown setting: " + std::string(wanted.name)};
    values.erase(std::string(wanted.name));
    return {};
  }
  if (!wanted.value) return {ErrorCode::invalid_request, "Null value not supported for: " + std::string(wanted.name)};
  if (wanted.config_operation == 0) return set(resource, values, wanted.name, *wanted.value);
  const TopicSetting* const setting = resource.setting(wanted.name);
  if (!setting) return {ErrorCode::invalid_config, "Unknown setting: " + std::string(wanted.name)};
  if (setting->type != ConfigType::list) return {ErrorCode::invalid_config, "Not a list: " + std::string(wanted.name)};
  const auto now = type == topic_type ? state.configs.of_topic(of, *setting, "") : state.configs.of_broker(of, *setting);
  return set(resource, values, wanted.name,
             changed_list(now.empty() ? setting->value : now.front().value, *wanted.value, wanted.config_operation == 2));
}

} // namespace

wire::IncrementalAlterConfigsResponse Apis::answer(const wire::IncrementalAlterConfigsRequest& request, Asked& asked) {
  wire::IncrementalAlterConfigsResponse response;
  for (const auto& wanted : request.resources) {
    const Changed resource = find_resource(state_, wanted.resource_type, wanted.resource_name);
    std::pair<ErrorCode, std::string> refusal{resource.error, resource.message};
    Configs::Values values = resource.values ? *resource.values : Configs::Values();
    std::set<std::string_view> names;
    for (const auto& config : wanted.configs) {
      if (refusal.first == ErrorCode::none && !names.insert(config.name).second)
        refusal = {ErrorCode::invalid_request, "Error due to duplicate config keys"};
    }
    for (const auto& config : wanted.configs) {
      if (refusal.first == ErrorCode::none) refusal = change(state_, resource, wanted.resource_type, wanted.resource_name, values, config);
    }
    if (refusal.first == ErrorCode::none && !request.validate_only) *resource.values = std::move(values);
    auto& told = response.resources.emplace_back();
    told.resource_type = wanted.resource_type;
    told.resource_name = wanted.resource_name;
    told.error_code = refusal.first;
    told.error_message = std::nullopt;
    if (!refusal.second.empty()) told.error_message = keep(asked.pending, std::move(refusal.second));
  }
  return response;
}

wire::AlterConfigsResponse Apis::answer(const wire::AlterConfigsRequest& request, Asked& asked) {
  wire::AlterConfigsResponse response;
  for (const auto& wanted : request.resources) {
    const Changed resource = find_resource(state_, wanted.resource_type, wanted.resource_name);
    std::pair<ErrorCode, std::string> refusal{resource.error, resource.message};
    Configs::Values values;
    for (const auto& config : wanted.configs) {
      if (refusal.first != ErrorCode::none) break;
      if (config.value) refusal = set(resource, values, config.name, *config.value);
      else refusal = {ErrorCode::invalid_request, "Null value not supported for: " + std::string(config.name)};
    }
    if (refusal.first == ErrorCode::none && !request.validate_only) *resource.values = std::move(values);
    auto& told = response.resources.emplace_back();
    told.resource_type = wanted.resource_type;
    told.resource_name = wanted.resource_name;
    told.error_code = refusal.first;
    told.error_message = std::nullopt;
    if (!refusal.second.empty()) told.error_message = keep(asked.pending, std::move(refusal.second));
  }
  return response;
}

} // namespace klamm::mock
