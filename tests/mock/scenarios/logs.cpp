// Topics, and what is written to their logs and read from them.
#include "mock/scenarios/scenarios.hpp"
#include "mock/scenarios/support.hpp"

namespace klamm::test {

void topics(Dialogue& broker) {
  const auto topic = broker.unique("orders"), other = broker.unique("invoices");
  const auto create = [&](std::string_view name, std::int32_t partitions, std::int16_t replicas, bool only_validate = false) {
    wire::CreateTopicsRequest request;
    request.timeout_ms = 10'000;
    request.validate_only = only_validate;
    request.topics.push_back({.name = name, .num_partitions = partitions, .replication_factor = replicas});
    const auto answer = broker.quietly(request, 7);
    for (const auto& told : answer.topics)
      broker.say("create: " + std::to_string(static_cast<int>(told.error_code)) + " partitions " + std::to_string(told.num_partitions));
  };
  const auto grow = [&](std::string_view name, std::int32_t count) {
    wire::CreatePartitionsRequest request;
    request.timeout_ms = 10'000;
    request.topics.push_back({.name = name, .count = count, .assignments = std::nullopt});
    const auto answer = broker.quietly(request, 3);
    broker.say("grow: " + std::to_string(static_cast<int>(answer.topics.at(0).error_code)));
  };
  create(topic, 2, 1);
  create(topic, 2, 1);
  create(other, 1, 1, true);
  create(topic, 1, 1, true);
  create("a/b", 1, 1);
  create(other, 0, 1);
  create(other, 1, 5);
  (void)make_topic(broker, other, 1);
  grow(other, 1);
  grow(other, 3);
  grow("no-such-topic", 3);
  wire::MetadataRequest ask;
  ask.allow_auto_topic_creation = false;
  ask.topics.emplace();
  ask.topics->push_back({.topic_id = {}, .name = "no-such-topic"});
  for (const std::int16_t version : {std::int16_t{5}, std::int16_t{9}, std::int16_t{12}}) {
    const auto told = broker.quietly(ask, version);
    broker.say("metadata: " + std::to_string(static_cast<int>(told.topics.at(0).error_code)) + " " +
               std::string(told.topics[0].name.value_or("null")));
  }
  ask.topics->at(0) = {.topic_id = Uuid{{1, 2, 3}}, .name = std::nullopt};
  const auto told = broker.quietly(ask, 12);
  broker.say("metadata: " + std::to_string(static_cast<int>(told.topics.at(0).error_code)) + " " +
             std::string(told.topics[0].name.value_or("null")));
  for (const bool by_id : {false, true}) { // (one at a time: Kafka answers them in any order)
    wire::DeleteTopicsRequest remove;
    remove.timeout_ms = 10'000;
    if (by_id) remove.topics.push_back({.name = std::nullopt, .topic_id = Uuid{{1, 2, 3}}});
    else remove.topics.push_back({.name = "no-such-topic", .topic_id = {}});
    broker.say("delete: " + std::to_string(static_cast<int>(broker.quietly(remove, 6).topics.at(0).error_code)));
  }
}

void produce_and_fetch(Dialogue& broker) {
  const auto topic = broker.unique("orders");
  const Uuid id = make_topic(broker, topic, 2);
  const auto produce = [&](Slice records, std::int16_t version, std::int32_t partition = 0) {
    wire::ProduceRequest request;
    request.acks = -1;
    request.timeout_ms = 10'000;
    auto& into = request.topics.emplace_back();
    into.name = topic;
    into.topic_id = id;
    into.partitions.push_back({.index = partition, .records = std::move(records)});
    auto answer = broker.quietly(request, version);
    for (auto& told : answer.topics.at(0).partitions) told.error_message = std::nullopt; // (each says it in its words)
    for (auto& told : answer.topics.at(0).partitions) told.record_errors.clear();
    broker.tell(answer, version);
  };
  for (std::int16_t version = 3; version <= 13; ++version) produce(batch(2, 1000 + version), version);
  broker.say("what is refused");
  produce(batch(1), 13, 9);
  produce(batch(1), 9, 9);
  std::string broken(batch(2).text());
  broken.back() = static_cast<char>(broken.back() ^ 1);
  produce(Slice::copy_of(as_bytes(broken)), 12);
  broker.say("sequences");
  const auto sequence = [](std::int32_t base, std::int16_t epoch = 0) {
    return BatchProducer{.producer_id = 4711, .producer_epoch = epoch, .base_sequence = base};
  };
  produce(batch(2, 1, sequence(0)), 12, 1);
  produce(batch(2, 1, sequence(0)), 12, 1);
  produce(batch(2, 1, sequence(3)), 12, 1);
  produce(batch(2, 1, sequence(2)), 12, 1);
  produce(batch(1, 1, sequence(1)), 12, 1);
  produce(batch(1, 1, sequence(7, 1)), 12, 1);
  produce(batch(1, 1, sequence(0, 1)), 12, 1);
  produce(batch(1, 1, sequence(4)), 12, 1);
  for (int i = 1; i < 7; ++i) produce(batch(1, 1, sequence(i, 1)), 12, 1);
  produce(batch(1, 1, sequence(0, 1)), 12, 1);

  broker.say("fetches");
  const auto fetch = [&](std::int16_t version, std::int64_t offset, std::int32_t partition = 0, std::int32_t epoch = -1,
                         std::int32_t last_epoch = -1) {
    wire::FetchRequest request;
    request.max_wait_ms = 100;
    request.min_bytes = 1;
    request.max_bytes = 1 << 20;
    request.session_epoch = -1;
    auto& from = request.topics.emplace_back();
    from.name = topic;
    from.topic_id = id;
    from.partitions.push_back({.index = partition,
                               .current_leader_epoch = epoch,
                               .fetch_offset = offset,
                               .last_fetched_epoch = last_epoch,
                               .partition_max_bytes = 1 << 20});
    broker.ask(request, version);
  };
  for (std::int16_t version = 4; version <= 18; ++version) fetch(version, 4);
  fetch(18, 22);
  fetch(18, 23);
  fetch(18, 0, 9);
  fetch(12, 0, 9);
  fetch(18, 0, 0, 0, 0);
  fetch(18, 0, 0, 7);
  broker.say("offsets");
  const auto list = [&](std::int16_t version, std::int64_t time, std::int32_t partition = 0, std::int32_t epoch = -1) {
    wire::ListOffsetsRequest request;
    auto& of = request.topics.emplace_back();
    of.name = topic;
    of.partitions.push_back({.index = partition, .current_leader_epoch = epoch, .timestamp = time});
    broker.ask(request, version);
  };
  for (std::int16_t version = 1; version <= 11; ++version) list(version, -1);
  for (const std::int64_t time : {-2, -3, -4, -5, 0, 1008, 1013, 5000}) list(10, time);
  list(6, -3);
  list(10, -1, 9);
  list(10, -1, 0, 7);
  list(10, -1, 0, 0);
  for (const std::int32_t epoch : {-1, 0, 1, 7}) {
    wire::OffsetForLeaderEpochRequest request;
    auto& of = request.topics.emplace_back();
    of.name = topic;
    of.partitions.push_back({.index = 0, .current_leader_epoch = -1, .leader_epoch = epoch});
    broker.ask(request, 4);
  }
}

} // namespace klamm::test
