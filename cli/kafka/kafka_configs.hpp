// What the parts of kafka-configs share.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/frame/failure.hpp"
#include "cli/frame/frame.hpp"
#include "cli/kafka/arguments.hpp"

namespace klamm::cli {

/// Something with settings: a topic, or a user; of quotas a user with a client id.
struct ConfigEntity {
  std::string type;                ///< "topics", "users", …
  std::optional<std::string> name; ///< nothing: the default of those without their own, or all of them
  bool is_default = false;
};

/// What --entity-type … --entity-name …, --topic … and the like name. Throws Failure.
std::vector<ConfigEntity> config_entities(const KafkaArguments& said);

/// "k1=v1,k2=[v2,v3]" in pieces. Throws Failure.
std::map<std::string, std::string> parse_added_configs(const std::string& text);

/// As Java writes a double: "1000.0", "1.0E7".
std::string java_double(double number);

ExitCode describe_configs_of(const ConfigEntity& entity, bool all, Frame& frame);
/// Of users, client ids and addresses: quotas, and users' SCRAM credentials.
ExitCode describe_quotas_of(const std::vector<ConfigEntity>& entities, Frame& frame);
ExitCode alter_configs_of(const ConfigEntity& entity, const std::map<std::string, std::string>& add, const std::vector<std::string>& remove,
                          Frame& frame);
ExitCode alter_quotas_of(const std::vector<ConfigEntity>& entities, const std::map<std::string, std::string>& add,
                         const std::vector<std::string>& remove, Frame& frame);

} // namespace klamm::cli
