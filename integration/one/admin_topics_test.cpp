// Topics, partitions and records through klamm::Admin on real Kafka; Kafka's own scripts see the same.
#include <doctest/doctest.h>

#include <klamm/klamm.hpp>

#include "support/cluster.hpp"

using namespace klamm;
using namespace klamm::test;
using namespace std::chrono_literals;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// A topic that was created a moment ago, when the broker knows it.
TopicDescription described(Admin& admin, const std::string& topic) {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  for (;;) {
    const auto all = admin.describe_topics({topic}).value();
    if (all.at(topic) || std::chrono::steady_clock::now() > deadline) return all.at(topic).value();
  }
}

} // namespace

TEST_CASE("admin: topics that klamm makes, grows and deletes are as Kafka's scripts see them") {
  Admin admin{{.bootstrap_servers = bootstrap_servers()}};
  const std::string name = new_name("admin"), fixed = new_name("admin-fixed"), other = new_name("admin-other");
  NewTopic topic(name, 3, 1);
  topic.configs["retention.ms"] = "7654321";

  const auto tried = admin.create_topics({topic}, {.validate_only = true}).value();
  CHECK(tried.at(name).has_value());
  const auto created = admin.create_topics({topic, NewTopic(fixed, {{1}, {1}}), NewTopic(other, 1, 7), NewTopic("bad name")}).value();
  REQUIRE(created.at(name));
  CHECK(created.at(name)->partitions == 3);
  CHECK(created.at(name)->replication_factor == 1);
  const auto& configs = created.at(name)->configs;
  const auto retention =
      std::find_if(configs.begin(), configs.end(), [](const ConfigEntry& entry) { return entry.name == "retention.ms"; });
  REQUIRE(retention != configs.end());
  CHECK(retention->value == "7654321");
  CHECK(retention->source == ConfigSource::dynamic_topic_config);
  CHECK(created.at(fixed)->partitions == 2);
  CHECK(created.at(other).error().code() == ErrorCode::invalid_replication_factor);
  CHECK(created.at("bad name").error().code() == ErrorCode::invalid_topic_exception);
  CHECK(admin.create_topics({topic}).value().at(name).error().code() == ErrorCode::topic_already_exists);

  REQUIRE(admin.create_partitions({NewPartitions(name, 5), NewPartitions(fixed, 1)}).value().at(name));
  CHECK(admin.create_partitions({NewPartitions(fixed, 1)}).value().at(fixed).error().code() == ErrorCode::invalid_partitions);

  const std::string seen = kafka("kafka-topics.sh", "--describe --topic " + name);
  CHECK(contains(seen, "PartitionCount: 5"));
  CHECK(contains(seen, "retention.ms=7654321"));
  CHECK(contains(seen, "TopicId: " + created.at(name)->id.to_string()));
  TopicDescription ours = described(admin, name);
  CHECK(ours.id == created.at(name)->id);
  REQUIRE(ours.partitions.size() == 5);
  for (const PartitionDescription& partition : ours.partitions)
    CHECK(contains(seen, "Partition: " + std::to_string(partition.partition) + "\tLeader: " + std::to_string(partition.leader) +
                             "\tReplicas: " + std::to_string(partition.replicas.at(0)) +
                             "\tIsr: " + std::to_string(partition.in_sync_replicas.at(0))));

  kafka("kafka-topics.sh", "--create --topic " + other + " --partitions 2");
  CHECK(described(admin, other).partitions.size() == 2);
  const auto by_id = admin.describe_topics({ours.id, Uuid{{1, 2, 3}}}, {.include_authorized_operations = true}).value();
  CHECK(by_id.at(ours.id)->name == name);
  CHECK_FALSE(by_id.at(ours.id)->authorized_operations->empty());
  CHECK(by_id.at(Uuid{{1, 2, 3}}).error().code() == ErrorCode::unknown_topic_id);

  const auto deleted = admin.delete_topics({fixed, ours.id, "not-there-" + name}).value();
  CHECK(deleted.at(fixed).has_value());
  CHECK(deleted.at(ours.id).has_value());
  CHECK(deleted.at("not-there-" + name).error().code() == ErrorCode::unknown_topic_or_partition);

  std::istringstream lines(kafka("kafka-topics.sh", "--list --exclude-internal"));
  std::vector<std::string> theirs, listed;
  for (std::string line; std::getline(lines, line);) theirs.push_back(line);
  for (const TopicListing& one : admin.list_topics().value()) listed.push_back(one.name);
  CHECK(listed == theirs);
  CHECK(std::find(listed.begin(), listed.end(), other) != listed.end());
  CHECK(std::find(listed.begin(), listed.end(), name) == listed.end());
}

