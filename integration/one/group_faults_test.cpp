// Groups whose members join, leave, are killed and frozen while a producer runs: nothing is missed, nothing is given twice but where a member died without
// a word, no partition has two owners in one generation, and committed offsets never go back. Members are processes (support/group_member.cpp), so that
// they can be killed; some are Java's console consumers.
//   KLAMM_GROUP_RECORDS=1000000   how many records (default 120,000), sent over KLAMM_GROUP_SECONDS=60 (default 24)
// The sender goes on at that pace until the last fault is over.
#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <klamm/klamm.hpp>
#include <map>
#include <thread>

#include "support/cluster.hpp"
#include "support/group_ledger.hpp"
#include "support/process.hpp"
#include "test_paths.hpp"

using namespace klamm;
using namespace std::chrono_literals;
using namespace klamm::test;

namespace {

constexpr int partitions = 12;

long number(const char* variable, long otherwise) {
  const char* value = std::getenv(variable);
  return value ? std::stol(value) : otherwise;
}

/// One group at work: its members by name, the file that each writes, and the offsets that it has committed.
class Group {
public:
  Group(std::string protocol, bool with_static_members)
      : name_(new_name("faults-" + protocol)),
        protocol_(std::move(protocol)),
        static_members_(with_static_members),
        folder_(std::filesystem::temp_directory_path() / name_),
        topic_(new_topic(name_, partitions)) {
    std::filesystem::create_directories(folder_);
  }
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;
  ~Group() { std::filesystem::remove_all(folder_); }

  const std::string& topic() const { return topic_; }
  const std::string& name() const { return name_; }
  const char* java_protocol() const { return protocol_ == "consumer" ? "consumer" : "classic"; }

  /// A member of klamm's. One that comes back under the same name goes on in the same file.
  void start(const std::string& member) {
    members_[member] = std::make_unique<Process>(
        std::vector<std::string>{KLAMM_GROUP_MEMBER, bootstrap(), name_, topic_, protocol_, static_members_ ? member : "-", file(member)});
  }
  /// Java's, which commits every half second.
  void start_java(const std::string& member) {
    std::string command = setting("KLAMM_CLUSTER_CMD") + " exec kafka-console-consumer.sh --bootstrap-server " + bootstrap() + " --topic " +
                          topic_ + " --group " + name_ +
                          " --property print.partition=true --property print.offset=true --property print.value=false --consumer-property "
                          "auto.commit.interval.ms=500" +
                          " --consumer-property auto.offset.reset=earliest --consumer-property group.protocol=" + java_protocol();
    if (protocol_ == "range")
      command += " --consumer-property partition.assignment.strategy=org.apache.kafka.clients.consumer.RangeAssignor";
    if (protocol_ == "cooperative-sticky")
      command += " --consumer-property partition.assignment.strategy=org.apache.kafka.clients.consumer.CooperativeStickyAssignor";
    if (protocol_ != "consumer") command += " --consumer-property session.timeout.ms=6000 --consumer-property heartbeat.interval.ms=500";
    members_[member] = std::make_unique<Process>(
        std::vector<std::string>{"bash", "-c", "exec " + command + " > " + file(member) + " 2>> " + file(member) + ".errors"});
  }
  Process& operator[](const std::string& member) { return *members_.at(member); }
  /// Ends a member in order: it commits and leaves.
  void stop(const std::string& member) {
    members_.at(member)->terminate();
    members_.erase(member);
  }
  void stop_all() {
    for (auto& [member, process] : members_) process->signal(SIGTERM);
    members_.clear(); // waits for each
  }
  void kill(const std::string& member) {
    members_.at(member)->signal(SIGKILL);
    members_.erase(member);
  }
  GroupLedger ledger() const {
    GroupLedger ledger;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      if (entry.path().extension() != ".errors") ledger.read(entry.path());
    }
    return ledger;
  }

private:
  std::string file(const std::string& member) const { return (folder_ / member).string(); }

  std::string name_;
  std::string protocol_;
  bool static_members_;
  std::filesystem::path folder_;
  std::string topic_;
  std::map<std::string, std::unique_ptr<Process>> members_;
};

/// Looks at the group's committed offsets all the time.
class CommitWatch {
public:
  explicit CommitWatch(const Group& group) {
    thread_ = std::thread([this, topic = group.topic(), name = group.name()] {
      Consumer asking{{.bootstrap_servers = {bootstrap()}, .group_id = name, .log_level = LogLevel::error}};
      std::vector<TopicPartition> all;
      for (int i = 0; i < partitions; ++i) all.push_back({topic, i});
      std::vector<std::int64_t> highest(partitions, -1);
      while (!over_) {
        if (const auto committed = asking.committed(all, 5s)) {
          for (const auto& [partition, offset] : *committed) {
            std::int64_t& before = highest[static_cast<std::size_t>(partition.partition)];
            const std::int64_t now = offset ? offset->offset : -1;
            if (now < before) ++went_back_;
            before = std::max(before, now);
          }
          std::int64_t sum = 0;
          for (const std::int64_t offset : highest) sum += std::max<std::int64_t>(offset, 0);
          committed_ = sum;
          ++looks_;
        }
        std::this_thread::sleep_for(50ms);
      }
    });
  }
  CommitWatch(const CommitWatch&) = delete;
  CommitWatch& operator=(const CommitWatch&) = delete;
  ~CommitWatch() { end(); }
  void end() {
    over_ = true;
    if (thread_.joinable()) thread_.join();
  }

