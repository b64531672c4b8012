// klamm cluster reassign and elect-leaders, and what the cluster of three shows while a leader is away, beside Kafka's scripts.
#ifdef KLAMM_HAVE_CLI
#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "one/cli_shell.hpp"

using namespace klamm::test;
using namespace std::chrono_literals;

namespace {

/// A row of partition 0: leader, replicas and in-sync replicas, "2,2 3,2 3".
std::string partition_of(const std::string& topic) {
  return with_cluster("klamm topics describe -o csv " + topic + " | grep ',0,' | cut -d, -f3-5 | tr -d '\\n\"'").said;
}

template <class Done>
void wait_until(const char* what, Done done) {
  const auto deadline = std::chrono::steady_clock::now() + 120s;
  while (!done()) {
    REQUIRE_MESSAGE(std::chrono::steady_clock::now() < deadline, what);
    std::this_thread::sleep_for(100ms);
  }
}

} // namespace

TEST_CASE("klamm cluster reassign: partitions move, and kafka-reassign-partitions sees it; and the other way round") {
  const std::string topic = new_topic("cli-moves", 1, "--replica-assignment 2:3");
  wait_until("it is there", [&] { return has(partition_of(topic), "2,"); });
  const std::string move = "klamm cluster reassign " + topic;
  CHECK(has(with_cluster(move + " --replicas 3,2").said, "nothing was done"));
  CHECK(with_cluster(move + " --replicas 3,2 --execute").code == 0);
  wait_until("the order has changed", [&] { return has(kafka("kafka-topics.sh", "--describe --topic " + topic), "Replicas: 3,2"); });
  CHECK(has(with_cluster("klamm cluster elect-leaders -t " + topic + " --execute").said, "elected the leader of " + topic + "[0]"));
  wait_until("3 leads", [&] { return has(kafka("kafka-topics.sh", "--describe --topic " + topic), "Leader: 3"); });
  CHECK(with_cluster("klamm cluster elect-leaders -t " + topic).said == "every partition is led by its preferred replica\n");

  // A file made by klamm is Kafka's, and Kafka's is klamm's.
  const std::string file = "/tmp/" + new_name("klamm-moves") + ".json";
  CHECK(with_cluster(move + " --replicas 2,3 --export > " + file).code == 0);
  run(cluster_home() + "/bin/kafka-reassign-partitions.sh --bootstrap-server " + bootstrap() + " --reassignment-json-file " + file +
      " --execute");
  wait_until("theirs has come", [&] { return has(partition_of(topic), "2 3"); });
  (void)shell("echo '{\"version\":1,\"partitions\":[{\"topic\":\"" + topic + "\",\"partition\":0,\"replicas\":[3,2]}]}' > " + file);
  CHECK(with_cluster("klamm cluster reassign --from-file " + file + " --yes").code == 0);
  wait_until("the file's has come", [&] { return has(kafka("kafka-topics.sh", "--describe --topic " + topic), "Replicas: 3,2"); });
  (void)shell("rm " + file);

  cluster("stop 1"); // what is moved there does not arrive
  CHECK(with_cluster(move + " --replicas 3,1 --execute").code == 0);
  CHECK(has(kafka("kafka-reassign-partitions.sh", "--list"), topic + "-0: replicas: "));
  CHECK(has(with_cluster("klamm cluster reassign -o csv").said, topic + ",0,"));
  CHECK(has(with_cluster("klamm cluster reassign " + topic + " -o csv").said, ",1,2\n"));
  CHECK(has(with_cluster(move + " --cancel").said, "nothing was done"));
  CHECK(with_cluster(move + " --cancel --execute").code == 0);
  CHECK(has(kafka("kafka-reassign-partitions.sh", "--list"), "No partition reassignments found."));
  cluster("start 1");
  CHECK(with_cluster("klamm topics delete " + topic + " --execute").code == 0);
}

TEST_CASE("klamm topics: while a broker is away describe, health and doctor say so, and records go on") {
  const std::string topic = new_name("cli-away");
  CHECK(with_cluster("klamm topics create " + topic + " -p 1 -r 3 --set min.insync.replicas=2").code == 0);
  wait_until("all are in sync", [&] { return has(with_cluster("klamm topics describe " + topic).said, "  ok\n"); });
  CHECK(with_cluster("klamm topics health " + topic).said == "nothing is wrong with 1 topics\n");
  const std::string leader = with_cluster("klamm topics describe -o csv " + topic + " | tail -1 | cut -d, -f3 | tr -d '\\n'").said;
  CHECK(with_cluster("seq 1 5 | klamm produce " + topic).code == 0);
  cluster("stop " + leader);
  wait_until("the ISR has shrunk", [&] { return has(with_cluster("klamm topics describe " + topic).said, "ISR 2/3"); });
  CHECK(with_cluster("klamm topics describe --at-min-isr -o csv " + topic + " | wc -l").said == "2\n");
  CHECK(with_cluster("klamm topics describe --under-min-isr " + topic).said.empty());
  const Outcome health = with_cluster("klamm topics health " + topic);
  CHECK(health.code == 3);
  CHECK(has(health.said, "1 partition under-replicated"));
  CHECK(with_cluster("seq 6 10 | klamm produce " + topic).code == 0);
  CHECK(with_cluster("klamm consume " + topic + " -e").said == "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n");
  cluster("start " + leader);
  wait_until("it is back", [&] { return with_cluster("klamm topics health " + topic).code == 0; });
}
#endif
