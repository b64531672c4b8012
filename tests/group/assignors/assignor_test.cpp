#include "group/assignors/assignor.hpp"

#include <doctest/doctest.h>

#include "cluster/support/metadata_answers.hpp"
#include "group/assignors/member_metadata.hpp"
#include "support/hex.hpp"

using namespace klamm;

namespace {

GroupMember member(std::string id, std::vector<std::string> topics, std::vector<TopicPartition> owned = {}, std::int32_t generation = -1) {
  GroupMember m;
  m.member_id = std::move(id);
  m.topics = std::move(topics);
  m.owned_partitions = std::move(owned);
  m.generation_id = generation;
  return m;
}

AssignableTopic topic(std::string name, std::int32_t partitions) {
  AssignableTopic t{std::move(name), {}};
  for (std::int32_t i = 0; i < partitions; ++i) t.partitions.push_back({i, {}});
  return t;
}

MemberAssignment gets(std::vector<TopicPartition> partitions) { return {std::move(partitions), {}}; }

struct Custom : Assignor {
  std::string_view name() const override { return "custom"; }
  std::vector<MemberAssignment> assign(const std::vector<AssignableTopic>&, const std::vector<GroupMember>&) override { return {}; }
};

std::string complaint(std::vector<MemberAssignment> assignments, RebalanceProtocol protocol = RebalanceProtocol::eager) {
  const std::vector<AssignableTopic> topics{topic("t", 3), topic("u", 1)};
  const std::vector<GroupMember> members{member("a", {"t"}, {{"t", 0}}), member("b", {"t", "u"}, {{"t", 1}, {"t", 2}})};
  const auto checked = group::check_assignment(Custom(), protocol, topics, members, assignments);
  return checked ? "" : checked.error().cause();
}

} // namespace

TEST_CASE("assignors: those that come with klamm are found by their names") {
  for (const char* name : {"range", "roundrobin", "sticky", "cooperative-sticky"}) CHECK(group::make_assignor(name)->name() == name);
  CHECK(group::make_assignor("uniform") == nullptr);
  CHECK(group::make_assignor("cooperative-sticky")->protocol() == RebalanceProtocol::cooperative);
  CHECK(group::make_assignor("sticky")->protocol() == RebalanceProtocol::eager);
}

TEST_CASE("assignors: a group without members or topics gets nothing") {
  for (const char* name : {"range", "roundrobin", "sticky", "cooperative-sticky"}) {
    CHECK(group::make_assignor(name)->assign({topic("t", 2)}, {}).empty());
    CHECK(group::make_assignor(name)->assign({}, {member("a", {"t"})}) == std::vector{gets({})});
    CHECK(group::make_assignor(name)->assign({topic("nobody's", 2)}, {member("a", {"t"})}) == std::vector{gets({})});
  }
}

TEST_CASE("assignors: partitions need not be numbered without gaps") {
  const std::vector<AssignableTopic> topics{{"t", {{0, {"r"}}, {2, {}}}}, {"u", {{0, {"r"}}, {2, {"r"}}}}};
  std::vector<GroupMember> members{member("a", {"t", "u"}), member("b", {"t", "u"})};
  members[0].rack_id = "r";
  for (const char* name : {"range", "roundrobin", "sticky", "cooperative-sticky"}) {
    const auto assignor = group::make_assignor(name);
    const auto result = assignor->assign(topics, members);
    group::check_assignment(*assignor, RebalanceProtocol::eager, topics, members, result).value();
    CHECK(result[0].partitions.size() == 2);
    CHECK(result[1].partitions.size() == 2);
  }
}

// Where Java's sticky assignors lose or duplicate partitions, klamm's don't.

TEST_CASE("sticky: a member that subscribes to nothing gets nothing, also when it comes first") {
  for (const char* first : {"a", "z"})
    CHECK(group::make_assignor("sticky")->assign({topic("t", 2)}, {member(first, {}), member("m", {"t"})}) ==
          std::vector{gets({}), gets({{"t", 0}, {"t", 1}})});
}

TEST_CASE("cooperative-sticky: claims to partitions that are gone don't unsettle the others") {
  const auto result = group::make_assignor("cooperative-sticky")
                          ->assign({topic("t", 4)},
                                   {member("a", {"t"}, {{"t", 0}, {"t", 7}, {"gone", 0}}, 3), member("b", {"t"}, {{"t", 2}, {"t", 3}}, 3)});
  CHECK(result == std::vector{gets({{"t", 0}, {"t", 1}}), gets({{"t", 2}, {"t", 3}})});
}

TEST_CASE("cooperative-sticky: who had a partition long ago and no longer subscribes does not get it back") {
  const std::vector<AssignableTopic> topics{topic("t", 4), topic("u", 1)};
  const std::vector<GroupMember> members{member("a", {"t"}, {{"t", 0}, {"t", 1}, {"t", 2}, {"t", 3}}, 5),
                                         member("b", {"u"}, {{"t", 2}, {"t", 3}}, 4), member("c", {"t"})};
  const auto assignor = group::make_assignor("cooperative-sticky");
  const auto result = assignor->assign(topics, members);
  group::check_assignment(*assignor, RebalanceProtocol::cooperative, topics, members, result).value();
  CHECK(result[1] == gets({{"u", 0}}));
}

TEST_CASE("cooperative-sticky: what moves is first given to nobody") {
  const std::vector<AssignableTopic> topics{topic("t", 4)};
  auto first = group::make_assignor("cooperative-sticky")
                   ->assign(topics, {member("a", {"t"}, {{"t", 0}, {"t", 1}, {"t", 2}, {"t", 3}}, 1), member("b", {"t"})});
  CHECK(first == std::vector{gets({{"t", 0}, {"t", 1}}), gets({})});
  auto second =
      group::make_assignor("cooperative-sticky")->assign(topics, {member("a", {"t"}, first[0].partitions, 2), member("b", {"t"}, {}, 2)});
  CHECK(second == std::vector{gets({{"t", 0}, {"t", 1}}), gets({{"t", 2}, {"t", 3}})});
}

