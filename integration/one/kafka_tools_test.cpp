// Called by the names of Kafka's own tools, klamm prints what they print: each command line is run by both on the same cluster.
#ifdef KLAMM_HAVE_CLI
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "one/cli_shell.hpp"
#include "support/process.hpp"
#include "test_paths.hpp"

using namespace klamm::test;
using namespace std::chrono_literals;

namespace {

/// Where the links with the tools' names are.
const std::string folder = std::string(KLAMM_CLI).substr(0, std::string(KLAMM_CLI).rfind('/') + 1);

Outcome by_klamm(const std::string& tool, const std::string& arguments, const std::string& before = "") {
  return shell(before + folder + tool + " --bootstrap-server " + bootstrap() + " " + arguments);
}
/// Kafka's; what its JVM logs is not what it prints.
Outcome by_kafka(const std::string& tool, const std::string& arguments, const std::string& before = "") {
  return shell(before + setting("KLAMM_CLUSTER_CMD") + " exec " + tool + ".sh --bootstrap-server " + bootstrap() + " " + arguments +
               " 2>/dev/null");
}

std::string sorted(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  std::sort(lines.begin(), lines.end());
  std::string all;
  for (const std::string& line : lines) all += line + "\n";
  return all;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) text.replace(at, what.size(), with);
  return text;
}

/// What the tools print differs from release to release.
bool is_this_release() { return setting("KLAMM_KAFKA_VERSION").starts_with("4.3."); }

/// Both print the same lines; Java's come in the order of a hash table.
void same_lines(const std::string& tool, const std::string& arguments) {
  const Outcome theirs = by_kafka(tool, arguments), mine = by_klamm(tool, arguments);
  CHECK_MESSAGE(mine.code == theirs.code, arguments);
  CHECK_MESSAGE(sorted(mine.said) == sorted(theirs.said), arguments);
}

/// The same of what changes by itself: it is looked at again until both have seen the same.
void same_lines_soon(const std::string& tool, const std::string& arguments) {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  Outcome theirs, mine;
  do {
    mine = by_klamm(tool, arguments);
    theirs = by_kafka(tool, arguments);
  } while (sorted(mine.said) != sorted(theirs.said) && std::chrono::steady_clock::now() < deadline);
  CHECK_MESSAGE(sorted(mine.said) == sorted(theirs.said), arguments);
}

} // namespace

TEST_CASE("kafka tools: kafka-topics creates, describes, alters, lists and deletes as Kafka's") {
  if (!is_this_release()) return;
  const std::string name = new_name("tool_s"), mine = name + ".mine", theirs = name + ".theirs", all = name + ".*";
  const std::string flags = " --partitions 2 --replication-factor 1 --config retention.ms=1000000 --topic ";
  const Outcome made = by_klamm("kafka-topics", "--create" + flags + mine);
  CHECK(made.code == 0);
  CHECK(has(made.said, "topics with a period ('.') or underscore ('_') could collide"));
  CHECK(made.said == replaced(by_kafka("kafka-topics", "--create" + flags + theirs).said, theirs, mine));
  CHECK(by_klamm("kafka-topics.sh", "--alter --topic " + theirs + " --partitions 4").code == 0);
  same_lines("kafka-topics", "--describe --topic '" + all + "'");
  same_lines("kafka-topics", "--list --topic '" + all + "'");
  same_lines("kafka-topics", "--describe --topics-with-overrides --topic '" + all + "'");
  CHECK(by_klamm("kafka-topics", "--describe --under-replicated-partitions --topic " + mine).said.empty());
  CHECK(has(by_klamm("kafka-topics", "--describe --at-min-isr-partitions --topic " + mine).said,
            "Partition: 1\tLeader: 1\tReplicas: 1\tIsr: 1"));

  CHECK(by_klamm("kafka-topics", "--create --if-not-exists --topic " + mine).code == 0);
  const Outcome twice = by_klamm("kafka-topics", "--create --topic " + mine + " 2>&1");
  CHECK(twice.code == 1);
  CHECK(has(twice.said, "error[36]"));
  CHECK(by_klamm("kafka-topics", "--alter --topic " + theirs + " --partitions 3 2>/dev/null").code == 1);
  CHECK(by_klamm("kafka-topics", "--delete --topic " + mine + "x --if-exists").code == 0);
  const Outcome missing = by_klamm("kafka-topics", "--delete --topic " + mine + "x 2>&1");
  CHECK(missing.code == 1);
  CHECK(has(missing.said, "did you mean " + mine));
  CHECK(by_klamm("kafka-topics", "--delete --topic '" + all + "'").code == 0);
  CHECK(by_klamm("kafka-topics", "--list --topic '" + all + "'").said.empty());
}

