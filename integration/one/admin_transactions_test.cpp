// Transactions through klamm::Admin on real Kafka, compared with kafka-transactions.sh; a producer of Java's has them.
#include <doctest/doctest.h>

#include <algorithm>
#include <klamm/klamm.hpp>
#include <thread>

#include "support/cluster.hpp"
#include "support/process.hpp"

using namespace klamm;
using namespace klamm::test;
using namespace std::chrono_literals;

namespace {

/// The words of the line that begins with this one; none where there is no such line.
std::vector<std::string> words_of(const std::string& text, const std::string& first) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream in(line);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(word);
    if (!words.empty() && words[0] == first) return words;
  }
  return {};
}

} // namespace

TEST_CASE("admin: transactions and their producers are as kafka-transactions.sh sees them, until they are fenced") {
  Admin admin{{.bootstrap_servers = bootstrap_servers()}};
  const std::string topic = new_topic("admin-txn", 1), id = new_name("txn");
  const TopicPartition partition{topic, 0};
  Process producer({"bash", "-c",
                    "exec " + setting("KLAMM_CLUSTER_CMD") + " exec kafka-producer-perf-test.sh --topic " + topic +
                        " --num-records 100000 --record-size 10 --throughput 20 --transactional-id " + id +
                        " --transaction-duration-ms 600000 --producer-props bootstrap.servers=" + bootstrap() +
                        " transaction.timeout.ms=600000 > /dev/null 2>&1"});
  const auto described = [&] { return admin.describe_transactions({id}).value().at(id); };
  const auto wait_for = [&](TransactionState state) {
    const auto deadline = std::chrono::steady_clock::now() + 100s;
    for (;;) {
      const auto now = described();
      if (now && now->state == state && (state != TransactionState::ongoing || !now->partitions.empty())) return *now;
      REQUIRE_MESSAGE(std::chrono::steady_clock::now() < deadline, "the transaction did not become " << transaction_state_name(state));
      std::this_thread::sleep_for(50ms);
    }
  };
  const TransactionDescription running = wait_for(TransactionState::ongoing);
  CHECK(running.partitions == std::vector{partition});
  CHECK(running.timeout == 600s);
  CHECK(running.start_time);
  const std::string seen = kafka("kafka-transactions.sh", "describe --transactional-id " + id);
  INFO(seen);
  // CoordinatorId TransactionalId ProducerId ProducerEpoch TransactionState TransactionTimeoutMs CurrentTransactionStartTimeMs …
  const auto words = words_of(seen, std::to_string(running.coordinator));
  REQUIRE(words.size() >= 7);
  CHECK(words[1] == id);
  CHECK(words[2] == std::to_string(running.producer_id));
  CHECK(words[3] == std::to_string(running.producer_epoch));
  CHECK(words[4] == transaction_state_name(running.state));
  CHECK(words[5] == "600000");
  CHECK(words[6] == std::to_string(*running.start_time));

  ListTransactionsOptions ongoing;
  ongoing.states = {TransactionState::ongoing};
  ongoing.transactional_id_pattern = id;
  const auto listed = admin.list_transactions(ongoing).value().all().value();
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].transactional_id == id);
  const auto their_list = words_of(kafka("kafka-transactions.sh", "list"), id); // TransactionalId Coordinator ProducerId TransactionState
  REQUIRE(their_list.size() == 4);
  CHECK(their_list[2] == std::to_string(listed[0].producer_id));
  CHECK(their_list[3] == transaction_state_name(listed[0].state));

  const auto producers = admin.describe_producers({partition, {topic, 7}}).value();
  REQUIRE(producers.at(partition)->size() == 1);
  const ProducerState& state = producers.at(partition)->front();
  CHECK(producers.at({topic, 7}).error().code() == ErrorCode::partition_unknown);
  CHECK(state.current_transaction_start_offset == 0);
  // ProducerId ProducerEpoch LatestCoordinatorEpoch LastSequence LastTimestamp CurrentTransactionStartOffset
  const auto their_state =
      words_of(kafka("kafka-transactions.sh", "describe-producers --topic " + topic + " --partition 0"), std::to_string(state.producer_id));
  REQUIRE(their_state.size() == 6);
  CHECK(their_state[1] == std::to_string(state.producer_epoch));
  CHECK(their_state[5] == "0");
  DescribeProducersOptions elsewhere;
  elsewhere.broker = 9;
  CHECK(admin.describe_producers({partition}, elsewhere).value().at(partition).error().code() == ErrorCode::broker_id_not_registered);

  // Aborted in this partition only, and only with the epochs that it knows; readers of what is committed go on.
  const auto settled_end = [&] {
    return admin.list_offsets({{partition, OffsetSpec::latest()}}, {.isolation_level = IsolationLevel::read_committed})
        .value()[0]
        .result->offset;
  };
  CHECK(settled_end() == 0);
  CHECK(admin.abort_transaction(HangingTransaction(partition, state)));
  CHECK(settled_end() > 0);
  const auto after_abort =
      words_of(kafka("kafka-transactions.sh", "describe-producers --topic " + topic + " --partition 0"), std::to_string(state.producer_id));
  REQUIRE(after_abort.size() == 6);
  CHECK(after_abort[5] != "0"); // None, or of the next record

  const auto fenced = admin.fence_producers({id}).value();
  REQUIRE(fenced.at(id));
  CHECK((fenced.at(id)->producer_id != running.producer_id || fenced.at(id)->producer_epoch > running.producer_epoch));
  CHECK(admin.abort_transaction(HangingTransaction(partition, state)).error().code() == ErrorCode::invalid_producer_epoch);
  const TransactionDescription after = described().value();
  CHECK(after.partitions.empty());
  CHECK_FALSE(words_of(kafka("kafka-transactions.sh", "list"), id).empty());
  CHECK(words_of(kafka("kafka-transactions.sh", "list"), id).at(3) == transaction_state_name(described()->state));
  CHECK(admin.list_transactions(ongoing).value().all().value().empty());
  CHECK(admin.describe_transactions({"not-" + id}).value().at("not-" + id).error().code() == ErrorCode::transactional_id_not_found);
  producer.terminate();
}
