// Share groups and their offsets through klamm::Admin on real Kafka, compared with kafka-share-groups.sh; Java's console consumer is the member.
#include <doctest/doctest.h>

#include <thread>

#include "one/group_members.hpp"
#include "support/process.hpp"

using namespace klamm;
using namespace klamm::test;

namespace {

/// The words of the line that has this one; none where there is no such line.
std::vector<std::string> words_of(const std::string& text, const std::string& word) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream in(line);
    std::vector<std::string> words;
    for (std::string one; in >> one;) words.push_back(one);
    if (std::find(words.begin(), words.end(), word) != words.end()) return words;
  }
  return {};
}

std::string share_groups(const std::string& arguments) { return kafka("kafka-share-groups.sh", arguments); }

} // namespace

TEST_CASE("admin: share groups and their offsets are as kafka-share-groups.sh sees them, and the other way round") {
  Admin admin{{.bootstrap_servers = bootstrap_servers()}};
  const std::string topic = new_topic("admin-share", 1), group = new_group("admin-share");
  produce(topic, 1, 0, 10);
  const TopicPartition partition{topic, 0}, missing{"not-" + topic, 0};
  const auto altered = admin.alter_share_group_offsets(group, {{partition, 3}, {missing, 0}}).value();
  CHECK(altered.at(partition).has_value());
  CHECK(altered.at(missing).error().code() == ErrorCode::unknown_topic_or_partition);
  // GROUP TOPIC PARTITION START-OFFSET LAG
  auto words = words_of(share_groups("--describe --group " + group + " --offsets"), topic);
  REQUIRE(words.size() >= 4);
  CHECK(words[0] == group);
  CHECK(words[2] == "0");
  CHECK(words[3] == "3");
  share_groups("--reset-offsets --to-earliest --execute --group " + group + " --topic " + topic);
  const auto told = admin.list_share_group_offsets({group, {group, {{topic, 7}}}}).value();
  REQUIRE(told[0].result);
  CHECK(told[0].result->at(partition).value()->start_offset == 0);
  CHECK(told[1].result.error().code() == ErrorCode::invalid_request); // the group is given twice
  CHECK(admin.list_share_group_offsets({"not-" + group}).value()[0].result->empty());

  {
    Process member({"bash", "-c",
                    "exec " + setting("KLAMM_CLUSTER_CMD") + " exec kafka-console-share-consumer.sh --bootstrap-server " + bootstrap() +
                        " --topic " + topic + " --group " + group + " > /dev/null 2>&1"});
    const auto deadline = std::chrono::steady_clock::now() + 100s;
    GroupDescription described;
    while (described.members.empty()) {
      if (std::chrono::steady_clock::now() > deadline) FAIL("there was no member within 100 s");
      std::this_thread::sleep_for(50ms);
      described = admin.describe_groups({group}).value().at(group).value();
    }
    CHECK(described.type == GroupType::share);
    CHECK(described.members[0].subscribed_topics == std::vector<std::string>{topic});
    CHECK(described.members[0].assignment == std::vector{partition});
    // GROUP CONSUMER-ID HOST CLIENT-ID #PARTITIONS …
    words = words_of(share_groups("--describe --group " + group + " --members"), described.members[0].member_id);
    REQUIRE(words.size() >= 4);
    CHECK(words[0] == group);
    CHECK(words[2] == described.members[0].client_host);
    CHECK(words[3] == described.members[0].client_id);
    CHECK(words_of(kafka("kafka-groups.sh", "--list"), group).at(1) == "Share");
    CHECK(admin.alter_share_group_offsets(group, {{partition, 1}}).value().at(partition).error().code() == ErrorCode::non_empty_group);
    member.terminate();
  }
  const auto deadline = std::chrono::steady_clock::now() + 100s;
  while (!admin.describe_groups({group}).value().at(group)->members.empty()) {
    if (std::chrono::steady_clock::now() > deadline) FAIL("the member was there after 100 s");
    std::this_thread::sleep_for(50ms);
  }
  CHECK(admin.delete_share_group_offsets(group, {topic}).value().all());
  CHECK(words_of(share_groups("--describe --group " + group + " --offsets"), topic).empty());
  CHECK(admin.delete_groups({group}).value().all());
  CHECK(words_of(kafka("kafka-groups.sh", "--list"), group).empty());
  CHECK(admin.delete_topics({topic}).value().all());
}
