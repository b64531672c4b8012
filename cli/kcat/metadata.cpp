#include "cli/kcat/metadata.hpp"

#include <algorithm>
#include <klamm/admin.hpp>
#include <unistd.h>

#include "cli/format/encoding.hpp"
#include "cli/output/sink.hpp"

namespace klamm::cli {
namespace {

struct Metadata {
  ClusterDescription cluster;
  DescribeTopicsResult topics;
  std::string asked; ///< the topic; empty: all
};

Metadata fetch(const std::string& topic, const Frame& frame) {
  Admin admin(frame.admin());
  Metadata metadata;
  metadata.asked = topic;
  metadata.cluster = admin.describe_cluster().value();
  std::vector<TopicRef> topics;
  if (!topic.empty()) topics.emplace_back(topic);
  else
    for (const TopicListing& one : admin.list_topics({.include_internal = true}).value()) topics.emplace_back(one.name);
  if (!topics.empty()) metadata.topics = admin.describe_topics(topics).value();
  return metadata;
}

std::string address(const BrokerDescription& broker) { return broker.host + ":" + std::to_string(broker.port); }

// How librdkafka words what a broker says of a topic.
std::string reason(const Error& error) {
  if (error.code() == ErrorCode::unknown_topic_or_partition || error.code() == ErrorCode::topic_unknown)
    return "Broker: Unknown topic or partition";
  if (error.code() == ErrorCode::topic_authorization_failed) return "Broker: Topic authorization failed";
  if (error.code() == ErrorCode::invalid_topic_exception) return "Broker: Invalid topic";
  return error.cause();
}

std::string join(const std::vector<std::int32_t>& ids) {
  std::string text;
  for (const std::int32_t id : ids) text += (text.empty() ? "" : ",") + std::to_string(id);
  return text;
}

void print_text(Sink& out, const Metadata& metadata) {
  const auto& brokers = metadata.cluster.brokers;
  const BrokerDescription from = brokers.empty() ? BrokerDescription() : brokers.front();
  out.append("Metadata for " + (metadata.asked.empty() ? "all topics" : metadata.asked) + " (from broker " + std::to_string(from.id) +
             ": " + address(from) + "/" + std::to_string(from.id) + "):\n " + std::to_string(brokers.size()) + " brokers:\n");
  for (const BrokerDescription& broker : brokers)
    out.append("  broker " + std::to_string(broker.id) + " at " + address(broker) +
               (broker.id == metadata.cluster.controller ? " (controller)\n" : "\n"));
  out.append(" " + std::to_string(metadata.topics.size()) + " topics:\n");
  for (const auto& [topic, described] : metadata.topics) {
    const std::size_t count = described ? described->partitions.size() : 0;
    out.append("  topic \"" + topic.name + "\" with " + std::to_string(count) +
               " partitions:" + (described ? "" : " " + reason(described.error())) + "\n");
    if (!described) continue;
    for (const PartitionDescription& partition : described->partitions)
      out.append("    partition " + std::to_string(partition.partition) + ", leader " + std::to_string(partition.leader) +
                 ", replicas: " + join(partition.replicas) + ", isrs: " + join(partition.in_sync_replicas) +
                 (partition.leader < 0 ? ", Broker: Leader not available" : "") + "\n");
  }
}

void print_ids(Sink& out, const char* name, const std::vector<std::int32_t>& ids) {
  out.append(std::string(",\"") + name + "\":[");
  for (std::size_t i = 0; i < ids.size(); ++i) out.append((i == 0 ? "{\"id\":" : ",{\"id\":") + std::to_string(ids[i]) + "}");
  out.append(']');
}

void print_partition(Sink& out, const PartitionDescription& partition) {
  out.append("{\"partition\":" + std::to_string(partition.partition));
  if (partition.leader < 0) out.append(",\"error\":\"Broker: Leader not available\"");
  out.append(",\"leader\":" + std::to_string(partition.leader));
  print_ids(out, "replicas", partition.replicas);
  print_ids(out, "isrs", partition.in_sync_replicas);
  out.append('}');
}

void print_json(Sink& out, const Metadata& metadata) {
  const auto& brokers = metadata.cluster.brokers;
  const BrokerDescription from = brokers.empty() ? BrokerDescription() : brokers.front();
  out.append("{\"originating_broker\":{\"id\":" + std::to_string(from.id) + ",\"name\":");
  append_json_string(out, address(from) + "/" + std::to_string(from.id));
  out.append("},\"query\":{\"topic\":");
  append_json_string(out, metadata.asked.empty() ? "*" : metadata.asked);
  out.append("},\"controllerid\":" + std::to_string(metadata.cluster.controller) + ",\"brokers\":[");
  for (std::size_t i = 0; i < brokers.size(); ++i) {
    out.append((i == 0 ? "{\"id\":" : ",{\"id\":") + std::to_string(brokers[i].id) + ",\"name\":");
    append_json_string(out, address(brokers[i]));
    out.append('}');
  }
  out.append("],\"topics\":[");
  bool first = true;
  for (const auto& [topic, described] : metadata.topics) {
    out.append(std::exchange(first, false) ? "{\"topic\":" : ",{\"topic\":");
    append_json_string(out, topic.name);
    if (!described) {
      out.append(",\"error\":");
      append_json_string(out, reason(described.error()));
    }
    out.append(",\"partitions\":[");
    const auto partitions = described ? described->partitions : std::vector<PartitionDescription>();
    for (std::size_t i = 0; i < partitions.size(); ++i) {
      if (i > 0) out.append(',');
      print_partition(out, partitions[i]);
    }
    out.append("]}");
  }
  out.append("]}");
}

} // namespace

ExitCode list_metadata(const std::string& topic, bool json, const Frame& frame) {
  const Metadata metadata = fetch(topic, frame);
  Sink out(STDOUT_FILENO);
  if (json) print_json(out, metadata);
  else print_text(out, metadata);
  out.flush();
  return ExitCode::ok;
}

} // namespace klamm::cli
