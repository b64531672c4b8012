// Reader: an application that consumes partitions assigned by hand.
#include "sim/actors.hpp"

namespace klamm::sim {

Reader::Reader(World& world, Ledger& ledger, const Plan& plan, const ConsumerPlan& how, const std::string& name)
    : world_(world),
      ledger_(ledger),
      plan_(plan),
      how_(how),
      random_(world.fork()),
      machine_(world.machine(name)),
      account_(ledger.add_consumer(name)) {
  ConsumerConfig config = how_.config;
  config.bootstrap_servers = world_.bootstrap_servers();
  client_.emplace(machine_->client(config.client_config()));
  consumer_.emplace(*client_, config);
}

void Reader::start() {
  assign_some();
  poll();
  if (how_.restless) fidget();
}

void Reader::poll() {
  consumer_->poll_async(500ms, [this](const Result<ConsumerRecords>& records) {
    on_records(records);
    if (closing_) return;
    if (how_.thinks == Duration(0) || settled_) return poll();
    world_.later(Duration(static_cast<Duration::rep>(random_.below(static_cast<std::uint64_t>(how_.thinks.count())))), [this] {
      if (!closing_) poll();
    });
  });
}

void Reader::on_records(const Result<ConsumerRecords>& records) {
  if (!records) {
    world_.trace()(machine_->name(), [&] { return "poll failed: " + records.error().message(); });
    if (records.error().code() == ErrorCode::cancelled && std::exchange(woken_, false)) return;
    const bool is_notice =
        records.error().retriable() && records.error().context().partition < 0; // the cluster could not be reached for long
    if (!closing_ && !is_notice) ledger_.violation(machine_->name() + ": poll failed: " + records.error().message());
    return;
  }
  if (static_cast<std::int32_t>(records->size()) > how_.config.max_poll_records)
    ledger_.violation(machine_->name() + ": a poll returned " + std::to_string(records->size()) + " records");
  for (const ConsumerRecord& record : *records) ledger_.delivered(account_, record, world_.state());
  for (const PartitionRecords& some : records->partitions()) {
    world_.trace()(machine_->name(), [&] {
      return "got " + std::to_string(some.size()) + " records of " + std::string(some.topic()) + "[" + std::to_string(some.partition()) +
             "], goes on at " + std::to_string(some.next_offset());
    });
  }
}

// Partitions that stay keep their position; new ones begin at the start of the log.
void Reader::assign_some() {
  std::vector<TopicPartition> wanted;
  for (const TopicPlan& topic : plan_.topics) {
    for (std::int32_t i = 0; i < topic.partitions; ++i) {
      const TopicPartition partition{topic.name, i};
      const bool has = ledger_.position(account_, partition).has_value();
      if (how_.restless && random_.below(3) == 0) {
        ledger_.released(account_, partition);
        continue;
      }
      wanted.push_back(partition);
      if (!has) ledger_.positioned(account_, partition, 0);
    }
  }
  world_.trace()(machine_->name(), [&] { return "reads " + std::to_string(wanted.size()) + " partitions"; });
  consumer_->assign(wanted);
}

void Reader::seek() {
  const auto assigned = consumer_->assignment();
  if (assigned.empty()) return;
  const TopicPartition& partition = assigned[random_.below(assigned.size())];
  const std::int64_t at = ledger_.position(account_, partition).value_or(0);
  const std::int64_t to = random_.below(3) == 0 ? 0 : static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(at) + 1));
  world_.trace()(machine_->name(),
                 [&] { return "seeks " + partition.topic + "[" + std::to_string(partition.partition) + "] to " + std::to_string(to); });
  if (to == 0 && random_.below(2) == 0) consumer_->seek_to_beginning({partition});
  else consumer_->seek(partition, to);
  ledger_.positioned(account_, partition, to);
}

void Reader::fidget() {
  world_.later(Duration(static_cast<Duration::rep>(random_.below(static_cast<std::uint64_t>(Duration(2s).count())))), [this] {
    if (settled_ || closing_) return;
    const auto assigned = consumer_->assignment();
    switch (random_.below(6)) {
      case 0: assign_some(); break;
      case 1:
      case 2: seek(); break;
      case 3:
        if (!assigned.empty()) consumer_->pause({assigned[random_.below(assigned.size())]});
        break;
      case 4: consumer_->resume(consumer_->paused()); break;
      case 5:
        woken_ = true;
        consumer_->wakeup();
        break;
    }
    fidget();
  });
}

void Reader::settle_down() {
  settled_ = true;
  consumer_->resume(consumer_->paused());
}

void Reader::close() {
  closing_ = true;
  consumer_->close_async([this](const Result<void>&) { closed_ = true; });
}

void Reader::destroy() {
  consumer_.reset();
  client_.reset();
  machine_.reset();
}

} // namespace klamm::sim
