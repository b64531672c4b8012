#include "cluster/metadata_cache.hpp"

#include <doctest/doctest.h>

#include "cluster/support/metadata_answers.hpp"

using namespace klamm;
using namespace klamm::cluster;
using namespace klamm::test;

TEST_CASE("metadata: a snapshot finds topics by name and by id, leaders and brokers") {
  CacheWorld world;
  auto told = answer(
      {topic("orders", uuid(1), {partition(0, 1, 5), partition(1, 2, 6)}), topic("__consumer_offsets", uuid(2), {partition(0, 3, 0)})});
  told.topics[1].is_internal = true;
  told.brokers[1].rack = "eu-1";
  told.topics[0].partitions[1].replica_nodes = {2, 3, 1};
  told.topics[0].partitions[1].isr_nodes = {2, 3};
  told.topics[0].partitions[1].offline_replicas = {1};
  CHECK(world.apply(told).changed);

  const SnapshotPtr seen = world.cache.snapshot();
  CHECK(seen->cluster_id() == "the-cluster");
  CHECK(seen->controller() == 1);
  CHECK(seen->broker(2)->endpoint.to_string() == "b2:9092");
  CHECK(seen->broker(2)->rack == "eu-1");
  CHECK(seen->broker(4) == nullptr);
  CHECK(seen->topic("orders")->partition_count() == 2);
  CHECK(seen->topic(uuid(1)) == seen->topic("orders"));
  CHECK(seen->topic("__consumer_offsets")->internal);
  CHECK(seen->leader("orders", 1)->id == 2);
  CHECK(seen->leader("orders", 2) == nullptr);
  CHECK(seen->leader("other", 0) == nullptr);
  const Topic& orders = *seen->topic("orders");
  const auto as_vector = [](auto span) { return std::vector<NodeId>(span.begin(), span.end()); };
  CHECK(as_vector(orders.replicas(orders.partitions[1])) == std::vector<NodeId>{2, 3, 1});
  CHECK(as_vector(orders.isr(orders.partitions[1])) == std::vector<NodeId>{2, 3});
  CHECK(as_vector(orders.offline(orders.partitions[1])) == std::vector<NodeId>{1});
}

TEST_CASE("metadata: an answer that says nothing new makes no new snapshot") {
  CacheWorld world;
  const auto told = answer({topic("orders", uuid(1), {partition(0, 1, 5)})});
  world.apply(told);
  const SnapshotPtr before = world.cache.snapshot();
  CHECK_FALSE(world.apply(told).changed);
  CHECK(world.cache.snapshot() == before);
}

TEST_CASE("metadata: a change of one topic shares the others with the snapshot before") {
  CacheWorld world;
  world.apply(answer({topic("a", uuid(1), {partition(0, 1, 1)}), topic("b", uuid(2), {partition(0, 1, 1)})}));
  const SnapshotPtr before = world.cache.snapshot();
  world.apply(answer({topic("a", uuid(1), {partition(0, 2, 2)})}));
  const SnapshotPtr now = world.cache.snapshot();
  CHECK(now->version() == before->version() + 1);
  CHECK(now->share_topic("b") == before->share_topic("b"));
  CHECK(before->topic("a")->partition(0)->leader == 1);
  CHECK(now->topic("a")->partition(0)->leader == 2);
}

TEST_CASE("metadata: an answer about some topics leaves the others alone, one about all drops what it leaves out after a while") {
  CacheWorld world;
  world.apply(answer({topic("a", uuid(1), {partition(0, 1, 1)}), topic("b", uuid(2), {partition(0, 1, 1)})}));
  world.apply(answer({topic("a", uuid(1), {partition(0, 1, 2)})}));
  CHECK(world.cache.snapshot()->topic("b") != nullptr);

  const MetadataCache::Asked all{.version = 13, .all_topics = true};
  const auto outcome = world.apply(answer({topic("a", uuid(1), {partition(0, 1, 2)})}), all);
  CHECK(outcome.incomplete == std::vector<std::string>{"b"});
  CHECK(world.cache.snapshot()->topic("b")->error == ErrorCode::unknown_topic_or_partition);
  CHECK(world.cache.snapshot()->leader("b", 0)->id == 1); // the broker may be behind
  world.now += 31s;
  world.apply(answer({topic("a", uuid(1), {partition(0, 1, 2)})}), all);
  CHECK(world.cache.snapshot()->topic("b") == nullptr);
  CHECK(world.cache.snapshot()->topic(uuid(2)) == nullptr);
}

