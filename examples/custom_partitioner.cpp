// Chooses partitions by a function: the first is kept for records in a hurry: custom_partitioner HOST:PORT TOPIC
#include <functional>
#include <iostream>
#include <klamm/klamm.hpp>

int main(int argc, char** argv) try {
  if (argc != 3) return std::cerr << "usage: " << argv[0] << " HOST:PORT TOPIC\n", 2;
  klamm::ProducerConfig config{.bootstrap_servers = {argv[1]}};
  config.topics[argv[2]].partitioner = [](const klamm::PartitionerInput& record) -> std::int32_t {
    if (record.partition_count == 1 || record.value.text().starts_with("urgent")) return 0;
    const std::size_t hash = std::hash<std::string_view>()(record.key);
    return 1 + static_cast<std::int32_t>(hash % static_cast<std::size_t>(record.partition_count - 1));
  };
  klamm::Producer producer{config};
  for (int i = 0; i < 20; ++i) {
    const std::string key = std::to_string(i), value = (i % 5 == 0 ? "urgent " : "patient ") + key;
    std::cout << value << " -> " << producer.send_sync({.topic = argv[2], .key = key, .value = value}).value().partition() << '\n';
  }
  producer.close().value();
} catch (const klamm::Exception& failure) {
  return std::cerr << failure.what() << '\n', 1;
}
