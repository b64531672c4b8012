#include "producer/sticky_partition.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

#include "base/random.hpp"

using namespace klamm;
using namespace klamm::producer;

TEST_CASE("sticky partition: stays for a batch and moves at its end") {
  StickyPartition sticky;
  const std::int32_t first = sticky.choose(3, 6, {});
  CHECK(first == 3);
  CHECK_FALSE(sticky.add(first, 8000, 16384, true));
  CHECK_FALSE(sticky.add(first, 9000, 16384, false)); // a batch's worth is there, but the open batch takes more
  CHECK(sticky.add(first, 1, 16384, true));
}

TEST_CASE("sticky partition: moves after two batches' worth even when no batch ends") {
  StickyPartition sticky;
  const std::int32_t first = sticky.choose(0, 6, {});
  CHECK(sticky.add(first, 2 * 16384, 16384, false));
}

TEST_CASE("sticky partition: bytes for another partition do not count") {
  StickyPartition sticky;
  sticky.choose(0, 6, {});
  CHECK_FALSE(sticky.add(5, 1 << 20, 16384, true));
}

TEST_CASE("sticky partition: choices without weights are even") {
  StickyPartition sticky;
  Random random(1);
  std::array<int, 6> count{};
  for (int i = 0; i < 60'000; ++i) ++count[static_cast<std::size_t>(sticky.choose(random(), 6, {}))];
  for (const int n : count) CHECK(n == doctest::Approx(10'000).epsilon(0.05));
}

TEST_CASE("sticky partition: a partition with many waiting batches is chosen more rarely, as KIP-794 weighs") {
  // KIP-794's own example: queues of 0, 3 and 1 batches weigh 4, 1 and 3
  std::array<std::int32_t, 3> lengths{0, 3, 1};
  cumulative_weights(lengths);
  CHECK(lengths == std::array<std::int32_t, 3>{4, 5, 8});

  const std::array<std::int32_t, 3> partitions{10, 11, 12};
  StickyPartition sticky;
  Random random(2);
  std::array<int, 3> count{};
  for (int i = 0; i < 80'000; ++i) ++count[static_cast<std::size_t>(sticky.choose(random(), 20, {partitions, lengths}) - 10)];
  CHECK(count[0] == doctest::Approx(40'000).epsilon(0.05));
  CHECK(count[1] == doctest::Approx(10'000).epsilon(0.05));
  CHECK(count[2] == doctest::Approx(30'000).epsilon(0.05));
}
