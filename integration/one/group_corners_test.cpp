// The corners of consumer groups on real Kafka: silence, restarts, growth, patterns, listeners, offsets shared with Kafka's own tools and consumers.
#include <doctest/doctest.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>
#include <asio/use_awaitable.hpp>

#include "one/group_members.hpp"
#include "test_paths.hpp"

using namespace klamm;
using namespace std::chrono_literals;
using namespace klamm::test;

namespace {

/// A member that lives on a thread of its own only while it is let: frozen, it is as good as killed.
class Frozen {
public:
  Frozen(const ConsumerConfig& config, const std::string& topic) : consumer_(config, context_.get_executor()) {
    consumer_.subscribe({topic});
  }
  ~Frozen() {
    context_.restart();
    context_.run_for(2s);
  }
  /// Until it has so many partitions.
  bool run_until(std::size_t partitions) {
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (consumer_.assignment().size() != partitions && std::chrono::steady_clock::now() < deadline) {
      consumer_.poll_async(100ms, [](const Result<ConsumerRecords>&) {});
      context_.restart();
      context_.run_for(200ms);
    }
    return consumer_.assignment().size() == partitions;
  }
  Result<ConsumerRecords> thaw() {
    std::optional<Result<ConsumerRecords>> polled;
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    context_.restart();
    context_.run_for(1s); // hears that it is no member any more
    consumer_.poll_async(5s, [&](Result<ConsumerRecords> result) { polled = std::move(result); });
    while (!polled && std::chrono::steady_clock::now() < deadline) context_.run_one_for(100ms);
    return polled.value();
  }
  void run_for(std::chrono::milliseconds time) {
    context_.restart();
    context_.run_for(time);
  }
  Consumer& consumer() { return consumer_; }

private:
  asio::io_context context_;
  Consumer consumer_;
};

std::string described(const std::string& group, const std::string& how = "") {
  return kafka("kafka-consumer-groups.sh", "--describe --group " + group + " " + how);
}

/// CURRENT-OFFSET of a partition in what --describe prints.
std::string described_offset(const std::string& group, const std::string& topic, int partition) {
  std::istringstream lines(described(group));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string of_group, of_topic, number, offset;
    words >> of_group >> of_topic >> number >> offset;
    if (of_topic == topic && number == std::to_string(partition)) return offset;
  }
  return "none";
}

} // namespace

TEST_CASE("group: a member that falls silent loses its partitions to the other, hears of it, and can't commit any more") {
  for (const Flavor& flavor : {eager, cooperative}) {
    CAPTURE(flavor.name);
    const std::string topic = new_topic("silent", 2), group = new_group("silent");
    produce(topic, 2, 0, 100);
    ConsumerConfig of_frozen = config(group, flavor);
    of_frozen.enable_auto_commit = false;
    Frozen frozen(of_frozen, topic);
    REQUIRE(frozen.run_until(2));
    Member other(config(group, flavor), topic);
    REQUIRE(eventually([&] { return other.assignment().size() == 2; })); // session.timeout.ms later
    REQUIRE(eventually([&] { return other.seen().size() == 100; }));
    std::optional<Result<void>> committed;
    frozen.consumer().commit_async({{{topic, 0}, OffsetAndMetadata(1)}, {{topic, 1}, OffsetAndMetadata(1)}},
                                   [&](Result<void> result) { committed = std::move(result); });
    frozen.run_for(3s);
    REQUIRE(committed);
    REQUIRE_FALSE(*committed);
    CHECK(committed->error().code() == ErrorCode::commit_stale);
    other.consumer().commit_sync().value();
    CHECK(described_offset(group, topic, 0) == "50"); // never back
  }
}

TEST_CASE("group: a static member that restarts gets its partitions back without a rebalance") {
  for (const Flavor& flavor : spoken({eager, kip848})) {
    CAPTURE(flavor.name);
    const std::string topic = new_topic("static", 4), group = new_group("static");
    ConsumerConfig first = config(group, flavor), second = config(group, flavor);
    first.group_instance_id = "one";
    second.group_instance_id = "two";
    if (flavor.protocol == GroupProtocol::classic) first.session_timeout = second.session_timeout = 30s;
    Member stays(second, topic);
    auto restarts = std::make_unique<Member>(first, topic);
    REQUIRE(eventually([&] { return in_all({&stays, restarts.get()}) == 4 && stays.assignment().size() == 2; }));
    const auto before = restarts->assignment();
    const std::size_t rebalances = stays.diary->count("assigned");
    restarts->close();
    restarts = std::make_unique<Member>(first, topic);
    REQUIRE(eventually([&] { return restarts->assignment() == before; }));
    CHECK(stays.diary->count("revoked") <= 1); // when the first came
    CHECK(stays.diary->count("assigned") == rebalances);
  }
}

