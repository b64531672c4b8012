// klamm share beside kafka-share-groups.sh: what the one shows, moves and deletes the other sees.
#ifdef KLAMM_HAVE_CLI
#include <doctest/doctest.h>

#include <sstream>

#include "one/cli_shell.hpp"

using namespace klamm::test;

namespace {

/// START-OFFSET of a topic's partition 0, as kafka-share-groups shows it.
std::string theirs(const std::string& group, const std::string& topic) {
  std::istringstream lines(kafka("kafka-share-groups.sh", "--describe --offsets --group " + group));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string of_group, of_topic, number, start;
    words >> of_group >> of_topic >> number >> start;
    if (of_topic == topic && number == "0") return start;
  }
  return "none";
}

} // namespace

TEST_CASE("klamm share: what it seeks, forgets and deletes kafka-share-groups sees, and the other way round") {
  if (setting("KLAMM_KAFKA_VERSION") < "4.2") return; // share groups come with it
  const std::string topic = new_topic("cli-share", 1), group = new_name("cli-share"), of = " " + group + " -t " + topic;
  with_cluster("seq 1 10 | klamm produce " + topic);
  CHECK(has(with_cluster("klamm share seek" + of + " --to 3").said, "nothing was done"));
  CHECK(theirs(group, topic) == "none");
  CHECK(with_cluster("klamm share seek" + of + " --to 3 --execute").code == 0);
  CHECK(theirs(group, topic) == "3");
  const std::string shown = with_cluster("klamm share describe " + group + " -o csv").said;
  CHECK_MESSAGE(has(shown, group + "," + topic + ",0,3,"), shown);
  CHECK(has(with_cluster("klamm share describe " + group).said, "Group: " + group + "  State: Empty"));
  CHECK(has(with_cluster("klamm share list -o csv").said, group + ",Empty\n"));

  kafka("kafka-share-groups.sh", "--reset-offsets --to-earliest --execute --group " + group + " --topic " + topic);
  CHECK(has(with_cluster("klamm share describe " + group + " -o csv").said, group + "," + topic + ",0,0,"));
  CHECK(with_cluster("klamm share seek " + group + " --all-topics --to +4 --yes").code == 0);
  CHECK(theirs(group, topic) == "4");

  CHECK(has(with_cluster("klamm share delete-offsets" + of).said, "nothing was done"));
  CHECK(has(with_cluster("klamm share delete-offsets" + of + " --execute").said, "forgot " + topic));
  CHECK(theirs(group, topic) == "none");
  CHECK(with_cluster("klamm share delete-offsets" + of + " --execute 2>&1").code == 1);
  CHECK(has(with_cluster("klamm share delete " + group).said, "nothing was done"));
  CHECK(with_cluster("klamm share delete " + group + " --execute").code == 0);
  CHECK(!has(kafka("kafka-share-groups.sh", "--list"), group));

  const std::string classic = new_name("cli-classic");
  with_cluster("klamm groups seek " + classic + " -t " + topic + " --to end --execute");
  const Outcome other = with_cluster("klamm share describe " + classic + " 2>&1");
  CHECK(other.code == 1);
  CHECK(has(other.said, "group " + classic + " is no share group"));
  with_cluster("klamm groups delete " + classic + " --execute");
}
#endif
