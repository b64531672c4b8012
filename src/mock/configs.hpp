// Settings of topics and brokers: Kafka's names, defaults and checks. A topic's value is its own, else its broker's, else all brokers', else Kafka's. Pure;
// lives on the mock's executor.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace klamm::mock {

/// The protocol's numbers (DescribeConfigs).
enum class ConfigType : std::int8_t { boolean = 1, string = 2, integer = 3, number = 5, fraction = 6, list = 7 };
enum class ConfigSource : std::int8_t { topic = 1, broker = 2, all_brokers = 3, fixed = 4, kafka = 5 };

/// A setting of topics, and the one of brokers that it comes from.
struct TopicSetting {
  std::string_view name;
  std::string_view of_broker; ///< empty: none
  std::string_view value;
  ConfigType type;
  std::string_view allowed = ""; ///< words, or the smallest number
};
/// All of them, by name.
std::span<const TopicSetting> topic_settings();
const TopicSetting* topic_setting(std::string_view name);
/// The same by the broker's name.
const TopicSetting* dynamic_broker_setting(std::string_view name);
/// Whether the text is a value of the setting.
bool is_valid(const TopicSetting& setting, std::string_view value);

/// A value, and where it comes from.
struct ConfigValue {
  std::string_view name;
  std::string_view value;
  ConfigSource source;
};

class Configs {
public:
  using Values = std::map<std::string, std::string, std::less<>>;
  std::map<std::string, Values, std::less<>> topics;
  std::map<std::string, Values, std::less<>> brokers; ///< by id; "": all

  /// The values that a topic's setting has, the one that counts first. They last until something is changed.
  std::vector<ConfigValue> of_topic(std::string_view topic, const TopicSetting& setting, std::string_view broker) const;
  std::vector<ConfigValue> of_broker(std::string_view broker, const TopicSetting& setting) const;
  /// A number that counts for a topic.
  std::int64_t number(std::string_view topic, std::string_view name, std::int32_t broker) const;
  /// The same where somebody has set it, and nothing where Kafka's default counts.
  std::optional<std::int64_t> set_number(std::string_view topic, std::string_view name, std::int32_t broker) const;
  /// Whether a topic's old records are deleted.
  bool deletes(std::string_view topic, std::int32_t broker) const;
};

} // namespace klamm::mock
