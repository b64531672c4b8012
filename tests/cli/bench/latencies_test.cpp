#include "cli/bench/latencies.hpp"

#include <doctest/doctest.h>

using namespace klamm::cli;
using namespace std::chrono_literals;

TEST_CASE("bench: no latencies are all nothing") {
  const Latencies none;
  CHECK(none.count() == 0);
  CHECK(none.mean() == 0);
  CHECK(none.percentile(0.99) == 0);
  CHECK(none.max() == 0);
}

TEST_CASE("bench: percentiles are right to within 1/64 of their value") {
  Latencies latencies;
  for (int i = 1; i <= 10'000; ++i) latencies.add(std::chrono::microseconds(i * 10));
  CHECK(latencies.count() == 10'000);
  CHECK(latencies.mean() == doctest::Approx(50.005));
  CHECK(latencies.max() == doctest::Approx(100));
  for (const double part : {0.01, 0.5, 0.95, 0.99, 0.999}) {
    const double right = part * 100;
    CHECK(latencies.percentile(part) >= right);
    CHECK(latencies.percentile(part) <= right * (1 + 1.0 / 64));
  }
  CHECK(latencies.percentile(1) == doctest::Approx(100));
}

TEST_CASE("bench: what is tiny, negative or huge has its place, too") {
  Latencies latencies;
  latencies.add(-1s);
  latencies.add(0ns);
  latencies.add(5us);
  latencies.add(1'000h);
  CHECK(latencies.count() == 4);
  CHECK(latencies.percentile(0.5) == 0);
  CHECK(latencies.percentile(0.75) == doctest::Approx(0.005));
  CHECK(latencies.max() == doctest::Approx(3.6e9));
}
