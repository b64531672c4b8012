// kafka-configs: settings of topics, brokers, groups and the like; quotas and SCRAM credentials of users.
#include "cli/kafka/kafka_configs.hpp"

#include <algorithm>

#include "cli/frame/close_names.hpp"
#include "cli/kafka/properties.hpp"
#include "cli/kafka/tools.hpp"

namespace klamm::cli {
namespace {

const std::vector<std::string> types{"topics", "brokers", "broker-loggers", "groups", "client-metrics", "users", "clients", "ips"};

/// Flags that name an entity by themselves.
constexpr std::pair<std::string_view, std::string_view> shortcuts[]{{"topic", "topics"},
                                                                    {"broker", "brokers"},
                                                                    {"broker-logger", "broker-loggers"},
                                                                    {"group", "groups"},
                                                                    {"client-metrics", "client-metrics"},
                                                                    {"user", "users"},
                                                                    {"client", "clients"},
                                                                    {"ip", "ips"}};
constexpr std::pair<std::string_view, std::string_view> default_shortcuts[]{
    {"broker-defaults", "brokers"}, {"user-defaults", "users"}, {"client-defaults", "clients"}, {"ip-defaults", "ips"}};

bool has_quotas(const ConfigEntity& entity) { return entity.type == "users" || entity.type == "clients" || entity.type == "ips"; }

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    std::string part = text.substr(at, end - at);
    part.erase(0, part.find_first_not_of(' '));
    part.erase(part.find_last_not_of(' ') + 1);
    if (!part.empty()) parts.push_back(part);
    at = end + 1;
  }
  return parts;
}

void check(const std::vector<ConfigEntity>& entities, bool alters) {
  if (entities.empty())
    usage_error("nothing says whose settings are meant", "--entity-type and --entity-name, or --topic, --broker, --user, …");
  if (entities.size() > 1) {
    const bool pair = entities.size() == 2 &&
                      std::any_of(entities.begin(), entities.end(), [](const auto& one) { return one.type == "users"; }) &&
                      std::any_of(entities.begin(), entities.end(), [](const auto& one) { return one.type == "clients"; });
    if (!pair) usage_error("only users and clients can be named together");
  }
  for (const ConfigEntity& entity : entities) {
    if (alters && !entity.name && !entity.is_default)
      usage_error("--alter needs --entity-name" +
                  std::string(entity.type == "topics" || entity.type == "groups" ? "" : " or --entity-default"));
    if (entity.is_default && !has_quotas(entity) && entity.type != "brokers") usage_error(entity.type + " have no common settings");
  }
}

ExitCode run(const KafkaArguments& said, Frame& frame) {
  const bool alters = said.one_of({"describe", "alter"}) == "alter";
  const std::vector<ConfigEntity> entities = config_entities(said);
  check(entities, alters);
  const bool quotas = has_quotas(entities.front());
  if (!alters) return quotas ? describe_quotas_of(entities, frame) : describe_configs_of(entities.front(), said.has("all"), frame);
  std::map<std::string, std::string> add = properties_of(said, {}, {"add-config-file"});
  if (const auto text = said.value("add-config")) add.merge(parse_added_configs(*text));
  const std::vector<std::string> remove = split(said.value_or("delete-config", ""));
  if (add.empty() && remove.empty()) usage_error("--alter needs --add-config, --add-config-file or --delete-config");
  return quotas ? alter_quotas_of(entities, add, remove, frame) : alter_configs_of(entities.front(), add, remove, frame);
}

} // namespace

std::vector<ConfigEntity> config_entities(const KafkaArguments& said) {
  std::vector<ConfigEntity> entities;
  std::size_t named = 0;
  for (const auto& [flag, value] : said.in_order()) {
    if (flag == "entity-type") {
      if (std::find(types.begin(), types.end(), value) == types.end()) {
        const std::string close = did_you_mean(value, types);
        usage_error("there is no --entity-type " + value,
                    close.empty() ? "topics, brokers, broker-loggers, groups, client-metrics, users, clients, ips" : close);
      }
      entities.push_back({value, std::nullopt, false});
    }
    for (const auto& [shortcut, type] : shortcuts)
      if (flag == shortcut) entities.push_back({std::string(type), value, false});
    for (const auto& [shortcut, type] : default_shortcuts)
      if (flag == shortcut) entities.push_back({std::string(type), std::nullopt, true});
  }
  for (const auto& [flag, value] : said.in_order()) {
    if (flag != "entity-name" && flag != "entity-default") continue;
    if (named >= entities.size()) usage_error("--" + flag + " has no --entity-type");
    if (flag == "entity-name") entities[named].name = value;
    else entities[named].is_default = true;
    ++named;
  }
  return entities;
}

std::map<std::string, std::string> parse_added_configs(const std::string& text) {
  std::map<std::string, std::string> configs;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t equals = text.find('=', at);
    if (equals == std::string::npos || equals == at)
      usage_error("'" + text.substr(at) + "' is not NAME=VALUE", "--add-config k1=v1,k2=[v2,v3]");
    std::string name = text.substr(at, equals - at);
    name.erase(0, name.find_first_not_of(' '));
    const bool bracketed = equals + 1 < text.size() && text[equals + 1] == '[';
    const std::size_t begin = equals + (bracketed ? 2 : 1);
    const std::size_t end = bracketed ? text.find(']', begin) : std::min(text.find(',', begin), text.size());
    if (end == std::string::npos) usage_error("the '[' of " + name + " is not closed", "--add-config k1=v1,k2=[v2,v3]");
    configs[name] = text.substr(begin, end - begin);
    at = std::min(text.find(',', end), text.size());
    if (at < text.size()) ++at;
  }
  return configs;
}

KafkaTool kafka_configs_tool() {
  return {
      "kafka-configs",
      "Settings of topics, brokers, groups and client metrics; quotas and SCRAM credentials of users.",
      {{"describe", "", "Show what was set"},
       {"alter", "", "Change it"},
       {"all", "", "--describe: also what nobody set"},
       {"entity-type", "TYPE", "topics, brokers, broker-loggers, groups, client-metrics, users, clients, ips"},
       {"entity-name", "NAME", "Which of them"},
       {"entity-default", "", "Those without their own: of brokers, users, clients, ips"},
       {"topic", "TOPIC", "A topic"},
       {"broker", "ID", "A broker"},
       {"broker-defaults", "", "All brokers"},
       {"broker-logger", "ID", "A broker's loggers"},
       {"group", "GROUP", "A group"},
       {"client-metrics", "NAME", "A client metrics subscription"},
       {"user", "NAME", "A user"},
       {"user-defaults", "", "Users without their own"},
       {"client", "ID", "A client id"},
       {"client-defaults", "", "Client ids without their own"},
       {"ip", "ADDRESS", "An address"},
       {"ip-defaults", "", "Addresses without their own"},
       {"add-config", "NAME=VALUE,…", "--alter: what is set; [a,b] holds commas; of users also SCRAM-SHA-256=[iterations=8192,password=…]"},
       {"add-config-file", "FILE", "--alter: the same, of a .properties file"},
       {"delete-config", "NAME,…", "--alter: what is taken away"}},
      {{"bootstrap-controller", "klamm talks to brokers: --bootstrap-server HOST:9092"}, {"force", "nothing is asked"}},
      run};
}

} // namespace klamm::cli
