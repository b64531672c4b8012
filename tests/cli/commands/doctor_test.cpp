// klamm doctor against the embedded brokers.
#include <doctest/doctest.h>
#include <klamm/mock_cluster.hpp>

#include "cli/support/shell.hpp"

using namespace klamm;
using namespace klamm::test;

namespace {

void says(const Outcome& outcome, int code, const std::string& text) {
  CHECK_MESSAGE(outcome.code == code, outcome.said);
  CHECK_MESSAGE(outcome.said.find(text) != std::string::npos, outcome.said);
}

} // namespace

TEST_CASE("klamm doctor: brokers that are well") {
  ::setenv("XDG_CONFIG_HOME", "/nowhere", 1);
  MockCluster cluster(MockClusterConfig{.brokers = 3});
  cluster.create_topic("orders", 2).value();
  const std::string doctor = "klamm doctor -m 60 -b " + cluster.bootstrap_servers()[0];
  const Outcome well = shell(doctor + " 2>&1");
  says(well, 0, "nothing is wrong");
  says(well, 0, "broker 1 advertises " + cluster.bootstrap_servers()[0] + ", as in bootstrap.servers");
  says(well, 0, "broker 3 advertises " + cluster.bootstrap_servers()[2] + ", which answers");
  says(shell(doctor + " -o ndjson"), 0, "{\"status\":\"ok\",\"check\":\"connect\",\"subject\":\"" + cluster.bootstrap_servers()[0] + "\"");
}

TEST_CASE("klamm doctor: a closed port, a name that leads nowhere, and one server of several") {
  MockCluster cluster(MockClusterConfig{.brokers = 2});
  const std::string up = cluster.bootstrap_servers()[0], down = cluster.bootstrap_servers()[1];
  cluster.stop_broker(2).value();
  says(shell("klamm doctor -b " + down), 1, "nothing listens at " + down);
  says(shell("klamm doctor -b " + down), 1, "1 problem, 0 warnings");
  says(shell("klamm doctor -b no-such-host.invalid:9092 -m 60"), 1, "no-such-host.invalid:9092 does not resolve");
  const Outcome one = shell("klamm doctor -m 60 -b " + down + "," + up);
  says(one, 3, "warning  connect     nothing listens at " + down);
  says(one, 3, "warning  brokers     broker 2 is fenced");
  says(one, 3, "0 problems, 2 warnings");
}

TEST_CASE("klamm doctor: a broker that takes connections and is silent, and wrong command lines") {
  MockCluster cluster;
  cluster.freeze_broker(1).value();
  says(shell("klamm doctor -m 0.3 -b " + cluster.bootstrap_servers()[0]), 1, "takes connections, and does not answer within 300 ms");
  says(shell("klamm doctor -b localhost 2>&1"), 2, "localhost");
  says(shell("klamm doctor -o jsno 2>&1"), 2, "did you mean json?");
  says(shell("klamm doctor -X sasl.mechanism=PLAIN -X security.protocol=SASL_SSL 2>&1"), 2, "sasl");
}
