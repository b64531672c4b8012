// klamm security beside kafka-acls.sh and kafka-configs.sh: what the one makes and takes the other sees.
#ifdef KLAMM_HAVE_CLI
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <sstream>
#include <thread>

#include "support/cluster.hpp"
#include "support/shell.hpp"

using namespace klamm::test;

namespace {

Outcome run_cli(const std::string& command) {
  ::setenv("KLAMM_BROKERS", bootstrap().c_str(), 1);
  ::setenv("XDG_CONFIG_HOME", "/nowhere", 1);
  const Outcome outcome = shell(command + " 2>&1");
  CHECK(outcome.said.find("hunter2") == std::string::npos);
  return outcome;
}
bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// The broker learns of what the controller has done a moment later.
void wait_until(const std::function<bool()>& done, const std::string& what) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!done()) {
    REQUIRE_MESSAGE(std::chrono::steady_clock::now() < deadline, what);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}
std::size_t lines_of(const std::string& text) { return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')); }

} // namespace

TEST_CASE("klamm security acls: added, seen by kafka-acls.sh, and removed; and the other way round") {
  const std::string topic = new_name("cli-acl"), dora = "dora-" + topic;
  const std::string of = " --principal " + dora;
  const auto count = [&] { return lines_of(run_cli("klamm security acls list -o csv" + of).said) - 1; };
  CHECK(has(run_cli("klamm security acls add --dry-run --producer -t " + topic + of).said, "nothing was done"));
  CHECK(count() == 0);
  CHECK(run_cli("klamm security acls add --producer --consumer -t " + topic + " -g " + topic + of).code == 0);
  CHECK(run_cli("klamm security acls add --deny --operation delete --pattern prefixed --host 10.1.2.3 -t " + topic + of).code == 0);
  wait_until([&] { return count() == 6; }, "the ACLs did not come");
  const std::string seen = kafka("kafka-acls.sh", "--list --principal User:" + dora);
  CHECK(has(seen, "(principal=User:" + dora + ", host=*, operation=CREATE, permissionType=ALLOW)"));
  CHECK(has(seen, "(principal=User:" + dora + ", host=*, operation=READ, permissionType=ALLOW)"));
  CHECK(has(seen, "(principal=User:" + dora + ", host=10.1.2.3, operation=DELETE, permissionType=DENY)"));
  CHECK(has(seen, "resourceType=TOPIC, name=" + topic + ", patternType=PREFIXED"));
  CHECK(has(seen, "resourceType=GROUP, name=" + topic + ", patternType=LITERAL"));

  kafka("kafka-acls.sh", "--add --allow-principal User:" + dora + " --operation Write --transactional-id " + topic);
  wait_until([&] { return count() == 7; }, "theirs did not come");
  CHECK(run_cli("klamm security acls list -o csv --permission deny" + of).said ==
        "principal,host,operation,permission,resource,name,pattern\nUser:" + dora + ",10.1.2.3,DELETE,DENY,TOPIC," + topic + ",PREFIXED\n");
  CHECK(has(run_cli("klamm security acls list --pattern match -t " + topic + "-more").said, "PREFIXED"));

  CHECK(has(run_cli("klamm security acls remove -t " + topic + of).said, "nothing was done"));
  CHECK(count() == 7);
  CHECK(has(run_cli("klamm security acls remove --execute --transactional-id " + topic + of).said, "removed 1 ACL\n"));
  CHECK(has(run_cli("klamm security acls remove --execute" + of).said, "removed 6 ACLs"));
  wait_until([&] { return count() == 0; }, "the ACLs did not go");
  CHECK(!has(kafka("kafka-acls.sh", "--list --principal User:" + dora), "permissionType"));
  CHECK(run_cli("klamm security acls remove --execute" + of).said == "there are no such ACLs\n");
}

TEST_CASE("klamm security users: made from standard input, logs in, replaced when that is meant, removed") {
  const std::string user = new_name("erik");
  const std::string set = "klamm security users set " + user + " --mechanism SCRAM-SHA-256";
  const auto login = [&](const std::string& password) {
    return run_cli("klamm topics list -b " + setting("KLAMM_SASL_PLAINTEXT") +
                   " -X security.protocol=SASL_PLAINTEXT -X sasl.mechanism=SCRAM-SHA-256 -X sasl.username=" + user +
                   " -X sasl.password=" + password)
        .code;
  };
  CHECK(has(run_cli("echo hunter2 | " + set + " --dry-run").said, "nothing was done"));
  CHECK(run_cli("echo hunter2 | " + set).code == 0);
  wait_until(
      [&] {
        return run_cli("klamm security users list -o csv " + user).said == "user,mechanism,iterations\n" + user + ",SCRAM-SHA-256,4096\n";
      },
      "the user did not come");
  CHECK(has(kafka("kafka-configs.sh", "--describe --entity-type users --entity-name " + user), "SCRAM-SHA-256=iterations=4096"));
  wait_until([&] { return login("hunter2") == 0; }, "the password is not taken");

  CHECK(has(run_cli("echo hunter22 | " + set).said, "nothing was done")); // it would replace one
  CHECK(login("hunter2") == 0);
  CHECK(run_cli("KLAMM_NEW_PASSWORD=hunter22 " + set + " --execute").code == 0);
  wait_until([&] { return login("hunter22") == 0; }, "the new password is not taken");
  CHECK(login("hunter2") == 1);

  kafka("kafka-configs.sh",
        "--alter --entity-type users --entity-name " + user + " --add-config 'SCRAM-SHA-512=[iterations=8192,password=x1]'");
  wait_until([&] { return has(run_cli("klamm security users list " + user).said, "SCRAM-SHA-512  8192"); }, "theirs did not come");
  CHECK(has(run_cli("klamm security users remove " + user).said, "nothing was done"));
  CHECK(run_cli("klamm security users remove --execute " + user).code == 0);
  wait_until([&] { return run_cli("klamm security users list " + user).code == 1; }, "the user did not go");
  CHECK(has(run_cli("klamm security users remove --execute " + user).said, "has no such credential"));
}