  std::size_t went_back() const { return went_back_; }
  std::size_t looks() const { return looks_; }
  std::int64_t committed() const { return committed_; }

private:
  std::atomic<bool> over_{false};
  std::atomic<std::size_t> went_back_{0};
  std::atomic<std::size_t> looks_{0};
  std::atomic<std::int64_t> committed_{0};
  std::thread thread_;
};

/// Sends numbered records at an even pace: at least `least` of them, and then until it is told to end.
class SteadyProducer {
public:
  SteadyProducer(std::string topic, std::size_t least, std::chrono::seconds duration) {
    thread_ = std::thread([this, topic = std::move(topic), least, duration] {
      Producer producer{{.bootstrap_servers = {bootstrap()}, .linger = 5ms}};
      const auto began = std::chrono::steady_clock::now();
      std::size_t sent = 0;
      while (sent < least || !over_) { // a whole number of rounds: each partition has as many
        for (int partition = 0; partition < partitions; ++partition)
          producer.send({.topic = topic, .value = std::to_string(sent++), .partition = partition});
        std::this_thread::sleep_until(began + duration * static_cast<double>(sent) / static_cast<double>(least));
      }
      producer.flush(30s).value();
      sent_ = sent;
    });
  }
  SteadyProducer(const SteadyProducer&) = delete;
  SteadyProducer& operator=(const SteadyProducer&) = delete;
  ~SteadyProducer() { end(); }
  /// How many records there are, all of them acknowledged.
  std::size_t end() {
    over_ = true;
    if (thread_.joinable()) thread_.join();
    return sent_;
  }

private:
  std::atomic<bool> over_{false};
  std::size_t sent_ = 0;
  std::thread thread_;
};

void torment(const std::string& protocol, bool static_members, bool with_java) {
  const auto least = static_cast<std::size_t>(number("KLAMM_GROUP_RECORDS", 120'000));
  const std::chrono::seconds duration(number("KLAMM_GROUP_SECONDS", 24));
  Group group(protocol, static_members);
  CommitWatch watch(group);
  for (const char* member : {"a", "b"}) group.start(member);
  if (with_java)
    for (const char* member : {"java1", "java2"}) group.start_java(member);
  else
    for (const char* member : {"c", "d"}) group.start(member);
  SteadyProducer producing(group.topic(), least, duration);

  // each step waits until the group has noticed, then leaves it some time to work in peace
  auto step = [&, known = std::size_t{0}](const char* what) mutable {
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    std::size_t generations = known;
    while ((generations = group.ledger().generations()) <= known && std::chrono::steady_clock::now() < deadline)
      std::this_thread::sleep_for(100ms);
    CHECK_MESSAGE(generations > known, "no new generation within 60 s after ", std::string(what));
    std::this_thread::sleep_for(duration / 12);
    known = group.ledger().generations();
  };
  step("the start");
  group.start("e");
  step("e joined");
  group.stop("b");
  step("b left");
  group.kill("a");
  step("a died: its session must run out");
  group["e"].signal(SIGSTOP);
  group.start("b");
  step("e froze and b came back");
  std::this_thread::sleep_for(9s); // beyond its session: e wakes up as somebody else's ghost
  group["e"].signal(SIGCONT);
  group.start("a");
  step("e woke up and a came back");
  const std::size_t records = producing.end();

  // everything has arrived when everything is committed
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (watch.committed() < static_cast<std::int64_t>(records) && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(100ms);
  CHECK(watch.committed() == static_cast<std::int64_t>(records));
  group.stop_all();
  watch.end();

  const GroupLedger ledger = group.ledger();
  const auto report = ledger.check(partitions, records / partitions);
  MESSAGE(protocol << std::string(static_members ? ", static" : "") << std::string(with_java ? ", with Java" : "") << ": " << records
                   << " records, " << ledger.deliveries() << " deliveries, " << report.missed << " missed, " << report.repeated
                   << " repeated after " << report.rewinds << " rewinds, of which " << report.unexplained << " unexplained; "
                   << report.two_owners << " partitions with two owners in " << report.generations
                   << " generations; committed offsets went back " << watch.went_back() << " times in " << watch.looks() << " looks");
  CHECK(report.details == "");
  CHECK(report.missed == 0);
  CHECK(report.unexplained == 0);
  CHECK(report.two_owners == 0);
  CHECK(watch.went_back() == 0);
  CHECK(watch.looks() > 20);
}

} // namespace

TEST_CASE("group faults: eager") { torment("range", false, false); }
TEST_CASE("group faults: cooperative, static members") { torment("cooperative-sticky", true, false); }
TEST_CASE("group faults: cooperative, beside Java's consumers") { torment("cooperative-sticky", false, true); }
TEST_CASE("group faults: KIP-848") { torment("consumer", false, false); }
TEST_CASE("group faults: KIP-848, static members") { torment("consumer", true, false); }
TEST_CASE("group faults: KIP-848, beside Java's consumers") { torment("consumer", false, true); }
