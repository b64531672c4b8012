// klamm copy, bench and mock on the embedded brokers.
#include <doctest/doctest.h>
#include <klamm/mock_cluster.hpp>

#include "cli/commands/mock.hpp"
#include "cli/support/shell.hpp"
#include "test_paths.hpp"

using namespace klamm;
using klamm::test::shell;

namespace {

std::string at(const MockCluster& cluster) { return " -b " + cluster.bootstrap_servers().front() + " "; }
void no_profile() { ::setenv("XDG_CONFIG_HOME", "/nowhere", 1); }
void says(const test::Outcome& outcome, int code, const std::string& text) {
  CHECK_MESSAGE(outcome.code == code, outcome.said);
  CHECK_MESSAGE(outcome.said.find(text) != std::string::npos, outcome.said);
}

} // namespace

TEST_CASE("klamm copy: keys, values, nulls, headers and timestamps arrive as they were, in another cluster, partition for partition") {
  no_profile();
  MockCluster from({.auto_create_topics = false}), to({.auto_create_topics = false});
  from.create_topic("a", 3).value();
  to.create_topic("b", 3).value();
  shell("for p in 0 1 2; do printf 'k1:v1\\n:\\nk2:\\n' | klamm produce a -K: -Z -H trace=7 -H empty -p $p" + at(from) + "; done");
  shell("echo '{\"key\":\"old\",\"payload\":\"x\",\"ts\":1234}' | klamm produce a -J -p 2" + at(from));
  const std::string to_other = " --to-brokers " + to.bootstrap_servers().front();
  says(shell("klamm copy a b --keep-partitions" + to_other + at(from) + "2>&1"), 0, "copied 10 records from a to b\n");
  const std::string format = " -e -Z -f '%p %o %k %s %h %T\\n' | sort";
  const std::string sent = shell("klamm consume a" + at(from) + format).said;
  CHECK(sent.find("2 3 old x  1234") != std::string::npos);
  CHECK(sent == shell("klamm consume b" + at(to) + format).said);
}

TEST_CASE("klamm copy: ranges, counts and what matches, within one cluster") {
  no_profile();
  MockCluster cluster({.auto_create_topics = false});
  cluster.create_topic("numbers").value();
  for (const char* name : {"tail", "some", "few", "none"}) cluster.create_topic(name).value();
  shell("seq 1 1000 | klamm produce numbers" + at(cluster));
  says(shell("klamm copy numbers tail -o -10" + at(cluster)), 0, "copied 10 records");
  CHECK(shell("klamm consume tail -e" + at(cluster) + "| tr '\\n' ' '").said == "991 992 993 994 995 996 997 998 999 1000 ");
  says(shell("klamm copy numbers some --where 7$" + at(cluster)), 0, "copied 100 records");
  says(shell("klamm copy numbers few -o 5 -n 3 -z zstd" + at(cluster)), 0, "copied 3 records");
  CHECK(shell("klamm consume few -e" + at(cluster)).said == "6\n7\n8\n");
  says(shell("klamm copy numbers none -o end" + at(cluster)), 0, "copied 0 records");
}

TEST_CASE("klamm copy: the target is made when that is asked for, and what is wrong is said") {
  no_profile();
  MockCluster cluster({.auto_create_topics = false});
  cluster.create_topic("orders", 3).value();
  cluster.create_topic("small", 1).value();
  shell("seq 1 30 | klamm produce orders -X partitioner=round_robin" + at(cluster));
  says(shell("klamm copy orders fresh -m 1" + at(cluster) + "2>&1"), 1, "hint: --create makes it, as orders is");
  says(shell("klamm copy orders small --keep-partitions" + at(cluster) + "2>&1"), 1,
       "topic small has 1 partitions, and --keep-partitions needs partition 2");
  says(shell("klamm copy orders orders" + at(cluster) + "2>&1"), 2, "a topic is not copied to itself");
  says(shell("klamm copy ^ord x" + at(cluster) + "2>&1"), 2, "one topic at a time");
  says(shell("klamm copy orders" + at(cluster) + "2>&1"), 2, "klamm copy --help");
  says(shell("klamm copy order small -m 1" + at(cluster) + "2>&1"), 1, "close names: orders");
  says(shell("klamm copy orders small --progress" + at(cluster) + "2>&1"), 0, "copied 30 records from orders to small");
}

