// The program against the embedded brokers.
#include <doctest/doctest.h>
#include <klamm/mock_cluster.hpp>

#include "cli/support/shell.hpp"

using namespace klamm;
using namespace klamm::test;

namespace {

/// A cluster that klamm finds in its environment.
class Cluster : public MockCluster {
public:
  explicit Cluster(MockClusterConfig config = {.auto_create_topics = false}) : MockCluster(config) {
    ::setenv("KLAMM_BROKERS", bootstrap_servers().front().c_str(), 1);
    ::setenv("XDG_CONFIG_HOME", "/nowhere", 1);
  }
};

} // namespace

TEST_CASE("klamm: what is produced is consumed") {
  Cluster cluster;
  cluster.create_topic("orders", 2).value();
  CHECK(shell("printf 'a:1\\n\\nb:2\\nb:\\nnokey' | klamm produce orders -K: -Z -p 1 -H trace=7").code == 0);
  const Outcome all = shell("klamm consume orders -e -Z -f '%p %o %k=%s %h\\n' 2>&1");
  CHECK(all.code == 0);
  CHECK(all.said == "1 0 a=1 trace=7\n1 1 NULL=NULL trace=7\n1 2 b=2 trace=7\n1 3 b=NULL trace=7\n1 4 NULL=nokey trace=7\n");
  CHECK(shell("klamm consume orders -e -K'|' -O -o 2 -p 1 -c 2").said == "b|2|2\nb|3|\n");
  CHECK(shell("klamm consume orders -e --print key,value -o -1 -p 1").said == "\tnokey\n");
  CHECK(shell("klamm consume orders -e --grep '^[0-9]$' -D ';'").said == "1;2;");
  CHECK(shell("klamm consume orders -e -o end").said == "");
  CHECK(shell("klamm consume orders -c 0").said == "");
}

TEST_CASE("klamm: JSON goes round") {
  Cluster cluster;
  cluster.create_topic("from").value();
  cluster.create_topic("to").value();
  shell("printf 'k:\"\\303\\244\"\\n:x\\n' | klamm produce from -K: -Z -H a=1 -H b");
  shell("klamm consume from -e -J | klamm produce to -J");
  const std::string strip = " | sed 's/\"topic\":\"[a-z]*\"//'";
  const std::string sent = shell("klamm consume from -e -J" + strip).said;
  CHECK(sent.find("\"headers\":[\"a\",\"1\",\"b\",null]") != std::string::npos);
  CHECK(sent == shell("klamm consume to -e -J" + strip).said);
}

TEST_CASE("klamm: files, lines, tee and compression") {
  Cluster cluster;
  cluster.create_topic("files").value();
  const Outcome out = shell("cd $(mktemp -d); printf '1\\n2' >a; printf '3\\n' >b; klamm produce files a b -z zstd:5 && klamm produce "
                            "files -l a b -T -c 3 -z gzip; rm a b");
  CHECK(out.said == "1\n2\n3\n");
  CHECK(shell("klamm consume files -e -D '|'").said == "1\n2|3\n|1|2|3|");
  CHECK(shell("klamm produce files /nowhere/file 2>&1").said.find("cannot open /nowhere/file: No such file") != std::string::npos);
}

TEST_CASE("klamm: a group goes on where it stopped, and not behind what it did not print") {
  Cluster cluster;
  cluster.create_topic("work").value();
  shell("seq 1 9 | klamm produce work");
  CHECK(shell("klamm consume work -g crew --from-beginning -c 4").said == "1\n2\n3\n4\n");
  CHECK(cluster.committed_offset("crew", "work", 0).value() == 4);
  CHECK(shell("klamm consume work -g crew -c 2").said == "5\n6\n");
  const Outcome hinted = shell("klamm consume work -g crew --from-beginning -e 2>&1 >/dev/null");
  CHECK(hinted.said.starts_with("warning[4007]: --from-beginning has no effect: "));
  CHECK(hinted.said.find("\n  hint: klamm groups seek crew --topic work --to earliest --execute\n") != std::string::npos);
  CHECK(hinted.said.find("--from-beginning has no effect: group crew has committed offsets on work") != std::string::npos);
  CHECK(cluster.committed_offset("crew", "work", 0).value() == 9);
  CHECK(shell("klamm consume -g other '^wor' -e --from-beginning | wc -l").said.find('9') != std::string::npos);
}