TEST_CASE("group: a second process with the same group.instance.id fences the first, or is refused") {
  const std::string topic = new_topic("fenced", 1);
  {
    ConsumerConfig same = config(new_group("fenced"), eager);
    same.group_instance_id = "one";
    Consumer first(same);
    first.subscribe({topic});
    REQUIRE(poll_until(first, [&] { return first.assignment().size() == 1; }));
    Member second(same, topic);
    REQUIRE(eventually([&] { return second.assignment().size() == 1; }));
    std::optional<Error> told;
    REQUIRE(eventually([&] {
      if (const auto polled = first.poll(100ms); !polled) told = polled.error();
      return told.has_value();
    }));
    CHECK(told->code() == ErrorCode::fenced_instance_id);
    MESSAGE(told->message());
    CHECK_FALSE(first.poll(100ms)); // stays
  }
  if (spoken({kip848}).empty()) return;
  ConsumerConfig same = config(new_group("unreleased"), kip848);
  same.group_instance_id = "one";
  Member first(same, topic);
  REQUIRE(eventually([&] { return first.assignment().size() == 1; }));
  Consumer second(same);
  second.subscribe({topic});
  std::optional<Error> told;
  REQUIRE(eventually([&] {
    if (const auto polled = second.poll(100ms); !polled) told = polled.error();
    return told.has_value();
  }));
  CHECK(told->code() == ErrorCode::unreleased_instance_id);
  MESSAGE(told->message());
}

TEST_CASE("group: what Kafka's tool resets, klamm reads; what klamm commits, the tool shows, with metadata and epoch") {
  for (const Flavor& flavor : all_flavors()) {
    const std::string topic = new_topic("reset", 2), group = new_group("reset");
    produce(topic, 2, 0, 100);
    {
      ConsumerConfig manual = config(group, flavor);
      manual.enable_auto_commit = false;
      Consumer consumer(manual);
      consumer.subscribe({topic});
      REQUIRE(poll_until(consumer, [&] { return consumer.assignment().size() == 2; }));
      consumer.commit_sync({{{topic, 0}, OffsetAndMetadata(17, 0, "a note")}}).value();
      CHECK(consumer.committed({{topic, 0}, {topic, 1}}).value() ==
            std::map<TopicPartition, std::optional<OffsetAndMetadata>>{{{topic, 0}, OffsetAndMetadata(17, 0, "a note")},
                                                                       {{topic, 1}, std::nullopt}});
      consumer.close().value();
    }
    CHECK(described_offset(group, topic, 0) == "17");
    kafka("kafka-consumer-groups.sh", "--group " + group + " --topic " + topic + " --reset-offsets --to-offset 42 --execute");
    Consumer consumer(config(group, flavor));
    consumer.subscribe({topic});
    REQUIRE(poll_until(consumer, [&] { return consumer.assignment().size() == 2; }));
    const auto committed = consumer.committed({{topic, 0}, {topic, 1}}).value();
    CHECK(committed.at({topic, 0})->offset == 42);
    CHECK(committed.at({topic, 1})->offset == 42);
  }
}

TEST_CASE("group: automatic commits are of what polls returned, on their interval, on close, and by the destructor") {
  const std::string topic = new_topic("auto", 1), group = new_group("auto");
  produce(topic, 1, 0, 1000);
  ConsumerConfig slow = config(group);
  slow.max_poll_records = 10;
  slow.auto_commit_interval = 100ms;
  std::map<std::string, int> seen;
  {
    Consumer consumer(slow);
    consumer.subscribe({topic});
    REQUIRE(poll_until(
        consumer, [&] { return seen.size() >= 30; }, &seen));
    const std::size_t polled = seen.size();
    std::this_thread::sleep_for(300ms);
    seen.clear();
    REQUIRE(poll_until(
        consumer, [&] { return seen.size() >= 10; }, &seen)); // this poll commits those before it
    REQUIRE(eventually(
        [&] {
          const auto committed = consumer.committed({{topic, 0}}).value().at({topic, 0});
          return committed && committed->offset == static_cast<std::int64_t>(polled);
        },
        5s));
    consumer.close().value();
    CHECK(described_offset(group, topic, 0) == std::to_string(polled + 10));
    CHECK(consumer.poll(1s).error().code() == ErrorCode::closed);
  }
  {
    Consumer consumer(slow);
    consumer.subscribe({topic});
    seen.clear();
    REQUIRE(poll_until(
        consumer, [&] { return seen.size() >= 10; }, &seen));
  }
  CHECK(described(group).find("has no active members") != std::string::npos);
  CHECK(std::stoi(described_offset(group, topic, 0)) >= 50);
}

