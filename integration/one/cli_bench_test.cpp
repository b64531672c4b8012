// klamm bench, copy and dev on real Kafka, beside Kafka's own scripts.
#ifdef KLAMM_HAVE_CLI
#include <doctest/doctest.h>

#include "one/cli_shell.hpp"

using namespace klamm::test;

TEST_CASE("klamm bench: what it sends is there, what it reads is what is there, and kafka-producer-perf-test's records count, too") {
  const std::string topic = new_topic("cli-bench", 2);
  const Outcome sent = with_cluster("klamm bench produce " + topic + " -n 5000 -s 64 -z lz4 -o csv 2>&1");
  CHECK_MESSAGE(has(sent.said, "\n5000,0,"), sent.said);
  cluster("exec kafka-producer-perf-test.sh --topic " + topic +
          " --num-records 2000 --record-size 64 --throughput -1 --producer-props bootstrap.servers=" + bootstrap());
  CHECK(has(with_cluster("klamm bench consume " + topic + " -o csv").said, "\n7000,0,"));
  CHECK(has(with_cluster("klamm bench e2e " + topic + " -n 10 -o csv").said, "\n10,0,"));
  CHECK(has(kafka("kafka-get-offsets.sh", "--topic " + topic), topic + ":1:"));
}

TEST_CASE("klamm copy: a committed transaction's records, none of an aborted one, and nothing twice") {
  const std::string from = new_topic("cli-copy", 2, "--config retention.ms=-1 --config cleanup.policy=delete"), to = new_name("cli-copied");
  // (transactions of half a second: some records, then markers between them)
  cluster("exec kafka-producer-perf-test.sh --topic " + from +
          " --num-records 3000 --record-size 20 --throughput 2000 --transactional-id " + from +
          " --transaction-duration-ms 300 --producer-props bootstrap.servers=" + bootstrap());
  with_cluster("printf 'k:v\\n' | klamm produce -K: -H h=1 -p 1 " + from);
  const Outcome copied = with_cluster("klamm copy " + from + " " + to + " --create --keep-partitions 2>&1");
  CHECK_MESSAGE(has(copied.said, "copied 3001 records from " + from + " to " + to), copied.said);
  CHECK(has(kafka("kafka-topics.sh", "--describe --topic " + to), "PartitionCount: 2"));
  CHECK(has(kafka("kafka-topics.sh", "--describe --topic " + to), "retention.ms=-1"));
  const std::string format = " -e --isolation read_committed -Z -f '%p %k %s %h %T\\n' | sort | md5sum";
  CHECK(with_cluster("klamm consume " + from + format).said == with_cluster("klamm consume " + to + format).said);
}

TEST_CASE("klamm dev: a real Kafka of one's own, a broker killed and started again, and nothing left of it") {
  const char* const image = std::getenv("KLAMM_KAFKA_IMAGE");
  if (!image) {
    MESSAGE("no Docker here: left out");
    return;
  }
  const std::string name = " --name " + new_name("klamm-dev-test");
  const auto left = [&](const std::string& command) { return with_cluster("klamm dev " + command + name + " 2>&1"); };
  const std::string port = setting("KLAMM_PORTS") + "0"; // (the test's cluster has none that ends so)
  const Outcome up = left("up --port " + port + " --image " + image);
  CHECK_MESSAGE(up.said == "KLAMM_BROKERS=127.0.0.1:" + port + "\n", up.said);
  const std::string own = " -b 127.0.0.1:" + port;
  if (up.code == 0) {
    CHECK(has(left("status -o csv").said, "1,running,127.0.0.1:" + port));
    CHECK(left("up --port " + port + " --image " + image).code == 0); // it is up already
    CHECK(has(with_cluster("klamm topics create mine" + own).said, "created topic mine"));
    CHECK(left("kill 1").code == 0);
    CHECK(has(left("status -o csv").said, "1,exited,"));
    CHECK(left("restart 1").code == 0);
    CHECK(has(with_cluster("klamm topics list" + own).said, "mine"));
  }
  CHECK(has(left("down").said, "took"));
  CHECK(left("status").code == 1);
}
#endif
