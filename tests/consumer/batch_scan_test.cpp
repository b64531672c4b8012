#include "consumer/batch_scan.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "consumer/support/batches.hpp"
#include "records/batch_reader.hpp"
#include "records/golden.hpp"

using namespace klamm;
using consumer::scan_batches;

TEST_CASE("batch scan: finds where to go on, compacted tails included") {
  const Slice records = test::concat({test::batch_of(10, 5), test::batch_of(15, 2, {.leader_epoch = 4, .extra_offsets = 3})});
  const auto scan = scan_batches(records.bytes(), 100);
  CHECK(scan.sound);
  CHECK(scan.next_offset == 20);
  CHECK(scan.leader_epoch == 4);
}

TEST_CASE("batch scan: a batch that is cut off doesn't count") {
  const Slice whole = test::concat({test::batch_of(10, 5), test::batch_of(15, 5)});
  for (std::size_t size = test::batch_of(10, 5).size(); size < whole.size(); ++size) {
    const auto scan = scan_batches(whole.bytes().first(size), 100);
    CHECK(scan.sound);
    CHECK(scan.next_offset == 15);
  }
  CHECK(scan_batches(whole.bytes().first(50), 100).next_offset == -1);
  CHECK(scan_batches({}, 100).next_offset == -1);
}

TEST_CASE("batch scan: offsets that go back or lie behind the end are doubted") {
  CHECK_FALSE(scan_batches(test::concat({test::batch_of(10, 5), test::batch_of(12, 5)}).bytes(), 100).sound);
  CHECK_FALSE(scan_batches(test::batch_of(98, 5).bytes(), 100).sound);
  CHECK(scan_batches(test::batch_of(95, 5).bytes(), 100).sound);
  CHECK(scan_batches(test::batch_of(98, 5).bytes(), -1).sound);
}

TEST_CASE("batch scan: offsets behind which there is none are doubted") {
  constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();
  for (const std::int64_t end : {std::int64_t{-1}, std::int64_t{100}}) {
    CHECK_FALSE(scan_batches(test::batch_of(last, 1).bytes(), end).sound);
    CHECK_FALSE(scan_batches(test::batch_of(last - 2, 3).bytes(), end).sound);
  }
  CHECK(scan_batches(test::batch_of(last - 3, 3).bytes(), -1).next_offset == last);
}

TEST_CASE("batch scan: no changed byte makes it read beyond the records or claim a silly offset as sound") {
  const Slice records = test::concat({test::batch_of(10, 5), test::batch_of(15, 5)});
  for (std::size_t at = 0; at < records.size(); ++at) {
    const auto scan = scan_batches(test::flipped(records, at).bytes(), 20);
    if (scan.sound) CHECK(scan.next_offset <= 20);
  }
}

TEST_CASE("batch scan: ends where BatchReader ends, for everything that Java writes") {
  for (const std::string& name : test::golden_names()) {
    CAPTURE(name);
    const auto golden = test::golden_case(name);
    BatchReader reader(golden.bytes, {.check_crcs = false});
    std::int64_t next = -1;
    for (auto more = reader.next(); more && *more; more = reader.next()) next = reader.batch().next_offset();
    const auto scan = scan_batches(golden.bytes.bytes(), -1);
    if (scan.sound) CHECK(scan.next_offset == next);
  }
}