TEST_CASE("klamm security quotas: set, seen by kafka-configs.sh, and removed; and the other way round") {
  const std::string user = new_name("fred");
  const std::string list = "klamm security quotas list -o csv --user " + user;
  CHECK(has(run_cli("klamm security quotas set --dry-run --user " + user + " producer_byte_rate=1").said, "would be changed"));
  CHECK(run_cli("klamm security quotas set --user " + user + " producer_byte_rate=1048576 request_percentage=12.5").code == 0);
  CHECK(run_cli("klamm security quotas set --user " + user + " --client-defaults consumer_byte_rate=2e6").code == 0);
  wait_until([&] { return lines_of(run_cli(list).said) == 4; }, "the quotas did not come");
  CHECK(has(run_cli(list).said, user + ",,,producer_byte_rate,1048576\n"));
  CHECK(has(run_cli(list).said, user + ",,,request_percentage,12.5\n"));
  CHECK(has(run_cli(list).said, user + ",<default>,,consumer_byte_rate,2000000\n"));
  CHECK(has(kafka("kafka-configs.sh", "--describe --entity-type users --entity-name " + user), "producer_byte_rate=1048576.0"));

  kafka("kafka-configs.sh", "--alter --entity-type users --entity-name " + user + " --add-config consumer_byte_rate=77");
  wait_until([&] { return has(run_cli(list).said, user + ",,,consumer_byte_rate,77\n"); }, "theirs did not come");
  CHECK(run_cli("klamm security quotas remove --execute --user " + user + " no_such_rate").code == 1);
  CHECK(has(run_cli("klamm security quotas remove --user " + user).said, "nothing was done"));
  CHECK(run_cli("klamm security quotas remove --execute --user " + user + " producer_byte_rate").code == 0);
  wait_until([&] { return !has(run_cli(list).said, "producer_byte_rate"); }, "the quota did not go");
  CHECK(run_cli("klamm security quotas remove --execute --user " + user).code == 0);
  CHECK(run_cli("klamm security quotas remove --execute --user " + user + " --client-defaults").code == 0);
  wait_until([&] { return lines_of(run_cli(list).said) == 1; }, "the quotas did not go");
  CHECK(run_cli("klamm security quotas set --user " + user + " no_such_rate=1").code == 1);
}

TEST_CASE("klamm security tokens: made, seen by kafka-delegation-tokens.sh, renewed and ended") {
  if (setting("KLAMM_KAFKA_VERSION") < "3.6") return; // KRaft has had none before
  const std::string file = "/tmp/" + new_name("klamm-token") + ".properties";
  std::ofstream(file) << "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config="
                         "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"alice\" password=\"alice-secret\";\n";
  const auto tokens = [&](const std::string& arguments) {
    return run_cli("KLAMM_BROKERS=" + setting("KLAMM_SASL_PLAINTEXT") + " klamm security tokens " + arguments + " -F " + file);
  };
  const std::string theirs = cluster_home() + "/bin/kafka-delegation-tokens.sh --bootstrap-server " + setting("KLAMM_SASL_PLAINTEXT") +
                             " --command-config " + file + " ";
  const Outcome made = tokens("create --renewer bob --max-lifetime 1h -o csv");
  CHECK(made.code == 0);
  const std::size_t row = made.said.find('\n') + 1, hmac_at = made.said.rfind(',') + 1;
  const std::string id = made.said.substr(row, made.said.find(',', row) - row);
  const std::string hmac = made.said.substr(hmac_at, made.said.size() - 1 - hmac_at);
  CHECK(has(made.said, id + ",User:alice,User:alice,User:bob,"));
  CHECK(hmac.size() > 20);
  wait_until([&] { return has(tokens("list -o csv").said, id); }, "the token did not come");
  CHECK(!has(tokens("list").said, hmac));
  CHECK(has(tokens("list --hmac --owner alice").said, hmac));
  const std::string seen = run(theirs + "--describe --owner-principal User:alice");
  CHECK(has(seen, id));
  CHECK(has(seen, hmac));

  CHECK(has(tokens("renew --for 10m " + id).said, "token " + id + " expires at "));
  CHECK(tokens("renew no-such-token").code == 1);
  CHECK(has(tokens("expire " + id).said, "nothing was done"));
  CHECK(has(tokens("list").said, id));
  CHECK(tokens("expire --execute " + id).code == 0);
  wait_until([&] { return !has(tokens("list").said, id); }, "the token did not go");
  CHECK(tokens("expire --in soon " + id).code == 2);

  const std::string their = run(theirs + "--create --max-life-time-period 600000 --renewer-principal User:bob");
  std::string other; // its id
  wait_until(
      [&] {
        std::istringstream rows(tokens("list -o csv").said);
        for (std::string line; std::getline(rows, line);)
          if (const std::string name = line.substr(0, line.find(',')); has(line, "User:alice") && has(their, name)) other = name;
        return !other.empty();
      },
      "theirs did not come");
  CHECK(tokens("expire --execute " + other).code == 0);
  (void)run_cli("rm " + file);
}
#endif
