// Commits by hand: each partition's records when they are processed, at least once. Ends after some seconds without a record.
#include <iostream>
#include <klamm/klamm.hpp>

using namespace std::chrono_literals;

static void process(const klamm::ConsumerRecord& record) { std::cout << record.value() << '\n'; }

int main(int argc, char** argv) try {
  if (argc != 4) return std::cerr << "usage: " << argv[0] << " HOST:PORT GROUP TOPIC\n", 2;
  klamm::Consumer consumer{{.bootstrap_servers = {argv[1]},
                            .group_id = argv[2],
                            .auto_offset_reset = klamm::AutoOffsetReset::earliest(),
                            .enable_auto_commit = false}};
  consumer.subscribe({argv[3]});
  for (int idle = 0; idle < 50;) {
    const klamm::ConsumerRecords records = consumer.poll(100ms).value();
    idle = records.empty() ? idle + 1 : 0;
    for (const klamm::PartitionRecords& of_one : records.partitions()) {
      for (const klamm::ConsumerRecord& record : of_one) process(record);
      const klamm::OffsetAndMetadata done(of_one.next_offset(), of_one.leader_epoch(), "processed");
      const auto committed = consumer.commit_sync({{of_one.topic_partition(), done}});
      // The partition went to another member meanwhile: it gets these records again.
      if (!committed && committed.error().code() == klamm::ErrorCode::commit_stale) continue;
      committed.value();
    }
  }
  consumer.close().value();
  return 0;
} catch (const klamm::Exception& e) {
  return std::cerr << e.error().message() << '\n', 1;
}
