// Groups and their offsets through klamm::Admin on real Kafka, compared with kafka-consumer-groups.sh and kafka-groups.sh.
#include <doctest/doctest.h>

#include "one/group_members.hpp"

using namespace klamm;
using namespace klamm::test;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// The line that has all of these words; empty where there is none.
std::string line_with(const std::string& text, const std::vector<std::string>& words) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (std::all_of(words.begin(), words.end(), [&](const std::string& word) { return contains(line, word); })) return line;
  return {};
}

std::string consumer_groups(const std::string& arguments) { return kafka("kafka-consumer-groups.sh", arguments); }

void wait_for_partitions(Member& member, std::size_t count) {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (member.assignment().size() != count) {
    REQUIRE(std::chrono::steady_clock::now() < deadline);
    std::this_thread::sleep_for(20ms);
  }
}

GroupDescription described(Admin& admin, const std::string& group) { return admin.describe_groups({group}).value().at(group).value(); }

/// A description with this state: brokers take a moment after the member has its partitions.
GroupDescription settled(Admin& admin, const std::string& group, GroupState state) {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  for (;;) {
    GroupDescription now = described(admin, group);
    if (now.state == state || std::chrono::steady_clock::now() > deadline) return now;
  }
}

} // namespace

TEST_CASE("admin: groups and members are as Kafka's scripts see them") {
  Admin admin{{.bootstrap_servers = bootstrap_servers()}};
  const std::string topic = new_topic("admin-groups", 2), classic = new_group("admin-classic"), consumer = new_group("admin-consumer"),
                    only_offsets = new_group("admin-offsets");
  ConsumerConfig with_instance = config(classic);
  with_instance.group_instance_id = "first";
  with_instance.session_timeout = 30s;
  auto old_member = std::make_unique<Member>(with_instance, topic);
  auto new_member = std::make_unique<Member>(config(consumer, kip848), topic);
  wait_for_partitions(*old_member, 2);
  wait_for_partitions(*new_member, 2);
  REQUIRE(admin.alter_group_offsets(only_offsets, {{{topic, 0}, {0}}}).value().all());

  const std::string listed = kafka("kafka-groups.sh", "--list");
  INFO(listed);
  std::map<std::string, GroupListing> ours;
  for (const GroupListing& group : admin.list_groups().value().all().value()) ours.emplace(group.group_id, group);
  for (const std::string& group : {classic, consumer, only_offsets}) {
    CAPTURE(group);
    REQUIRE(ours.contains(group));
    CHECK_FALSE(line_with(listed, {group, std::string(group_type_name(ours.at(group).type)), ours.at(group).protocol_type}).empty());
  }
  CHECK(ours.at(only_offsets).state == GroupState::empty);
  const std::vector wanted{GroupType::consumer};
  for (const GroupListing& group : admin.list_groups({.types = wanted}).value().all().value()) CHECK(group.type == GroupType::consumer);

  for (const std::string& group : {classic, consumer}) {
    CAPTURE(group);
    const GroupDescription told = settled(admin, group, GroupState::stable);
    CHECK(told.type == (group == classic ? GroupType::classic : GroupType::consumer));
    REQUIRE(told.members.size() == 1);
    const MemberDescription& member = told.members[0];
    CHECK(member.assignment == std::vector<TopicPartition>{{topic, 0}, {topic, 1}});
    CHECK(member.subscribed_topics == std::vector<std::string>{topic});
    const std::string members = consumer_groups("--describe --group " + group + " --members --verbose");
    INFO(members);
    CHECK_FALSE(line_with(members, {group, member.member_id, member.client_host, member.client_id, topic}).empty());
    const std::string state = consumer_groups("--describe --group " + group + " --state");
    INFO(state);
    CHECK_FALSE(
        line_with(state, {group, std::string(group_state_name(told.state)), told.assignor, "(" + std::to_string(told.coordinator) + ")"})
            .empty());
  }
  CHECK(described(admin, classic).members[0].group_instance_id == "first");
  CHECK(described(admin, consumer).members[0].target_assignment == std::vector<TopicPartition>{{topic, 0}, {topic, 1}});
  const auto not_there = admin.describe_groups({"not-" + classic, consumer}).value();
  CHECK(not_there.at("not-" + classic).error().code() == ErrorCode::group_id_not_found);
  CHECK(not_there.at(consumer).has_value());
  const auto with_members = admin.delete_groups({classic, only_offsets, "not-" + classic}).value();
  CHECK(with_members.at(classic).error().code() == ErrorCode::non_empty_group);
  CHECK(with_members.at(only_offsets).has_value());
  CHECK(with_members.at("not-" + classic).error().code() == ErrorCode::group_id_not_found);
  CHECK(admin.alter_group_offsets(consumer, {{{topic, 0}, {0}}}).value().at({topic, 0}).error().code() == ErrorCode::unknown_member_id);

  // static members don't leave when they stop: the admin takes them out
  old_member->close();
  old_member.reset();
  CHECK(described(admin, classic).members.size() == 1);
  const auto first = GroupMemberRef::by_instance_id("first"), second = GroupMemberRef::by_instance_id("second");
  const std::vector both{first, second};
  const auto removed = admin.remove_members_from_group(classic, both, {.reason = "tests"}).value();
  CHECK(removed.at(first).has_value());
  CHECK(removed.at(second).error().code() == ErrorCode::unknown_member_id);
  CHECK(contains(consumer_groups("--describe --group " + classic + " --members"), "has no active members"));
  CHECK(settled(admin, classic, GroupState::empty).members.empty());
  CHECK(admin.remove_all_members_from_group(classic).value().empty());
  new_member->close();
  new_member.reset();
  CHECK(settled(admin, consumer, GroupState::empty).members.empty());
  consumer_groups("--delete --group " + consumer);
  CHECK(admin.describe_groups({consumer}).value().at(consumer).error().code() == ErrorCode::group_id_not_found);
  CHECK(admin.delete_groups({classic}).value().all());
  CHECK(line_with(kafka("kafka-groups.sh", "--list"), {classic}).empty());
  CHECK(admin.delete_topics({topic}).value().all());
}

