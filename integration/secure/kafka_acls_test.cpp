// Called as kafka-acls, klamm lists, adds and removes ACLs as Kafka's script does.
#ifdef KLAMM_HAVE_CLI
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <regex>

#include "one/cli_shell.hpp"
#include "test_paths.hpp"

using namespace klamm::test;
using namespace std::chrono_literals;

namespace {

Outcome by_klamm(const std::string& arguments) {
  const std::string program = KLAMM_CLI;
  return shell(program.substr(0, program.rfind('/')) + "/kafka-acls --bootstrap-server " + bootstrap() + " " + arguments);
}
Outcome by_kafka(const std::string& arguments) {
  return shell(setting("KLAMM_CLUSTER_CMD") + " exec kafka-acls.sh --bootstrap-server " + bootstrap() + " " + arguments + " 2>/dev/null");
}

/// Lines in order, as Java's come in that of a hash table; its first ACL of each resource stands a blank further on.
std::string sorted(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line.starts_with(" \t") ? line.substr(1) : line);
  std::sort(lines.begin(), lines.end());
  std::string all;
  for (const std::string& line : lines) all += line + "\n";
  return all;
}

/// The broker learns of what the controller has done a moment later.
void wait_for(const std::string& arguments, const std::string& part, bool there) {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (has(by_klamm(arguments).said, part) != there) REQUIRE(std::chrono::steady_clock::now() < deadline);
}

} // namespace

TEST_CASE("kafka tools: kafka-acls lists, adds and removes as Kafka's") {
  if (!setting("KLAMM_KAFKA_VERSION").starts_with("4.3.")) return; // what the tools print differs from release to release
  const std::string name = new_name("acl"), who = "User:grace-" + name, list = "--list --principal " + who;
  const std::string producer = "--producer --allow-principal " + who + " --topic " + name + " --transactional-id " + name;
  const std::string other = new_name("other-acl"),
                    theirs_too = "--producer --allow-principal " + who + " --topic " + other + " --transactional-id " + other;
  const Outcome added = by_klamm("--add " + producer), by_them = by_kafka("--add " + theirs_too);
  CHECK(added.code == 0);
  CHECK(sorted(added.said) == sorted(std::regex_replace(by_them.said, std::regex(other), name)));
  wait_for(list, "name=" + other, true);
  wait_for(list, "name=" + name, true);
  CHECK(sorted(by_klamm("--add " + producer).said) == sorted(by_kafka("--add " + producer).said)); // they are there already
  CHECK(by_klamm("--remove --force --topic " + other + " --transactional-id " + other).code == 0);
  wait_for(list, other, false);
  CHECK(by_klamm("--add --consumer --allow-principal " + who + " --topic " + name + " --group g-" + name +
                 " --resource-pattern-type prefixed")
            .code == 0);
  CHECK(by_klamm("--add --deny-principal " + who + " --deny-host 10.1.2.3 --operation IdempotentWrite --operation create --cluster").code ==
        0);
  wait_for(list, "permissionType=DENY", true);
  const Outcome mine = by_klamm(list), theirs = by_kafka(list);
  CHECK(mine.code == 0);
  CHECK(sorted(mine.said) == sorted(theirs.said));
  CHECK(sorted(by_klamm("--list --topic " + name + "-1 --resource-pattern-type match").said).find("patternType=PREFIXED") !=
        std::string::npos);

  CHECK(by_klamm("--remove --topic " + name + " </dev/null 2>/dev/null").code == 1); // it would have to ask
  CHECK(by_klamm("--remove --force --deny-principal " + who + " --deny-host 10.1.2.3 --operation Create --cluster").code == 0);
  wait_for(list, "operation=CREATE, permissionType=DENY", false);
  CHECK(by_klamm("--remove --force --topic " + name + " --transactional-id " + name).code == 0);
  CHECK(by_klamm("--remove --force --topic " + name + " --group g-" + name + " --resource-pattern-type prefixed").code == 0);
  CHECK(by_klamm("--remove --force --deny-principal " + who + " --deny-host 10.1.2.3 --operation IdempotentWrite --cluster").code == 0);
  wait_for(list, who + ",", false);
  CHECK(by_kafka(list).said == by_klamm(list).said);
  CHECK(has(by_klamm("--authorizer-properties zookeeper.connect=x --list 2>&1").said, "Kafka 4 has no ZooKeeper"));
  CHECK(has(by_klamm("--add --allow-principal " + who + " --operation Reed --topic t 2>&1").said, "there is no such one"));
}
#endif