TEST_CASE("klamm: offsets by time") {
  Cluster cluster;
  cluster.create_topic("times", 1).value();
  for (int i = 1; i <= 3; ++i)
    shell("echo '{\"payload\":\"" + std::to_string(i) + "\",\"ts\":" + std::to_string(i * 1000) + "}' | klamm produce times -J");
  CHECK(shell("klamm consume times -e -o s@2000").said == "2\n3\n");
  CHECK(shell("klamm consume times -e -o s@1500 -o e@3000").said == "2\n");
  CHECK(shell("klamm consume times -o e@2000").said == "1\n"); // ends there by itself
  CHECK(shell("klamm query times:0:2000 -o csv").said.find("times,0,1,2000") != std::string::npos);
  CHECK(shell("klamm query times:0:-1 -o ndjson").said.find("\"offset\":3") != std::string::npos);
  CHECK(shell("klamm query times:0:9000 -o ndjson").said.find("\"offset\":null") != std::string::npos);
  const Outcome partly = shell("klamm query times:0:-2 nothing:0:-1 2>&1");
  CHECK(partly.code == 3);
  CHECK(partly.said.find("nothing") != std::string::npos);
}

TEST_CASE("klamm: what is wrong is said, with the exit code for it") {
  Cluster cluster;
  cluster.create_topic("orders", 3).value();
  const auto says = [](const std::string& command, int code, const std::string& text) {
    const Outcome outcome = shell("klamm " + command + " 2>&1 </dev/null");
    const std::string told = command + ": " + outcome.said;
    CHECK_MESSAGE(outcome.code == code, told);
    CHECK_MESSAGE(outcome.said.find(text) != std::string::npos, told);
  };
  says("consume order -e", 1, "close names: orders");
  says("produce order", 1, "close names: orders");
  says("consume orders -p 3", 1, "topic orders has no partition 3");
  says("produce orders -p 3", 1, "topic orders has no partition 3");
  says("consume", 2, "consume needs a TOPIC");
  says("consum orders", 2, "did you mean consume?");
  says("consume orders --from-begining", 2, "did you mean --from-beginning?");
  says("consume orders --zookeeper localhost:2181", 2, "Kafka 4 has no ZooKeeper; use -b HOST:9092");
  says("produce orders --broker-list x:1", 2, "use -b HOST:9092");
  says("consume orders -X linger=1", 2, "unknown property linger (-X)");
  says("consume orders -X linger", 2, "-X linger is not name=value");
  says("produce orders -X acks=2", 2, "acks");
  says("produce orders -z zip", 2, "zip");
  says("consume orders -f %q", 2, "unknown token %q");
  says("consume orders -s avro", 2, "schema registry");
  says("consume orders -J -s hex", 2, "-s hex is one too many");
  says("consume orders --print kye", 2, "did you mean key?");
  says("consume orders -o yesterday", 2, "-o yesterday is no offset");
  says("consume orders -g g -o 5", 2, "without -g any offset and time can be read");
  says("consume orders -g g -p 0", 2, "-p and -g exclude each other");
  says("consume orders -F /nowhere", 2, "/nowhere");
  says("query orders", 2, "a query is TOPIC:PARTITION:TIME");
  says("query orders:0:-1 -o jsno", 2, "did you mean json?");
  says("consume orders -c -1", 2, "klamm consume --help");
  says("consume orders -o 100 -p 0 -c 1", 1, "OFFSET_OUT_OF_RANGE");
  says("-X help linger.ms", 0, "default: 5");
  says("-X list", 0, "linger.ms");
  says("produce orders -X dump -X linger.ms=7", 0, "linger.ms=7");
  says("consume --help", 0, "--from-beginning");
  says("--version", 0, "klamm ");
  says("", 2, "consume");
}

TEST_CASE("klamm: topics may be called as commands are") {
  Cluster cluster;
  for (const char* name : {"topics", "list", "consume", "bench"}) {
    const std::string topic = name;
    CHECK(shell("klamm topics create " + topic + " -p 1").said == "created topic " + topic + " with 1 partitions\n");
    CHECK(shell("echo x | klamm produce " + topic).code == 0);
    CHECK(shell("klamm consume " + topic + " -e").said == "x\n");
    CHECK(shell("klamm topics delete " + topic + " --yes").code == 0);
  }
}

