// Place: applications that consume as members of a group.
#include "sim/actors.hpp"

namespace klamm::sim {
namespace {

/// Tells the ledger of rebalances.
class Owner final : public RebalanceListener {
public:
  Owner(const World& world, GroupLedger& group, GroupLedger::Member member, std::string name)
      : world_(world), group_(group), member_(member), name_(std::move(name)) {}

  void on_partitions_assigned(Consumer& consumer, const std::vector<TopicPartition>& partitions) override {
    const ConsumerGroupMetadata metadata = consumer.group_metadata();
    say("assigned", partitions, metadata.generation_id);
    group_.assigned(member_, metadata.member_id, metadata.generation_id, partitions);
  }
  void on_partitions_revoked(Consumer& consumer, const std::vector<TopicPartition>& partitions) override {
    say("revoked", partitions, consumer.group_metadata().generation_id);
    group_.gave_up(member_, partitions);
  }
  void on_partitions_lost(Consumer& consumer, const std::vector<TopicPartition>& partitions) override {
    say("lost", partitions, consumer.group_metadata().generation_id);
    group_.gave_up(member_, partitions);
  }

private:
  void say(std::string_view what, const std::vector<TopicPartition>& partitions, std::int32_t generation) {
    world_.trace()(name_, [&] {
      std::string text(what);
      for (const TopicPartition& partition : partitions) text += " " + partition.topic + "[" + std::to_string(partition.partition) + "]";
      return text + " in generation " + std::to_string(generation);
    });
  }

  const World& world_;
  GroupLedger& group_;
  const GroupLedger::Member member_;
  const std::string name_;
};

} // namespace

struct Place::Member : std::enable_shared_from_this<Place::Member> {
  Member(World& world, GroupLedger& group, const std::string& name) : machine(world.machine(name)), account(group.add_member(name)) {}