TEST_CASE("sticky: a claim that can't be read claims nothing") {
  std::vector<GroupMember> members{member("a", {"t"}), member("b", {"t"})};
  members[0].user_data = "\x7f\xff";
  CHECK(group::make_assignor("sticky")->assign({topic("t", 2)}, members) == std::vector{gets({{"t", 0}}), gets({{"t", 1}})});
}

TEST_CASE("sticky: members tell what they had as Java's do") {
  const auto sticky = group::make_assignor("sticky");
  CHECK_FALSE(sticky->subscription_user_data({"t"}));
  sticky->on_assignment(gets({{"t", 1}, {"t", 0}}), 7);
  CHECK(sticky->subscription_user_data({"t"}) == test::from_hex("00000001000174000000020000000000000001"
                                                                "00000007"));
  const auto cooperative = group::make_assignor("cooperative-sticky");
  CHECK(cooperative->subscription_user_data({"t"}) == test::from_hex("ffffffff"));
  cooperative->on_assignment(gets({}), 7);
  CHECK(cooperative->subscription_user_data({"t"}) == test::from_hex("00000007"));
  CHECK_FALSE(Custom().subscription_user_data({"t"}));
}

TEST_CASE("assignors: one that breaks its contract is told how") {
  CHECK(complaint({gets({{"t", 0}}), gets({{"t", 1}, {"t", 2}, {"u", 0}})}) == "");
  CHECK(complaint({gets({{"t", 0}})}) == "the assignor custom gave 1 assignments to 2 members");
  CHECK(complaint({gets({{"t", 3}}), gets({})}) == "the assignor custom gave t[3], which the cluster does not have");
  CHECK(complaint({gets({{"v", 0}}), gets({})}) == "the assignor custom gave v[0], which the cluster does not have");
  CHECK(complaint({gets({{"u", 0}}), gets({})}) == "the assignor custom gave u[0] to member a, which does not subscribe to it");
  CHECK(complaint({gets({{"t", 0}}), gets({{"t", 0}})}) == "the assignor custom gave t[0] to member a and to member b");
  CHECK(complaint({gets({{"t", 1}}), gets({{"t", 2}})}) == "");
  CHECK(complaint({gets({{"t", 1}}), gets({{"t", 2}})}, RebalanceProtocol::cooperative) ==
        "the assignor custom gave t[1] to member a while member b still has it; with the cooperative protocol its owner must give it up "
        "first");
  CHECK(complaint({gets({}), gets({{"t", 2}})}, RebalanceProtocol::cooperative) == "");
}

TEST_CASE("assignors: they see subscribed topics with the racks of their replicas") {
  test::CacheWorld world;
  auto answer = test::answer({test::topic("t", test::uuid(1), {test::partition(0, 1, 0), test::partition(1, 2, 0)}),
                              test::topic("other", test::uuid(2), {test::partition(0, 1, 0)}),
                              test::bad_topic("bad", ErrorCode::unknown_topic_or_partition)});
  answer.brokers[0].rack = "r1";
  answer.brokers[2].rack = "r1";
  answer.topics[0].partitions[0].replica_nodes = {1, 2, 3};
  world.apply(answer);
  const std::vector<GroupMember> members{member("a", {"t", "bad"}), member("b", {"t", "missing"})};
  const auto topics = group::assignable_topics(*world.cache.snapshot(), members);
  REQUIRE(topics.size() == 1);
  CHECK(topics[0].name == "t");
  REQUIRE(topics[0].partitions.size() == 2);
  CHECK(topics[0].partitions[0].racks == std::vector<std::string>{"r1"});
  CHECK(topics[0].partitions[1].racks.empty());
}

TEST_CASE("member metadata: a member survives the way there and back") {
  GroupMember sent = member("id", {"b", "a"}, {{"a", 2}, {"b", 0}, {"a", 1}}, 4);
  sent.user_data = "bytes";
  sent.rack_id = "r";
  const auto got = group::decode_member("id", "instance", group::encode_member(sent).bytes()).value();
  CHECK(got.member_id == "id");
  CHECK(got.group_instance_id == "instance");
  CHECK(got.topics == sent.topics);
  CHECK(got.user_data == "bytes");
  CHECK(got.owned_partitions == std::vector<TopicPartition>{{"a", 1}, {"a", 2}, {"b", 0}});
  CHECK(got.generation_id == 4);
  CHECK(got.rack_id == "r");
  CHECK_FALSE(group::decode_member("id", "", group::encode_member(member("id", {})).bytes()).value().user_data);
}

TEST_CASE("member metadata: an assignment survives the way there and back") {
  const MemberAssignment sent{{{"a", 2}, {"b", 0}}, "bytes"};
  CHECK(group::decode_assignment(group::encode_assignment(sent).bytes()).value() == sent);
  CHECK(group::decode_assignment({}).value() == MemberAssignment{});
}

TEST_CASE("member metadata: what can't be read is an error that names the member") {
  const auto bad = group::decode_member("evil", "", as_bytes(std::string_view("\x00", 1)));
  REQUIRE_FALSE(bad);
  CHECK(bad.error().message().find("reading what member evil subscribes to") != std::string::npos);
  CHECK_FALSE(group::decode_assignment(as_bytes(std::string_view("\x00\x00\x7f", 3))));
}
