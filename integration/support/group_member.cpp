// A member of a consumer group, as a process that tests may kill: group_member SERVERS GROUP TOPIC range|cooperative-sticky|consumer INSTANCE|- FILE
// It writes down what it gets (support/group_ledger.hpp), commits behind what it has written, and leaves in order on SIGTERM.
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <iostream>
#include <klamm/klamm.hpp>
#include <map>
#include <string>

using namespace klamm;
using namespace std::chrono_literals;

namespace {

std::atomic<bool> over{false};

/// Each entry is one write, so that SIGKILL leaves whole lines.
class Diary {
public:
  explicit Diary(const char* path) : file_(std::fopen(path, "a")) {
    if (!file_) throw std::runtime_error(std::string("cannot write ") + path);
  }
  Diary(const Diary&) = delete;
  Diary& operator=(const Diary&) = delete;
  ~Diary() { std::fclose(file_); }

  void enter(const std::string& kind, const std::string& rest = "") {
    const std::string line = kind + " " + std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()) + rest + "\n";
    if (::write(fileno(file_), line.data(), line.size()) != static_cast<ssize_t>(line.size())) over = true;
  }

private:
  std::FILE* file_;
};

std::string numbers(const std::vector<TopicPartition>& partitions) {
  std::string text;
  for (const TopicPartition& partition : partitions) text += " " + std::to_string(partition.partition);
  return text;
}

class Listener : public RebalanceListener {
public:
  explicit Listener(Diary& diary) : diary_(diary) {}
  void on_partitions_assigned(Consumer& consumer, const std::vector<TopicPartition>&) override {
    diary_.enter("g", " " + std::to_string(consumer.group_metadata().generation_id) + numbers(consumer.assignment()));
  }
  void on_partitions_revoked(Consumer& consumer, const std::vector<TopicPartition>& partitions) override {
    if (consumer.commit_sync(5s)) diary_.enter("x", numbers(partitions));
    else diary_.enter("l", numbers(partitions));
  }
  void on_partitions_lost(Consumer&, const std::vector<TopicPartition>& partitions) override { diary_.enter("l", numbers(partitions)); }

private:
  Diary& diary_;
};

ConsumerConfig config(char** argv) {
  ConsumerConfig config{
      .bootstrap_servers = {argv[1]}, .group_id = argv[2], .auto_offset_reset = AutoOffsetReset::earliest(), .enable_auto_commit = false};
  if (std::strcmp(argv[5], "-") != 0) config.group_instance_id = argv[5];
  if (std::strcmp(argv[4], "consumer") == 0) {
    config.group_protocol = GroupProtocol::consumer;
  } else {
    config.partition_assignment_strategy = {argv[4]};
    config.session_timeout = 6s;
    config.heartbeat_interval = 500ms;
  }
  return config;
}

} // namespace

int main(int argc, char** argv) try {
  if (argc != 7) return std::cerr << "usage: " << argv[0] << " SERVER GROUP TOPIC range|cooperative-sticky|consumer INSTANCE|- FILE\n", 2;
  ::signal(SIGTERM, [](int) { over = true; });
  Diary diary(argv[6]);
  diary.enter("s");
  Consumer consumer(config(argv));
  consumer.subscribe({argv[3]}, std::make_shared<Listener>(diary));
  std::int32_t generation = -1;
  while (!over) {
    const auto records = consumer.poll(50ms);
    if (const std::int32_t now = consumer.group_metadata().generation_id; now != generation) {
      generation = now;
      if (now > 0) diary.enter("e", " " + std::to_string(now));
    }
    if (!records) continue; // each says what it was; the log has it
    std::map<int, std::pair<std::int64_t, std::int64_t>> runs;
    for (const ConsumerRecord& record : *records) {
      const auto run = runs.try_emplace(record.partition(), record.offset(), record.offset() - 1).first;
      if (record.offset() != run->second.second + 1) { // a gap ends the run
        diary.enter("r",
                    " " + std::to_string(run->first) + " " + std::to_string(run->second.first) + " " + std::to_string(run->second.second));
        run->second.first = record.offset();
      }
      run->second.second = record.offset();
    }
    for (const auto& [partition, run] : runs)
      diary.enter("r", " " + std::to_string(partition) + " " + std::to_string(run.first) + " " + std::to_string(run.second));
    if (!records->empty()) consumer.commit_async();
  }
  (void)consumer.close(10s);
  return 0;
} catch (const Exception& thrown) {
  return std::cerr << thrown.error().message() << '\n', 1;
}
