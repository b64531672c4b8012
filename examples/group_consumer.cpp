// Reads a topic as a member of a group: start it several times, and the members share the partitions. Ends after some seconds without a record.
#include <iostream>
#include <klamm/klamm.hpp>

using namespace std::chrono_literals;

int main(int argc, char** argv) try {
  if (argc != 4) return std::cerr << "usage: " << argv[0] << " HOST:PORT GROUP TOPIC\n", 2;
  klamm::Consumer consumer{{.bootstrap_servers = {argv[1]}, .group_id = argv[2], .auto_offset_reset = klamm::AutoOffsetReset::earliest()}};
  consumer.subscribe({argv[3]});
  for (int idle = 0; idle < 50;) {
    const klamm::ConsumerRecords records = consumer.poll(100ms).value();
    idle = records.empty() ? idle + 1 : 0;
    for (const klamm::ConsumerRecord& r : records)
      std::cout << r.topic() << '[' << r.partition() << "]@" << r.offset() << ' ' << r.key() << ": " << r.value() << '\n';
    // What a poll returned is committed as later polls are made (enable.auto.commit), and by close().
  }
  consumer.close().value();
  return 0;
} catch (const klamm::Exception& e) {
  return std::cerr << e.error().message() << '\n', 1;
}
