// klamm groups beside kafka-consumer-groups.sh: what the one shows, moves and deletes the other sees.
#ifdef KLAMM_HAVE_CLI
#include <doctest/doctest.h>

#include "one/cli_shell.hpp"
#include "one/group_members.hpp"

using namespace klamm;
using namespace klamm::test;

namespace {

/// CURRENT-OFFSET, LOG-END-OFFSET and LAG of a partition, as kafka-consumer-groups shows them.
std::string theirs(const std::string& group, const std::string& topic, int partition) {
  std::istringstream lines(kafka("kafka-consumer-groups.sh", "--describe --group " + group));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string of_group, of_topic, number, current, end, lag;
    words >> of_group >> of_topic >> number >> current >> end >> lag;
    if (of_topic == topic && number == std::to_string(partition)) return current + "," + end + "," + lag;
  }
  return "none";
}
std::string mine(const std::string& group, const std::string& topic, int partition) {
  return with_cluster("klamm groups describe " + group + " -o csv | grep '," + topic + "," + std::to_string(partition) +
                      ",' | cut -d, -f4-6 | tr -d '\\n'")
      .said;
}

} // namespace

TEST_CASE("klamm groups: members, offsets and lag as kafka-consumer-groups shows them") {
  const std::string topic = new_topic("cli-groups", 2), group = new_group("cli-groups");
  produce(topic, 2, 0, 40);
  for (const Flavor& flavor : spoken({eager, kip848})) {
    CAPTURE(flavor.name);
    const std::string own = group + "-" + std::to_string(static_cast<int>(flavor.protocol));
    Member one(config(own, flavor), topic), two(config(own, flavor), topic), three(config(own, flavor), topic);
    REQUIRE(eventually([&] { return one.seen().size() + two.seen().size() + three.seen().size() == 40; }));
    REQUIRE(eventually([&] { return mine(own, topic, 0) == "20,20,0" && mine(own, topic, 1) == "20,20,0"; })); // auto commit
    CHECK(theirs(own, topic, 0) == "20,20,0");
    const std::string shown = with_cluster("klamm groups describe " + own).said;
    CHECK(has(shown, "State: Stable"));
    CHECK(has(shown, "Members: 3"));
    CHECK(has(shown, "1 member idle: 3 members, 2 partitions"));
    CHECK(has(with_cluster("klamm groups members " + own).said, topic + "[0]"));
    CHECK(has(with_cluster("klamm groups list --state stable").said, own));
    CHECK(!has(with_cluster("klamm groups list --state empty").said, own + " "));
    const Outcome refused = with_cluster("klamm groups seek " + own + " -t " + topic + " --to earliest --execute 2>&1");
    CHECK(refused.code == 1); // it has members
    const Outcome kept = with_cluster("klamm groups delete " + own + " --execute 2>&1");
    CHECK(kept.code == 1);
    CHECK(has(kept.said, "NON_EMPTY_GROUP"));
  }
  CHECK(with_cluster("klamm groups list --state resting 2>&1").code == 2);
  CHECK(with_cluster("klamm groups describe no-such-group 2>&1").code == 1);
}

TEST_CASE("klamm groups: what it seeks, exports and forgets kafka-consumer-groups sees") {
  const std::string topic = new_topic("cli-seek", 2), group = new_group("cli-seek");
  produce(topic, 2, 0, 40);
  const std::string seek = "klamm groups seek " + group + " -t " + topic + " --to ";
  const Outcome tried = with_cluster(seek + "earliest");
  CHECK(has(tried.said, "nothing was done"));
  CHECK(!has(kafka("kafka-consumer-groups.sh", "--list"), group));
  CHECK(with_cluster(seek + "latest --execute").code == 0);
  CHECK(theirs(group, topic, 1) == "20,20,0");
  CHECK(with_cluster(seek + "-5 --yes").code == 0);
  CHECK(theirs(group, topic, 0) == "15,20,5");
  CHECK(mine(group, topic, 0) == "15,20,5");
  CHECK(with_cluster("klamm groups lag " + group + " -o csv").said ==
        "group,topic,partitions,lag,state\n" + group + "," + topic + ",2,10,Empty\n");
  CHECK(with_cluster("klamm groups seek " + group + " -t " + topic + ":1 --to 7 --execute").code == 0);
  CHECK(theirs(group, topic, 0) == "15,20,5");
  CHECK(theirs(group, topic, 1) == "7,20,13");
  CHECK(with_cluster("klamm groups seek " + group + " -t " + topic + ":1 --to 700 --execute").code == 0); // up to the end
  CHECK(theirs(group, topic, 1) == "20,20,0");
  CHECK(with_cluster("klamm groups seek " + group + " --all-topics --to +3 --export").said == topic + ",0,18\n" + topic + ",1,20\n");
  CHECK(with_cluster("f=$(mktemp); klamm groups seek " + group + " --all-topics --to earliest --export >$f; klamm groups seek " + group +
                     " --from-file $f --execute; rm $f")
            .code == 0);
  CHECK(theirs(group, topic, 0) == "0,20,20");
  CHECK(with_cluster(seek + "-1h --execute").code == 0); // no record is older
  CHECK(theirs(group, topic, 1) == "0,20,20");
  CHECK(has(with_cluster("klamm groups seek " + group + " -t " + topic + ":9 --to 1 2>&1").said, "has no partition 9"));
  CHECK(with_cluster("klamm groups seek " + group + " --to 1 2>&1").code == 2);

  kafka("kafka-consumer-groups.sh", "--group " + group + " --topic " + topic + " --reset-offsets --to-offset 11 --execute");
  CHECK(mine(group, topic, 0) == "11,20,9");

  CHECK(has(with_cluster("klamm groups delete-offsets " + group + " -t " + topic + ":1").said, "nothing was done"));
  CHECK(with_cluster("klamm groups delete-offsets " + group + " -t " + topic + ":1 --execute").code == 0);
  CHECK(theirs(group, topic, 1) == "none");
  CHECK(has(with_cluster("klamm groups delete " + group).said, "nothing was done"));
  CHECK(with_cluster("klamm groups delete " + group + " --execute").code == 0);
  CHECK(!has(kafka("kafka-consumer-groups.sh", "--list"), group));
}
#endif