TEST_CASE("metadata: a leader epoch never goes back") {
  CacheWorld world;
  world.apply(answer({topic("orders", uuid(1), {partition(0, 2, 7)})}));
  const auto outcome = world.apply(answer({topic("orders", uuid(1), {partition(0, 1, 6)})}));
  CHECK(world.at("orders", 0).leader == 2);
  CHECK(world.at("orders", 0).leader_epoch == 7);
  CHECK(outcome.incomplete == std::vector<std::string>{"orders"});
  world.now += 1h; // with topic ids it is certain that the broker is behind, for however long
  world.apply(answer({topic("orders", uuid(1), {partition(0, 1, 6)})}));
  CHECK(world.at("orders", 0).leader_epoch == 7);
  world.apply(answer({topic("orders", uuid(1), {partition(0, 3, 8)})}));
  CHECK(world.at("orders", 0).leader == 3);
}

TEST_CASE("metadata: a new leader counts with the same epoch, and without one") {
  CacheWorld world;
  world.apply(answer({topic("orders", uuid(1), {partition(0, 2, 7)})}));
  world.apply(answer({topic("orders", uuid(1), {partition(0, 1, 7)})}));
  CHECK(world.at("orders", 0).leader == 1);
  world.apply(answer({topic("orders", uuid(1), {partition(0, 3, -1)})}));
  CHECK(world.at("orders", 0).leader == 3);
  CHECK(world.at("orders", 0).leader_epoch == -1);
}

TEST_CASE("metadata: while a partition has no leader, its epoch remains the mark to beat") {
  CacheWorld world;
  world.apply(answer({topic("orders", uuid(1), {partition(0, 2, 7)})}));
  const auto outcome = world.apply(answer({topic("orders", uuid(1), {partition(0, -1, -1, ErrorCode::leader_not_available)})}));
  CHECK_FALSE(world.at("orders", 0).has_leader());
  CHECK(world.at("orders", 0).error == ErrorCode::leader_not_available);
  CHECK(outcome.incomplete.size() == 1);
  world.apply(answer({topic("orders", uuid(1), {partition(0, 1, 6)})}));
  CHECK_FALSE(world.at("orders", 0).has_leader());
  world.apply(answer({topic("orders", uuid(1), {partition(0, 1, 8)})}));
  CHECK(world.at("orders", 0).leader == 1);
}

TEST_CASE("metadata: a topic made anew has a new id, and its epochs start again") {
  CacheWorld world;
  world.apply(answer({topic("orders", uuid(1), {partition(0, 2, 7), partition(1, 2, 7), partition(2, 2, 7)})}));
  world.apply(answer({topic("orders", uuid(9), {partition(0, 1, 0)})}));
  CHECK(world.at("orders", 0).leader_epoch == 0);
  CHECK(world.cache.snapshot()->topic("orders")->partition_count() == 1);
  CHECK(world.cache.snapshot()->topic(uuid(9)) != nullptr);
  CHECK(world.cache.snapshot()->topic(uuid(1)) == nullptr);
}

TEST_CASE("metadata: partitions that a stale answer leaves out are kept") {
  CacheWorld world;
  world.apply(answer({topic("orders", uuid(1), {partition(0, 1, 1), partition(1, 2, 1), partition(2, 3, 1)})}));
  const auto outcome = world.apply(answer({topic("orders", uuid(1), {partition(0, 1, 1), partition(2, 3, 1)})}));
  CHECK(world.cache.snapshot()->topic("orders")->partition_count() == 3);
  CHECK(world.at("orders", 1).leader == 2);
  CHECK(outcome.incomplete.size() == 1);
  world.now += 1h;
  world.apply(answer({topic("orders", uuid(1), {partition(0, 1, 1)})}));
  CHECK(world.cache.snapshot()->topic("orders")->partition_count() == 3);
}

TEST_CASE("metadata: added partitions appear") {
  CacheWorld world;
  world.apply(answer({topic("orders", uuid(1), {partition(0, 1, 1)})}));
  world.apply(answer({topic("orders", uuid(1), {partition(1, 2, 0), partition(0, 1, 1)})})); // in any order
  CHECK(world.cache.snapshot()->topic("orders")->partition_count() == 2);
  CHECK(world.at("orders", 1).leader == 2);
}

TEST_CASE("metadata: without topic ids, contradictions are blamed on a stale broker for a while, then believed") {
  CacheWorld world;
  world.apply(answer({topic("orders", Uuid(), {partition(0, 2, 7), partition(1, 2, 7)})}));
  const auto anew = answer({topic("orders", Uuid(), {partition(0, 1, 0)})});
  world.apply(anew);
  CHECK(world.at("orders", 0).leader_epoch == 7);
  CHECK(world.cache.snapshot()->topic("orders")->partition_count() == 2);
  world.now += 29s;
  world.apply(anew);
  CHECK(world.at("orders", 0).leader_epoch == 7);
  world.now += 2s;
  CHECK(world.apply(anew).changed);
  CHECK(world.at("orders", 0).leader_epoch == 0);
  CHECK(world.cache.snapshot()->topic("orders")->partition_count() == 1);
  CHECK(world.cache.snapshot()->topic("orders")->doubtful_since == never);
}

