// Follows which partitions a member gets and gives up, and commits what it processed before it gives them up. Ends after some seconds without a record.
#include <iostream>
#include <klamm/klamm.hpp>

using namespace std::chrono_literals;

namespace {

struct Listener : klamm::RebalanceListener {
  void on_partitions_assigned(klamm::Consumer& consumer, const std::vector<klamm::TopicPartition>& partitions) override {
    for (const klamm::TopicPartition& p : partitions) std::cout << "got " << p << " at " << consumer.position(p).value() << '\n';
  }
  void on_partitions_revoked(klamm::Consumer& consumer, const std::vector<klamm::TopicPartition>& partitions) override {
    consumer.commit_sync(5s).value();
    for (const klamm::TopicPartition& p : partitions) std::cout << "gave up " << p << '\n';
  }
  void on_partitions_lost(klamm::Consumer&, const std::vector<klamm::TopicPartition>& partitions) override {
    for (const klamm::TopicPartition& p : partitions) std::cout << "lost " << p << ": another member may have it already\n";
  }
};

} // namespace

int main(int argc, char** argv) try {
  if (argc != 4) return std::cerr << "usage: " << argv[0] << " HOST:PORT GROUP TOPIC\n", 2;
  klamm::Consumer consumer{{.bootstrap_servers = {argv[1]},
                            .group_id = argv[2],
                            .partition_assignment_strategy = {"cooperative-sticky"},
                            .auto_offset_reset = klamm::AutoOffsetReset::earliest(),
                            .enable_auto_commit = false}};
  consumer.subscribe({argv[3]}, std::make_shared<Listener>());
  for (int idle = 0; idle < 50;) {
    const klamm::ConsumerRecords records = consumer.poll(100ms).value();
    idle = records.empty() ? idle + 1 : 0;
    for (const klamm::ConsumerRecord& record : records) std::cout << record.value() << '\n';
  }
  consumer.close().value();
  return 0;
} catch (const klamm::Exception& e) {
  return std::cerr << e.error().message() << '\n', 1;
}
