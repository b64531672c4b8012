// Groups that klamm and Java's clients share over time: committed offsets that either reads of the other, a running group that moves from the classic protocol to KIP-848 and
// back, topics that are deleted and created again under it.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "one/group_members.hpp"
#include "support/process.hpp"

using namespace klamm;
using namespace std::chrono_literals;
using namespace klamm::test;

namespace {

const char* const classic_range =
    "--consumer-property group.protocol=classic --consumer-property session.timeout.ms=6000 --consumer-property heartbeat.interval.ms=500 "
    "--consumer-property partition.assignment.strategy=org.apache.kafka.clients.consumer.RangeAssignor";

/// The values among what a console consumer prints, which has other words too.
std::vector<std::string> values_in(std::istream&& lines) {
  std::vector<std::string> values;
  for (std::string line; std::getline(lines, line);)
    if (!line.empty() && line.find_first_not_of("0123456789") == std::string::npos) values.push_back(line);
  return values;
}

/// What Java's console consumer is given as a member of the group, until `how` (--max-messages, --timeout-ms) ends it.
std::vector<std::string> java_reads(const std::string& topic, const std::string& group, const std::string& how) {
  return values_in(std::istringstream(
      kafka("kafka-console-consumer.sh", "--topic " + topic + " --group " + group + " --from-beginning " + how + " 2>/dev/null || true")));
}

/// Java's console consumer as a member that stays until it is stopped, and what it was given.
class JavaMember {
public:
  JavaMember(const std::string& topic, const std::string& group, const std::string& options)
      : file_(std::filesystem::temp_directory_path() / new_name("java-member")),
        process_({"bash", "-c",
                  "exec " + setting("KLAMM_CLUSTER_CMD") + " exec kafka-console-consumer.sh --bootstrap-server " + bootstrap() +
                      " --topic " + topic + " --group " + group + " --from-beginning --consumer-property auto.commit.interval.ms=200 " +
                      options + " > " + file_.string() + " 2> /dev/null"}) {}
  JavaMember(const JavaMember&) = delete;
  JavaMember& operator=(const JavaMember&) = delete;
  ~JavaMember() {
    process_.terminate();
    std::filesystem::remove(file_);
  }
  /// In order: it commits and leaves.
  void stop() { process_.terminate(); }
  std::map<std::string, int> seen() const {
    std::map<std::string, int> seen;
    for (const std::string& value : values_in(std::ifstream(file_))) ++seen[value];
    return seen;
  }

private:
  std::filesystem::path file_;
  Process process_;
};

std::map<std::string, int> operator+(std::map<std::string, int> a, const std::map<std::string, int>& b) {
  for (const auto& [value, count] : b) a[value] += count;
  return a;
}

std::string state_of(const std::string& group) {
  return kafka("kafka-consumer-groups.sh", "--list --type --state 2>/dev/null | grep -w " + group + " || true");
}

} // namespace

TEST_CASE("group: a commit made by klamm is where Java's consumer goes on, and the other way round") {
  for (const Flavor& flavor : all_flavors()) {
    CAPTURE(flavor.name);
    const std::string protocol = flavor.protocol == GroupProtocol::consumer ? "--consumer-property group.protocol=consumer " : "";
    const std::string topic = new_topic("commits", 1), group = new_group("commits");
    produce(topic, 1, 0, 100);
    {
      ConsumerConfig manual = config(group, flavor);
      manual.enable_auto_commit = false;
      manual.max_poll_records = 30;
      Consumer consumer(manual);
      consumer.subscribe({topic});
      std::map<std::string, int> seen;
      while (seen.size() < 60) { // of two polls the first is committed, behind its records
        const ConsumerRecords records = consumer.poll(20s).value();
        for (const ConsumerRecord& record : records) ++seen[std::string(record.value().text())];
        if (seen.size() == 30) consumer.commit_sync(records).value();
      }
      CHECK(consumer.statistics().commits == 1);
      CHECK(consumer.statistics().commit_latency_us.count >= 1);
      CHECK(consumer.statistics().rebalances >= 1);
      consumer.close().value();
    }
    const auto read = java_reads(topic, group, protocol + "--max-messages 25 --timeout-ms 20000");
    REQUIRE(read.size() == 25);
    CHECK(read.front() == "30");
    Consumer next(config(group, flavor));
    next.subscribe({topic});
    std::map<std::string, int> seen;
    REQUIRE(poll_until(
        next, [&] { return seen.contains("99"); }, &seen));
    CHECK(seen.begin()->first == "55");
    CHECK(seen.size() == 45);
    const ConsumerStatistics statistics = next.statistics();
    CHECK(statistics.records == 45);
    REQUIRE(statistics.partitions.size() == 1);
    CHECK(statistics.partitions[0].position == 100);
    CHECK(statistics.lag() == 0);
  }
}

