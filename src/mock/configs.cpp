#include "mock/configs.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace klamm::mock {
namespace {

using enum ConfigType;

constexpr TopicSetting settings[] = {
    {"cleanup.policy", "log.cleanup.policy", "delete", list, "compact,delete"},
    {"compression.gzip.level", "compression.gzip.level", "-1", integer, "-1"},
    {"compression.lz4.level", "compression.lz4.level", "9", integer, "1"},
    {"compression.type", "compression.type", "producer", string, "uncompressed,zstd,lz4,snappy,gzip,producer"},
    {"compression.zstd.level", "compression.zstd.level", "3", integer, "-131072"},
    {"delete.retention.ms", "log.cleaner.delete.retention.ms", "86400000", number, "0"},
    {"file.delete.delay.ms", "log.segment.delete.delay.ms", "60000", number, "0"},
    {"flush.messages", "log.flush.interval.messages", "9223372036854775807", number, "1"},
    {"flush.ms", "", "9223372036854775807", number, "0"},
    {"follower.replication.throttled.replicas", "", "", list},
    {"index.interval.bytes", "log.index.interval.bytes", "4096", integer, "0"},
    {"leader.replication.throttled.replicas", "", "", list},
    {"local.retention.bytes", "log.local.retention.bytes", "-2", number, "-2"},
    {"local.retention.ms", "log.local.retention.ms", "-2", number, "-2"},
    {"max.compaction.lag.ms", "log.cleaner.max.compaction.lag.ms", "9223372036854775807", number, "1"},
    {"max.message.bytes", "message.max.bytes", "1048588", integer, "0"},
    {"message.timestamp.after.max.ms", "log.message.timestamp.after.max.ms", "3600000", number, "0"},
    {"message.timestamp.before.max.ms", "log.message.timestamp.before.max.ms", "9223372036854775807", number, "0"},
    {"message.timestamp.type", "log.message.timestamp.type", "CreateTime", string, "CreateTime,LogAppendTime"},
    {"min.cleanable.dirty.ratio", "log.cleaner.min.cleanable.ratio", "0.5", fraction},
    {"min.compaction.lag.ms", "log.cleaner.min.compaction.lag.ms", "0", number, "0"},
    {"min.insync.replicas", "min.insync.replicas", "1", integer, "1"},
    {"preallocate", "log.preallocate", "false", boolean},
    {"remote.log.copy.disable", "", "false", boolean},
    {"remote.log.delete.on.disable", "", "false", boolean},
    {"remote.storage.enable", "", "false", boolean},
    {"retention.bytes", "log.retention.bytes", "-1", number, "-9223372036854775808"},
    {"retention.ms", "log.retention.ms", "604800000", number, "-1"},
    {"segment.bytes", "log.segment.bytes", "1073741824", integer, "1048576"},
    {"segment.index.bytes", "log.index.size.max.bytes", "10485760", integer, "4"},
    {"segment.jitter.ms", "", "0", number, "0"},
    {"segment.ms", "", "604800000", number, "1"},
    {"unclean.leader.election.enable", "unclean.leader.election.enable", "false", boolean},
};

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> all;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    all.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return all;
}

template <class Number>
std::optional<Number> parsed(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

} // namespace

std::span<const TopicSetting> topic_settings() { return settings; }

const TopicSetting* topic_setting(std::string_view name) {
  const auto found = std::ranges::find(settings, name, &TopicSetting::name);
  return found == std::end(settings) ? nullptr : &*found;
}

const TopicSetting* dynamic_broker_setting(std::string_view name) {
  const auto found = std::ranges::find(settings, name, &TopicSetting::of_broker);
  return name.empty() || found == std::end(settings) ? nullptr : &*found;
}

bool is_valid(const TopicSetting& setting, std::string_view value) {
  const auto is_allowed = [&setting](std::string_view word) {
    const auto all = words(setting.allowed);
    return all.empty() || std::ranges::find(all, word) != all.end();
  };
  switch (setting.type) {
    case boolean: return value == "true" || value == "false";
    case string: return is_allowed(value);
    case list: return std::ranges::all_of(words(value), is_allowed);
    case fraction: {
      const auto given = parsed<double>(value);
      return given && *given >= 0 && *given <= 1;
    }
    case integer:
    case number: {
      const auto given = parsed<std::int64_t>(value);
      return given && *given >= parsed<std::int64_t>(setting.allowed).value_or(0) &&
             (setting.type == number || *given <= std::numeric_limits<std::int32_t>::max());
    }
  }
  return false;
}

std::vector<ConfigValue> Configs::of_broker(std::string_view broker, const TopicSetting& setting) const {
  std::vector<ConfigValue> values;
  if (setting.of_broker.empty()) return values;
  const auto look = [&](std::string_view id, ConfigSource source) {
    const auto of = brokers.find(id);
    if (of == brokers.end()) return;
    if (const auto found = of->second.find(setting.of_broker); found != of->second.end())
      values.push_back({setting.of_broker, found->second, source});
  };
  if (!broker.empty()) look(broker, ConfigSource::broker);
  look("", ConfigSource::all_brokers);
  if (setting.name == "retention.ms") values.push_back({"log.retention.hours", "168", ConfigSource::kafka});
  else values.push_back({setting.of_broker, setting.value, ConfigSource::kafka});
  return values;
}

std::vector<ConfigValue> Configs::of_topic(std::string_view topic, const TopicSetting& setting, std::string_view broker) const {
  std::vector<ConfigValue> values = of_broker(broker, setting);
  const auto of = topics.find(topic);
  if (of == topics.end()) return values;
  if (const auto found = of->second.find(setting.name); found != of->second.end())
    values.insert(values.begin(), {setting.name, found->second, ConfigSource::topic});
  return values;
}

std::int64_t Configs::number(std::string_view topic, std::string_view name, std::int32_t broker) const {
  const TopicSetting& setting = *topic_setting(name);
  const std::string node = std::to_string(broker);
  const auto values = of_topic(topic, setting, node);
  return parsed<std::int64_t>(values.empty() ? setting.value : values.front().value).value_or(0);
}

std::optional<std::int64_t> Configs::set_number(std::string_view topic, std::string_view name, std::int32_t broker) const {
  const std::string node = std::to_string(broker);
  const auto values = of_topic(topic, *topic_setting(name), node);
  if (values.empty() || values.front().source == ConfigSource::kafka) return std::nullopt;
  return parsed<std::int64_t>(values.front().value);
}

bool Configs::deletes(std::string_view topic, std::int32_t broker) const {
  const std::string node = std::to_string(broker);
  const auto policies = words(of_topic(topic, *topic_setting("cleanup.policy"), node).front().value);
  return std::ranges::find(policies, "delete") != policies.end();
}

} // namespace klamm::mock
