// As many records as the cluster takes, and what the producer counted meanwhile: produce_fast HOST:PORT TOPIC [COUNT]
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <klamm/klamm.hpp>

int main(int argc, char** argv) try {
  if (argc < 3) return std::cerr << "usage: " << argv[0] << " HOST:PORT TOPIC [COUNT]\n", 2;
  const int count = argc > 3 ? std::atoi(argv[3]) : 1'000'000;
  klamm::ProducerConfig config{.bootstrap_servers = {argv[1]}};
  config.linger = std::chrono::milliseconds(20);         // time for batches to fill
  config.batch_size = 256 << 10;                         // fewer, larger requests
  config.buffer_memory = 128 << 20;                      // what may be under way
  config.compression_type = klamm::CompressionType::lz4; // less for the network and the broker
  config.on_error = [](const klamm::Error& error) { std::cerr << error << '\n'; };
  klamm::Producer producer{config};

  const auto begin = std::chrono::steady_clock::now();
  const std::string value(100, 'v');
  for (int i = 0; i < count; ++i) producer.send({.topic = argv[2], .value = value}); // waits by itself when the buffer is full
  producer.flush(std::chrono::minutes(5)).value();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;

  const klamm::ProducerStatistics all = producer.statistics();
  std::cout << "sent " << all.total.records_sent << ", failed " << all.total.records_failed << ": "
            << static_cast<double>(count) / seconds.count() << " records/s, " << all.total.records_per_batch()
            << " records in a batch, compressed to " << all.total.compression_ratio() << '\n';
  for (const klamm::BrokerStatistics& broker : all.brokers)
    std::cout << broker.address << ": " << broker.requests << " requests, answered within " << broker.latency_us.p50 << " us (p50), "
              << broker.latency_us.p99 << " us (p99)\n";
  producer.close().value();
} catch (const klamm::Exception& failure) {
  return std::cerr << failure.what() << '\n', 1;
}
