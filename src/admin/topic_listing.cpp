#include "admin/topic_listing.hpp"

#include "admin/authorized_operations.hpp"
#include "admin/topics.hpp"
#include "wire/messages/describe_topic_partitions.hpp"
#include "wire/messages/metadata.hpp"

namespace klamm::admin {
namespace {

template <class Told>
PartitionDescription partition_description(const Told& told) {
  PartitionDescription partition;
  partition.partition = told.index;
  partition.leader = told.leader_id;
  partition.leader_epoch = told.leader_epoch;
  partition.replicas = told.replica_nodes;
  partition.in_sync_replicas = told.isr_nodes;
  partition.offline_replicas = told.offline_replicas;
  if constexpr (requires { told.eligible_leader_replicas; }) {
    partition.eligible_leader_replicas = told.eligible_leader_replicas;
    partition.last_known_eligible_leader_replicas = told.last_known_elr;
  }
  return partition;
}

/// Adds what a response says of a topic to what earlier pages said.
template <class Told>
void add(const Told& told, TopicDescription& topic) {
  topic.name = told.name.value_or("");
  topic.id = told.topic_id;
  topic.internal = told.is_internal;
  topic.authorized_operations = authorized_operations(told.topic_authorized_operations);
  for (const auto& partition : told.partitions) topic.partitions.push_back(partition_description(partition));
}

void sort(TopicDescription& topic) {
  std::sort(topic.partitions.begin(), topic.partitions.end(), [](const auto& a, const auto& b) { return a.partition < b.partition; });
}

} // namespace

Exchange ListTopics::ask(const net::Connection& connection, Items, Duration) {
  wire::MetadataRequest request;
  request.topics.reset();                   // all
  request.allow_auto_topic_creation = true; // where brokers can't be told otherwise; a question about all creates none
  return exchange(connection, request, [this](const wire::MetadataResponse& response, Verdicts& verdicts) {
    if (response.error_code != ErrorCode::none) return verdicts.failed(0, Error(response.error_code));
    std::vector<TopicListing> topics;
    for (const auto& told : response.topics)
      if (told.name && (options_.include_internal || !told.is_internal))
        topics.push_back({std::string(*told.name), told.topic_id, told.is_internal});
    std::sort(topics.begin(), topics.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    topics_ = std::move(topics);
    verdicts.done(0);
  });
}

Result<void> DescribeTopics::check_input(const TopicRef& topic) const {
  if (options_.partitions_per_response < 1)
    return Error(ErrorCode::invalid_request, "partitions_per_response is " + std::to_string(options_.partitions_per_response),
                 "at least 1");
  return check_topic_ref(topic);
}

Exchange DescribeTopics::ask(const net::Connection& connection, Items items, Duration) {
  const bool by_id = input(items.front()).name.empty();
  const bool has_pages = connection.api_versions().highest<wire::DescribeTopicPartitionsRequest>() >= 0;
  return !by_id && has_pages ? ask_pages(connection, items) : ask_metadata(connection, items);
}

Exchange DescribeTopics::ask_pages(const net::Connection& connection, Items items) {
  wire::DescribeTopicPartitionsRequest request;
  request.response_partition_limit = options_.partitions_per_response;
  bool goes_on = false; // the broker leaves out names before the cursor's
  for (const std::size_t item : items) {
    request.topics.push_back({input(item).name});
    goes_on = goes_on || input(item).name == cursor_.topic;
  }
  const Cursor from = goes_on ? cursor_ : Cursor();
  if (goes_on) request.cursor = {cursor_.topic, cursor_.partition};
  auto read = [this, from, answered = Answered<std::string_view>(items, [this](std::size_t item) {
                             return std::string_view(input(item).name);
                           })](const wire::DescribeTopicPartitionsResponse& response, Verdicts& verdicts) mutable {
    const Cursor next =
        response.next_cursor ? Cursor{std::string(response.next_cursor->topic_name), response.next_cursor->partition_index} : Cursor();
    bool moved = !response.topics.empty() && next != from;
    for (const auto& told : response.topics) {
      const std::string name(told.name.value_or(""));
      TopicDescription& topic = partial_[name];
      if (name != from.topic || from.partition == 0) topic.partitions.clear(); // an attempt before was given up half way
      add(told, topic);
      if (response.next_cursor && name == next.topic) continue;
      const auto item = answered.take(told.name.value_or(""));
      if (item && told.error_code != ErrorCode::none) {
        verdicts.failed(*item, Error(told.error_code));
      } else if (item) {
        sort(topic);
        keep(*item, std::move(topic), verdicts);
      }
      partial_.erase(name);
    }
    cursor_ = next;
    for (const auto& [name, item] : answered.left()) {
      if (response.next_cursor && moved) verdicts.again(item);
      else if (name < from.topic) verdicts.again(item); // was behind the cursor, and is asked about without it
    }
  };
  return exchange(connection, request, std::move(read));
}

Exchange DescribeTopics::ask_metadata(const net::Connection& connection, Items items) {
  constexpr std::int16_t with_ids = 12, without_creation = 4;
  const bool by_id = input(items.front()).name.empty();
  const std::int16_t version = connection.api_versions().highest<wire::MetadataRequest>();
  if (by_id && version < with_ids) return {needs_release(ApiKey::metadata, with_ids, "describing topics by id", "3.1"), nullptr};
  wire::MetadataRequest request;
  request.allow_auto_topic_creation = version < without_creation;
  request.include_topic_authorized_operations = options_.include_authorized_operations && version >= 8;
  for (const std::size_t item : items)
    request.topics->push_back({input(item).id, by_id ? std::nullopt : std::optional<std::string_view>(input(item).name)});
  using Key = std::pair<std::string_view, Uuid>;
  auto read = [this, by_id, answered = Answered<Key>(items, [this, by_id](std::size_t item) {
                              return by_id ? Key({}, input(item).id) : Key(input(item).name, {});
                            })](const wire::MetadataResponse& response, Verdicts& verdicts) mutable {
    for (const auto& told : response.topics) {
      const auto item = answered.take(by_id ? Key({}, told.topic_id) : Key(told.name.value_or(""), {}));
      if (!item) continue;
      if (told.error_code != ErrorCode::none) {
        verdicts.failed(*item, Error(told.error_code));
        continue;
      }
      TopicDescription topic;
      add(told, topic);
      sort(topic);
      keep(*item, std::move(topic), verdicts);
    }
  };
  return exchange(connection, request, std::move(read));
}

} // namespace klamm::admin
