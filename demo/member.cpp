#include "demo/member.hpp"

#include <charconv>
#include <future>

namespace klamm::demo {

class Member::Listener final : public RebalanceListener {
public:
  Listener(Tally& tally, int number) : tally_(tally), number_(number) {}

  void on_partitions_assigned(Consumer& consumer, const std::vector<TopicPartition>& partitions) override {
    for (const TopicPartition& p : partitions) consumer.seek(p, tally_.take_over(p.partition, number_));
  }
  void on_partitions_revoked(Consumer&, const std::vector<TopicPartition>& partitions) override {
    for (const TopicPartition& p : partitions) tally_.give_up(p.partition, number_);
  }

private:
  Tally& tally_;
  const int number_;
};

Member::Member(int number, std::vector<std::string> servers, std::string topic, Tally& tally)
    : number_(number), tally_(tally), work_(asio::make_work_guard(*context_)) {
  ConsumerConfig config;
  config.bootstrap_servers = std::move(servers);
  config.client_id = "member-" + std::to_string(number + 1);
  config.group_id = "demo";
  config.partition_assignment_strategy = {"cooperative-sticky"};
  config.enable_auto_commit = false;
  config.auto_offset_reset = AutoOffsetReset::earliest();
  config.session_timeout = std::chrono::milliseconds(1'500);
  config.heartbeat_interval = std::chrono::milliseconds(300);
  consumer_.emplace(config, context_->get_executor());
  consumer_->subscribe({std::move(topic)}, std::make_shared<Listener>(tally, number));
  poll();
  thread_ = std::thread([context = context_.get()] { context->run(); });
}

Member::~Member() {
  if (is_alive()) kill();
}

void Member::poll() {
  consumer_->poll_async(std::chrono::seconds(1), [this](Result<ConsumerRecords> records) {
    if (records) consume(*records);
    else if (records.error().code() == ErrorCode::closed) return;
    poll(); // (other errors pass: the next poll goes on)
  });
}

// A value is "NUMBER NANOSECONDS …".
void Member::consume(const ConsumerRecords& records) {
  for (const ConsumerRecord& record : records) {
    const std::string_view text = record.value().text();
    std::int64_t number = -1;
    Clock::rep sent = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ptr != text.data() + text.size()) std::from_chars(read.ptr + 1, text.data() + text.size(), sent);
    tally_.arrived(record.partition(), record.offset(), number, Clock::time_point(Clock::duration(sent)));
    ++records_;
  }
}

void Member::leave() {
  std::promise<void> left;
  asio::post(*context_, [this, &left] { consumer_->close_async([&left](const Result<void>&) { left.set_value(); }); });
  left.get_future().wait();
  kill();
}

void Member::kill() {
  context_->stop();
  thread_.join();
  consumer_.reset();
  work_.reset();
  context_.reset(); // its connections break
}

} // namespace klamm::demo
