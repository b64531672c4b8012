// The admin client's calls about settings: of topics, brokers, groups, client metrics and loggers.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "klamm/admin_results.hpp"
#include "klamm/admin_types.hpp"
#include "klamm/detail/admin_calls.hpp"

namespace klamm {

/// What has settings; the numbers are the protocol's.
enum class ConfigResourceType : std::int8_t {
  topic = 2,
  broker = 4,          ///< named by its id; the empty name stands for all brokers' common settings
  broker_logger = 8,   ///< the levels of a broker's loggers (KIP-412); named by the broker's id
  client_metrics = 16, ///< a client metrics subscription (KIP-714; brokers from 3.7 on)
  group = 32,          ///< a group of the new protocols (KIP-848; brokers from 4.0 on)
};

/// A topic, broker or other thing whose settings are meant.
struct ConfigResource {
  ConfigResourceType type;
  std::string name;

  ConfigResource(ConfigResourceType kind, std::string called) : type(kind), name(std::move(called)) {}
  static ConfigResource topic(std::string name) { return {ConfigResourceType::topic, std::move(name)}; }
  static ConfigResource broker(std::int32_t id) { return {ConfigResourceType::broker, std::to_string(id)}; }
  static ConfigResource all_brokers() { return {ConfigResourceType::broker, ""}; }
  static ConfigResource broker_logger(std::int32_t id) { return {ConfigResourceType::broker_logger, std::to_string(id)}; }
  static ConfigResource client_metrics(std::string name) { return {ConfigResourceType::client_metrics, std::move(name)}; }
  static ConfigResource group(std::string name) { return {ConfigResourceType::group, std::move(name)}; }

  auto operator<=>(const ConfigResource&) const = default;
};

/// One change of a setting (KIP-339).
class AlterConfig {
public:
  /// Gives it this value.
  static AlterConfig set(std::string name, std::string value) { return {std::move(name), Operation::set, std::move(value)}; }
  /// Takes the value away: what is next in the line of its sources counts again.
  static AlterConfig remove(std::string name) { return {std::move(name), Operation::remove, std::nullopt}; }
  /// Adds elements (a,b,c) to a list.
  static AlterConfig append(std::string name, std::string elements) { return {std::move(name), Operation::append, std::move(elements)}; }
  /// Takes elements out of a list.
  static AlterConfig subtract(std::string name, std::string elements) {
    return {std::move(name), Operation::subtract, std::move(elements)};
  }

  /// What is done; the numbers are the protocol's.
  enum class Operation : std::int8_t { set = 0, remove = 1, append = 2, subtract = 3 };
  const std::string& name() const noexcept { return name_; }
  Operation operation() const noexcept { return operation_; }
  const std::optional<std::string>& value() const noexcept { return value_; }

private:
  AlterConfig(std::string name, Operation operation, std::optional<std::string> value)
      : name_(std::move(name)), operation_(operation), value_(std::move(value)) {}
  std::string name_;
  Operation operation_;
  std::optional<std::string> value_;
};

/// The changes of one resource's settings: all of them, or none.
struct ConfigChanges {
  ConfigResource resource;
  std::vector<AlterConfig> changes;

  ConfigChanges(ConfigResource of, std::vector<AlterConfig> what) : resource(std::move(of)), changes(std::move(what)) {}
};

/// What is told of settings.
struct DescribeConfigsOptions {
  std::optional<std::chrono::milliseconds> timeout{}; ///< `default.api.timeout.ms` by default
  bool include_synonyms = false;                      ///< also the values that would count without the first (KIP-226)
  bool include_documentation = false;                 ///< brokers from 2.6 on (KIP-569)
};
/// How things with settings are listed.
struct ListConfigResourcesOptions {
  std::optional<std::chrono::milliseconds> timeout{};
};
/// How settings are changed.
struct AlterConfigsOptions {
  std::optional<std::chrono::milliseconds> timeout{};
  bool validate_only = false; ///< only find out whether it would succeed
};

using DescribeConfigsResult = Results<ConfigResource, std::vector<ConfigEntry>>; ///< by resource; entries by name
using AlterConfigsResult = Results<ConfigResource, void>;                        ///< by resource

/// Settings. As all families of an Admin's calls: from any thread, blocking or with a completion token, results item by item.
class KLAMM_EXPORT AdminConfigs : public virtual detail::AdminCalls {
public:
  /// The settings of resources, with where each value comes from. A broker and its loggers are asked themselves. Errors of an item:
  /// unknown_topic_or_partition, broker_id_not_registered, invalid_request, authorization errors, …
  Result<DescribeConfigsResult> describe_configs(std::vector<ConfigResource> resources, const DescribeConfigsOptions& options = {});
  template <class Token>
  auto describe_configs_async(std::vector<ConfigResource> resources, const DescribeConfigsOptions& options, Token&& token) {
    return async(describing_configs(std::move(resources), options), std::forward<Token>(token));
  }

  /// Changes single settings and leaves the others as they are (KIP-339; brokers from 2.3 on). Errors of an item: invalid_config, invalid_request,
  /// policy_violation, unknown_topic_or_partition, …
  Result<AlterConfigsResult> incremental_alter_configs(std::vector<ConfigChanges> changes, const AlterConfigsOptions& options = {});
  template <class Token>
  auto incremental_alter_configs_async(std::vector<ConfigChanges> changes, const AlterConfigsOptions& options, Token&& token) {
    return async(altering_configs(std::move(changes), options), std::forward<Token>(token));
  }

  /// What has settings, of these types or (`{}`) of all: topics, brokers and their loggers, and the client metrics subscriptions and groups that settings were
  /// made for (KIP-1142). Brokers from 3.7 on list client metrics subscriptions, from 4.1 on the others; older ones: unsupported_by_broker.
  Result<std::vector<ConfigResource>> list_config_resources(std::vector<ConfigResourceType> types = {},
                                                            const ListConfigResourcesOptions& options = {});
  template <class Token>
  auto list_config_resources_async(std::vector<ConfigResourceType> types, const ListConfigResourcesOptions& options, Token&& token) {
    return async(listing_config_resources(std::move(types), options), std::forward<Token>(token));
  }

protected:
  AdminConfigs() noexcept;
  ~AdminConfigs();

private:
  detail::AdminStart<DescribeConfigsResult> describing_configs(std::vector<ConfigResource> resources,
                                                               const DescribeConfigsOptions& options) const;
  detail::AdminStart<std::vector<ConfigResource>> listing_config_resources(std::vector<ConfigResourceType> types,
                                                                           const ListConfigResourcesOptions& options) const;
  detail::AdminStart<AlterConfigsResult> altering_configs(std::vector<ConfigChanges> changes, const AlterConfigsOptions& options) const;
};

} // namespace klamm
