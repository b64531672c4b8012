// Partitions moved between brokers, and leaders elected, through klamm::Admin on real Kafka, compared with Kafka's scripts.
#include <doctest/doctest.h>

#include <klamm/klamm.hpp>

#include "support/cluster.hpp"

using namespace klamm;
using namespace klamm::test;
using namespace std::chrono_literals;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// The partition 0, when it is as wanted: brokers learn of what the controller has done a moment later.
template <class Wanted>
PartitionDescription wait_for(Admin& admin, const std::string& topic, Wanted wanted) {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  for (;;) {
    const auto told = admin.describe_topics({topic}).value();
    if (told.at(topic) && wanted(told.at(topic)->partitions.at(0))) return told.at(topic)->partitions.at(0);
    REQUIRE(std::chrono::steady_clock::now() < deadline);
  }
}

} // namespace

TEST_CASE("admin: partitions are moved, leaders elected, as Kafka's scripts see it and the other way round") {
  Admin admin{{.bootstrap_servers = bootstrap_servers()}};
  const std::string topic = new_name("admin-moves");
  const TopicPartition partition{topic, 0};
  REQUIRE(admin.create_topics({NewTopic(topic, {{2, 3}})}).value().all());
  wait_for(admin, topic, [](const auto& p) { return p.leader == 2 && p.in_sync_replicas.size() == 2; });

  CHECK(admin.alter_partition_reassignments({{partition, {{3, 2}}}}).value().all());
  wait_for(admin, topic, [](const auto& p) { return p.replicas == std::vector<std::int32_t>{3, 2}; });
  CHECK(admin.elect_leaders(ElectionType::preferred, {partition}).value().all());
  wait_for(admin, topic, [](const auto& p) { return p.leader == 3; });
  CHECK(contains(kafka("kafka-topics.sh", "--describe --topic " + topic), "Leader: 3\tReplicas: 3,2"));
  CHECK(admin.elect_leaders(ElectionType::preferred, {partition}).value().at(partition).error().code() == ErrorCode::election_not_needed);

  CHECK(admin.alter_partition_reassignments({{partition, {{2, 3}}}}).value().all());
  wait_for(admin, topic, [](const auto& p) { return p.replicas == std::vector<std::int32_t>{2, 3}; });
  kafka("kafka-leader-election.sh", "--election-type preferred --topic " + topic + " --partition 0");
  wait_for(admin, topic, [](const auto& p) { return p.leader == 2; });

  AlterReassignmentsOptions keep_factor;
  keep_factor.allow_replication_factor_change = false;
  CHECK(admin.alter_partition_reassignments({{partition, {{2, 3, 1}}}}, keep_factor).value().at(partition).error().code() ==
        ErrorCode::invalid_replication_factor);
  cluster("stop 1"); // what is moved there does not arrive
  CHECK(admin.alter_partition_reassignments({{partition, {{2, 1}}}}).value().all());
  const auto moves = admin.list_partition_reassignments().value();
  REQUIRE(moves.size() == 1);
  CHECK(moves[0].partition == partition);
  CHECK(moves[0].adding == std::vector<std::int32_t>{1});
  CHECK(moves[0].removing == std::vector<std::int32_t>{3});
  const std::string seen = kafka("kafka-reassign-partitions.sh", "--list");
  INFO(seen);
  CHECK(contains(seen, topic + "-0: replicas: "));
  CHECK(contains(seen, "adding: 1. removing: 3"));
  CHECK(admin.list_partition_reassignments(std::vector<TopicPartition>{{topic, 5}}).value().empty());
  CHECK(admin.alter_partition_reassignments({{partition, std::nullopt}}).value().all());
  CHECK(admin.list_partition_reassignments().value().empty());
  CHECK(contains(kafka("kafka-reassign-partitions.sh", "--list"), "No partition reassignments found."));
  cluster("start 1");
  CHECK(wait_for(admin, topic, [](const auto& p) { return p.in_sync_replicas.size() == 2; }).replicas == std::vector<std::int32_t>{2, 3});
  CHECK(admin.delete_topics({topic}).value().all());
}
