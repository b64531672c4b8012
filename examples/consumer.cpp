// Prints all records of a topic, from its beginning to where it ends now.
#include <algorithm>
#include <iostream>
#include <klamm/klamm.hpp>

using namespace std::chrono_literals;

static klamm::Result<void> print_topic(const std::string& bootstrap, const std::string& topic) {
  klamm::Consumer consumer{{.bootstrap_servers = {bootstrap}}};
  const auto infos = consumer.partitions_for(topic, 15s);
  if (!infos) return infos.error();

  std::vector<klamm::TopicPartition> partitions;
  for (const klamm::PartitionInfo& info : *infos) partitions.push_back({topic, info.partition});
  const auto ends = consumer.end_offsets(partitions, 15s);
  if (!ends) return ends.error();

  consumer.assign(partitions);
  consumer.seek_to_beginning();
  const auto at_end = [&](const klamm::TopicPartition& p) { return consumer.position(p, 15s).value() >= ends->at(p); };
  while (!std::all_of(partitions.begin(), partitions.end(), at_end)) {
    const auto records = consumer.poll(1s);
    if (!records) return records.error();
    for (const klamm::ConsumerRecord& r : *records)
      std::cout << r.topic() << '[' << r.partition() << "]@" << r.offset() << ' ' << r.key() << ": " << r.value() << '\n';
  }
  return {};
}

int main(int argc, char** argv) try {
  if (argc != 3) return std::cerr << "usage: " << argv[0] << " HOST:PORT TOPIC\n", 2;
  print_topic(argv[1], argv[2]).value();
  return 0;
} catch (const klamm::Exception& e) {
  return std::cerr << e.error().message() << '\n', 1;
}
