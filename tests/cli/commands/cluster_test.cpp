// klamm cluster and topics health: what they decide by themselves, and against the embedded brokers.
#include "cli/commands/cluster.hpp"

#include <doctest/doctest.h>
#include <klamm/mock_cluster.hpp>

#include <set>

#include "cli/commands/topics.hpp"
#include "cli/support/shell.hpp"

using namespace klamm;
using namespace klamm::cli;
using klamm::test::shell;

namespace {

using Replicas = std::vector<std::int32_t>;

std::map<std::int32_t, int> load_of(const std::vector<Replicas>& lists) {
  std::map<std::int32_t, int> load;
  for (const Replicas& one : lists) {
    CHECK(std::set<std::int32_t>(one.begin(), one.end()).size() == one.size());
    for (const std::int32_t broker : one) ++load[broker];
  }
  return load;
}

PartitionDescription partition(std::int32_t number, std::int32_t leader, Replicas replicas, Replicas in_sync) {
  PartitionDescription one;
  one.partition = number;
  one.leader = leader;
  one.replicas = std::move(replicas);
  one.in_sync_replicas = std::move(in_sync);
  return one;
}

TopicDescription topic_of(std::vector<PartitionDescription> partitions) {
  TopicDescription topic;
  topic.name = "orders";
  topic.partitions = std::move(partitions);
  return topic;
}

std::vector<std::string> problems(const TopicDescription& topic, std::size_t min_in_sync, bool grave) {
  std::vector<std::string> found;
  for (const TopicTrouble& one : troubles_of(topic, min_in_sync)) {
    CHECK_FALSE(one.advice.empty());
    if (one.grave == grave) found.push_back(one.problem);
  }
  return found;
}

} // namespace

TEST_CASE("cluster reassign: no broker gets more than its share, and what lies well stays") {
  const std::vector<Replicas> now{{1, 2}, {2, 1}, {1, 2}, {2, 1}};
  CHECK(spread_replicas(now, {1, 2}, 0) == now);
  const auto three = spread_replicas(now, {1, 2, 3}, 0);
  CHECK(load_of(three) == std::map<std::int32_t, int>{{1, 3}, {2, 3}, {3, 2}});
  CHECK(three[0] == Replicas{1, 2});
  CHECK(load_of(spread_replicas(now, {3, 4}, 0)) == std::map<std::int32_t, int>{{3, 4}, {4, 4}});
  CHECK(load_of(spread_replicas(now, {1, 2, 3}, 3)) == std::map<std::int32_t, int>{{1, 4}, {2, 4}, {3, 4}});
  const auto one = spread_replicas(now, {1, 2}, 1);
  CHECK(load_of(one) == std::map<std::int32_t, int>{{1, 2}, {2, 2}});
  CHECK_THROWS_AS(spread_replicas(now, {1}, 0), Failure);
  CHECK_THROWS_AS(spread_replicas(now, {1, 2}, 3), Failure);
  CHECK(spread_replicas({}, {1}, 0).empty());
}

TEST_CASE("cluster reassign: files of kafka-reassign-partitions") {
  const auto plan = parse_reassignment_file(
      R"({"version":1,"partitions":[{"topic":"a","partition":1,"replicas":[3,1],"log_dirs":["any","any"]},{"topic":"a","partition":0,"replicas":[2]}]})");
  CHECK(plan == std::map<TopicPartition, Replicas>{{{"a", 0}, {2}}, {{"a", 1}, {3, 1}}});
  for (const char* wrong :
       {"", "{}", R"({"partitions":[{"topic":"a"}]})", R"({"partitions":[{"topic":"a","partition":"x","replicas":[]}]})"})
    CHECK_THROWS_AS_MESSAGE(parse_reassignment_file(wrong), Failure, wrong);
}

TEST_CASE("cluster reassign: flags that contradict each other") {
  for (const char* flags : {"--to 1", "orders --to 1 --replicas 1", "orders --to 1 --cancel", "orders --from-file x", "orders -r 2",
                            "orders --export", "orders --to 1,1", "orders --to x"})
    CHECK_MESSAGE(shell(std::string("klamm cluster reassign -b 127.0.0.1:1 ") + flags + " 2>&1").code == 2, flags);
}

TEST_CASE("cluster api-versions: each broker's APIs by name and number") {
  MockCluster cluster({.brokers = 2});
  const std::string command = "klamm cluster api-versions -o csv -b " + cluster.bootstrap_servers()[0];
  const auto all = shell(command);
  CHECK(all.code == 0);
  CHECK(all.said.starts_with("broker,api,key,min,max\n1,Produce,0,"));
  CHECK(all.said.find("\n2,Metadata,3,0,13\n") != std::string::npos);
  CHECK(shell(command + " --broker 2 | grep -c ^1,").said == "0\n");
  CHECK(shell(command + " --broker 2,7 2>&1").code == 3);
}

TEST_CASE("topics health: what is wrong is told with what to do, gravest first") {
  CHECK(troubles_of(topic_of({partition(0, 1, {1, 2, 3}, {1, 2, 3})}), 2).empty());
  CHECK(troubles_of(topic_of({}), 2).empty());
  CHECK(problems(topic_of({partition(0, 1, {1}, {1})}), 1, false) ==
        std::vector<std::string>{"one replica: a broker that is lost takes the records with it"});
  CHECK(problems(topic_of({partition(0, 1, {1, 2, 3}, {1, 2, 3})}), 1, false) ==
        std::vector<std::string>{"min.insync.replicas=1: acks=all may mean one broker"});
  CHECK(problems(topic_of({partition(0, 1, {1, 2}, {1, 2})}), 2, false).size() == 1);
  const TopicDescription bad = topic_of({partition(0, -1, {1, 2, 3}, {1}), partition(1, 1, {1, 2, 3}, {1}),
                                         partition(2, 1, {1, 2, 3}, {1, 2}), partition(3, 2, {1, 2, 3}, {1, 2, 3})});
  CHECK(problems(bad, 2, true) ==
        std::vector<std::string>{"1 partition without a leader", "1 partition with fewer in-sync replicas than min.insync.replicas=2"});
  CHECK(problems(bad, 2, false) == std::vector<std::string>{"1 partition under-replicated"});
  CHECK(troubles_of(bad, 2).front().grave);
}

TEST_CASE("topics health and filters: a broker that is gone") {
  MockCluster cluster({.brokers = 3});
  const std::string up = " -b " + cluster.bootstrap_servers()[0];
  cluster.create_topic("orders", 3).value();
  CHECK(shell("klamm topics describe orders --under-min-isr" + up).said.empty());
  CHECK(shell("klamm topics health orders -o csv --all" + up).said.find("orders,") != std::string::npos);
  cluster.stop_broker(3).value();
  const auto health = shell("klamm topics health -o csv" + up);
  CHECK(health.code == 3);
  CHECK(health.said.find("orders,warning,3 partitions under-replicated,") != std::string::npos);
  CHECK(shell("klamm topics describe orders --under-replicated -o csv" + up + " | wc -l").said == "4\n");
  CHECK(shell("klamm topics describe orders --at-min-isr -o csv" + up + " | wc -l").said == "1\n");
  CHECK(shell("klamm topics health ordrs" + up + " 2>&1").said.find("did you mean orders?") != std::string::npos);
}
