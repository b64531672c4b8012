// The course's cluster of three brokers at the command line: a leader is stopped, the ISR shrinks, records go on, the broker comes back.
#ifdef KLAMM_HAVE_CLI
#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "one/cli_shell.hpp"

using namespace klamm::test;
using namespace std::chrono_literals;

namespace {

Outcome tool(const std::string& name, const std::string& arguments, const std::string& before = "") {
  return shell(before + "klamm " + name + " --bootstrap-server " + bootstrap() + " " + arguments);
}

/// The part of --describe's line of a partition that stands behind "NAME: ".
std::string field(const std::string& line, const std::string& name) {
  const std::size_t at = line.find("\t" + name + ": ");
  if (at == std::string::npos) return "";
  const std::size_t begin = at + name.size() + 3;
  return line.substr(begin, line.find('\t', begin) - begin);
}

std::string partition_line(const std::string& topic) {
  const std::string all = tool("kafka-topics", "--describe --topic " + topic).said;
  return all.substr(std::min(all.find("\n\t"), all.size() - 1) + 1);
}

template <class Done>
void wait_until(const char* what, Done done) {
  const auto deadline = std::chrono::steady_clock::now() + 120s;
  while (!done()) {
    REQUIRE_MESSAGE(std::chrono::steady_clock::now() < deadline, what);
    std::this_thread::sleep_for(200ms);
  }
}

} // namespace

TEST_CASE("kafka tools: a leader of three brokers is stopped: the ISR shrinks, work goes on, it comes back") {
  const std::string topic = new_name("course");
  CHECK(tool("kafka-topics", "--create --topic " + topic + " --partitions 1 --replication-factor 3").code == 0);
  wait_until("all replicas are in sync", [&] { return field(partition_line(topic), "Isr").size() == 5; });
  const std::string leader = field(partition_line(topic), "Leader");
  CHECK(field(partition_line(topic), "Replicas").size() == 5);
  CHECK(tool("kafka-console-producer", "--topic " + topic, "seq 1 5 | ").code == 0);
  CHECK(tool("kafka-topics", "--describe --under-replicated-partitions --topic " + topic).said.empty());

  cluster("stop " + leader);
  wait_until("another broker leads", [&] {
    const std::string now = field(partition_line(topic), "Leader");
    return !now.empty() && now != leader && now != "none";
  });
  wait_until("the ISR has shrunk", [&] { return field(partition_line(topic), "Isr").find(leader) == std::string::npos; });
  CHECK(field(partition_line(topic), "Isr").size() == 3);
  CHECK(has(tool("kafka-topics", "--describe --under-replicated-partitions --topic " + topic).said, "Partition: 0"));
  CHECK(has(tool("kafka-topics", "--describe --at-min-isr-partitions --topic " + topic).said, "Partition: 0")); // min.insync.replicas is 2
  CHECK(tool("kafka-console-producer", "--topic " + topic + " --request-required-acks all", "seq 6 10 | ").code == 0);
  const std::string read = "--topic " + topic + " --from-beginning --max-messages 10 2>/dev/null";
  CHECK(tool("kafka-console-consumer", read).said == "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n");
  CHECK(has(shell("klamm topics describe " + topic + " -b " + bootstrap()).said, "ISR 2/3"));

  cluster("start " + leader);
  wait_until("the ISR is whole again", [&] { return field(partition_line(topic), "Isr").size() == 5; });
  CHECK(tool("kafka-topics", "--describe --under-replicated-partitions --topic " + topic).said.empty());
  CHECK(tool("kafka-console-consumer", read).said == "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n");
}
#endif
