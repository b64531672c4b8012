// Prints the records of the last minutes: seek_to_time HOST:PORT TOPIC MINUTES
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <klamm/klamm.hpp>
#include <map>

using namespace std::chrono_literals;

static void print_since(const std::string& bootstrap, const std::string& topic, klamm::Timestamp since) {
  klamm::Consumer consumer{{.bootstrap_servers = {bootstrap}}};
  std::map<klamm::TopicPartition, klamm::Timestamp> times;
  std::vector<klamm::TopicPartition> partitions;
  const auto infos = consumer.partitions_for(topic).value();
  for (const klamm::PartitionInfo& info : infos) {
    partitions.push_back({topic, info.partition});
    times[partitions.back()] = since;
  }
  const auto ends = consumer.end_offsets(partitions).value();

  std::vector<klamm::TopicPartitionOffset> starts; // at the first record that is not older, where there is one
  const auto first = consumer.offsets_for_times(times).value();
  for (const auto& [partition, found] : first)
    if (found) starts.emplace_back(partition, found->offset, found->leader_epoch);
  consumer.assign(starts);

  const auto at_end = [&](const klamm::TopicPartition& partition) { return consumer.position(partition).value() >= ends.at(partition); };
  const auto assigned = consumer.assignment();
  while (!std::all_of(assigned.begin(), assigned.end(), at_end)) {
    const klamm::ConsumerRecords records = consumer.poll(1s).value();
    for (const klamm::ConsumerRecord& record : records)
      if (record.offset() < ends.at(record.topic_partition())) std::cout << record.timestamp() << ' ' << record.value() << '\n';
  }
}

int main(int argc, char** argv) try {
  if (argc != 4) return std::cerr << "usage: " << argv[0] << " HOST:PORT TOPIC MINUTES\n", 2;
  const auto since = std::chrono::system_clock::now() - std::chrono::minutes(std::atoi(argv[3]));
  print_since(argv[1], argv[2], std::chrono::duration_cast<std::chrono::milliseconds>(since.time_since_epoch()).count());
  return 0;
} catch (const klamm::Exception& failure) {
  return std::cerr << failure.what() << '\n', 1;
}
