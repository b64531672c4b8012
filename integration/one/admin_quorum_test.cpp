// Directories, quorum and features through klamm::Admin on real Kafka, compared with Kafka's scripts.
#include <doctest/doctest.h>

#include <klamm/klamm.hpp>

#include "support/cluster.hpp"

using namespace klamm;
using namespace klamm::test;
using namespace std::chrono_literals;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// That kafka-features.sh tells the same of every feature whose levels it prints as numbers.
void check_as_told(const ClusterFeatures& ours) {
  const std::string seen = kafka("kafka-features.sh", "describe");
  INFO(seen);
  std::istringstream lines(seen);
  int compared = 0;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string title, name, min, max, level;
    words >> title >> name >> title >> min >> title >> max >> title >> level;
    if (name.empty() || name == "metadata.version") continue;
    CAPTURE(name);
    ++compared;
    const auto finalized = ours.finalized.find(name);
    CHECK(level == std::to_string(finalized == ours.finalized.end() ? 0 : finalized->second));
    REQUIRE(ours.supported.contains(name));
    CHECK(min == std::to_string(ours.supported.at(name).min));
    CHECK(max == std::to_string(ours.supported.at(name).max));
  }
  CHECK(compared >= 5);
}

} // namespace

TEST_CASE("admin: directories and replicas are as kafka-log-dirs.sh sees them") {
  Client client{ClientConfig{.bootstrap_servers = bootstrap_servers()}};
  Admin admin{client};
  Producer producer{client, {}};
  const std::string topic = new_topic("admin-dirs", 2);
  REQUIRE(producer.send_sync({.topic = topic, .value = std::string(1000, 'x'), .partition = 1}));
  const std::string seen = kafka("kafka-log-dirs.sh", "--describe --broker-list 1 --topic-list " + topic);
  INFO(seen);
  const auto all = admin.describe_log_dirs().value();
  REQUIRE(all.size() == 1);
  REQUIRE(all.at(1));
  REQUIRE(all.at(1)->size() == 1);
  const LogDir& dir = all.at(1)->front();
  CHECK(contains(seen, "\"logDir\":\"" + dir.path + "\""));
  CHECK_FALSE(dir.error);
  CHECK(dir.total_bytes.value() > dir.usable_bytes.value());
  int found = 0;
  for (const ReplicaLog& replica : dir.replicas) {
    if (replica.partition.topic != topic) continue;
    ++found;
    CHECK((replica.size > 1000) == (replica.partition.partition == 1));
    CHECK(contains(seen, "{\"partition\":\"" + topic + "-" + std::to_string(replica.partition.partition) +
                             "\",\"size\":" + std::to_string(replica.size) + ",\"offsetLag\":" + std::to_string(replica.offset_lag)));
  }
  CHECK(found == 2);
  const Replica here({topic, 1}, 1), none({topic, 7}, 1), elsewhere({topic, 1}, 9);
  const auto replicas = admin.describe_replica_log_dirs({here, none, elsewhere}).value();
  CHECK(replicas.at(here)->current == dir.path);
  CHECK(replicas.at(here)->current_lag == 0);
  CHECK_FALSE(replicas.at(here)->future);
  CHECK_FALSE(replicas.at(none)->current);
  CHECK(replicas.at(elsewhere).error().code() == ErrorCode::broker_id_not_registered);
  CHECK(admin.alter_replica_log_dirs({{here, dir.path}}).value().all());
  CHECK(admin.alter_replica_log_dirs({{here, "/not-" + topic}}).value().at(here).error().code() == ErrorCode::log_dir_not_found);

  const TopicPartition led{topic, 1}, missing{"not-" + topic, 0};
  const auto elected = admin.elect_leaders(ElectionType::preferred, {led, missing}).value();
  CHECK(elected.at(led).error().code() == ErrorCode::election_not_needed);
  CHECK(elected.at(missing).error().code() == ErrorCode::unknown_topic_or_partition);
  const std::vector<PartitionReassignment> moves{{led, std::nullopt}, {{topic, 0}, {{9}}}};
  const auto moved = admin.alter_partition_reassignments(moves).value();
  CHECK(moved.at(led).error().code() == ErrorCode::no_reassignment_in_progress);
  CHECK(moved.at({topic, 0}).error().code() == ErrorCode::invalid_replica_assignment);
  CHECK(admin.delete_topics({topic}).value().all());
}

TEST_CASE("admin: the quorum is as kafka-metadata-quorum.sh sees it") {
  Admin admin{{.bootstrap_servers = bootstrap_servers()}};
  const MetadataQuorum quorum = admin.describe_metadata_quorum().value();
  const std::string seen = kafka("kafka-metadata-quorum.sh", "describe --status");
  INFO(seen);
  std::istringstream lines(seen);
  std::string leader, epoch;
  for (std::string key, value; lines >> key >> value;) {
    if (key == "LeaderId:") leader = value;
    if (key == "LeaderEpoch:") epoch = value;
  }
  CHECK(leader == std::to_string(quorum.leader));
  CHECK(epoch == std::to_string(quorum.leader_epoch));
  REQUIRE(quorum.voters.size() == 1);
  CHECK(quorum.voters[0].id == 1);
  CHECK(quorum.voters[0].log_end_offset >= quorum.high_watermark);
  CHECK(quorum.observers.empty());

  // the voters of the test clusters are static, and all brokers are wanted: what is refused is told as Kafka says it
  const std::vector<QuorumEndpoint> endpoints{{"CONTROLLER", "localhost", 9093}};
  CHECK(admin.add_raft_voter(7, Uuid{{7}}, endpoints).error().code() == ErrorCode::unsupported_version);
  CHECK(admin.remove_raft_voter(7, Uuid{{7}}).error().code() == ErrorCode::unsupported_version);
  AlterQuorumOptions elsewhere;
  elsewhere.cluster_id = "another";
  CHECK(admin.remove_raft_voter(7, Uuid{{7}}, elsewhere).error().code() == ErrorCode::inconsistent_cluster_id);
  CHECK(admin.unregister_broker(77).error().code() == ErrorCode::broker_id_not_registered);
}

TEST_CASE("admin: features are as kafka-features.sh sees them, and the other way round") {
  Admin admin{{.bootstrap_servers = bootstrap_servers()}};
  const std::string feature = "eligible.leader.replicas.version";
  /// What the broker has learned of the controller.
  const auto wait_for_level = [&](std::int16_t level) {
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    for (;;) {
      const ClusterFeatures features = admin.describe_features().value();
      const auto at = features.finalized.find(feature);
      if ((at == features.finalized.end() ? 0 : at->second) == level) return features;
      REQUIRE(std::chrono::steady_clock::now() < deadline);
    }
  };
  const ClusterFeatures before = wait_for_level(1);
  CHECK(before.supported.at(feature) == FeatureLevels{0, 1});
  CHECK(before.epoch);
  check_as_told(before);
  const std::vector<FeatureUpdate> off{{feature, 0, FeatureUpdate::Type::safe_downgrade}}, unheard_of{{"not.a.feature", 1}};
  CHECK(admin.update_features(off, {.validate_only = true}).value().all());
  CHECK(wait_for_level(1).finalized == before.finalized);
  CHECK(admin.update_features(unheard_of).value().at("not.a.feature").error().code() == ErrorCode::invalid_update_version);
  CHECK(admin.update_features(off).value().all());
  check_as_told(wait_for_level(0));
  kafka("kafka-features.sh", "upgrade --feature " + feature + "=1");
  CHECK(wait_for_level(1).finalized == before.finalized);
}
