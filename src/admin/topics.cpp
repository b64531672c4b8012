#include "admin/topics.hpp"

#include "admin/config_entry.hpp"
#include "wire/messages/create_partitions.hpp"
#include "wire/messages/create_topics.hpp"
#include "wire/messages/delete_topics.hpp"

namespace klamm::admin {
namespace {

Result<void> check_assignments(const std::vector<std::vector<std::int32_t>>& assignments) {
  for (std::size_t i = 0; i < assignments.size(); ++i) {
    const auto& brokers = assignments[i];
    const std::string where = "assignment " + std::to_string(i) + " ";
    if (brokers.empty())
      return Error(ErrorCode::invalid_replica_assignment, where + "names no broker", "give at least one broker's id for each partition");
    if (brokers.size() != assignments.front().size())
      return Error(ErrorCode::invalid_replica_assignment, where + "names another number of brokers than the first one",
                   "each partition has as many replicas as the others");
    for (std::size_t j = 0; j < brokers.size(); ++j) {
      if (brokers[j] < 0)
        return Error(ErrorCode::invalid_replica_assignment, where + "names the broker " + std::to_string(brokers[j]),
                     "brokers' ids are not negative");
      if (std::find(brokers.begin(), brokers.begin() + static_cast<std::ptrdiff_t>(j), brokers[j]) !=
          brokers.begin() + static_cast<std::ptrdiff_t>(j))
        return Error(ErrorCode::invalid_replica_assignment, where + "names the broker " + std::to_string(brokers[j]) + " twice",
                     "a broker holds one replica of a partition at most");
    }
  }
  return {};
}

} // namespace

Result<void> check_topic_name(std::string_view name) {
  const auto is_legal = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  const char* const hint = "1 to 249 of the characters a-z, A-Z, 0-9, '.', '_' and '-', but not '.' or '..'";
  if (name.empty()) return Error(ErrorCode::invalid_topic_exception, "the topic's name is empty", hint);
  if (name == "." || name == "..")
    return Error(ErrorCode::invalid_topic_exception, "a topic can't be named '" + std::string(name) + "'", hint);
  if (name.size() > 249)
    return Error(ErrorCode::invalid_topic_exception, "the topic's name has " + std::to_string(name.size()) + " characters", hint);
  if (const auto at = std::find_if_not(name.begin(), name.end(), is_legal); at != name.end())
    return Error(ErrorCode::invalid_topic_exception, "the topic's name '" + std::string(name) + "' has the character '" + *at + "'", hint);
  return {};
}

Result<void> CreateTopics::check_input(const NewTopic& topic) const {
  if (const auto fine = check_topic_name(topic.name); !fine) return fine;
  if (!topic.assignments.empty()) {
    if (topic.partitions != -1 || topic.replication_factor != -1)
      return Error(ErrorCode::invalid_request, "the topic has both assignments and a number of partitions or replicas",
                   "the assignments say both");
    return check_assignments(topic.assignments);
  }
  if (topic.partitions < 1 && topic.partitions != -1)
    return Error(ErrorCode::invalid_partitions, "a topic can't have " + std::to_string(topic.partitions) + " partitions",
                 "1 or more, or -1 for the broker's num.partitions");
  if (topic.replication_factor < 1 && topic.replication_factor != -1)
    return Error(ErrorCode::invalid_replication_factor, "a partition can't have " + std::to_string(topic.replication_factor) + " replicas",
                 "1 or more, or -1 for the broker's default.replication.factor");
  return {};
}

Exchange CreateTopics::ask(const net::Connection& connection, Items items, Duration patience) {
  wire::CreateTopicsRequest request;
  request.timeout_ms = milliseconds(patience);
  request.validate_only = options_.validate_only;
  bool defaults = false;
  for (const std::size_t item : items) {
    const NewTopic& topic = input(item);
    auto& asked = request.topics.emplace_back();
    asked.name = topic.name;
    asked.num_partitions = topic.partitions;
    asked.replication_factor = topic.replication_factor;
    for (std::size_t i = 0; i < topic.assignments.size(); ++i)
      asked.assignments.push_back({static_cast<std::int32_t>(i), topic.assignments[i]});
    for (const auto& [name, value] : topic.configs) asked.configs.push_back({name, value});
    defaults = defaults || (topic.assignments.empty() && (topic.partitions == -1 || topic.replication_factor == -1));
  }
  if (defaults && connection.api_versions().highest<wire::CreateTopicsRequest>() < 4)
    return {needs_release(ApiKey::create_topics, 4, "creating a topic with the broker's number of partitions or replicas", "2.4"), nullptr};
  auto read = [this, answered = Answered<std::string_view>(items, [this](std::size_t item) { return std::string_view(input(item).name); })](
                  const wire::CreateTopicsResponse& response, Verdicts& verdicts) mutable {
    for (const auto& told : response.topics) {
      const auto item = answered.take(told.name);
      if (!item) continue;
      if (told.error_code != ErrorCode::none) {
        verdicts.failed(*item, Verdicts::error_of(told.error_code, told.error_message));
        continue;
      }
      CreatedTopic created{told.topic_id, told.num_partitions, told.replication_factor, {}};
      if (told.configs && told.topic_config_error_code == ErrorCode::none)
        for (const auto& config : *told.configs) created.configs.push_back(config_entry(config));
      keep(*item, std::move(created), verdicts);
    }
  };
  return exchange(connection, request, std::move(read));
}

Result<void> check_topic_ref(const TopicRef& topic) {
  if (topic.name.empty() && topic.id.is_zero())
    return Error(ErrorCode::invalid_topic_exception, "neither a name nor an id of the topic is given");
  return {};
}

Result<void> DeleteTopics::check_input(const TopicRef& topic) const { return check_topic_ref(topic); }

Exchange DeleteTopics::ask(const net::Connection& connection, Items items, Duration patience) {
  constexpr std::int16_t with_ids = 6;
  const bool by_id = input(items.front()).name.empty();
  const std::int16_t version = connection.api_versions().highest<wire::DeleteTopicsRequest>();
  if (by_id && version >= 0 && version < with_ids)
    return {needs_release(ApiKey::delete_topics, with_ids, "deleting topics by id", "2.8"), nullptr};
  wire::DeleteTopicsRequest request;
  request.timeout_ms = milliseconds(patience);
  for (const std::size_t item : items) {
    const TopicRef& topic = input(item);
    if (version < with_ids) request.topic_names.emplace_back(topic.name);
    else request.topics.push_back({by_id ? std::nullopt : std::optional<std::string_view>(topic.name), topic.id});
  }
  using Key = std::pair<std::string_view, Uuid>;
  auto read = [this, by_id, answered = Answered<Key>(items, [this, by_id](std::size_t item) {
                              return by_id ? Key({}, input(item).id) : Key(input(item).name, {});
                            })](const wire::DeleteTopicsResponse& response, Verdicts& verdicts) mutable {
    for (const auto& told : response.topics)
      if (const auto item = answered.take(by_id ? Key({}, told.topic_id) : Key(told.name.value_or(""), {})))
        say(*item, told.error_code, told.error_message, verdicts);
  };
  return exchange(connection, request, std::move(read));
}

Result<void> CreatePartitions::check_input(const NewPartitions& topic) const {
  if (topic.topic.empty()) return Error(ErrorCode::invalid_topic_exception, "the topic's name is empty");
  if (topic.total < 1) return Error(ErrorCode::invalid_partitions, "a topic can't have " + std::to_string(topic.total) + " partitions");
  return check_assignments(topic.assignments);
}

Exchange CreatePartitions::ask(const net::Connection& connection, Items items, Duration patience) {
  wire::CreatePartitionsRequest request;
  request.timeout_ms = milliseconds(patience);
  request.validate_only = options_.validate_only;
  for (const std::size_t item : items) {
    const NewPartitions& topic = input(item);
    auto& asked = request.topics.emplace_back();
    asked.name = topic.topic;
    asked.count = topic.total;
    if (topic.assignments.empty()) asked.assignments.reset();
    for (const auto& brokers : topic.assignments) asked.assignments->push_back({brokers});
  }
  auto read = [this, answered = Answered<std::string_view>(items, [this](std::size_t item) {
                       return std::string_view(input(item).topic);
                     })](const wire::CreatePartitionsResponse& response, Verdicts& verdicts) mutable {
    for (const auto& told : response.topics)
      if (const auto item = answered.take(told.name)) say(*item, told.error_code, told.error_message, verdicts);
  };
  return exchange(connection, request, std::move(read));
}

} // namespace klamm::admin