TEST_CASE("group: new partitions and new topics are picked up") {
  for (const Flavor& flavor : all_flavors()) {
    CAPTURE(flavor.name);
    const std::string topic = new_topic("grown", 3), later = topic + "-later", group = new_group("grown");
    ConsumerConfig quick = config(group, flavor);
    quick.metadata.max_age = 1s;
    quick.allow_auto_create_topics = false;
    Consumer consumer(quick);
    consumer.subscribe({topic, later});
    REQUIRE(poll_until(consumer, [&] { return consumer.assignment().size() == 3; }));
    kafka("kafka-topics.sh", "--alter --topic " + topic + " --partitions 4");
    REQUIRE(poll_until(consumer, [&] { return consumer.assignment().size() == 4; }));
    kafka("kafka-topics.sh", "--create --topic " + later + " --partitions 1");
    REQUIRE(poll_until(consumer, [&] { return consumer.assignment().size() == 5; }));
    produce(later, 1, 0, 3);
    std::map<std::string, int> seen;
    REQUIRE(poll_until(
        consumer, [&] { return seen.size() == 3; }, &seen));
  }
}

TEST_CASE("group: a pattern gets all topics that match, also later ones") {
  for (const Flavor& flavor : spoken({eager, kip848})) {
    CAPTURE(flavor.name);
    const std::string prefix = new_group("pattern"), group = prefix;
    kafka("kafka-topics.sh", "--create --topic " + prefix + "-a --partitions 1");
    kafka("kafka-topics.sh", "--create --topic not-" + prefix + " --partitions 1");
    ConsumerConfig quick = config(group, flavor);
    quick.metadata.max_age = 1s;
    Consumer consumer(quick);
    consumer.subscribe(TopicPattern(prefix + "-[ab]"));
    REQUIRE(poll_until(consumer, [&] { return consumer.assignment() == std::vector<TopicPartition>{{prefix + "-a", 0}}; }));
    kafka("kafka-topics.sh", "--create --topic " + prefix + "-b --partitions 2");
    REQUIRE(poll_until(consumer, [&] { return consumer.assignment().size() == 3; }));
    produce(prefix + "-b", 2, 0, 4);
    std::map<std::string, int> seen;
    REQUIRE(poll_until(
        consumer, [&] { return seen.size() == 4; }, &seen));
  }
  Consumer classic(config(new_group("pattern"), eager));
  CHECK_THROWS_AS(classic.subscribe(TopicPattern("(")), std::invalid_argument);
  if (spoken({kip848}).empty()) return;
  Consumer bad(config(new_group("pattern"), kip848));
  bad.subscribe(TopicPattern("("));
  const auto polled = bad.poll(20s);
  REQUIRE_FALSE(polled);
  CHECK(polled.error().code() == ErrorCode::invalid_regular_expression);
}

TEST_CASE("group: shared with a Java consumer") {
  struct Kind {
    Flavor flavor;
    std::string java;
  };
  for (const auto& [flavor, java] :
       {Kind{eager, "--consumer-property partition.assignment.strategy=org.apache.kafka.clients.consumer.RangeAssignor"},
        Kind{cooperative, "--consumer-property partition.assignment.strategy=org.apache.kafka.clients.consumer.CooperativeStickyAssignor"},
        Kind{kip848, "--consumer-property group.protocol=consumer"}}) {
    if (spoken({flavor}).empty()) continue;
    for (const bool klamm_first : {true, false}) {
      CAPTURE(flavor.name);
      CAPTURE(klamm_first);
      const std::string topic = new_topic("mixed", 4), group = new_group("mixed");
      std::unique_ptr<Member> member;
      if (klamm_first) {
        member = std::make_unique<Member>(config(group, flavor), topic);
        REQUIRE(eventually([&] { return member->assignment().size() == 4; }));
      }
      std::string output;
      std::thread console([&, java = java] {
        output = kafka("kafka-console-consumer.sh",
                       "--topic " + topic + " --group " + group + " " + java + " --from-beginning --timeout-ms 12000 2>/dev/null || true");
      });
      if (!klamm_first) {
        eventually([&] { return described(group, "--members 2>/dev/null || true").find("console-consumer") != std::string::npos; });
        member = std::make_unique<Member>(config(group, flavor), topic);
      }
      const bool shared = eventually([&] { return member->assignment().size() == 2; });
      if (shared) produce(topic, 4, 0, 400);
      const bool half = shared && eventually([&] { return member->seen().size() == 200; });
      console.join(); // leaves after its timeout
      CHECK(shared);
      CHECK(half);
      REQUIRE(eventually([&] { return member->assignment().size() == 4; }));
      produce(topic, 4, 400, 4);
      REQUIRE(eventually([&] { return member->seen().contains("400") && member->seen().contains("403"); }));
      std::set<std::string> all;
      for (const auto& [value, count] : member->seen()) {
        CHECK(count == 1);
        all.insert(value);
      }
      std::istringstream lines(output);
      for (std::string line; std::getline(lines, line);) all.insert(line);
      for (int i = 0; i < 404; ++i) REQUIRE(all.contains(std::to_string(i)));
    }
  }
}

