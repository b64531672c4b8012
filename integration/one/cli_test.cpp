// The klamm command beside Kafka's own tools.
#ifdef KLAMM_HAVE_CLI
#include <doctest/doctest.h>

#include "one/cli_shell.hpp"

using namespace klamm::test;

TEST_CASE("klamm: what it sends Kafka's console consumer reads, and the other way round") {
  const std::string topic = new_topic("cli", 2);
  CHECK(with_cluster("printf 'k1:v1\\nk2:\\n' | klamm produce " + topic + " -K: -Z -p 1 -H trace=7 -z zstd").code == 0);
  const std::string java =
      kafka("kafka-console-consumer.sh", "--topic " + topic + " --from-beginning --max-messages 2 --formatter-property print.key=true " +
                                             "--formatter-property print.headers=true --formatter-property null.literal=NULL");
  CHECK(java.find("trace:7\tk1\tv1\n") != std::string::npos);
  CHECK(java.find("trace:7\tk2\tNULL\n") != std::string::npos);

  run("printf 'h1:x\\ta:1\\nh1:y\\tb:2\\n' | " + setting("KLAMM_CLUSTER_CMD") + " exec kafka-console-producer.sh --bootstrap-server " +
      bootstrap() + " --topic " + topic +
      " --reader-property parse.key=true --reader-property key.separator=: --reader-property parse.headers=true");
  const Outcome both = with_cluster("klamm consume " + topic + " -e -f '%h %k=%s\\n' | sort");
  CHECK(both.said == "h1=x a=1\nh1=y b=2\ntrace=7 k1=v1\ntrace=7 k2=\n");
}

TEST_CASE("klamm: a group's commits are Kafka's, whoever made them") {
  const std::string topic = new_topic("cli-group", 1), group = new_name("crew");
  with_cluster("seq 1 20 | klamm produce " + topic);
  CHECK(with_cluster("klamm consume " + topic + " -g " + group + " --from-beginning -c 7 | tail -n 1").said == "7\n");
  const std::string described = kafka("kafka-consumer-groups.sh", "--describe --group " + group);
  CHECK(described.find(" 7 ") != std::string::npos);  // CURRENT-OFFSET
  CHECK(described.find(" 13 ") != std::string::npos); // LAG
  kafka("kafka-consumer-groups.sh", "--group " + group + " --topic " + topic + " --reset-offsets --to-offset 18 --execute");
  CHECK(with_cluster("klamm consume " + topic + " -g " + group + " -e").said == "19\n20\n");
}

TEST_CASE("klamm: times as Kafka answers them") {
  const std::string topic = new_topic("cli-times", 1, "--config retention.ms=-1");
  with_cluster("for i in 1 2 3 4; do echo '{\"payload\":\"'$i'\",\"ts\":170000000000'$i'}'; done | klamm produce -J " + topic);
  CHECK(with_cluster("klamm consume " + topic + " -e -o s@1700000000002 -o e@1700000000004").said == "2\n3\n");
  CHECK(with_cluster("klamm query " + topic + ":0:1700000000003 -o csv").said.find(topic + ",0,2,1700000000003") != std::string::npos);
  CHECK(with_cluster("klamm consume " + topic + " -e -o -1").said == "4\n");
}

TEST_CASE("klamm: compressed, large and empty records") {
  const std::string topic = new_topic("cli-large", 3);
  for (const char* codec : {"none", "gzip:9", "snappy", "lz4", "zstd:3"})
    CHECK(with_cluster("(seq 1 20000; head -c 500000 /dev/zero | tr '\\0' x; echo) | klamm produce " + topic + " -z " + codec).code == 0);
  CHECK(with_cluster("klamm consume " + topic + " -e | sort | uniq -c | awk '{ print $1 }' | uniq -c | awk '{ print $1, $2 }'").said ==
        "20001 5\n");
}
#endif
