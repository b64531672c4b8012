#include "admin/configs.hpp"

#include <charconv>
#include <set>

#include "admin/config_entry.hpp"
#include "wire/messages/describe_configs.hpp"
#include "wire/messages/incremental_alter_configs.hpp"
#include "wire/messages/list_config_resources.hpp"

namespace klamm::admin {
namespace {

using Key = std::pair<std::int8_t, std::string_view>;

Key key_of(const ConfigResource& resource) { return {static_cast<std::int8_t>(resource.type), resource.name}; }

bool is_of_broker(const ConfigResource& resource) {
  return resource.type == ConfigResourceType::broker_logger || (resource.type == ConfigResourceType::broker && !resource.name.empty());
}

std::optional<std::int32_t> broker_id(const std::string& name) {
  std::int32_t id = -1;
  const char* const end = name.data() + name.size();
  const auto [at, failure] = std::from_chars(name.data(), end, id);
  return failure == std::errc() && at == end && id >= 0 ? std::optional(id) : std::nullopt;
}

Result<void> check_resource(const ConfigResource& resource) {
  if (is_of_broker(resource) && !broker_id(resource.name))
    return Error(ErrorCode::invalid_request, "a broker is named by its id, not '" + resource.name + "'", "ConfigResource::broker(1)");
  if (resource.name.empty() && resource.type != ConfigResourceType::broker)
    return Error(ErrorCode::invalid_request, "the resource's name is empty");
  return {};
}

Target target_of(const ConfigResource& resource) {
  if (!is_of_broker(resource)) return {};
  return {.kind = Target::Kind::broker, .node = broker_id(resource.name).value_or(cluster::no_node), .key = {}};
}

ConfigEntry entry_of(const wire::DescribeConfigsResponse::Config& told) {
  ConfigEntry entry = config_entry(told);
  entry.type = static_cast<ConfigType>(told.config_type);
  entry.documentation = told.documentation.value_or("");
  for (const auto& synonym : told.synonyms) {
    ConfigSynonym& one = entry.synonyms.emplace_back();
    one.name = synonym.name;
    if (synonym.value && !told.is_sensitive) one.value = std::string(*synonym.value);
    one.source = static_cast<ConfigSource>(synonym.source);
  }
  return entry;
}

} // namespace

Result<void> DescribeConfigs::check_input(const ConfigResource& resource) const { return check_resource(resource); }
Target DescribeConfigs::target(std::size_t item) const { return target_of(input(item)); }

Exchange DescribeConfigs::ask(const net::Connection& connection, Items items, Duration) {
  wire::DescribeConfigsRequest request;
  request.include_synonyms = options_.include_synonyms;
  request.include_documentation = options_.include_documentation && connection.api_versions().highest<wire::DescribeConfigsRequest>() >= 3;
  for (const std::size_t item : items)
    request.resources.push_back({static_cast<std::int8_t>(input(item).type), input(item).name, std::nullopt});
  auto read = [this, answered = Answered<Key>(items, [this](std::size_t item) { return key_of(input(item)); })](
                  const wire::DescribeConfigsResponse& response, Verdicts& verdicts) mutable {
    for (const auto& told : response.results) {
      const auto item = answered.take({told.resource_type, told.resource_name});
      if (!item) continue;
      if (told.error_code != ErrorCode::none) {
        verdicts.failed(*item, Verdicts::error_of(told.error_code, told.error_message));
        continue;
      }
      std::vector<ConfigEntry> entries;
      for (const auto& config : told.configs) entries.push_back(entry_of(config));
      std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
      keep(*item, std::move(entries), verdicts);
    }
  };
  return exchange(connection, request, std::move(read));
}

Result<void> AlterConfigs::check_input(const ConfigChanges& changes) const {
  if (const auto fine = check_resource(changes.resource); !fine) return fine;
  if (changes.changes.empty()) return Error(ErrorCode::invalid_request, "there is nothing to change", "give at least one AlterConfig");
  std::set<std::string_view> names;
  for (const AlterConfig& change : changes.changes) {
    if (change.name().empty()) return Error(ErrorCode::invalid_config, "a setting's name is empty");
    if (!names.insert(change.name()).second)
      return Error(ErrorCode::invalid_request, "the setting " + change.name() + " is changed twice", "change it once in a call");
  }
  return {};
}

Target AlterConfigs::target(std::size_t item) const { return target_of(input(item).resource); }

Exchange AlterConfigs::ask(const net::Connection& connection, Items items, Duration) {
  wire::IncrementalAlterConfigsRequest request;
  request.validate_only = options_.validate_only;
  for (const std::size_t item : items) {
    const ConfigChanges& changes = input(item);
    auto& asked = request.resources.emplace_back();
    asked.resource_type = static_cast<std::int8_t>(changes.resource.type);
    asked.resource_name = changes.resource.name;
    for (const AlterConfig& change : changes.changes)
      asked.configs.push_back({change.name(), static_cast<std::int8_t>(change.operation()), change.value()});
  }
  auto read = [this, answered = Answered<Key>(items, [this](std::size_t item) { return key_of(input(item).resource); })](
                  const wire::IncrementalAlterConfigsResponse& response, Verdicts& verdicts) mutable {
    for (const auto& told : response.resources)
      if (const auto item = answered.take({told.resource_type, told.resource_name}))
        say(*item, told.error_code, told.error_message, verdicts);
  };
  return exchange(connection, request, std::move(read));
}

Exchange ListConfigResources::ask(const net::Connection& connection, Items, Duration) {
  constexpr std::int16_t with_types = 1;
  const std::int16_t version = connection.api_versions().highest<wire::ListConfigResourcesRequest>();
  const bool only_metrics = types_ == std::vector{ConfigResourceType::client_metrics};
  if (version < with_types && !only_metrics)
    return {needs_release(ApiKey::list_config_resources, with_types, "listing other than client metrics subscriptions", "4.1"), nullptr};
  wire::ListConfigResourcesRequest request;
  if (version >= with_types)
    for (const ConfigResourceType type : types_) request.resource_types.push_back(static_cast<std::int8_t>(type));
  return exchange(connection, request, [this](const wire::ListConfigResourcesResponse& response, Verdicts& verdicts) {
    if (response.error_code != ErrorCode::none) return verdicts.failed(0, Error(response.error_code));
    std::vector<ConfigResource> resources;
    for (const auto& told : response.config_resources)
      resources.emplace_back(static_cast<ConfigResourceType>(told.resource_type), std::string(told.resource_name));
    std::sort(resources.begin(), resources.end());
    keep(std::move(resources), verdicts);
  });
}

} // namespace klamm::admin
