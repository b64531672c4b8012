// CRC-32C of 64 bytes to 1 MiB: what batches are checked with, each method that this machine has, and ISA-L.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "base/crc32c.hpp"

#ifdef KLAMM_BENCH_ISAL
#include <isa-l/crc.h>
#endif

namespace {

using namespace klamm;

void measure(benchmark::State& state, auto&& crc) {
  std::vector<std::byte> bytes(static_cast<std::size_t>(state.range(0)), std::byte{0x5A});
  for (auto _ : state) benchmark::DoNotOptimize(crc(bytes));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * state.range(0));
}

void add(const std::string& name, auto crc) {
  benchmark::RegisterBenchmark(("crc32c/" + name).c_str(), [crc](benchmark::State& state) { measure(state, crc); })
      ->Arg(64)
      ->Arg(1 << 10)
      ->Arg(64 << 10)
      ->Arg(1 << 20);
}

[[maybe_unused]] const bool added = [] {
  add("klamm", [](std::vector<std::byte>& bytes) { return crc32c(bytes); });
#ifdef KLAMM_BENCH_ISAL
  add("isa-l", [](std::vector<std::byte>& bytes) {
    return crc32_iscsi(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()), 0);
  });
#endif
  for (auto method = crc32c_methods(); *method; ++method) {
    add((*method)->name, [update = (*method)->update](std::vector<std::byte>& bytes) { return update(~0U, bytes.data(), bytes.size()); });
  }
  return true;
}();

} // namespace
