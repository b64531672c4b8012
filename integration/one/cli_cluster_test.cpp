// klamm cluster beside Kafka's own scripts.
#ifdef KLAMM_HAVE_CLI
#include <doctest/doctest.h>

#include "one/cli_shell.hpp"

using namespace klamm::test;

TEST_CASE("klamm cluster: brokers, settings, disks, quorum and features as Kafka's scripts show them") {
  const std::string topic = new_topic("cli-cluster", 2, "--config retention.ms=86400000");
  with_cluster("seq 1 100 | klamm produce -p 1 " + topic);

  const std::string id = with_cluster("klamm cluster info -o csv | tail -1 | cut -d, -f1 | tr -d '\\n'").said;
  CHECK(has(cluster("exec kafka-cluster.sh cluster-id --bootstrap-server " + bootstrap()), id));
  CHECK(has(with_cluster("klamm cluster info").said, "UNDER-REPLICATED"));
  CHECK(with_cluster("klamm cluster brokers -o csv").said == "broker,host,port,rack,controller\n1," +
                                                                 bootstrap().substr(0, bootstrap().find(':')) + "," +
                                                                 bootstrap().substr(bootstrap().find(':') + 1) + ",,true\n");

  const std::string of_topic = with_cluster("klamm cluster configs -t " + topic).said;
  CHECK(has(of_topic, "retention.ms"));
  CHECK(has(of_topic, "DYNAMIC_TOPIC_CONFIG"));
  CHECK(!has(of_topic, "DEFAULT_CONFIG"));
  CHECK(has(with_cluster("klamm cluster configs -t " + topic + " --all").said, "DEFAULT_CONFIG"));
  CHECK(has(with_cluster("klamm cluster configs --broker 1 -o csv").said, "1,process.roles,"));
  CHECK(with_cluster("klamm cluster configs --broker 1 --topic x 2>&1").code == 2);
  CHECK(with_cluster("klamm cluster configs --topic no-such-topic 2>&1").code == 1);

  const std::string dirs = with_cluster("klamm cluster log-dirs -t " + topic + " -o csv").said;
  const std::string theirs = kafka("kafka-log-dirs.sh", "--describe --topic-list " + topic);
  const std::size_t row = dirs.find("," + topic + ",1,") + topic.size() + 4;
  CHECK(has(theirs, "\"partition\":\"" + topic + "-1\",\"size\":" + dirs.substr(row, dirs.find(',', row) - row)));
  CHECK(with_cluster("klamm cluster log-dirs --broker 7 2>&1").code == 1);

  CHECK(has(with_cluster("klamm cluster quorum").said, "leader"));
  const std::string features = with_cluster("klamm cluster features -o csv | grep ^metadata.version | cut -d, -f3").said;
  CHECK(!features.empty());
  CHECK(has(with_cluster("klamm cluster features").said, "group.version"));
  CHECK(with_cluster("klamm cluster elect-leaders").said == "every partition is led by its preferred replica\n");
  CHECK(with_cluster("klamm cluster elect-leaders --unclean --execute").said == "every partition has a leader\n");
}
#endif
