// The consumer's way from a fetch response that is there to the user's loop: scan of the headers, hand-over, poll (CRC, decompression, records) and
// iteration. Time is per record.
#include <benchmark/benchmark.h>

#include <string>

#include "consumer/batch_scan.hpp"
#include "consumer/fetch_collector.hpp"
#include "records/batch_builder.hpp"
#include "wire/byte_order.hpp"

namespace {

using namespace klamm;
using namespace klamm::consumer;

constexpr std::int32_t partitions = 6;

// One partition's part of a response: about 1 MiB of 100-byte values in batches of that size.
Slice make_records(std::size_t batch_size, CompressionType codec, std::int64_t& count) {
  Buffer all(2 << 20);
  Compressor compressor;
  count = 0;
  for (std::size_t uncompressed = 0; uncompressed < (1U << 20U);) {
    BatchBuilder builder(Buffer(batch_size), batch_size);
    const std::int64_t base_offset = count;
    for (;; ++count) {
      std::string value(100, static_cast<char>('a' + count % 26));
      std::to_string(count).copy(value.data(), 8);
      if (!builder.append({{}, value, {}, 1'700'000'000'000 + count / 10})) break;
    }
    uncompressed += builder.size();
    if (codec != CompressionType::none) builder.compress(codec, default_compression_level(codec), compressor);
    const Slice batch = std::move(builder).seal({});
    const std::size_t begin = all.size();
    all.append(batch.bytes());
    wire::store_big_endian(all.bytes().data() + begin, base_offset);
  }
  return std::move(all).freeze();
}

void poll_path(benchmark::State& state, std::size_t batch_size, std::size_t max_poll_records, CompressionType codec, bool check_crcs) {
  std::int64_t count = 0;
  const Slice records = make_records(batch_size, codec, count);
  const auto budget = std::make_shared<FetchBudget>(64 << 20, [] {});
  FetchCollector::Settings settings;
  settings.max_poll_records = max_poll_records;
  settings.batches.check_crcs = check_crcs;
  FetchCollector collector(settings);
  std::vector<FetchCollector::Wanted> wanted;
  for (std::int32_t i = 0; i < partitions; ++i) wanted.push_back({{"topic", i}, SeekTarget::to(0)});
  collector.assign(wanted, std::nullopt);
  std::int64_t delivered = 0;
  std::uint64_t checksum = 0;
  for (auto _ : state) {
    state.PauseTiming();
    for (const auto& w : wanted) collector.seek(w.partition, SeekTarget::to(0));
    collector.take_commands();
    state.ResumeTiming();
    const auto share = budget->charge(partitions * static_cast<std::int64_t>(records.size()));
    for (const auto& w : wanted) {
      benchmark::DoNotOptimize(scan_batches(records.bytes(), count).next_offset);
      const auto position = collector.position(w.partition);
      CompletedFetch& fetch = collector.arrivals().emplace_back();
      fetch.partition = position.partition;
      fetch.version = position.version;
      fetch.offset = 0;
      fetch.records = records;
      fetch.share = share;
    }
    while (auto polled = collector.collect()) {
      for (const ConsumerRecord& record : **polled) {
        checksum +=
            static_cast<std::uint64_t>(record.offset()) + record.value().size() + static_cast<unsigned char>(*record.value().data());
        ++delivered;
      }
    }
  }
  benchmark::DoNotOptimize(checksum);
  state.SetItemsProcessed(delivered);
  state.counters["ns/record"] =
      benchmark::Counter(static_cast<double>(delivered) * 1e-9, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

BENCHMARK_CAPTURE(poll_path, batch_16k_poll_500, 16 << 10, 500, CompressionType::none, true)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(poll_path, batch_1m_poll_500, 1 << 20, 500, CompressionType::none, true)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(poll_path, batch_16k_poll_10000, 16 << 10, 10'000, CompressionType::none, true)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(poll_path, batch_16k_poll_1, 16 << 10, 1, CompressionType::none, true)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(poll_path, batch_16k_poll_500_no_crc, 16 << 10, 500, CompressionType::none, false)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(poll_path, batch_16k_poll_500_lz4, 16 << 10, 500, CompressionType::lz4, true)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(poll_path, batch_16k_poll_500_zstd, 16 << 10, 500, CompressionType::zstd, true)->Unit(benchmark::kMicrosecond);

} // namespace
