// What each codec makes of 128 KiB of records (JSON of orders), MB/s of uncompressed bytes and the ratio; gzip beside zlib, which klamm doesn't use.
#include <benchmark/benchmark.h>

#include <string>

#include "base/random.hpp"
#include "compression/codec.hpp"
#include "records/batch_builder.hpp"

#ifdef KLAMM_BENCH_ZLIB
#include <zlib.h>
#endif

namespace {

using namespace klamm;

/// The records section of a batch.
const std::string& text() {
  static const std::string records = [] {
    Random random(1);
    BatchBuilder builder(Buffer(), 128 * 1024);
    for (Timestamp i = 0;; ++i) {
      const std::string order = R"({"order":)" + std::to_string(random.below(1'000'000)) + R"(,"customer":"c-)" +
                                std::to_string(random.below(5000)) + R"(","status":")" + (random.below(3) > 0 ? "paid" : "shipped") +
                                R"(","amount":)" + std::to_string(random.below(100'000)) + "}";
      if (!builder.append({"customer", order, {}, 1'700'000'000'000 + i})) break;
    }
    return std::string(std::move(builder).seal({}).text().substr(RecordBatchHeader::size));
  }();
  return records;
}

void rate(benchmark::State& state, std::size_t compressed) {
  state.counters["MB/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * static_cast<double>(text().size()) / 1e6, benchmark::Counter::kIsRate);
  state.counters["ratio"] = static_cast<double>(text().size()) / static_cast<double>(compressed);
}

void compress(benchmark::State& state, CompressionType codec, int level) {
  Compressor compressor;
  std::size_t size = 1;
  for (auto _ : state) size = compressor.compress(codec, level, as_bytes(text())).value().size();
  rate(state, size);
}

void decompress(benchmark::State& state, CompressionType codec) {
  Compressor compressor;
  Decompressor decompressor;
  const ConstBytes compressed = compressor.compress(codec, as_bytes(text())).value();
  for (auto _ : state) benchmark::DoNotOptimize(decompressor.decompress(codec, compressed).value());
  rate(state, compressed.size());
}

BENCHMARK_CAPTURE(compress, gzip_1, CompressionType::gzip, 1);
BENCHMARK_CAPTURE(compress, gzip_default, CompressionType::gzip, -1);
BENCHMARK_CAPTURE(compress, gzip_9, CompressionType::gzip, 9);
BENCHMARK_CAPTURE(compress, snappy, CompressionType::snappy, 0);
BENCHMARK_CAPTURE(compress, lz4_default, CompressionType::lz4, 9);
BENCHMARK_CAPTURE(compress, lz4_12, CompressionType::lz4, 12);
BENCHMARK_CAPTURE(compress, zstd_1, CompressionType::zstd, 1);
BENCHMARK_CAPTURE(compress, zstd_default, CompressionType::zstd, 3);
BENCHMARK_CAPTURE(compress, zstd_9, CompressionType::zstd, 9);
BENCHMARK_CAPTURE(decompress, gzip, CompressionType::gzip);
BENCHMARK_CAPTURE(decompress, snappy, CompressionType::snappy);
BENCHMARK_CAPTURE(decompress, lz4, CompressionType::lz4);
BENCHMARK_CAPTURE(decompress, zstd, CompressionType::zstd);

#ifdef KLAMM_BENCH_ZLIB

constexpr int gzip_window_bits = 15 + 16;

std::string zlib_gzip(z_stream& stream) {
  std::string out(text().size() + 1000, '\0');
  deflateReset(&stream);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text().data()));
  stream.avail_in = static_cast<uInt>(text().size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  return out;
}

void compress_zlib(benchmark::State& state) {
  z_stream stream{};
  deflateInit2(&stream, static_cast<int>(state.range(0)), Z_DEFLATED, gzip_window_bits, 8, Z_DEFAULT_STRATEGY);
  std::size_t size = 1;
  for (auto _ : state) size = zlib_gzip(stream).size();
  deflateEnd(&stream);
  rate(state, size);
}

void decompress_zlib(benchmark::State& state) {
  z_stream packer{}, stream{};
  deflateInit2(&packer, -1, Z_DEFLATED, gzip_window_bits, 8, Z_DEFAULT_STRATEGY);
  std::string compressed = zlib_gzip(packer), out(text().size(), '\0');
  deflateEnd(&packer);
  inflateInit2(&stream, gzip_window_bits);
  for (auto _ : state) {
    inflateReset(&stream);
    stream.next_in = reinterpret_cast<Bytef*>(compressed.data());
    stream.avail_in = static_cast<uInt>(compressed.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    benchmark::DoNotOptimize(inflate(&stream, Z_FINISH));
  }
  inflateEnd(&stream);
  rate(state, compressed.size());
}

BENCHMARK(compress_zlib)->Arg(1)->Arg(-1)->Arg(9);
BENCHMARK(decompress_zlib);

#endif

} // namespace
