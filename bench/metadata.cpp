// A cluster of 20,000 topics with 5 partitions each on 30 brokers: taking its metadata in, small changes, and the producer's lookup per record.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "base/random.hpp"
#include "cluster/metadata_cache.hpp"

namespace {

using namespace klamm;

constexpr int topics = 20'000, partitions = 5, brokers = 30;

const std::vector<std::string>& names() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> made;
    for (int i = 0; i < topics; ++i) made.push_back("some.topic.with.a.usual.name." + std::to_string(i));
    return made;
  }();
  return all;
}

Uuid id_of(int topic) {
  Random random(static_cast<std::uint64_t>(topic));
  Uuid id;
  for (auto& byte : id.bytes) byte = static_cast<std::uint8_t>(random.below(256));
  return id;
}

wire::MetadataResponse::Topic topic(int number, std::int32_t epoch) {
  wire::MetadataResponse::Topic t;
  t.name = names()[static_cast<std::size_t>(number)];
  t.topic_id = id_of(number);
  for (int p = 0; p < partitions; ++p) {
    t.partitions.emplace_back();
    auto& partition = t.partitions.back();
    partition.index = p;
    partition.leader_id = (number + p) % brokers;
    partition.leader_epoch = epoch;
    partition.replica_nodes = {(number + p) % brokers, (number + p + 1) % brokers, (number + p + 2) % brokers};
    partition.isr_nodes = partition.replica_nodes;
  }
  return t;
}

wire::MetadataResponse response(int first, int last, std::int32_t epoch) {
  wire::MetadataResponse r;
  for (int b = 0; b < brokers; ++b) r.brokers.push_back({b, "broker.example.com", 9092, std::nullopt});
  r.cluster_id = "the-cluster";
  for (int i = first; i < last; ++i) r.topics.push_back(topic(i, epoch));
  return r;
}

constexpr TimePoint now{std::chrono::hours(1)};
const cluster::MetadataCache::Asked everything{.version = 13, .all_topics = true};

void learn_everything(benchmark::State& state) {
  const auto told = response(0, topics, 3);
  for (auto _ : state) {
    cluster::MetadataCache cache;
    benchmark::DoNotOptimize(cache.apply(told, everything, now).value().changed);
  }
}
BENCHMARK(learn_everything)->Unit(benchmark::kMillisecond);

void hear_everything_again(benchmark::State& state) {
  const auto told = response(0, topics, 3);
  cluster::MetadataCache cache;
  cache.apply(told, everything, now).value();
  for (auto _ : state) benchmark::DoNotOptimize(cache.apply(told, everything, now).value().changed);
}
BENCHMARK(hear_everything_again)->Unit(benchmark::kMillisecond);

void change_one_topic(benchmark::State& state) {
  cluster::MetadataCache cache;
  cache.apply(response(0, topics, 3), everything, now).value();
  std::int32_t epoch = 4;
  auto told = response(77, 78, epoch);
  for (auto _ : state) {
    for (auto& partition : told.topics[0].partitions) partition.leader_epoch = epoch;
    ++epoch;
    benchmark::DoNotOptimize(cache.apply(told, {.version = 13}, now).value().changed);
  }
}
BENCHMARK(change_one_topic)->Unit(benchmark::kMicrosecond);

void take_a_leader_hint(benchmark::State& state) {
  cluster::MetadataCache cache;
  cache.apply(response(0, topics, 3), everything, now).value();
  cluster::LeaderHint hint{names()[88], 1, 7, 4};
  for (auto _ : state) {
    ++hint.leader_epoch;
    benchmark::DoNotOptimize(cache.apply_hints({&hint, 1}, {}));
  }
}
BENCHMARK(take_a_leader_hint)->Unit(benchmark::kMicrosecond);

void find_a_leader(benchmark::State& state) {
  cluster::MetadataCache cache;
  cache.apply(response(0, topics, 3), everything, now).value();
  const auto snapshot = cache.snapshot();
  std::int32_t partition = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(snapshot->leader(names()[5], partition));
    partition = (partition + 1) % partitions;
  }
}
BENCHMARK(find_a_leader);

} // namespace
