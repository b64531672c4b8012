// klamm topics beside kafka-topics.sh: what the one makes, changes and deletes the other sees.
#ifdef KLAMM_HAVE_CLI
#include <doctest/doctest.h>

#include "one/cli_shell.hpp"

using namespace klamm::test;

TEST_CASE("klamm topics: what it makes and changes kafka-topics sees") {
  const std::string topic = new_name("cli.made");
  const Outcome tried = with_cluster("klamm topics create " + topic + " --partitions 2 --dry-run");
  CHECK(tried.said == "topic " + topic + " would be created\n");
  const Outcome made =
      with_cluster("klamm topics create --topic " + topic + " --partitions 2 --replication-factor 1 --set retention.ms=7d 2>&1");
  CHECK(made.code == 0);
  CHECK(has(made.said, "created topic " + topic + " with 2 partitions\n"));
  CHECK(has(made.said, "could collide"));
  std::string theirs = kafka("kafka-topics.sh", "--describe --topic " + topic);
  CHECK(has(theirs, "PartitionCount: 2"));
  CHECK(has(theirs, "retention.ms=604800000"));

  CHECK(with_cluster("klamm topics create " + topic + " 2>&1").code == 1);
  CHECK(with_cluster("klamm topics create " + topic + " --if-not-exists -q").code == 0);
  CHECK(with_cluster("klamm topics alter " + topic + " --partitions 3 --set retention.ms=1h --unset segment.ms -q").code == 0);
  theirs = kafka("kafka-topics.sh", "--describe --topic " + topic);
  CHECK(has(theirs, "PartitionCount: 3"));
  CHECK(has(theirs, "retention.ms=3600000"));
  const Outcome fewer = with_cluster("klamm topics alter " + topic + " --partitions 1 2>&1");
  CHECK(fewer.code == 1);
  CHECK(has(fewer.said, "INVALID_PARTITIONS"));

  const Outcome asked = with_cluster("klamm topics delete " + topic);
  CHECK(has(asked.said, "nothing was done"));
  CHECK(has(kafka("kafka-topics.sh", "--list"), topic));
  CHECK(with_cluster("klamm topics delete " + topic + " --execute").code == 0);
  CHECK(!has(kafka("kafka-topics.sh", "--list"), topic));
  CHECK(with_cluster("klamm topics delete " + topic + " --yes --if-exists").code == 0);
  CHECK(with_cluster("klamm topics delete " + topic + " --yes 2>&1").code == 1);
}

TEST_CASE("klamm topics: what kafka-topics made it shows alike") {
  const std::string topic = new_topic("cli-theirs", 3, "--config max.message.bytes=123456");
  CHECK(has(with_cluster("klamm topics list").said, topic + "\n"));
  CHECK(!has(with_cluster("klamm topics list").said, "__consumer_offsets"));
  const std::string mine = with_cluster("klamm topics describe " + topic).said;
  const std::string theirs = kafka("kafka-topics.sh", "--describe --topic " + topic);
  const std::size_t id = theirs.find("TopicId: ");
  CHECK(has(mine, theirs.substr(id, 31)));
  CHECK(has(mine, "PartitionCount: 3  ReplicationFactor: 1"));
  CHECK(has(mine, "max.message.bytes=123456"));
  CHECK(has(mine, topic + "  2          1       1         1    ok\n"));
  CHECK(with_cluster("klamm topics describe " + topic + " -o ndjson | wc -l").said == "3\n");
  CHECK(with_cluster("klamm topics describe " + topic + " --under-replicated").said.empty());
  const Outcome partly = with_cluster("klamm topics describe " + topic + " no-such-topic 2>&1");
  CHECK(partly.code == 3);
  CHECK(has(partly.said, "no-such-topic"));
}

TEST_CASE("klamm topics: offsets, and trimming") {
  const std::string topic = new_topic("cli-trim", 2, "--config retention.ms=-1");
  with_cluster("for i in 1 2 3 4 5; do echo '{\"payload\":\"'$i'\",\"ts\":170000000000'$i'}'; done | klamm produce -J -p 1 " + topic);
  CHECK(with_cluster("klamm topics offsets " + topic + " -o csv").said ==
        "topic,partition,beginning,end,offsets\n" + topic + ",0,0,0,0\n" + topic + ",1,0,5,5\n");
  CHECK(with_cluster("klamm topics offsets " + topic + " -o csv --at 1700000000003").said ==
        "topic,partition,offset,timestamp\n" + topic + ",0,,\n" + topic + ",1,2,1700000000003\n");
  CHECK(has(with_cluster("klamm topics offsets " + topic + " -o csv --at max-timestamp").said, topic + ",1,4,1700000000005\n"));

  CHECK(has(with_cluster("klamm topics trim " + topic + " --before s@1700000000003").said, "nothing was done"));
  CHECK(has(kafka("kafka-get-offsets.sh", "--topic " + topic + " --time earliest"), topic + ":1:0"));
  CHECK(has(with_cluster("klamm topics trim " + topic + " --before s@1700000000003 --execute").said, topic + "[1] begins at 2\n"));
  CHECK(has(kafka("kafka-get-offsets.sh", "--topic " + topic + " --time earliest"), topic + ":1:2"));
  CHECK(with_cluster("klamm topics trim " + topic + " --before end -p 1 --yes").code == 0);
  CHECK(with_cluster("klamm consume " + topic + " -e").said.empty());
  CHECK(has(with_cluster("klamm topics trim " + topic + " --before end --yes").said, "there is nothing before that"));
}
#endif
