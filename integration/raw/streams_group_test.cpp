// A streams group on real Kafka, joined by raw requests as there is no Kafka Streams here: seen by klamm groups and by kafka-groups.sh.
#include <doctest/doctest.h>

#include "mock/scenarios/support.hpp"
#include "support/cluster.hpp"
#include "test_paths.hpp"

#ifdef KLAMM_HAVE_CLI

using namespace klamm;
using namespace klamm::test;

namespace {

std::string klamm_command(const std::string& arguments) { return run(KLAMM_CLI " -b " + bootstrap() + " " + arguments); }
bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("admin: a streams group is described with its tasks, as kafka-groups.sh lists it") {
  if (setting("KLAMM_KAFKA_VERSION").substr(0, 3) < "4.2") return; // streams groups are new
  Dialogue broker(bootstrap(), new_name("run").substr(4));
  const std::string_view topic = broker.unique("streams_orders"), group = broker.unique("streams_group");
  make_topic(broker, topic, 2);
  find_coordinator(broker, group);
  wire::StreamsGroupHeartbeatRequest join;
  join.group_id = group;
  join.member_id = "member-of-a-streams-group";
  join.rebalance_timeout_ms = 60'000;
  join.topology.emplace().subtopologies.push_back({"0", {topic}, {}, {}, {}, {}, {}});
  join.active_tasks.emplace();
  join.standby_tasks.emplace();
  join.warmup_tasks.emplace();
  join.process_id = "process-1";
  join.client_tags.emplace();
  const auto joined = broker.until<wire::StreamsGroupHeartbeatRequest>(join, 0, [&](const auto& answer) {
    if (answer.error_code == ErrorCode::none) join.member_epoch = answer.member_epoch;
    join.topology.reset();
    return answer.error_code == ErrorCode::none && answer.active_tasks && !answer.active_tasks->empty();
  });
  CHECK(joined.active_tasks->at(0).partitions.size() == 2);

  const std::string name(group), described = klamm_command("groups describe " + name), members = klamm_command("groups members " + name);
  INFO(described << members);
  CHECK(contains(described, "Type: Streams"));
  CHECK(contains(described, "State: Stable"));
  CHECK(contains(described, "Members: 1"));
  CHECK(contains(members, "0[0-1]"));
  CHECK(contains(klamm_command("groups members " + name + " -o json"), "member-of-a-streams-group"));
  const std::string listed = kafka("kafka-groups.sh", "--list --streams"); // GROUP TYPE PROTOCOL
  INFO(listed);
  CHECK(contains(listed, name));
  CHECK(contains(klamm_command("groups list --type streams"), name));

  wire::StreamsGroupHeartbeatRequest leave = join;
  leave.member_epoch = -1;
  (void)broker.quietly(leave, 0);
  CHECK(contains(klamm_command("groups delete " + name + " --execute"), "deleted group " + name));
}
#endif