TEST_CASE("metadata: a contradiction that heals starts no clock") {
  CacheWorld world;
  const auto good = answer({topic("orders", Uuid(), {partition(0, 2, 7), partition(1, 2, 7)})});
  const auto stale = answer({topic("orders", Uuid(), {partition(0, 2, 7)})});
  world.apply(good);
  world.apply(stale);
  world.now += 20s;
  world.apply(good);
  world.now += 20s;
  world.apply(stale);
  CHECK(world.cache.snapshot()->topic("orders")->partition_count() == 2);
}

TEST_CASE("metadata: epochs of versions below 9 are not trusted") {
  CacheWorld world;
  world.apply(answer({topic("orders", Uuid(), {partition(0, 2, 7)})}), {.version = 8});
  CHECK(world.at("orders", 0).leader_epoch == -1);
  world.apply(answer({topic("orders", Uuid(), {partition(0, 1, 6)})}), {.version = 8});
  CHECK(world.at("orders", 0).leader == 1);
}

TEST_CASE("metadata: an id survives an answer of an older broker that knows none") {
  CacheWorld world;
  world.apply(answer({topic("orders", uuid(1), {partition(0, 2, 7)})}));
  world.apply(answer({topic("orders", Uuid(), {partition(0, 3, 8)})}), {.version = 9});
  CHECK(world.cache.snapshot()->topic("orders")->id == uuid(1));
  CHECK(world.cache.snapshot()->topic(uuid(1))->partition(0)->leader == 3);
}

TEST_CASE("metadata: a topic that doesn't exist is remembered as such; one that existed is kept for a while") {
  CacheWorld world;
  world.apply(answer({topic("orders", uuid(1), {partition(0, 1, 1)})}));
  const auto gone =
      answer({bad_topic("orders", ErrorCode::unknown_topic_or_partition), bad_topic("never", ErrorCode::unknown_topic_or_partition)});
  CHECK(world.apply(gone).incomplete.size() == 2);
  CHECK(world.cache.snapshot()->topic("never")->error == ErrorCode::unknown_topic_or_partition);
  CHECK(world.cache.snapshot()->topic("never")->error_since == world.now);
  CHECK(world.cache.snapshot()->leader("orders", 0)->id == 1);
  world.now += 31s;
  world.apply(gone);
  CHECK(world.cache.snapshot()->topic("orders")->partition_count() == 0);
  world.apply(answer({topic("orders", uuid(2), {partition(0, 1, 0)})}));
  CHECK(world.cache.snapshot()->topic("orders")->error == ErrorCode::none);
  CHECK(world.cache.snapshot()->topic("orders")->error_since == never);
  CHECK(world.cache.snapshot()->leader("orders", 0)->id == 1);
}

TEST_CASE("metadata: an error that can't pass ends what was known") {
  CacheWorld world;
  world.apply(answer({topic("orders", uuid(1), {partition(0, 1, 1)})}));
  CHECK(world.apply(answer({bad_topic("orders", ErrorCode::topic_authorization_failed)})).incomplete.empty());
  CHECK(world.cache.snapshot()->topic("orders")->partition_count() == 0);
}

TEST_CASE("metadata: a leader that the answer names no address for makes the topic one to ask for again") {
  CacheWorld world;
  CHECK(world.apply(answer({topic("orders", uuid(1), {partition(0, 17, 1)})})).incomplete == std::vector<std::string>{"orders"});
  CHECK(world.cache.snapshot()->leader("orders", 0) == nullptr);
}

TEST_CASE("metadata: what another cluster says is refused, unless we bootstrapped anew") {
  CacheWorld world;
  world.apply(answer({topic("orders", uuid(1), {partition(0, 1, 9)})}));
  const SnapshotPtr before = world.cache.snapshot();
  const auto other = answer({topic("orders", uuid(7), {partition(0, 2, 0)})}, "another-cluster");
  const auto refused = world.cache.apply(other, {.version = 13}, world.now);
  CHECK(refused.error().code() == ErrorCode::inconsistent_cluster_id);
  CHECK(world.cache.snapshot() == before);

  const auto outcome = world.apply(other, {.version = 13, .other_cluster_ok = true});
  CHECK(outcome.other_cluster);
  CHECK(world.cache.snapshot()->cluster_id() == "another-cluster");
  CHECK(world.cache.snapshot()->topic_count() == 1);
  CHECK(world.cache.snapshot()->version() > before->version());
}

