#include "base/histogram.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "base/random.hpp"

using namespace klamm;

TEST_CASE("histogram: nothing counted is nothing said") {
  const Histogram none;
  const Distribution empty = none.distribution();
  CHECK(empty.count == 0);
  CHECK(empty.p99 == 0);
}

TEST_CASE("histogram: small values are exact") {
  Histogram histogram;
  for (std::uint64_t value = 1; value <= 10; ++value) histogram.add(value);
  const Distribution all = histogram.distribution();
  CHECK(all.count == 10);
  CHECK(all.mean == doctest::Approx(5.5));
  CHECK(all.p50 == 5);
  CHECK(all.p90 == 9);
  CHECK(all.p99 == 10);
  CHECK(all.max == 10);
}

TEST_CASE("histogram: percentiles of values of any size are right to within a sixteenth") {
  Histogram histogram;
  std::vector<std::uint64_t> values;
  Random random(1);
  for (int i = 0; i < 20'000; ++i) {
    values.push_back(random.below(std::uint64_t{1} << random.below(36)));
    histogram.add(values.back());
  }
  std::sort(values.begin(), values.end());
  const Distribution all = histogram.distribution();
  const auto close = [&values](std::uint64_t said, std::size_t of_thousand) {
    const std::uint64_t exact = values[(values.size() * of_thousand + 999) / 1000 - 1];
    CHECK(said >= exact);
    CHECK(said <= exact + exact / 16);
  };
  close(all.p50, 500);
  close(all.p90, 900);
  close(all.p99, 990);
  close(all.p999, 999);
  CHECK(all.max == values.back());
}

TEST_CASE("histogram: what is larger than the last bucket counts there") {
  Histogram histogram;
  histogram.add(Histogram::largest);
  histogram.add(UINT64_MAX / 4);
  CHECK(histogram.distribution().count == 2);
  CHECK(histogram.distribution().max == UINT64_MAX / 4);
  CHECK(histogram.distribution().p999 == UINT64_MAX / 4);
}