  std::unique_ptr<Machine> machine;
  GroupLedger::Member account;
  std::optional<Client> client{};
  std::optional<Consumer> consumer{};
  TimePoint hangs_until{};
  bool cut_off = false, closing = false;
};

Place::Place(World& world, Ledger& ledger, GroupLedger& group, const Plan& plan, int number)
    : world_(world), ledger_(ledger), group_(group), plan_(plan), number_(number), random_(world.fork()) {}

Place::~Place() = default;

void Place::start() {
  world_.later(up_to(2s), [this] { begin(); });
  happen();
}

void Place::begin() {
  if (member_ || closing_) return;
  const std::string name = "member-" + std::to_string(number_) + "." + std::to_string(++lives_);
  member_ = std::make_shared<Member>(world_, group_, name);
  ConsumerConfig config = plan_.group->config;
  config.bootstrap_servers = world_.bootstrap_servers();
  config.client_id = name;
  if (plan_.group->is_static) config.group_instance_id = "place-" + std::to_string(number_);
  member_->client.emplace(member_->machine->client(config.client_config()));
  member_->consumer.emplace(*member_->client, config);
  std::vector<std::string> topics;
  for (const TopicPlan& topic : plan_.topics) topics.push_back(topic.name);
  world_.trace()(name, [] { return std::string("joins"); });
  member_->consumer->subscribe(topics, std::make_shared<Owner>(world_, group_, member_->account, name));
  poll(member_);
}

void Place::poll(const std::shared_ptr<Member>& member) {
  member->consumer->poll_async(500ms, [this, weak = std::weak_ptr(member)](const Result<ConsumerRecords>& records) {
    const auto alive = weak.lock();
    if (!alive || !alive->consumer) return;
    on_records(*alive, records);
    if (alive->closing || !alive->consumer) return;
    const Duration hangs = alive->hangs_until - world_.now();
    world_.later(hangs > Duration(0) ? hangs
                 : settled_          ? Duration(0)
                                     : up_to(100ms),
                 [this, weak] {
                   const auto still = weak.lock();
                   if (still && still->consumer && !still->closing) poll(still);
                 });
  });
}

void Place::on_records(Member& member, const Result<ConsumerRecords>& records) {
  const std::string& name = member.machine->name();
  if (!records) {
    const Error& error = records.error();
    world_.trace()(name, [&] { return "poll failed: " + error.message(); });
    // A process that is told that it cannot be a member any more ends; another one takes its place.
    const bool refused = error.code() == ErrorCode::fenced_instance_id || error.code() == ErrorCode::unreleased_instance_id;
    if (refused && plan_.group->is_static && !member.closing) {
      if (member_.get() != &member) return end(member.shared_from_this());
      crash();
      return;
    }
    const bool is_notice = error.retriable() && error.context().partition < 0;
    const bool hung = error.code() == ErrorCode::max_poll_exceeded;
    if (!member.closing && !is_notice && !hung) ledger_.violation(name + ": poll failed: " + error.message());
    return;
  }
  for (const ConsumerRecord& record : *records) {
    ledger_.count_delivery();
    group_.delivered(member.account, record.topic_partition(), record.offset(), record.key(), record.value());
  }
  for (const PartitionRecords& some : records->partitions()) {
    world_.trace()(name, [&] {
      return "got " + std::to_string(some.size()) + " records of " + std::string(some.topic()) + "[" + std::to_string(some.partition()) +
             "], goes on at " + std::to_string(some.next_offset());
    });
  }
  if (plan_.group->commits_by_hand && records->size() > 0)
    member.consumer->commit_async(*records, [](const Result<void>&) {}); // (a commit that fails is one that is not there)
}

// What becomes of members.
void Place::happen() {
  world_.later(up_to(plan_.group->life * 2), [this] {
    if (settled_ || closing_) return;
    switch (random_.below(5)) {
      case 0: leave(); break;
      case 1: crash(); break;
      case 2:
        if (member_) member_->hangs_until = after(world_.now(), up_to(plan_.group->config.max_poll_interval * 2));
        break;
      case 3: // its network is gone; the process goes on for a while, and another one takes its place
        if (member_) {
          world_.trace()(member_->machine->name(), [] { return std::string("is cut off"); });
          member_->machine->unplug();
          member_->cut_off = true;
          zombies_.push_back(std::exchange(member_, nullptr));
          world_.later(up_to(20s), [this, weak = std::weak_ptr(zombies_.back())] {
            if (const auto zombie = weak.lock()) end(zombie);
          });
          world_.later(up_to(5s), [this] { begin(); });
        }
        break;
      default: break;
    }
    happen();
  });
}

void Place::leave() {
  if (!member_ || member_->closing) return;
  world_.trace()(member_->machine->name(), [] { return std::string("leaves"); });
  member_->closing = true;
  member_->consumer->close_async([this, weak = std::weak_ptr(member_)](const Result<void>&) {
    const auto closed = weak.lock();
    if (!closed) return;
    end(closed);
    if (!closing_) world_.later(up_to(3s), [this] { begin(); });
  });
}

void Place::crash() {
  if (!member_) return;
  world_.trace()(member_->machine->name(), [] { return std::string("crashes"); });
  member_->machine->unplug();
  end(member_);
  world_.later(up_to(3s), [this] { begin(); });
}

// The process ends; not within its own handlers.
void Place::end(std::shared_ptr<Member> member) {
  group_.gone(member->account);
  member->closing = true;
  std::erase(zombies_, member);
  if (member_ == member) member_ = nullptr;
  world_.later(Duration(0), [member = std::move(member)] {
    member->consumer.reset();
    member->client.reset();
  });
}

void Place::settle_down() {
  settled_ = true;
  if (member_) member_->hangs_until = {};
  while (!zombies_.empty()) end(zombies_.back());
  begin();
}

void Place::close() {
  closing_ = true;
  leave();
}

void Place::destroy() { member_ = nullptr; }

} // namespace klamm::sim