TEST_CASE("metadata: answers without brokers, and REBOOTSTRAP_REQUIRED, change nothing") {
  CacheWorld world;
  world.apply(answer({topic("orders", uuid(1), {partition(0, 1, 9)})}));
  const SnapshotPtr before = world.cache.snapshot();
  CHECK(world.cache.apply(MetadataResponse(), {.version = 13}, world.now).error().retriable());
  auto rebootstrap = answer({});
  rebootstrap.error_code = ErrorCode::rebootstrap_required;
  CHECK(world.cache.apply(rebootstrap, {.version = 13}, world.now).error().code() == ErrorCode::rebootstrap_required);
  CHECK(world.cache.snapshot() == before);
}

TEST_CASE("metadata: nonsense from a broker is left out") {
  CacheWorld world;
  auto told =
      answer({topic("orders", uuid(1), {partition(-5, 1, 1), partition(0, 1, 1), partition(0, 2, 1), partition(2000000000, 1, 1)})});
  told.brokers.push_back({-7, "evil", 1, std::nullopt});
  told.brokers.push_back({9, "evil", 70000, std::nullopt});
  told.brokers.push_back({1, "again", 9092, std::nullopt});
  told.topics.push_back(bad_topic("", ErrorCode::unknown_topic_id));
  told.topics.back().name.reset();
  world.apply(told);
  CHECK(world.cache.snapshot()->brokers().size() == 3);
  CHECK(world.cache.snapshot()->topic("orders")->partitions.size() == 2);
  CHECK(world.at("orders", 0).leader == 1);
  CHECK(world.cache.snapshot()->topic("orders")->partition(1) == nullptr);
  CHECK(world.cache.snapshot()->topic_count() == 1);
}

TEST_CASE("leader hints: a higher epoch takes effect without a request, and brings its broker's address") {
  CacheWorld world;
  world.apply(answer({topic("orders", uuid(1), {partition(0, 1, 5), partition(1, 1, 5)}), topic("other", uuid(2), {partition(0, 1, 5)})}));
  const LeaderHint hints[] = {{"orders", 0, 4, 6}, {"orders", 1, 2, 6}, {"other", 0, 3, 9}};
  const Broker brokers[] = {{4, net::Endpoint{"b4", 9092}, std::nullopt}};
  CHECK(world.cache.apply_hints(hints, brokers) == 3);
  CHECK(world.cache.snapshot()->leader("orders", 0)->endpoint.host == "b4");
  CHECK(world.cache.snapshot()->leader("orders", 1)->id == 2);
  CHECK(world.cache.snapshot()->leader("other", 0)->id == 3);
  CHECK(world.cache.snapshot()->topic(uuid(1))->partition(0)->leader_epoch == 6);
}

TEST_CASE("leader hints: old epochs, unknown partitions and leaders without address are ignored") {
  CacheWorld world;
  world.apply(answer({topic("orders", uuid(1), {partition(0, 1, 5)})}));
  const SnapshotPtr before = world.cache.snapshot();
  const LeaderHint hints[] = {{"orders", 0, 2, 5}, {"orders", 0, 2, 4},  {"orders", 1, 2, 9},  {"orders", -1, 2, 9},
                              {"none", 0, 2, 9},   {"orders", 0, 77, 9}, {"orders", 0, -1, 9}, {"orders", 0, 2, -1}};
  CHECK(world.cache.apply_hints(hints, {}) == 0);
  CHECK(world.cache.snapshot() == before);
}

TEST_CASE("metadata: an answer older than a hint doesn't undo it") {
  CacheWorld world;
  const auto told = answer({topic("orders", uuid(1), {partition(0, 1, 5)})});
  world.apply(told);
  const LeaderHint hint{"orders", 0, 2, 6};
  world.cache.apply_hints({&hint, 1}, {});
  world.apply(told);
  CHECK(world.at("orders", 0).leader == 2);
}

TEST_CASE("metadata: unwanted topics are forgotten") {
  CacheWorld world;
  world.apply(answer({topic("a", uuid(1), {partition(0, 1, 1)}), topic("b", uuid(2), {partition(0, 1, 1)})}));
  world.cache.keep_topics([](std::string_view name) { return name == "b"; });
  CHECK(world.cache.snapshot()->topic("a") == nullptr);
  CHECK(world.cache.snapshot()->topic(uuid(1)) == nullptr);
  CHECK(world.cache.snapshot()->topic("b") != nullptr);
  const SnapshotPtr before = world.cache.snapshot();
  world.cache.keep_topics([](std::string_view) { return true; });
  CHECK(world.cache.snapshot() == before);
}
