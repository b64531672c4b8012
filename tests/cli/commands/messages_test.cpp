// What a person is told when something is wrong: code, cause and what to do, as the program says it.
#include <doctest/doctest.h>
#include <klamm/mock_cluster.hpp>

#include "cli/support/shell.hpp"
#include "security/support/certificates.hpp"

using namespace klamm;
using namespace klamm::test;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// A command line with this file of settings.
Outcome with_file(const std::string& lines, const std::string& command) {
  return shell("f=$(mktemp -d)/app.properties; printf '" + lines + "' > $f; " + command +
               " -F $f 2>&1 </dev/null; c=$?; rm -r ${f%/*}; exit $c");
}

struct World {
  MockCluster cluster{{.auto_create_topics = false}};
  World() {
    ::setenv("KLAMM_BROKERS", cluster.bootstrap_servers().front().c_str(), 1);
    ::setenv("XDG_CONFIG_HOME", "/nowhere", 1);
    cluster.create_topic("orders").value();
    cluster.create_topic("orders.dlq").value();
  }
};

} // namespace

TEST_CASE("messages: a topic that does not exist is told with close ones, and how it is made") {
  World world;
  const Outcome consumed = shell("klamm consume order -e 2>&1");
  CHECK(consumed.code == 1);
  CHECK(has(consumed.said, "error[3003]: topic \"order\" does not exist; close names: orders"));
  CHECK(has(consumed.said, "hint: klamm topics create order --partitions 3"));
  const Outcome described = shell("klamm topics describe ordrs 2>&1");
  CHECK(described.code == 1);
  CHECK(has(described.said, "error[3]"));
  CHECK(has(described.said, "hint: did you mean orders?"));
  CHECK(has(shell("klamm topics describe nothing-like-it 2>&1").said, "hint: Check the name with klamm topics list"));
}

TEST_CASE("messages: settings that are wrong are told with file, line and what is meant") {
  World world;
  const Outcome acks = with_file("linger.ms=1\\n\\nacks=2\\n", "klamm produce orders");
  CHECK(acks.code == 2);
  CHECK(has(acks.said, "error[2001]: acks=2 is not a value Kafka knows"));
  CHECK(has(acks.said, "app.properties:3)"));
  CHECK(has(acks.said, "hint: 0, 1, or all (\"all\" is what some courses call 2)"));
  const Outcome typo = with_file("max.in.flight.request.per.connection=1\\n", "klamm produce orders");
  CHECK(typo.code == 2);
  CHECK(has(typo.said, "error[2002]: unknown property max.in.flight.request.per.connection"));
  CHECK(has(typo.said, "app.properties:1)"));
  CHECK(has(typo.said, "hint: did you mean max.in.flight.requests.per.connection?"));
}

TEST_CASE("messages: a port that speaks TLS is told by its bytes, with the setting that helps") {
  const Identity authority = make_authority("test-ca"),
                 broker = make_identity({.common_name = "broker", .names = {"IP:127.0.0.1"}}, &authority);
  MockClusterConfig config;
  config.security.certificate_chain = broker.certificate;
  config.security.private_key = Secret(broker.key);
  MockCluster cluster(config);
  const Outcome plain = shell("klamm topics list -m 10 -b " + cluster.bootstrap_servers()[0] + " 2>&1");
  CHECK(plain.code == 1);
  CHECK_MESSAGE(has(plain.said, "error[1020]: this port speaks TLS, and security.protocol is PLAINTEXT"), plain.said);
  CHECK(has(plain.said, "the first 4 bytes read as a frame of 352518912 bytes, which is a TLS alert (15 03 03 00)"));
  CHECK(has(plain.said, "hint: set security.protocol=SSL"));
}

TEST_CASE("messages: commands and flags are told with those that are meant") {
  CHECK(has(shell("klamm topics lst 2>&1").said, "hint: did you mean list?"));
  CHECK(has(shell("klamm consume orders --from-begining 2>&1").said, "hint: did you mean --from-beginning?"));
  CHECK(has(shell("klamm topics list --zookeeper localhost:2181 2>&1").said, "Kafka 4 has no ZooKeeper; use -b HOST:9092"));
  CHECK(has(shell("klamm produce orders --broker-list localhost:9092 2>&1").said, "use -b HOST:9092"));
}

TEST_CASE("messages: every error has a hint, and with -v a place in the documentation") {
  World world;
  const Outcome plain = shell("klamm topics create orders 2>&1"), verbose = shell("klamm topics describe ordrs -v 2>&1");
  CHECK(has(plain.said, "error[36]"));
  CHECK(has(plain.said, "hint: --if-not-exists makes that fine"));
  CHECK(has(verbose.said, "see: docs/errors.md#unknown_topic_or_partition"));
  CHECK_FALSE(has(shell("klamm topics describe ordrs 2>&1").said, "see: "));
}
