// klamm txn beside kafka-transactions.sh; a producer of Java's has the transaction.
#ifdef KLAMM_HAVE_CLI
#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "one/cli_shell.hpp"
#include "support/process.hpp"

using namespace klamm::test;

TEST_CASE("klamm txn: a transaction is listed, described, seen in its partition, and aborted") {
  const std::string topic = new_topic("cli-txn", 1), id = new_name("cli-txn");
  Process producer({"bash", "-c",
                    "exec " + setting("KLAMM_CLUSTER_CMD") + " exec kafka-producer-perf-test.sh --topic " + topic +
                        " --num-records 100000 --record-size 10 --throughput 20 --transactional-id " + id +
                        " --transaction-duration-ms 600000 --producer-props bootstrap.servers=" + bootstrap() +
                        " transaction.timeout.ms=600000 > /dev/null 2>&1"});
  const auto wait_for = [&](const std::string& command, const std::string& text) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(100);
    for (;;) {
      const std::string said = with_cluster(command + " 2>&1").said;
      if (has(said, text)) return said;
      REQUIRE_MESSAGE(std::chrono::steady_clock::now() < deadline, said);
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  };
  const std::string running = wait_for("klamm txn describe -o csv " + id, ",Ongoing,600000,");
  CHECK(has(running, topic + "[0]\n"));
  const std::string producer_id = with_cluster("klamm txn describe -o csv " + id + " | tail -1 | cut -d, -f3 | tr -d '\\n'").said;
  CHECK(has(kafka("kafka-transactions.sh", "describe --transactional-id " + id), producer_id));
  CHECK(has(with_cluster("klamm txn list --state ongoing").said, id));
  CHECK(!has(with_cluster("klamm txn list --state empty").said, id));
  CHECK(!has(with_cluster("klamm txn list --running-for 10m").said, id));
  CHECK(has(with_cluster("klamm txn list -o csv --producer-id " + producer_id).said, id + "," + producer_id + ",Ongoing"));
  CHECK(has(with_cluster("klamm txn producers -o csv --open " + topic).said, topic + ",0," + producer_id + ","));

  // In the partition alone, by where it begins, as kafka-transactions.sh abort --start-offset; its coordinator still has it.
  CHECK(with_cluster("klamm txn find-hanging -o csv --older-than 0 " + topic + " | wc -l").said == "1\n"); // it is under way
  const std::string hanging = "klamm txn abort -p " + topic + ":0 ";
  CHECK(has(with_cluster(hanging + "--start-offset 0 2>&1").said, "nothing was done"));
  CHECK(has(with_cluster(hanging + "--producer-id 999999 --execute 2>&1").said, "no transaction of producer 999999 is open in"));
  CHECK(has(with_cluster("klamm txn producers -o csv --open " + topic).said, "," + producer_id + ","));
  const Outcome ended = with_cluster(hanging + "--start-offset 0 --execute 2>&1");
  CHECK_MESSAGE(ended.code == 0, ended.said);
  CHECK(has(ended.said, "aborted the transaction of producer " + producer_id + " in " + topic + "[0]"));
  const Outcome again = with_cluster(hanging + "--start-offset 0 --execute 2>&1");
  CHECK_MESSAGE(has(again.said, "no transaction that begins at offset 0 is open in"), again.said);

  const std::string asked = with_cluster("klamm txn abort " + id + " 2>&1").said;
  CHECK(has(asked, "nothing was done"));
  CHECK(has(with_cluster("klamm txn list --state ongoing").said, id));
  CHECK(with_cluster("klamm txn abort --execute " + id).code == 0);
  wait_for("klamm txn describe -o csv " + id, ",Empty,");
  CHECK(with_cluster("klamm txn producers -o csv --open " + topic + ":0 | wc -l").said == "1\n");
  CHECK(with_cluster("klamm txn describe no-such-id 2>&1").code == 1);
}
#endif