TEST_CASE("group: a running group moves from the classic protocol to KIP-848 and back, with a Java member beside; no record is missed") {
  if (std::stof(setting("KLAMM_KAFKA_VERSION")) < 4.0F) return;
  const std::string topic = new_topic("moves", 6), group = new_group("moves");
  int sent = 0;
  const auto send = [&] {
    produce(topic, 6, sent, 600);
    sent += 600;
  };
  JavaMember java(topic, group, classic_range);
  auto first = std::make_unique<Member>(config(group, eager), topic), second = std::make_unique<Member>(config(group, eager), topic);
  REQUIRE(eventually([&] { return in_all({first.get(), second.get()}) == 4; }, 60s));
  std::map<std::string, int> seen_before; // by members that are gone
  const auto all_arrived = [&] {
    return eventually(
        [&] {
          return (seen_before + seen_by({first.get(), second.get()}) + java.seen()).size() == static_cast<std::size_t>(sent);
        },
        60s);
  };
  send();
  CHECK(all_arrived());
  CHECK(state_of(group).find("Classic") != std::string::npos);

  const auto replace = [&](std::unique_ptr<Member>& member, const Flavor& with) {
    member->close();
    seen_before = seen_before + member->seen();
    member = std::make_unique<Member>(config(group, with), topic);
    REQUIRE(eventually([&] { return in_all({first.get(), second.get()}) == 4 && member->assignment().size() == 2; }, 60s));
    send();
    CHECK(all_arrived());
  };
  replace(first, kip848); // one by one, as a service is rolled out
  CHECK(state_of(group).find("Consumer") != std::string::npos);
  replace(second, kip848);
  replace(first, eager); // and back
  replace(second, eager);
  CHECK(state_of(group).find("Classic") != std::string::npos);
  java.stop();
  REQUIRE(eventually([&] { return in_all({first.get(), second.get()}) == 6; }, 60s));
  send();
  CHECK(all_arrived());
  // Once is the rule; a member that has to commit while the coordinator converts the group may be refused, and its last records come again.
  std::size_t repeated = 0;
  for (const auto& [value, count] : seen_before + seen_by({first.get(), second.get()}) + java.seen()) repeated += count > 1 ? 1 : 0;
  MESSAGE(sent << " records, " << repeated << " of them more than once");
  for (const auto* member : {&first, &second}) {
    CHECK((*member)->diary->count("lost") == 0);
    for (const std::string& error : (*member)->errors()) CHECK(error == "");
  }
}

TEST_CASE("group: a topic that is deleted and created again is read from its beginning, and its new commits count") {
  for (const Flavor& flavor : all_flavors()) {
    CAPTURE(flavor.name);
    const std::string topic = new_topic("again", 2), group = new_group("again");
    produce(topic, 2, 0, 100);
    ConsumerConfig quick = config(group, flavor);
    quick.metadata.max_age = 1s;
    quick.allow_auto_create_topics = false;
    quick.auto_commit_interval = 100ms;
    Consumer consumer(quick);
    consumer.subscribe({topic});
    std::map<std::string, int> seen;
    REQUIRE(poll_until(
        consumer, [&] { return seen.size() == 100; }, &seen));
    consumer.commit_sync().value();
    kafka("kafka-topics.sh", "--delete --topic " + topic);
    // in between nothing can be read, which may be said; the loop goes on
    const auto deleted = [&] {
      static_cast<void>(consumer.poll(50ms));
      return kafka("kafka-topics.sh", "--list").find(topic) == std::string::npos;
    };
    REQUIRE(eventually(deleted, 60s));
    kafka("kafka-topics.sh", "--create --topic " + topic + " --partitions 2");
    produce(topic, 2, 1000, 30);
    seen.clear();
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (seen.size() < 30 && std::chrono::steady_clock::now() < deadline) {
      const auto records = consumer.poll(100ms);
      if (!records) continue;
      for (const ConsumerRecord& record : *records) ++seen[std::string(record.value().text())];
    }
    CHECK(seen.size() == 30);
    for (const auto& [value, count] : seen) CHECK(count == 1);
    consumer.commit_sync(30s).value();
    const auto committed = consumer.committed({{topic, 0}, {topic, 1}}).value();
    for (const auto& [partition, at] : committed) {
      REQUIRE(at);
      CHECK(at->offset == 15);
    }
    consumer.close().value();
  }
}