TEST_CASE("klamm: a group is moved to where another stands, and lag is told again and again") {
  Cluster cluster;
  cluster.create_topic("work").value();
  shell("seq 1 9 | klamm produce work; klamm consume work -g one --from-beginning -c 4");
  CHECK(shell("klamm groups seek two --from-group one").said.find("nothing was done") != std::string::npos);
  CHECK(shell("klamm groups seek two --from-group one --execute").code == 0);
  CHECK(cluster.committed_offset("two", "work", 0).value() == 4);
  CHECK(shell("klamm groups seek two --from-group one --to end 2>&1").code == 2);
  CHECK(shell("klamm groups seek two --from-group one --all-topics 2>&1").code == 2);
  const std::string row = "two,work,1,5,Empty\n", head = "group,topic,partitions,lag,state\n";
  CHECK(shell("klamm groups lag two -o csv --watch 0.01 | head -n 6").said == head + row + head + row + head + row);
}

TEST_CASE("klamm: keys and values in other encodings") {
  Cluster cluster;
  cluster.create_topic("bytes").value();
  shell("printf 'k:\"a\\377\n' | klamm produce bytes -K:");
  CHECK(shell("klamm consume bytes -e -K' ' -s hex").said == "6b 2261ff\n");
  CHECK(shell("klamm consume bytes -e -K' ' -s key=json -s value=base64").said == "\"k\" ImH/\n");
  CHECK(shell("klamm consume bytes -e -s value=hex -f '%s %s{base64}\n'").said == "2261ff ImH/\n");
}

TEST_CASE("klamm: what can't be read ends it, or is passed over where that is meant") {
  Cluster cluster;
  cluster.create_topic("worn").value();
  for (int i = 0; i < 3; ++i) shell("printf 'a" + std::to_string(i) + "\nb" + std::to_string(i) + "\n' | klamm produce worn");
  cluster.corrupt("worn", 0, 2).value();
  const Outcome ended = shell("klamm consume worn -e 2>&1");
  CHECK(ended.code == 1);
  CHECK(ended.said.starts_with("a0\nb0\nerror[3011]: "));
  CHECK(ended.said.find("hint: to go on behind the batch, seek to offset 4") != std::string::npos);
  const Outcome passed = shell("klamm consume worn -e --skip-errors 2>&1");
  CHECK(passed.code == 3);
  CHECK(passed.said.starts_with("a0\nb0\nwarning[3011]: "));
  CHECK(passed.said.ends_with("\na2\nb2\n"));
}

TEST_CASE("klamm: how far producing is, where that is asked for") {
  Cluster cluster;
  cluster.create_topic("slow").value();
  CHECK(shell("seq 1 3 | klamm produce slow --progress 2>&1").said == "3 records\n");
  CHECK(shell("seq 1 3 | klamm produce slow 2>&1").said.empty());
}

TEST_CASE("klamm: a deadline that passes is exit code 4, failures of some 3, of all 1") {
  Cluster cluster;
  cluster.create_topic("orders", 2).value();
  CHECK(shell("klamm topics describe orders nothing 2>/dev/null").code == 3);
  CHECK(shell("klamm topics describe nothing nothing-else 2>/dev/null").code == 1);
  CHECK(shell("klamm topics describe orders --no-such-flag 2>/dev/null").code == 2);
  cluster.freeze_broker(1).value();
  const Outcome late = shell("klamm topics list -m 0.3 2>&1");
  CHECK_MESSAGE(late.code == 4, late.said);
  CHECK(late.said.starts_with("error["));
  CHECK(
      shell("echo x | klamm produce orders -X delivery.timeout.ms=300 -X request.timeout.ms=200 -X linger.ms=0 -m 0.3 2>/dev/null").code ==
      4);
  cluster.thaw_broker(1).value();
  CHECK(shell("klamm topics list").code == 0);
}

TEST_CASE("klamm: nobody at the other end is said within the time given") {
  const Outcome outcome = shell("klamm consume orders -b 127.0.0.1:1 -m 1 2>&1");
  CHECK(outcome.said.find("nothing listens at") != std::string::npos);
  CHECK(outcome.code == 1);
}

TEST_CASE("klamm: who stops reading ends it quietly") {
  Cluster cluster;
  cluster.create_topic("much").value();
  shell("seq 1 300000 | klamm produce much");
  const Outcome outcome = shell("klamm consume much 2>&1 | head -n 2");
  CHECK(outcome.said == "1\n2\n");
}
