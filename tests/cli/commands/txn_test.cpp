#include "cli/commands/txn.hpp"

#include <doctest/doctest.h>

#include "cli/support/shell.hpp"

using namespace klamm;
using namespace klamm::cli;
using klamm::test::shell;

namespace {

OpenTransaction open_in(const char* topic, std::int64_t producer) {
  OpenTransaction one;
  one.partition = {topic, 0};
  one.producer.producer_id = producer;
  one.producer.current_transaction_start_offset = 5;
  return one;
}

} // namespace

TEST_CASE("txn find-hanging: what a coordinator knows of is under way, in the partitions that it knows") {
  TransactionDescription known;
  known.producer_id = 7;
  known.partitions = {{"orders", 0}};
  const auto hanging = hanging_among({open_in("orders", 7), open_in("payments", 7), open_in("orders", 8)}, {known});
  REQUIRE(hanging.size() == 2);
  CHECK(hanging[0].partition.topic == "payments");
  CHECK(hanging[1].producer.producer_id == 8);
  CHECK(hanging_among({open_in("orders", 7)}, {}).size() == 1);
}

TEST_CASE("txn abort: what is to be aborted is named in one way") {
  for (const char* flags : {"", "id -p orders:0 --start-offset 1", "-p orders --start-offset 1", "-p orders:0,1 --start-offset 1",
                            "-p orders:0", "-p orders:0 --start-offset 1 --producer-id 2"})
    CHECK_MESSAGE(shell(std::string("klamm txn abort -b 127.0.0.1:1 ") + flags + " 2>&1").code == 2, flags);
  CHECK(shell("klamm txn find-hanging --older-than soon -b 127.0.0.1:1 2>&1").code == 2);
}
