#include "cli/output/progress.hpp"

#include <doctest/doctest.h>

using namespace klamm::cli;

TEST_CASE("progress: how many of how many, and how fast") {
  CHECK(Progress::text(1'234, {}, 0, 0, 0) == "1,234 records");
  CHECK(Progress::text(500, 2'000, 2, 300, 3 * 1024 * 1024) == "500 of 2,000 records (25 %), 150/s, 1.50 MB/s");
  CHECK(Progress::text(3'000'000, 2'000'000, 1, 3'000'000, 0) == "3,000,000 of 2,000,000 records (100 %), 3,000,000/s, 0.00 MB/s");
  CHECK(Progress::text(0, 0, 1, 0, 0) == "0 records, 0/s, 0.00 MB/s");
}
