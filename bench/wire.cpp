// The codec: what a Fetch response costs to read, and a Produce request to write, per partition; and a big Metadata response.
#include <benchmark/benchmark.h>

#include <string>

#include "wire/messages/fetch.hpp"
#include "wire/messages/metadata.hpp"
#include "wire/messages/produce.hpp"

namespace {

using namespace klamm;
using namespace klamm::wire;

template <class M>
Slice encoded(const M& message, std::int16_t version) {
  Encoder out;
  Codec<M>::encode(message, version, out);
  return std::move(out).finish_contiguous();
}

void per_item(benchmark::State& state, std::int64_t items) {
  state.SetItemsProcessed(state.iterations() * items);
  state.counters["ns/item"] =
      benchmark::Counter(static_cast<double>(state.iterations() * items) / 1e9, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

/// One topic, as many partitions as the argument says, records of 1 KiB.
void fetch_response_decode(benchmark::State& state) {
  const std::string records(1024, 'r');
  FetchResponse response;
  auto& topic = response.topics.emplace_back();
  for (std::int32_t i = 0; i < state.range(0); ++i) {
    topic.partitions.push_back({.index = i,
                                .high_watermark = 1'000'000 + i,
                                .last_stable_offset = 1'000'000,
                                .log_start_offset = 7,
                                .records = Slice::unowned(as_bytes(records))});
  }
  const Slice body = encoded(response, 17);
  for (auto _ : state) {
    Decoder in(body);
    FetchResponse message;
    Codec<FetchResponse>::decode(in, 17, message);
    benchmark::DoNotOptimize(message);
  }
  per_item(state, state.range(0));
}
BENCHMARK(fetch_response_decode)->Arg(1)->Arg(10)->Arg(1000);

void produce_request_encode(benchmark::State& state) {
  const Slice records = Slice::copy_of(as_bytes(std::string(1024, 'r')));
  ProduceRequest request{.acks = -1, .timeout_ms = 30'000};
  auto& topic = request.topics.emplace_back();
  for (std::int32_t i = 0; i < state.range(0); ++i) topic.partitions.push_back({.index = i, .records = records});
  for (auto _ : state) {
    Encoder out;
    Codec<ProduceRequest>::encode(request, 13, out);
    benchmark::DoNotOptimize(std::move(out).finish());
  }
  per_item(state, state.range(0));
}
BENCHMARK(produce_request_encode)->Arg(1)->Arg(10)->Arg(1000);

/// A thousand topics of as many partitions as the argument says, three replicas each.
void metadata_response_decode(benchmark::State& state) {
  MetadataResponse response;
  const std::string name = "a.topic.with.some.name";
  for (int t = 0; t < 1000; ++t) {
    auto& topic = response.topics.emplace_back();
    topic.name = name;
    for (std::int32_t i = 0; i < state.range(0); ++i) {
      topic.partitions.push_back({.index = i, .leader_id = 1, .leader_epoch = 3, .replica_nodes = {1, 2, 3}, .isr_nodes = {1, 2, 3}});
    }
  }
  const Slice body = encoded(response, 13);
  for (auto _ : state) {
    Decoder in(body);
    MetadataResponse message;
    Codec<MetadataResponse>::decode(in, 13, message);
    benchmark::DoNotOptimize(message);
  }
  per_item(state, 1000 * state.range(0));
}
BENCHMARK(metadata_response_decode)->Arg(6);

} // namespace