TEST_CASE("group: a listener may commit, seek, pause, throw, unsubscribe and close") {
  const std::string topic = new_topic("listener", 2);
  produce(topic, 2, 0, 20);
  struct Bold : RebalanceListener {
    std::string what;
    std::vector<std::string> heard;
    void on_partitions_assigned(Consumer& consumer, const std::vector<TopicPartition>& partitions) override {
      heard.push_back("assigned " + std::to_string(partitions.size()));
      CHECK(consumer.assignment() == partitions);
      if (what == "seek") consumer.seek(partitions[0], 8);
      if (what == "pause") consumer.pause({partitions[1]});
      if (what == "throw") throw std::runtime_error("no, thanks");
      if (what == "close") consumer.close(10s).value();
      if (what == "unsubscribe") consumer.unsubscribe();
    }
    void on_partitions_revoked(Consumer& consumer, const std::vector<TopicPartition>& partitions) override {
      heard.push_back("revoked " + std::to_string(partitions.size()));
      if (what == "commit") consumer.commit_sync(10s).value();
    }
  };
  for (const Flavor& flavor : all_flavors()) {
    for (const std::string what : {"commit", "seek", "pause", "throw", "close", "unsubscribe"}) {
      CAPTURE(flavor.name);
      CAPTURE(what);
      const std::string group = new_group("listener");
      const auto listener = std::make_shared<Bold>();
      listener->what = what;
      ConsumerConfig manual = config(group, flavor);
      manual.enable_auto_commit = false;
      Consumer consumer(manual);
      consumer.subscribe({topic}, listener);
      std::map<std::string, int> seen;
      const std::size_t expected = what == "seek" ? 12 : what == "pause" ? 10 : 20;
      if (what == "throw") {
        CHECK_THROWS_WITH(poll_until(
                              consumer, [&] { return false; }, nullptr, 20s),
                          "no, thanks");
        CHECK(consumer.assignment().size() == 2);
      }
      if (what == "close" || what == "unsubscribe") {
        for (int i = 0; i < 100 && listener->heard.empty(); ++i) static_cast<void>(consumer.poll(100ms));
        CHECK(listener->heard == std::vector<std::string>{"assigned 2", "revoked 2"});
        CHECK(consumer.assignment().empty());
        CHECK(consumer.poll(100ms).has_value() == (what == "unsubscribe"));
        continue;
      }
      REQUIRE(poll_until(
          consumer, [&] { return seen.size() == expected; }, &seen));
      CHECK(consumer.poll(300ms).value().empty());
      consumer.close(20s).value();
      CHECK(listener->heard == std::vector<std::string>{"assigned 2", "revoked 2"});
      if (what == "commit") CHECK(described_offset(group, topic, 1) == "10");
    }
  }
}