TEST_CASE("klamm copy: what the target refuses is counted, and the exit code says that it is a part") {
  no_profile();
  MockCluster cluster({.auto_create_topics = false});
  cluster.create_topic("from").value();
  cluster.create_topic("to").value();
  shell("printf 'a\\n%2000s\\nb\\n' x | klamm produce from" + at(cluster));
  const test::Outcome partly = shell("klamm copy from to --to-X max.request.size=1000" + at(cluster) + "2>&1");
  says(partly, 3, "copied 2 records from from to to");
  says(partly, 3, "1 of 3 records were not copied");
}

TEST_CASE("klamm bench: rates and latencies, as a table and for a program") {
  no_profile();
  MockCluster cluster({.auto_create_topics = false});
  cluster.create_topic("bench", 2).value();
  says(shell("klamm bench produce bench -n 20000 -s 50" + at(cluster)), 0, "RECORDS-PER-S");
  const test::Outcome json = shell("klamm bench produce bench -n 1000 --rate 100000 -z lz4 --acks 1 -o ndjson" + at(cluster));
  says(json, 0, "{\"records\":1000,\"failed\":0,\"seconds\":");
  for (const char* name : {"records_per_s", "mb_per_s", "avg_ms", "p50_ms", "p95_ms", "p99_ms", "p999_ms", "max_ms"}) says(json, 0, name);
  says(shell("klamm bench consume bench -o csv" + at(cluster)), 0, "\n21000,0,");
  says(shell("klamm bench consume bench -n 500 -o csv" + at(cluster)), 0, "\n500,0,");
  says(shell("klamm bench e2e bench -n 20 -m 60 -o csv" + at(cluster)), 0, "\n20,0,");
  says(shell("klamm bench produce nothing -m 1" + at(cluster) + "2>&1"), 1, "nothing");
  says(shell("klamm bench produce bench --rate 0" + at(cluster) + "2>&1"), 2, "--rate");
  says(shell("klamm bench produce bench -o jsno" + at(cluster) + "2>&1"), 2, "did you mean json?");
}

TEST_CASE("klamm bench: records that the brokers refuse are counted apart") {
  no_profile();
  MockCluster cluster;
  cluster.create_topic("bench").value();
  cluster.on(ApiKey::produce).always().reply(ErrorCode::topic_authorization_failed);
  const test::Outcome refused = shell("klamm bench produce bench -n 10 -o csv" + at(cluster) + "2>&1");
  says(refused, 1, "\n0,10,");
  says(refused, 1, "TOPIC_AUTHORIZATION_FAILED");
}

TEST_CASE("klamm mock: topics as they are written") {
  using Topic = std::pair<std::string, int>;
  CHECK(cli::parse_mock_topic("orders", 4) == Topic{"orders", 4});
  CHECK(cli::parse_mock_topic("orders:3", 1) == Topic{"orders", 3});
  for (const char* wrong : {"", ":3", "orders:", "orders:0", "orders:x", "orders:3x"})
    CHECK_THROWS_AS_MESSAGE(cli::parse_mock_topic(wrong, 1), cli::Failure, wrong);
}

TEST_CASE("klamm mock: serves until it is interrupted, and says where") {
  no_profile();
  // The second klamm speaks to the first, whose only line is a line for the shell.
  const test::Outcome served =
      shell("f=$(mktemp); '" KLAMM_CLI "' mock --brokers 2 -t orders:3,payments -p 2 --no-auto-create >$f & pid=$!; "
            "while ! grep -q . $f; do kill -0 $pid || break; done; export $(cat $f); rm $f; "
            "klamm topics describe -o csv; seq 1 9 | klamm produce orders; klamm consume orders -e | wc -l; "
            "kill -INT $pid; wait $pid; echo ended with $?");
  CHECK_MESSAGE(served.said.find("orders,2,") != std::string::npos, served.said);
  CHECK(served.said.find("payments,1,") != std::string::npos);
  CHECK(served.said.find("\n9\n") != std::string::npos);
  CHECK(served.said.find("ended with 0") != std::string::npos);
  says(shell("klamm mock -t a/b 2>&1"), 1, "INVALID_TOPIC_EXCEPTION");
}