TEST_CASE("kafka tools: old flags are answered with those that there are now") {
  const auto said = [](const std::string& line) { return shell(folder + line + " 2>&1"); };
  const Outcome zookeeper = said("kafka-topics --zookeeper localhost:2181 --list");
  CHECK(zookeeper.code == 1);
  CHECK(has(zookeeper.said, "Kafka 4 has no ZooKeeper; use --bootstrap-server HOST:9092"));
  CHECK(has(said("kafka-console-producer --broker-list localhost:9092 --topic t").said, "use --bootstrap-server HOST:9092"));
  CHECK(has(said("kafka-topics --delete-config x --alter").said, "kafka-configs --alter"));
  CHECK(has(said("kafka-console-consumer --whitelist x").said, "hint: --include"));
  CHECK(has(said("kafka-topics --lst").said, "did you mean --list"));
  CHECK(has(said("kafka-topics --bootstrap-server x --list --describe").said, "exclude each other"));
  CHECK(has(shell("klamm kafka-topics --help").said, "--under-replicated-partitions"));
}

TEST_CASE("kafka tools: console producers and consumers of both kinds read each other's records") {
  if (!is_this_release()) return;
  const std::string topic = new_topic("console", 1), to = "--topic " + topic + " --request-required-acks all";
  const std::string lines = "printf 'h1:a,h2:b\\tk1\\tv1\\nh1:NULL\\tNULL\\tNULL\\nNULL\\tk3\\t\\n' | ";
  const std::string parsed = " --reader-property parse.key=true --reader-property parse.headers=true --reader-property null.marker=NULL";
  CHECK(by_klamm("kafka-console-producer", to + parsed + " --compression-codec", lines).code == 0);
  CHECK(by_klamm("kafka-console-producer",
                 to + " --property parse.key=true --property key.separator=: --producer-property linger.ms=1 --sync",
                 "printf 'k:v:w\\n' | ")
            .code == 0);
  CHECK(by_klamm("kafka-console-producer", to, "printf 'plain\\n\\nlast' | ").code == 0);
  by_kafka("kafka-console-producer", "--topic " + topic + parsed, lines);
  const Outcome wrong = by_klamm("kafka-console-producer", to + " --property parse.key=true 2>&1", "printf 'a\\tb\\nnokey\\n' | ");
  CHECK(wrong.code == 1);
  CHECK(has(wrong.said, "line 2 has no key.separator"));

  constexpr int records = 11;
  std::string everything;
  for (const char* part : {"timestamp", "partition", "offset", "epoch", "headers", "key", "value"})
    everything += std::string(" --formatter-property print.") + part + "=true";
  const std::string read = "--topic " + topic + " --from-beginning --max-messages " + std::to_string(records) + everything;
  const Outcome theirs = by_kafka("kafka-console-consumer", read + " --timeout-ms 60000"),
                mine = by_klamm("kafka-console-consumer", read + " 2>/dev/null");
  CHECK(mine.said == theirs.said);
  CHECK(std::count(mine.said.begin(), mine.said.end(), '\n') == records);
  const auto tail = [&](const std::string& flags) {
    return by_klamm("kafka-console-consumer", "--topic " + topic + " " + flags + " 2>/dev/null").said;
  };
  CHECK(tail("--partition 0 --offset 3 --max-messages 2 --property print.key=true --property key.separator=-") == "k-v:w\nnull-plain\n");
  CHECK(tail("--partition 0 --offset earliest --max-messages 1 --property print.offset=true") == "Offset:0\tv1\n");
  CHECK(by_klamm("kafka-console-consumer",
                 "--include '" + topic.substr(0, topic.size() - 1) + ".*' --from-beginning --max-messages 1 2>/dev/null")
            .said == "v1\n");
  const Outcome idle = by_klamm("kafka-console-consumer", "--topic " + topic + " --timeout-ms 1500 2>&1");
  CHECK(has(idle.said, "Processed a total of 0 messages"));
}