TEST_CASE("group: without polls a member leaves after max.poll.interval.ms, says so, and joins again") {
  for (const Flavor& flavor : all_flavors()) {
    CAPTURE(flavor.name);
    const std::string topic = new_topic("lazy", 2), group = new_group("lazy");
    ConsumerConfig lazy = config(group, flavor);
    lazy.max_poll_interval = 6s;
    Consumer consumer(lazy);
    const auto diary = std::make_shared<Diary>();
    consumer.subscribe({topic}, diary);
    REQUIRE(poll_until(consumer, [&] { return consumer.assignment().size() == 2; }));
    REQUIRE(
        poll_until(consumer, [deadline = std::chrono::steady_clock::now() + 8s] { return std::chrono::steady_clock::now() > deadline; }));
    CHECK(diary->count("lost") == 0); // polls that find nothing count
    Member other(config(group, flavor), topic);
    REQUIRE(eventually([&] { return other.assignment().size() == 2; })); // nobody polls the first
    const auto polled = consumer.poll(1s);
    REQUIRE_FALSE(polled);
    CHECK(polled.error().code() == ErrorCode::max_poll_exceeded);
    CHECK(diary->partitions("lost") == 2); // in one call, or first those that the other was to get
    CHECK(diary->partitions("revoked") == 0);
    CHECK(consumer.commit_sync({{{topic, 0}, 0}}).error().code() == ErrorCode::commit_stale);
    REQUIRE(poll_until(consumer, [&] { return consumer.assignment().size() == 1; }));
  }
}

TEST_CASE("group: coroutines on the user's executor") {
  const std::string topic = new_topic("coroutine", 2), group = new_group("coroutine");
  produce(topic, 2, 0, 100);
  asio::io_context context;
  const auto diary = std::make_shared<Diary>();
  std::size_t polled = 0;
  const auto pump = [&]() -> asio::awaitable<void> {
    Consumer consumer(config(group, cooperative), context.get_executor());
    consumer.subscribe({topic}, diary);
    while (polled < 100) {
      const auto records = co_await consumer.poll_async(asio::use_awaitable);
      polled += records.value().size();
      (co_await consumer.commit_async(asio::use_awaitable)).value();
    }
    const std::vector<TopicPartition> both{{topic, 0}, {topic, 1}};
    const auto committed = co_await consumer.committed_async(both, asio::use_awaitable);
    for (const TopicPartition& partition : both) CHECK(committed.value().at(partition)->offset == 50);
    (co_await consumer.close_async(asio::use_awaitable)).value();
  };
  bool ended = false;
  asio::co_spawn(context, pump(), [&](const std::exception_ptr& thrown) {
    ended = true;
    CHECK_FALSE(thrown);
    context.stop();
  });
  context.run_for(30s);
  CHECK(ended);
  CHECK(polled == 100);
  CHECK(diary->count("assigned") == 1);
  CHECK(diary->count("revoked") == 1);
}

TEST_CASE("group: partitions assigned by hand begin at the group's offsets, and can be committed") {
  const std::string topic = new_topic("by-hand", 1), group = new_group("by-hand");
  produce(topic, 1, 0, 10);
  Consumer consumer(config(group));
  CHECK_THROWS_AS(Consumer(ConsumerConfig{.bootstrap_servers = {bootstrap()}}).subscribe({topic}), std::logic_error);
  consumer.assign(std::vector<TopicPartition>{{topic, 0}});
  CHECK_THROWS_AS(consumer.subscribe({topic}), std::logic_error);
  CHECK(consumer.position({topic, 0}).value() == 0);
  consumer.commit_sync({{{topic, 0}, 7}}).value();
  consumer.close().value();
  Consumer next(config(group));
  next.assign(std::vector<TopicPartition>{{topic, 0}});
  CHECK(next.position({topic, 0}).value() == 7);
}

TEST_CASE("group: the examples do what they say") {
  const std::string topic = new_topic("examples", 2);
  produce(topic, 2, 0, 10);
  const auto count = [](const std::string& text, const std::string& what) {
    std::size_t n = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
    return n;
  };
  const auto example = [&](const std::string& name, const std::string& group, const std::string& what) {
    return run(std::string(KLAMM_EXAMPLES) + "/" + name + " " + bootstrap() + " " + group + " " + what);
  };
  const std::string group = new_group("examples");
  CHECK(count(example("group_consumer", group, topic), topic + "[") == 10);
  CHECK(example("group_consumer", group, topic).empty()); // all committed
  const std::string manual = new_group("examples");
  CHECK(count(example("manual_commits", manual, topic), "\n") == 10);
  CHECK(described_offset(manual, topic, 0) == "5");
  const std::string heard = example("rebalance_listener", new_group("examples"), topic);
  CHECK(count(heard, "got " + topic) == 2);
  CHECK(count(heard, "gave up " + topic) == 2);
  if (!spoken({kip848}).empty())
    CHECK(count(example("topic_pattern", new_group("examples"), "'" + topic.substr(0, topic.size() - 1) + ".*'"), topic + ": ") == 10);
}
