// Reads all topics whose names match, also those created later, in a group whose partitions the broker assigns (KIP-848; brokers from 4.0).
#include <iostream>
#include <klamm/klamm.hpp>

using namespace std::chrono_literals;

int main(int argc, char** argv) try {
  if (argc != 4) return std::cerr << "usage: " << argv[0] << " HOST:PORT GROUP REGEX\n", 2;
  klamm::Consumer consumer{{.bootstrap_servers = {argv[1]},
                            .group_id = argv[2],
                            .group_protocol = klamm::GroupProtocol::consumer,
                            .auto_offset_reset = klamm::AutoOffsetReset::earliest()}};
  consumer.subscribe(klamm::TopicPattern(argv[3]));
  for (int idle = 0; idle < 100;) {
    const klamm::ConsumerRecords records = consumer.poll(100ms).value();
    idle = records.empty() ? idle + 1 : 0;
    for (const klamm::ConsumerRecord& r : records) std::cout << r.topic() << ": " << r.value() << '\n';
  }
  consumer.close().value();
  return 0;
} catch (const klamm::Exception& e) {
  return std::cerr << e.error().message() << '\n', 1;
}
