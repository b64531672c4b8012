#include "sim/world.hpp"

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/use_awaitable.hpp>
#include <doctest/doctest.h>

#include "klamm/producer.hpp"

using namespace klamm;
using namespace klamm::sim;

namespace {

struct Bench {
  Trace trace;
  World world{1, 1, trace};
  std::unique_ptr<Machine> machine = world.machine("client");
  ProducerConfig config;

  Bench() {
    config.bootstrap_servers = world.bootstrap_servers();
    config.linger = std::chrono::milliseconds(0);
  }
};

} // namespace

TEST_CASE("world: a client sends through brokers in virtual time") {
  Bench bench;
  Producer producer = [&] {
    Client client = bench.machine->client(bench.config.client_config());
    return Producer(client, bench.config);
  }();
  std::optional<Result<RecordMetadata>> told;
  producer.send({.topic = "t", .value = "v"}, [&](Result<RecordMetadata> result) { told = std::move(result); });
  CHECK(bench.world.until([&] { return told.has_value(); }, 10s));
  CHECK(told->value().offset() == 0);
}

TEST_CASE("world: a frozen broker is found out, and goes on where it was when it thaws") {
  Bench bench;
  Client client = bench.machine->client(bench.config.client_config());
  Producer producer(client, bench.config);
  std::size_t told = 0;
  const auto send = [&] {
    producer.send({.topic = "t", .value = "v"}, [&](const Result<RecordMetadata>& result) { told += result ? 1 : 0; });
  };
  send();
  REQUIRE(bench.world.until([&] { return told == 1; }, 10s));
  bench.world.freeze(1, 1h);
  send();
  CHECK_FALSE(bench.world.until([&] { return told == 2; }, 10s));
  bench.world.revive(1);
  CHECK(bench.world.until([&] { return told == 2; }, 10s));
}

TEST_CASE("world: an unplugged machine reaches nobody") {
  Bench bench;
  Client client = bench.machine->client(bench.config.client_config());
  Producer producer(client, bench.config);
  std::size_t told = 0;
  const auto send = [&] { producer.send({.topic = "t", .value = "v"}, [&](const Result<RecordMetadata>&) { ++told; }); };
  send();
  REQUIRE(bench.world.until([&] { return told == 1; }, 10s));
  bench.machine->unplug();
  send();
  CHECK_FALSE(bench.world.until([&] { return told == 2; }, 60s));
  CHECK(bench.world.state().topic("t")->partitions[0].log.end_offset() == 1);
}

// Found by the simulation: a record that waited for room was overtaken by a smaller one that found some.
TEST_CASE("producer: a send that waits for room is not overtaken by one that needs less") {
  Bench bench;
  bench.config.batch_size = 1'000;
  bench.config.buffer_memory = 30'000;
  Client client = bench.machine->client(bench.config.client_config());
  Producer producer(client, bench.config);
  std::vector<std::int64_t> offsets;
  const auto send = [&](std::size_t size) {
    asio::co_spawn(
        client.executor(),
        [&producer, &offsets, size]() -> asio::awaitable<void> {
          const std::string value(size, 'v');
          const auto result = co_await producer.send({.topic = "t", .value = value, .partition = 0}, asio::use_awaitable);
          offsets.push_back(result.value().offset());
        },
        asio::detached);
  };
  send(1);
  REQUIRE(bench.world.until([&] { return offsets.size() == 1; }, 10s));
  bench.world.freeze(1, 1h);
  const std::vector<std::size_t> sizes{12'000, 12'000, 12'000, 100, 12'000, 100};
  for (const std::size_t size : sizes) send(size);
  bench.world.pass(1s);
  bench.world.revive(1);
  REQUIRE(bench.world.until([&] { return offsets.size() == 7; }, 60s));
  CHECK(std::ranges::is_sorted(offsets));
  std::int64_t at = 0;
  for (const Slice& batch : bench.world.state().topic("t")->partitions[0].log.read(0, SIZE_MAX)) {
    BatchReader reader(batch);
    REQUIRE(reader.next().value());
    Decompressor decompressor;
    auto records = read_records(reader.batch(), decompressor).value();
    for (RecordView record; records.next(record); ++at)
      CHECK(record.value.size() == (at == 0 ? 1 : sizes[static_cast<std::size_t>(at - 1)]));
  }
  CHECK(at == 7);
}
