#include "sim/faults.hpp"

#include <array>

namespace klamm::sim {
namespace {

struct Failure {
  ApiKey api;
  ErrorCode error;
};

// What brokers answer while they are in trouble, and what passes: an error that would rightly end a record or a consumer is not among these.
constexpr std::array failures{
    Failure{ApiKey::produce, ErrorCode::not_leader_or_follower},
    Failure{ApiKey::produce, ErrorCode::not_enough_replicas},
    Failure{ApiKey::produce, ErrorCode::request_timed_out},
    Failure{ApiKey::produce, ErrorCode::leader_not_available},
    Failure{ApiKey::produce, ErrorCode::kafka_storage_error},
    Failure{ApiKey::produce, ErrorCode::unknown_topic_or_partition},
    Failure{ApiKey::fetch, ErrorCode::not_leader_or_follower},
    Failure{ApiKey::fetch, ErrorCode::unknown_leader_epoch},
    Failure{ApiKey::fetch, ErrorCode::fenced_leader_epoch},
    Failure{ApiKey::fetch, ErrorCode::kafka_storage_error},
    Failure{ApiKey::fetch, ErrorCode::unknown_topic_or_partition},
    Failure{ApiKey::fetch, ErrorCode::offset_not_available},
    Failure{ApiKey::list_offsets, ErrorCode::leader_not_available},
    Failure{ApiKey::list_offsets, ErrorCode::not_leader_or_follower},
    Failure{ApiKey::list_offsets, ErrorCode::offset_not_available},
    Failure{ApiKey::metadata, ErrorCode::leader_not_available},
    Failure{ApiKey::init_producer_id, ErrorCode::coordinator_load_in_progress},
};

// The same of a group's coordinator.
constexpr std::array group_failures{
    Failure{ApiKey::find_coordinator, ErrorCode::coordinator_not_available},
    Failure{ApiKey::find_coordinator, ErrorCode::coordinator_load_in_progress},
    Failure{ApiKey::join_group, ErrorCode::coordinator_load_in_progress},
    Failure{ApiKey::join_group, ErrorCode::not_coordinator},
    Failure{ApiKey::sync_group, ErrorCode::not_coordinator},
    Failure{ApiKey::sync_group, ErrorCode::coordinator_not_available},
    Failure{ApiKey::sync_group, ErrorCode::rebalance_in_progress},
    Failure{ApiKey::heartbeat, ErrorCode::not_coordinator},
    Failure{ApiKey::heartbeat, ErrorCode::coordinator_not_available},
    Failure{ApiKey::heartbeat, ErrorCode::rebalance_in_progress},
    Failure{ApiKey::offset_commit, ErrorCode::coordinator_load_in_progress},
    Failure{ApiKey::offset_commit, ErrorCode::not_coordinator},
    Failure{ApiKey::offset_commit, ErrorCode::coordinator_not_available},
    Failure{ApiKey::offset_fetch, ErrorCode::coordinator_load_in_progress},
    Failure{ApiKey::offset_fetch, ErrorCode::not_coordinator},
    Failure{ApiKey::offset_fetch, ErrorCode::unstable_offset_commit},
    Failure{ApiKey::leave_group, ErrorCode::coordinator_not_available},
    Failure{ApiKey::consumer_group_heartbeat, ErrorCode::coordinator_load_in_progress},
    Failure{ApiKey::consumer_group_heartbeat, ErrorCode::not_coordinator},
};

// What a quota throttles, and whose answers get lost.
constexpr std::array busy_apis{
    ApiKey::produce,       ApiKey::fetch,      ApiKey::metadata,   ApiKey::list_offsets, ApiKey::heartbeat,
    ApiKey::offset_commit, ApiKey::join_group, ApiKey::sync_group, ApiKey::offset_fetch, ApiKey::consumer_group_heartbeat};

} // namespace

Faults::Faults(World& world, Ledger& ledger, const Plan& plan) : world_(world), ledger_(ledger), plan_(plan), random_(world.fork()) {
  usual_latency_ = up_to(random_.below(3) == 0 ? Duration(20ms) : Duration(1ms));
  usual_jitter_ = random_.below(2) == 0 ? Duration(0) : up_to(20ms);
  world_.state().on_retention = [this](const std::string& topic, std::int32_t partition, const mock::PartitionLog& log, std::int64_t from) {
    world_.trace()("fault",
                   [&] { return "retention: " + topic + "[" + std::to_string(partition) + "] begins at " + std::to_string(from); });
    ledger_.losing({topic, partition}, log, log.start_offset(), from);
  };
  world_.on_link([this](net::Link& link) {
    set_conditions(link.to_client);
    set_conditions(link.to_server);
  });
}

void Faults::set_conditions(net::LinkConditions& conditions) {
  conditions.latency = up_to(usual_latency_);
  conditions.jitter = usual_jitter_;
}

void Faults::start() {
  if (!plan_.faults.empty()) next();
}

void Faults::next() {
  world_.later(up_to(plan_.fault_every * 2), [this] {
    if (healed_) return;
    const Fault fault = plan_.faults[random_.below(plan_.faults.size())];
    ++count_;
    make(fault);
    next();
  });
}

void Faults::make(Fault fault) {
  world_.trace()("fault", [fault] { return std::string(fault_name(fault)); });
  const auto link = any_link();
  switch (fault) {
    case Fault::cut:
      if (link) link->cut();
      break;
    case Fault::cut_at_byte: cut_at_byte(); break;
    case Fault::half_open:
      if (link) any_direction(*link).lost = true;
      break;
    case Fault::slow: slow_down(); break;
    case Fault::chopped:
      if (link) any_direction(*link).segment = 1 + random_.below(20);
      break;
    case Fault::unreachable: be_unreachable(); break;
    case Fault::unresolvable: be_unresolvable(); break;
    case Fault::kill: kill(); break;
    case Fault::freeze: freeze(); break;
    case Fault::move_leader: move_leader(); break;
    case Fault::error: inject_error(); break;
    case Fault::lost_answer: lose_answers(); break;
    case Fault::throttle: throttle(); break;
    case Fault::move_coordinator: move_coordinator(); break;
    case Fault::truncate: truncate(); break;
    case Fault::retention:
      if (random_.below(2) == 0) limit_retention();
      else delete_records();
      break;
    case Fault::recreate: recreate(); break;
  }
}

void Faults::heal() {
  healed_ = true;
  world_.trace()("fault", [] { return std::string("all is well again"); });
  world_.state().orders.clear();
  world_.state().configs.topics.clear();
  create_missing_topics();
  for (mock::NodeId node = 1; node <= plan_.brokers; ++node) {
    world_.revive(node);
    world_.network().set_dead(world_.address(node), false);
    world_.network().set_host("b" + std::to_string(node), {world_.address(node).ip});
  }
  for (const auto& link : world_.links()) {
    for (net::LinkConditions* direction : {&link->to_client, &link->to_server}) {
      set_conditions(*direction);
      direction->bytes_per_second = net::LinkConditions::unlimited;
      direction->segment = SIZE_MAX;
      direction->cut_after = net::LinkConditions::unlimited;
    }
  }
}

void Faults::heal_later(UniqueFunction<void()> heal, Duration most) {
  world_.later(up_to(most), [this, heal = std::move(heal)]() mutable {
    if (!healed_) heal();
  });
}

std::shared_ptr<net::Link> Faults::any_link() {
  const auto links = world_.links();
  return links.empty() ? nullptr : links[random_.below(links.size())];
}

std::pair<TopicPartition, mock::Partition*> Faults::any_partition() {
  const TopicPlan& topic = plan_.topics[random_.below(plan_.topics.size())];
  const std::size_t index = random_.below(static_cast<std::uint64_t>(topic.partitions));
  mock::Topic* const found = world_.state().topic(topic.name);
  return {{topic.name, static_cast<std::int32_t>(index)}, found ? &found->partitions[index] : nullptr};
}

void Faults::cut_at_byte() {
  const auto link = any_link();
  if (!link) return;
  const std::uint64_t more = random_.below(random_.below(2) == 0 ? 50 : 3'000);
  if (random_.below(2) == 0) link->to_client.cut_after = link->bytes_to_client() + more;
  else link->to_server.cut_after = link->bytes_to_server() + more;
}

void Faults::slow_down() {
  const auto link = any_link();
  if (!link) return;
  net::LinkConditions& direction = any_direction(*link);
  direction.latency = up_to(500ms);
  direction.jitter = up_to(1s);
  if (random_.below(2) == 0) direction.bytes_per_second = 500 + random_.below(50'000);
}

void Faults::be_unreachable() {
  const net::Address address = world_.address(any_broker());
  world_.network().set_dead(address, true);
  for (const auto& link : world_.links()) {
    if (link->address == address && random_.below(2) == 0) link->to_server.lost = true;
  }
  heal_later([this, address] { world_.network().set_dead(address, false); }, 10s);
}

void Faults::be_unresolvable() {
  const mock::NodeId node = any_broker();
  world_.network().set_host("b" + std::to_string(node), {});
  heal_later([this, node] { world_.network().set_host("b" + std::to_string(node), {world_.address(node).ip}); }, 10s);
}

void Faults::kill() {
  const mock::NodeId node = any_broker();
  if (!world_.is_well(node)) return;
  world_.kill(node, up_to(5s));
  heal_later([this, node] { world_.revive(node); }, 10s);
}

void Faults::freeze() {
  const mock::NodeId node = any_broker();
  if (!world_.is_well(node)) return;
  world_.freeze(node, up_to(9s));
  heal_later([this, node] { world_.revive(node); }, 15s);
}

void Faults::move_leader() {
  const auto [where, partition] = any_partition();
  if (!partition) return;
  world_.state().move_leader(where.topic, where.partition, any_broker());
  world_.server().changed();
}

void Faults::inject_error() {
  const bool of_group = plan_.group && random_.below(2) == 0;
  const Failure& failure = of_group ? group_failures[random_.below(group_failures.size())] : failures[random_.below(failures.size())];
  world_.state().fail(failure.api, failure.error, 1 + random_.below(3));
}

void Faults::lose_answers() {
  const ApiKey api = busy_apis[random_.below(plan_.group ? busy_apis.size() : 4)];
  world_.state().orders.push(api, {.kind = mock::Order::Kind::close_after, .bytes = random_.below(40)}, 1 + random_.below(3));
}

void Faults::throttle() {
  const ApiKey api = busy_apis[random_.below(plan_.group ? busy_apis.size() : 4)];
  world_.state().orders.push(api, {.kind = mock::Order::Kind::throttle, .wait = up_to(3s)}, 1 + random_.below(3));
}

void Faults::move_coordinator() {
  const mock::NodeId to = any_broker();
  const mock::Broker* const broker = world_.state().broker(to);
  if (!broker || !broker->up) return;
  world_.state().groups.move(plan_.group->id, to, world_.now());
  world_.server().changed();
}

void Faults::truncate() {
  const auto [where, partition] = any_partition();
  if (!partition || partition->log.end_offset() == partition->log.start_offset()) return;
  const std::int64_t end = partition->log.end_offset();
  const std::int64_t lost = 1 + static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(end - partition->log.start_offset())));
  const mock::PartitionLog before = partition->log;
  partition->log.truncate(end - lost);
  ledger_.losing(where, before, partition->log.end_offset(), end);
  ++partition->leader_epoch;
  world_.server().changed();
}

void Faults::create_missing_topics() {
  for (const TopicPlan& topic : plan_.topics) {
    if (!world_.state().topic(topic.name)) world_.state().create_topic(topic.name, topic.partitions);
  }
  world_.server().changed();
}

void Faults::recreate() {
  const TopicPlan& plan = plan_.topics[random_.below(plan_.topics.size())];
  const mock::Topic* const topic = world_.state().topic(plan.name);
  if (!topic) return;
  for (std::size_t i = 0; i < topic->partitions.size(); ++i) {
    const mock::PartitionLog& log = topic->partitions[i].log;
    const TopicPartition where{plan.name, static_cast<std::int32_t>(i)};
    ledger_.losing(where, log, log.start_offset(), log.end_offset());
    ledger_.recreating(where);
  }
  world_.state().delete_topic(plan.name);
  world_.server().changed();
  heal_later([this] { create_missing_topics(); }, 3s);
}

void Faults::limit_retention() {
  const std::string topic = plan_.topics[random_.below(plan_.topics.size())].name;
  mock::Configs::Values& values = world_.state().configs.topics[topic];
  if (random_.below(2) == 0) values["retention.ms"] = std::to_string(random_.below(5'000));
  else values["retention.bytes"] = std::to_string(random_.below(50'000));
  heal_later([this, topic] { world_.state().configs.topics.erase(topic); }, 5s);
}

void Faults::delete_records() {
  const auto [where, partition] = any_partition();
  if (!partition) return;
  const std::int64_t start = partition->log.start_offset(), end = partition->log.end_offset();
  const std::int64_t to = start + static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(end - start) + 1));
  ledger_.losing(where, partition->log, start, to);
  partition->log.delete_before(to);
  world_.server().changed();
}

} // namespace klamm::sim
