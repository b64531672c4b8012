// klamm cluster beside Kafka's own scripts.
#ifdef KLAMM_HAVE_CLI
#include <doctest/doctest.h>

#include <sstream>

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
  // "(id: 1 rack: …) -> (\n\tProduce(0): 0 to 13 [usable: 13],\n…"
  const std::string apis = with_cluster("klamm cluster api-versions -o csv").said;
  std::istringstream their_apis(kafka("kafka-broker-api-versions.sh", ""));
  std::size_t compared = 0;
  for (std::string line; std::getline(their_apis, line);) {
    const std::size_t open = line.find('('), close = line.find("): "), to = line.find(" to "), bracket = line.find(" [");
    if (line.empty() || line[0] != '\t' || open == std::string::npos || to == std::string::npos || bracket == std::string::npos) continue;
    const std::string told = "," + line.substr(open + 1, close - open - 1) + "," + line.substr(close + 3, to - close - 3) + "," +
                             line.substr(to + 4, bracket - to - 4) + "\n";
    CHECK_MESSAGE(has(apis, told), line);
    ++compared;
  }
  CHECK(compared > 40);

  CHECK(with_cluster("klamm cluster reassign -o csv").said == "topic,partition,replicas,adding,removing\n");
  CHECK(with_cluster("klamm cluster reassign " + topic + " --to 1").said == "every partition lies where it is to lie\n");
  CHECK(has(with_cluster("klamm cluster reassign " + topic + " --to 1 --export").said,
            "{\"topic\":\"" + topic + "\",\"partition\":1,\"replicas\":[1]}"));
  CHECK(has(with_cluster("klamm cluster reassign " + topic + ":0 --replicas 9 --execute 2>&1").said, "error[39]"));
  const Outcome health = with_cluster("klamm topics health " + topic + " -o csv");
  CHECK(health.code == 3);
  CHECK(has(health.said, topic + ",warning,one replica: a broker that is lost takes the records with it,"));
  CHECK(with_cluster("klamm cluster elect-leaders").said == "every partition is led by its preferred replica\n");
  CHECK(with_cluster("klamm cluster elect-leaders --unclean --execute").said == "every partition has a leader\n");
}
#endif
