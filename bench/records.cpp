// Records of 100 bytes into batches and out of them, in memory: nanoseconds per record.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "base/murmur2.hpp"
#include "records/batch_builder.hpp"
#include "records/batch_reader.hpp"

namespace {

using namespace klamm;

constexpr std::size_t batch_size = 128 * 1024;
const std::string value(100, 'v');
const std::vector<Header> two_headers{{"trace", "0123456789abcdef"}, {"source", "web"}};

enum class Shape { value_only, with_key, with_headers };

RecordParts parts_of(Shape shape, std::int64_t i) {
  RecordParts parts{{}, value, {}, 1'700'000'000'000 + i / 16};
  if (shape != Shape::value_only) parts.key = "customer-4711";
  if (shape == Shape::with_headers) parts.headers = two_headers;
  return parts;
}

BatchBuilder full_batch(Shape shape, Buffer memory) {
  BatchBuilder builder(std::move(memory), batch_size);
  for (std::int64_t i = 0; builder.append(parts_of(shape, i)); ++i) {
  }
  return builder;
}

void per_record(benchmark::State& state, std::int64_t records) {
  state.counters["ns/record"] =
      benchmark::Counter(static_cast<double>(records) * 1e-9, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void encode(benchmark::State& state, Shape shape) {
  std::int64_t records = 0;
  Buffer memory(batch_size);
  for (auto _ : state) {
    BatchBuilder builder = full_batch(shape, std::move(memory));
    records += builder.count();
    memory = std::move(builder).take_memory();
  }
  per_record(state, records);
}

void encode_in_place(benchmark::State& state) {
  std::int64_t records = 0;
  Buffer memory(batch_size);
  for (auto _ : state) {
    BatchBuilder builder(std::move(memory), batch_size);
    const auto write = [](Buffer& out) { out.append(as_bytes(value)); };
    for (std::int64_t i = 0; builder.append_with(parts_of(Shape::value_only, i), 100, write); ++i) {
    }
    records += builder.count();
    memory = std::move(builder).take_memory();
  }
  per_record(state, records);
}

/// With header and CRC, as it is sent.
void encode_and_seal(benchmark::State& state) {
  std::int64_t records = 0;
  for (auto _ : state) {
    BatchBuilder builder = full_batch(Shape::value_only, Buffer(batch_size));
    records += builder.count();
    benchmark::DoNotOptimize(std::move(builder).seal({1, 0, 0, false}));
  }
  per_record(state, records);
}

void iterate(benchmark::State& state, Shape shape, bool with_crc, std::size_t batches) {
  std::vector<Slice> slices;
  for (std::size_t i = 0; i < batches; ++i) slices.push_back(full_batch(shape, Buffer(batch_size)).seal({}));
  std::int64_t records = 0;
  Decompressor decompressor;
  const BatchReadOptions options{.check_crcs = with_crc, .decompression_limit = default_decompression_limit};
  for (auto _ : state) {
    for (const Slice& slice : slices) {
      BatchReader reader(slice, options);
      while (reader.next().value()) {
        RecordIterator iterator = read_records(reader.batch(), decompressor, options).value();
        for (RecordView record; iterator.next(record); ++records) {
          benchmark::DoNotOptimize(record);
        }
        if (iterator.failed()) return state.SkipWithError("corrupt");
      }
    }
  }
  per_record(state, records);
}

BENCHMARK_CAPTURE(encode, value_only, Shape::value_only);
BENCHMARK_CAPTURE(encode, with_key, Shape::with_key);
BENCHMARK_CAPTURE(encode, with_headers, Shape::with_headers);
BENCHMARK(encode_in_place);
BENCHMARK(encode_and_seal);
BENCHMARK_CAPTURE(iterate, value_only, Shape::value_only, false, 1);
BENCHMARK_CAPTURE(iterate, with_key, Shape::with_key, false, 1);
BENCHMARK_CAPTURE(iterate, with_headers, Shape::with_headers, false, 1);
BENCHMARK_CAPTURE(iterate, crc_too, Shape::value_only, true, 1);
BENCHMARK_CAPTURE(iterate, crc_too_64_mib, Shape::value_only, true, 512); // out of the caches, as fresh from the network

void hash_key(benchmark::State& state) {
  const std::string key(static_cast<std::size_t>(state.range(0)), 'k');
  for (auto _ : state) benchmark::DoNotOptimize(murmur2_partition(as_bytes(key), 6));
}
BENCHMARK(hash_key)->Arg(8)->Arg(36);

} // namespace
