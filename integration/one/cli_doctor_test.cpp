// klamm doctor where all is well, where a broker advertises what doesn't resolve, and where a group is behind.
#ifdef KLAMM_HAVE_CLI
#include <doctest/doctest.h>

#include "one/cli_shell.hpp"

using namespace klamm::test;

TEST_CASE("klamm doctor: a cluster that is well, and a group that is behind") {
  const std::string topic = new_topic("doctor", 2), group = new_name("doctor");
  with_cluster("seq 1 10 | klamm produce " + topic);
  with_cluster("klamm groups seek " + group + " -t " + topic + " --to earliest --execute");
  const Outcome well = with_cluster("klamm doctor 2>&1");
  CHECK_MESSAGE(well.code == 0, well.said);
  CHECK(has(well.said, "nothing is wrong"));
  CHECK(has(well.said, "all replicas in sync"));
  CHECK(has(well.said, "note     lag         group " + group + ": 10 records to read, 0 members"));
  const Outcome asked = with_cluster("klamm doctor -g " + group);
  CHECK(asked.code == 3);
  CHECK(has(asked.said, "warning  lag         group " + group));
  CHECK(with_cluster("klamm doctor -o csv | cut -d, -f1 | sort -u").said == "note\nok\nstatus\n");
  with_cluster("klamm groups delete " + group + " --execute");
}

TEST_CASE("klamm doctor: a broker that advertises an address for others, and the setting that helps") {
  const Outcome lost = with_cluster("klamm doctor -m 60 -b " + setting("KLAMM_LOST"));
  CHECK(lost.code == 1);
  CHECK(has(lost.said, "failed   advertised  broker 1 advertises broker-1.invalid:9099"));
  const std::string map = " -X client.dns.map=broker-1.invalid:9099=" + setting("KLAMM_LOST");
  CHECK(has(lost.said, map.substr(1)));
  CHECK(with_cluster("klamm doctor -m 60 -b " + setting("KLAMM_LOST") + map).code == 0);
}
#endif
