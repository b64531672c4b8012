// What the families of an Admin's calls have in common.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace klamm {

/// What a principal may do to a resource; the numbers are the protocol's.
enum class AclOperation : std::int8_t {
  unknown = 0,
  any = 1,
  all = 2,
  read = 3,
  write = 4,
  create = 5,
  remove = 6, ///< Kafka's DELETE
  alter = 7,
  describe = 8,
  cluster_action = 9,
  describe_configs = 10,
  alter_configs = 11,
  idempotent_write = 12,
  create_tokens = 13,
  describe_tokens = 14,
  two_phase_commit = 15,
};

/// Where the value of a setting comes from; the numbers are the protocol's.
enum class ConfigSource : std::int8_t {
  unknown = 0,
  dynamic_topic_config = 1,          ///< set for this topic
  dynamic_broker_config = 2,         ///< set for this broker while it runs
  dynamic_default_broker_config = 3, ///< set for all brokers while they run
  static_broker_config = 4,          ///< the broker's properties file
  default_config = 5,                ///< nobody set it
  dynamic_broker_logger_config = 6,  ///< a logger's level
  client_metrics_config = 7,         ///< a client metrics subscription (KIP-714)
  group_config = 8,                  ///< set for this group (KIP-848)
};

/// How a setting's value is to be read; the numbers are the protocol's.
enum class ConfigType : std::int8_t {
  unknown = 0, ///< brokers before 2.6 don't say
  boolean = 1,
  string = 2,
  int32 = 3,
  int16 = 4,
  int64 = 5,
  floating = 6, ///< Kafka's DOUBLE
  list = 7,
  class_name = 8,
  password = 9,
};

/// A value that a setting would have if those before it were removed.
struct ConfigSynonym {
  std::string name;
  std::optional<std::string> value;
  ConfigSource source = ConfigSource::unknown;
};

/// One setting of a topic, a broker or another resource.
struct ConfigEntry {
  std::string name;
  std::optional<std::string> value; ///< nothing where it is sensitive
  ConfigSource source = ConfigSource::unknown;
  bool sensitive = false;
  bool read_only = false;
  ConfigType type = ConfigType::unknown;
  std::string documentation;           ///< where it was asked for
  std::vector<ConfigSynonym> synonyms; ///< where they were asked for; the first one is in effect
};

} // namespace klamm