TEST_CASE("admin: running members are all removed from their group, and join again") {
  Admin admin{{.bootstrap_servers = bootstrap_servers()}};
  const std::string topic = new_topic("admin-remove-all", 2), group = new_group("admin-remove-all");
  Member member(config(group), topic);
  wait_for_partitions(member, 2);
  const std::string before = settled(admin, group, GroupState::stable).members.at(0).member_id;
  const auto removed = admin.remove_all_members_from_group(group).value();
  REQUIRE(removed.size() == 1);
  CHECK(removed.at(GroupMemberRef::by_id(before)).has_value());
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  for (;;) {
    const GroupDescription now = described(admin, group);
    if (!now.members.empty() && now.members[0].member_id != before) break;
    REQUIRE(std::chrono::steady_clock::now() < deadline);
  }
  member.close();
}

TEST_CASE("admin: committed offsets are as kafka-consumer-groups.sh sees them, and the other way round") {
  Admin admin{{.bootstrap_servers = bootstrap_servers()}};
  const std::string topic = new_topic("admin-offsets", 3), group = new_group("admin-committed");
  produce(topic, 3, 0, 30);
  const TopicPartition p0{topic, 0}, p1{topic, 1}, p2{topic, 2};
  const std::vector<NewGroupOffset> offsets{{p0, {4, 0, "by klamm"}}, {p1, {5}}, {{"not-" + topic, 0}, {1}}};
  const auto altered = admin.alter_group_offsets(group, offsets).value();
  CHECK(altered.at(p0).has_value());
  CHECK(altered.at(p1).has_value());
  CHECK(altered.at({"not-" + topic, 0}).error().code() == ErrorCode::unknown_topic_or_partition);
  const std::string seen = consumer_groups("--describe --group " + group + " --offsets");
  INFO(seen);
  std::istringstream first(line_with(seen, {group, topic + " ", " 4 "})), second(line_with(seen, {group, topic + " ", " 5 "}));
  std::string name, of, partition, current, end, lag;
  first >> name >> of >> partition >> current >> end >> lag;
  CHECK(partition + " " + current + " " + end + " " + lag == "0 4 10 6");
  second >> name >> of >> partition >> current >> end >> lag;
  CHECK(partition + " " + current + " " + end + " " + lag == "1 5 10 5");

  consumer_groups("--reset-offsets --to-offset 7 --execute --group " + group + " --topic " + topic + ":1,2");
  const GroupOffsets all = admin.list_group_offsets({group}).value().at(group).value();
  REQUIRE(all.size() == 3);
  CHECK(all.at(p0).value()->offset == 4);
  CHECK(all.at(p0).value()->metadata == "by klamm");
  CHECK(all.at(p1).value()->offset == 7);
  CHECK(all.at(p2).value()->offset == 7);
  const std::vector<GroupOffsetsSpec> specs{{group, {p2, {topic, 9}}}, "not-" + group};
  const auto some = admin.list_group_offsets(specs, {.require_stable = true}).value();
  REQUIRE(some.at(group)->size() == 2);
  CHECK(some.at(group)->at(p2).value()->offset == 7);
  CHECK(some.at(group)->at({topic, 9}).value() == std::nullopt);
  CHECK(some.at("not-" + group)->empty());

  CHECK(admin.delete_group_offsets(group, {p0}).value().all());
  CHECK(line_with(consumer_groups("--describe --group " + group + " --offsets"), {topic + " ", " 4 "}).empty());
  consumer_groups("--delete-offsets --group " + group + " --topic " + topic + ":1");
  const GroupOffsets left = admin.list_group_offsets({group}).value().at(group).value();
  REQUIRE(left.size() == 1);
  CHECK(left.at(p2).value()->offset == 7);
  CHECK(admin.delete_group_offsets("not-" + group, {p0}).value().at(p0).error().code() == ErrorCode::group_id_not_found);
  CHECK(admin.delete_groups({group}).value().all());
  CHECK(admin.delete_topics({topic}).value().all());
}