TEST_CASE("kafka tools: kafka-consumer-groups describes, moves and deletes groups as Kafka's") {
  if (!is_this_release()) return;
  const std::string topic = new_topic("tool-groups", 2), group = new_name("tool-group"), of = "--group " + group;
  CHECK(by_klamm("kafka-console-producer", "--topic " + topic + " --producer-property partitioner=round_robin", "seq 1 20 | ").code == 0);
  const std::string read = "--topic " + topic + " " + of + " --from-beginning --max-messages 20";
  const Outcome first = by_klamm("kafka-console-consumer", read + " 2>&1 >/dev/null");
  CHECK(has(first.said, "Processed a total of 20 messages"));
  same_lines("kafka-consumer-groups", "--describe " + of);
  same_lines("kafka-consumer-groups", "--describe --verbose " + of);
  same_lines("kafka-consumer-groups", "--describe --state --verbose " + of);
  const std::string to_time = of + " --topic " + topic + " --reset-offsets --dry-run --to-datetime 2020-01-01T00:00:00.000";
  same_lines("kafka-consumer-groups", to_time);
  CHECK(has(by_klamm("kafka-consumer-groups", "--list").said, group + "\n"));
  CHECK(has(by_klamm("kafka-consumer-groups", "--list --state Empty --type classic").said, " TYPE                 STATE               \n"));

  // Going back: nothing is done without --execute, and --from-beginning has no effect on a group that has committed.
  const Outcome planned = by_klamm("kafka-consumer-groups", of + " --topic " + topic + " --reset-offsets --to-earliest 2>&1");
  CHECK(has(planned.said, "nothing was done"));
  const Outcome again = by_klamm("kafka-console-consumer", "--topic " + topic + " " + of + " --from-beginning --timeout-ms 1500 2>&1");
  CHECK(has(again.said, "--from-beginning has no effect: group " + group));
  CHECK(has(again.said, "Processed a total of 0 messages"));
  CHECK(by_klamm("kafka-consumer-groups", of + " --topic " + topic + " --reset-offsets --to-earliest --execute").code == 0);
  CHECK(has(by_klamm("kafka-console-consumer", read + " 2>&1 >/dev/null").said, "Processed a total of 20 messages"));
  const Outcome exported = by_klamm("kafka-consumer-groups", of + " --topic " + topic + ":1 --reset-offsets --shift-by -3 --export");
  CHECK(exported.said == topic + ",1,7\n\n");
  CHECK(by_klamm("kafka-consumer-groups", of + " --reset-offsets --from-file /dev/stdin --execute", "printf '" + topic + ",0,4\\n' | ")
            .code == 0);
  const std::string lag = by_kafka("kafka-consumer-groups", "--describe " + of).said;
  INFO(lag);
  CHECK(has(lag, " 4               10              6  "));

  CHECK(has(by_klamm("kafka-consumer-groups", "--delete-offsets " + of + " --topic " + topic).said,
            "Request succeeded for deleting offsets from group " + group));
  CHECK(by_klamm("kafka-consumer-groups", "--delete " + of).said ==
        "Deletion of requested consumer groups ('" + group + "') was successful.\n");
  const Outcome gone = by_klamm("kafka-consumer-groups", "--describe " + of + " 2>&1");
  CHECK(gone.code == 1);
  CHECK(has(gone.said, "error[69]"));
}

TEST_CASE("kafka tools: groups with members are shown as Kafka's shows them, and stay where they are") {
  if (!is_this_release()) return;
  const std::string topic = new_topic("tool-members", 2), group = new_name("tool-live"), of = "--group " + group;
  Process consumer({folder + "kafka-console-consumer", "--bootstrap-server", bootstrap(), "--topic", topic, "--group", group});
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (!has(by_klamm("kafka-consumer-groups", "--describe --state " + of + " 2>&1").said, "Stable")) {
    REQUIRE(std::chrono::steady_clock::now() < deadline);
    std::this_thread::sleep_for(100ms);
  }
  same_lines_soon("kafka-consumer-groups", "--describe --members --verbose " + of);
  same_lines_soon("kafka-consumer-groups", "--describe " + of);
  const Outcome moved = by_klamm("kafka-consumer-groups", of + " --all-topics --reset-offsets --to-earliest --execute 2>&1");
  CHECK(moved.code == 1);
  CHECK(has(moved.said, "has members"));
  consumer.terminate();
}

TEST_CASE("kafka tools: kafka-get-offsets finds what Kafka's finds") {
  if (!is_this_release()) return;
  const std::string topic = new_topic("tool-offsets", 3);
  CHECK(by_klamm("kafka-console-producer", "--topic " + topic, "seq 1 9 | ").code == 0);
  same_lines("kafka-get-offsets", "--topic '" + topic.substr(0, topic.size() - 1) + ".'");
  same_lines("kafka-get-offsets", "--topic-partitions '" + topic + ":0-1," + topic + ":2-' --time -2");
  CHECK(by_klamm("kafka-get-offsets", "--topic " + topic + " --partitions 0,2 --time earliest").said ==
        topic + ":0:0\n" + topic + ":2:0\n");
  CHECK(by_klamm("kafka-get-offsets", "--topic " + topic + "x 2>/dev/null").code == 1);
}

