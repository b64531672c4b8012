// What administrators ask: the cluster, settings, records, committed offsets.
#include "mock/scenarios/scenarios.hpp"
#include "mock/scenarios/support.hpp"

namespace klamm::test {

void cluster(Dialogue& broker) {
  wire::ApiVersionsRequest versions;
  versions.client_software_name = "scenario";
  versions.client_software_version = "1";
  const auto told = broker.quietly(versions, 4);
  std::vector<std::string> lines;
  for (const auto& feature : told.supported_features)
    lines.push_back("supports " + std::string(feature.name) + " " + std::to_string(feature.min_version) + " to " +
                    std::to_string(feature.max_version));
  for (const auto& feature : told.finalized_features)
    lines.push_back("has " + std::string(feature.name) + " " + std::to_string(feature.max_version_level));
  std::ranges::sort(lines);
  for (const std::string& line : lines) broker.say(line);
  for (const std::int8_t endpoint : {std::int8_t{1}, std::int8_t{2}}) {
    for (std::int16_t version = 0; version <= 2; ++version) {
      if (version == 0 && endpoint != 1) continue;
      wire::DescribeClusterRequest request;
      request.endpoint_type = endpoint;
      request.include_cluster_authorized_operations = version == 1;
      auto answer = broker.quietly(request, version);
      answer.cluster_id = answer.cluster_id.empty() ? "" : "CLUSTER";
      answer.error_message = std::nullopt; // (each says it in its words)
      for (auto& one : answer.brokers) one.host = "HOST";
      broker.tell(answer, version);
    }
  }
  broker.say("what is allowed where nobody is asked who they are");
  const auto topic = broker.unique("orders"), group = broker.unique("billing");
  (void)make_topic(broker, topic, 1);
  wire::MetadataRequest metadata;
  metadata.topics.emplace();
  metadata.topics->push_back({.topic_id = {}, .name = topic});
  metadata.include_topic_authorized_operations = metadata.include_cluster_authorized_operations = true;
  const auto allowed = broker.quietly(metadata, 9);
  broker.say("of a topic " + std::to_string(allowed.topics.at(0).topic_authorized_operations) + ", of the cluster " +
             std::to_string(allowed.cluster_authorized_operations));
  find_coordinator(broker, group);
  wire::OffsetCommitRequest commit;
  commit.group_id = group;
  commit.generation_id_or_member_epoch = -1;
  auto& into = commit.topics.emplace_back();
  into.name = topic;
  into.partitions.push_back({.index = 0, .committed_offset = 1});
  (void)broker.quietly(commit, 8);
  wire::DescribeGroupsRequest describe;
  describe.groups = {group};
  describe.include_authorized_operations = true;
  broker.say("of a group " + std::to_string(broker.quietly(describe, 5).groups.at(0).authorized_operations));
}

void configs(Dialogue& broker) {
  const auto topic = broker.unique("orders");
  (void)make_topic(broker, topic, 1);
  const auto describe = [&](std::int8_t type, std::string_view name, const std::optional<std::vector<std::string_view>>& keys,
                            std::int16_t version = 4, bool synonyms = true) {
    wire::DescribeConfigsRequest request;
    request.include_synonyms = synonyms;
    request.resources.push_back({.resource_type = type, .resource_name = name, .configuration_keys = keys});
    auto answer = broker.quietly(request, version);
    for (auto& told : answer.results) {
      told.error_message = std::nullopt;                   // (each says it in its words)
      std::erase_if(told.configs, [](const auto& config) { // (which the Kafka of the tests is started with)
        return config.name == "retention.ms" || config.name == "min.insync.replicas";
      });
      std::ranges::sort(told.configs, {}, [](const auto& config) { return config.name; });
    }
    broker.tell(answer, version);
  };
  using Keys = std::vector<std::string_view>;
  broker.say("what a topic has");
  for (std::int16_t version = 1; version <= 4; ++version) describe(2, topic, Keys{"cleanup.policy", "max.message.bytes"}, version);
  describe(2, topic, Keys{"cleanup.policy", "no.such.setting"}, 4, false);
  describe(2, topic, Keys{});
  describe(2, topic, Keys{"segment.ms", "flush.ms", "preallocate", "min.cleanable.dirty.ratio", "delete.retention.ms", "compression.type"});
  describe(2, "no-such-topic", Keys{});
  describe(2, "a/b", Keys{});
  describe(7, "x", Keys{});
  broker.say("changes");
  const auto alter = [&](const std::vector<wire::IncrementalAlterConfigsRequest::Config>& changes, bool only_validate = false,
                         std::string_view name = "", std::int8_t type = 2) {
    wire::IncrementalAlterConfigsRequest request;
    request.validate_only = only_validate;
    request.resources.push_back({.resource_type = type, .resource_name = name.empty() ? topic : name, .configs = changes});
    auto answer = broker.quietly(request, 1);
    for (auto& told : answer.resources) told.error_message = std::nullopt;
    broker.tell(answer, 1);
  };
  const std::int8_t set = 0, remove = 1, append = 2, subtract = 3;
  alter({{"max.message.bytes", set, "2000"}, {"cleanup.policy", set, "compact"}});
  const auto wait = [&](std::string_view key, std::string_view value) { // (brokers hear of it a little later)
    wire::DescribeConfigsRequest request;
    request.resources.push_back({.resource_type = 2, .resource_name = topic, .configuration_keys = Keys{key}});
    (void)broker.until<wire::DescribeConfigsRequest>(request, 4,
                                                     [&](const auto& answer) { return answer.results.at(0).configs.at(0).value == value; });
  };
  wait("cleanup.policy", "compact");
  describe(2, topic, Keys{"cleanup.policy", "max.message.bytes", "retention.ms"});
  alter({{"cleanup.policy", append, "delete"}, {"max.message.bytes", remove, std::nullopt}});
  wait("cleanup.policy", "compact,delete");
  describe(2, topic, Keys{"cleanup.policy", "max.message.bytes"});
  alter({{"cleanup.policy", subtract, "compact"}});
  wait("cleanup.policy", "delete");
  describe(2, topic, Keys{"cleanup.policy"});
  broker.say("changes that make no sense");
  alter({{"no.such.setting", set, "1"}});
  alter({{"max.message.bytes", set, "many"}});
  alter({{"max.message.bytes", set, "-5"}});
  alter({{"cleanup.policy", set, "burn"}});
  alter({{"preallocate", set, "perhaps"}});
  alter({{"max.message.bytes", append, "1"}});
  alter({{"max.message.bytes", set, std::nullopt}});
  alter({{"max.message.bytes", set, "1"}, {"max.message.bytes", set, "2"}});
  alter({{"max.message.bytes", 9, "1"}});
  alter({{"max.message.bytes", set, "3000"}}, false, "no-such-topic");
  alter({{"max.message.bytes", set, "3000"}}, true);
  describe(2, topic, Keys{"max.message.bytes"});
  broker.say("all at once, as in the past");
  const auto replace = [&](const std::vector<wire::AlterConfigsRequest::Config>& configs) {
    wire::AlterConfigsRequest request;
    request.resources.push_back({.resource_type = 2, .resource_name = topic, .configs = configs});
    auto answer = broker.quietly(request, 2);
    for (auto& told : answer.resources) told.error_message = std::nullopt;
    broker.tell(answer, 2);
  };
  replace({{"retention.bytes", "5000"}});
  wait("retention.bytes", "5000");
  describe(2, topic, Keys{"cleanup.policy", "max.message.bytes", "retention.ms", "retention.bytes"});
  replace({{"no.such.setting", "1"}});
  broker.say("settings that topics are made with");
  const auto create = [&](std::string_view name, const std::vector<wire::CreateTopicsRequest::Config>& configs) {
    wire::CreateTopicsRequest request;
    request.timeout_ms = 10'000;
    request.topics.push_back({.name = name, .num_partitions = 1, .replication_factor = 1, .assignments = {}, .configs = configs});
    auto answer = broker.quietly(request, 7);
    broker.say("create: " + std::to_string(static_cast<int>(answer.topics.at(0).error_code)));
  };
  create(broker.unique("wrong"), {{"no.such.setting", "1"}});
  create(broker.unique("wrong"), {{"retention.ms", "soon"}});
  create(broker.unique("right"), {{"retention.ms", "1000"}});
  broker.say("records that are too large for it");
  alter({{"max.message.bytes", set, "100"}});
  wait("max.message.bytes", "100");
  wire::ProduceRequest produce;
  produce.acks = -1;
  produce.timeout_ms = 10'000;
  auto& to = produce.topics.emplace_back();
  to.name = topic;
  to.partitions.push_back({.index = 0, .records = batch(20)});
  auto refused = broker.quietly(produce, 9);
  refused.topics.at(0).partitions.at(0).error_message = std::nullopt;
  broker.tell(refused, 9);
}

void delete_records(Dialogue& broker) {
  const auto topic = broker.unique("orders"), group = broker.unique("billing");
  const Uuid id = make_topic(broker, topic, 2);
  wire::ProduceRequest produce;
  produce.acks = -1;
  produce.timeout_ms = 10'000;
  auto& into = produce.topics.emplace_back();
  into.name = topic;
  into.partitions.push_back({.index = 0, .records = batch(5)});
  for (int i = 0; i < 2; ++i) (void)broker.quietly(produce, 9);
  const auto remove = [&](std::int32_t partition, std::int64_t before, std::int16_t version = 2, std::string_view name = "") {
    wire::DeleteRecordsRequest request;
    request.timeout_ms = 10'000;
    request.topics.push_back({name.empty() ? topic : name, {{partition, before}}});
    broker.ask(request, version);
  };
  for (std::int16_t version = 0; version <= 2; ++version) remove(0, 2 + version, version);
  remove(0, 2);
  remove(0, 11);
  remove(0, -2);
  remove(1, 0);
  remove(1, 1);
  remove(9, 0);
  remove(0, 0, 2, "no-such-topic");
  broker.say("what is left");
  const auto fetch = [&](std::int64_t offset) {
    wire::FetchRequest request;
    request.min_bytes = 0;
    request.session_epoch = -1;
    auto& from = request.topics.emplace_back();
    from.topic_id = id;
    from.partitions.push_back({.index = 0, .fetch_offset = offset, .partition_max_bytes = 1 << 20});
    broker.ask(request, 17);
  };
  for (const std::int64_t offset : {3, 4, 5}) fetch(offset);
  wire::ListOffsetsRequest list;
  auto& of = list.topics.emplace_back();
  of.name = topic;
  of.partitions.push_back({.index = 0, .timestamp = -2});
  broker.ask(list, 7);
  remove(0, -1);
  broker.ask(list, 7);
  broker.say("committed offsets");
  find_coordinator(broker, group);
  wire::OffsetDeleteRequest forget;
  forget.group_id = group;
  forget.topics.push_back({topic, {{0}, {7}}});
  broker.ask(forget, 0);
  wire::OffsetCommitRequest commit;
  commit.group_id = group;
  commit.generation_id_or_member_epoch = -1;
  auto& told = commit.topics.emplace_back();
  told.name = topic;
  told.partitions.push_back({.index = 0, .committed_offset = 4});
  (void)broker.quietly(commit, 8);
  broker.ask(forget, 0);
  wire::OffsetFetchRequest ask;
  ask.group_id = group;
  ask.topics.emplace();
  ask.topics->push_back({topic, {0}});
  broker.ask(ask, 7);
}

} // namespace klamm::test