TEST_CASE("admin: topics of many partitions are described in pages") {
  Admin admin{{.bootstrap_servers = bootstrap_servers()}};
  const std::string a = new_name("pages-a"), b = new_name("pages-b"), c = new_name("pages-c");
  REQUIRE(admin.create_topics({NewTopic(a, 5, 1), NewTopic(b, 4, 1), NewTopic(c, 1, 1)}).value().all());
  for (const std::string& topic : {a, b, c}) (void)described(admin, topic);
  const auto topics = admin.describe_topics({c, b, a, "none-" + a}, {.partitions_per_response = 2}).value();
  CHECK(topics.at(a)->partitions.size() == 5);
  CHECK(topics.at(b)->partitions.size() == 4);
  CHECK(topics.at(c)->partitions.size() == 1);
  CHECK(topics.at("none-" + a).error().code() == ErrorCode::unknown_topic_or_partition);
  for (std::size_t i = 0; i < 5; ++i) CHECK(topics.at(a)->partitions[i].partition == static_cast<int>(i));
  CHECK(admin.delete_topics({a, b, c}).value().all());
}

TEST_CASE("admin: offsets by every spec, and records deleted up to one") {
  Client client{ClientConfig{.bootstrap_servers = bootstrap_servers()}};
  Admin admin{client};
  Producer producer{client, {}};
  const std::string topic = new_name("admin-offsets");
  NewTopic kept(topic, 2, 1);
  kept.configs["retention.ms"] = "-1"; // the records are of 1970
  REQUIRE(admin.create_topics({kept}).value().all());
  const Timestamp times[] = {1000, 5000, 3000, 4000};
  for (const Timestamp time : times) REQUIRE(producer.send_sync({.topic = topic, .value = "v", .partition = 0, .timestamp = time}));
  const TopicPartition first{topic, 0}, second{topic, 1};
  const auto offsets = admin
                           .list_offsets({{first, OffsetSpec::earliest()},
                                          {first, OffsetSpec::latest()},
                                          {first, OffsetSpec::max_timestamp()},
                                          {first, OffsetSpec::at(3500)},
                                          {first, OffsetSpec::at(9000)},
                                          {first, OffsetSpec::earliest_local()},
                                          {second, OffsetSpec::latest()},
                                          {{topic, 2}, OffsetSpec::latest()}})
                           .value();
  CHECK(offsets[0].result->offset == 0);
  CHECK(offsets[1].result->offset == 4);
  CHECK(offsets[2].result->offset == 1);
  CHECK(offsets[2].result->timestamp == 5000);
  CHECK(offsets[3].result->offset == 1);
  CHECK(offsets[4].result->offset == -1);
  CHECK(offsets[5].result->offset == 0);
  CHECK(offsets[6].result->offset == 0);
  CHECK(offsets[7].result.error().code() == ErrorCode::partition_unknown);

  const auto deleted = admin.delete_records({{first, 3}, {second, RecordsToDelete::high_watermark}}).value();
  CHECK(deleted.at(first).value() == 3);
  CHECK(deleted.at(second).value() == 0);
  CHECK(admin.delete_records({{first, 77}}).value().at(first).error().code() == ErrorCode::offset_out_of_range);
  const std::string seen = kafka("kafka-get-offsets.sh", "--topic " + topic + " --time earliest");
  INFO(seen);
  CHECK(contains(seen, topic + ":0:3"));
  CHECK(admin.delete_topics({topic}).value().all());
}