TEST_CASE("kafka tools: kafka-configs shows and changes settings and quotas as Kafka's") {
  if (!is_this_release()) return;
  const std::string topic = new_topic("tool-configs", 1), user = new_name("tool-user");
  const std::string changes = "--alter --entity-type topics --entity-name " + topic + " --add-config ";
  CHECK(by_klamm("kafka-configs", changes + "'retention.ms=77000,cleanup.policy=[compact,delete]'").said ==
        "Completed updating config for topic " + topic + ".\n");
  same_lines("kafka-configs", "--describe --topic " + topic);
  same_lines("kafka-configs", "--describe --all --entity-type topics --entity-name " + topic);
  CHECK(by_klamm("kafka-configs", "--alter --topic " + topic + " --delete-config retention.ms").code == 0);
  CHECK_FALSE(has(by_klamm("kafka-configs", "--describe --topic " + topic).said, "retention.ms=77000"));
  CHECK(has(by_klamm("kafka-configs", "--describe --entity-type brokers --entity-name 1").said, "Dynamic configs for broker 1 are:"));
  CHECK(by_klamm("kafka-configs", "--alter --user " + user + " --add-config producer_byte_rate=10000000").code == 0);
  CHECK(by_klamm("kafka-configs", "--alter --user " + user + " --client app --add-config consumer_byte_rate=5").code == 0);
  same_lines("kafka-configs", "--describe --entity-type users --entity-name " + user);
  CHECK(has(by_klamm("kafka-configs", "--describe --user " + user + " --client app").said, "client-id 'app' are consumer_byte_rate=5.0"));
  CHECK(by_klamm("kafka-configs", "--alter --user " + user + " --delete-config producer_byte_rate").code == 0);
  CHECK(by_klamm("kafka-configs", "--alter --user " + user + " --client app --delete-config consumer_byte_rate").code == 0);
  const Outcome typo = by_klamm("kafka-configs", changes + "retenton.ms=5 2>&1");
  CHECK(typo.code == 1);
  CHECK(has(typo.said, "error[40]"));
}

TEST_CASE("kafka tools: kafka-producer-perf-test says its rates and latencies as Kafka's") {
  if (!is_this_release()) return;
  const std::string topic = new_topic("tool-perf", 1);
  const std::string flags =
      "--topic " + topic + " --num-records 500 --record-size 100 --throughput -1 --warmup-records 100 --reporting-interval 600000";
  const auto shape = [](std::string text) { // numbers are what differs
    std::string out;
    for (const char c : text)
      if (c < '0' || c > '9') out += c;
      else if (out.empty() || out.back() != '0') out += '0';
    return out;
  };
  const Outcome theirs = by_kafka("kafka-producer-perf-test", flags),
                mine = by_klamm("kafka-producer-perf-test", flags + " --print-metrics");
  CHECK(mine.code == 0);
  CHECK(shape(mine.said.substr(0, mine.said.find("\n\n") + 1)) == shape(theirs.said));
  CHECK(has(mine.said, "500 records sent, "));
  CHECK(has(mine.said, "400 steady state records sent, "));
  CHECK(has(mine.said, "producer-metrics:record-send-total:{client-id=kafka-producer-perf-test}"));
  CHECK(has(by_klamm("kafka-get-offsets", "--topic " + topic).said, ":0:1000\n"));
  const Outcome slow =
      by_klamm("kafka-producer-perf-test",
               "--topic " + topic + " --num-records 5 --payload-monotonic --throughput 1000 --producer-props acks=1 linger.ms=0");
  CHECK(slow.code == 0);
  CHECK(by_klamm("kafka-console-consumer", "--topic " + topic + " --partition 0 --offset 1000 --max-messages 5 2>/dev/null").said ==
        "0\n1\n2\n3\n4\n");
}

TEST_CASE("kafka tools: partitions that a topic gets are picked up by a consumer that runs") {
  const std::string topic = new_topic("tool-grow", 3), group = new_name("tool-grower"), out = "/tmp/" + new_name("klamm-grow");
  Process consumer({"bash", "-c",
                    "exec " + folder + "kafka-console-consumer --bootstrap-server " + bootstrap() + " --topic " + topic + " --group " +
                        group + " --from-beginning --property print.partition=true --consumer-property metadata.max.age.ms=300 > " + out +
                        " 2>/dev/null"});
  CHECK(by_klamm("kafka-topics", "--alter --topic " + topic + " --partitions 4").code == 0);
  const auto deadline = std::chrono::steady_clock::now() + 100s;
  while (!has(shell("cat " + out).said, "Partition:3\tnew")) {
    REQUIRE(std::chrono::steady_clock::now() < deadline);
    (void)shell("echo new | klamm produce -b " + bootstrap() + " " + topic + " -p 3 2>/dev/null");
    std::this_thread::sleep_for(300ms);
  }
  consumer.terminate();
  (void)shell("rm -f " + out);
}
#endif
