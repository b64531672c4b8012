// Incremental fetch sessions (KIP-227): what is asked and told again, and what is not.
#include "mock/scenarios/scenarios.hpp"
#include "mock/scenarios/support.hpp"

namespace klamm::test {
namespace {

struct Fetching {
  Dialogue& broker;
  std::string_view topic;
  Uuid id;

  struct Wanted {
    std::int32_t partition;
    std::int64_t offset;
    std::int32_t epoch = -1;
  };
  wire::FetchRequest request(std::int32_t session, std::int32_t epoch, const std::vector<Wanted>& wanted) const {
    wire::FetchRequest made;
    made.max_wait_ms = 0;
    made.min_bytes = 0;
    made.max_bytes = 1 << 20;
    made.session_id = session;
    made.session_epoch = epoch;
    if (!wanted.empty()) {
      auto& from = made.topics.emplace_back();
      from.name = topic;
      from.topic_id = id;
      for (const Wanted& one : wanted) {
        from.partitions.push_back(
            {.index = one.partition, .current_leader_epoch = one.epoch, .fetch_offset = one.offset, .partition_max_bytes = 1 << 20});
      }
    }
    return made;
  }
  /// Asks; the session's id, which each broker draws, is written as a name.
  std::int32_t ask(const wire::FetchRequest& asked, std::int16_t version, const std::string& session = "SESSION") const {
    auto answer = broker.quietly(asked, version);
    const std::int32_t given = answer.session_id;
    if (given != 0) (void)broker.called("SessionId: " + std::to_string(given), "SessionId: " + session);
    broker.tell(answer, version);
    return given;
  }
  std::int32_t ask(std::int32_t session, std::int32_t epoch, const std::vector<Wanted>& wanted, std::int16_t version = 17) const {
    return ask(request(session, epoch, wanted), version);
  }
  void forget(std::int32_t session, std::int32_t epoch, const std::vector<std::int32_t>& partitions, std::int16_t version = 17) const {
    auto asked = request(session, epoch, {});
    asked.forgotten_topics.push_back({topic, id, partitions});
    ask(asked, version);
  }
  void produce(std::int32_t partition) const {
    wire::ProduceRequest made;
    made.acks = -1;
    made.timeout_ms = 10'000;
    auto& into = made.topics.emplace_back();
    into.name = topic;
    into.partitions.push_back({.index = partition, .records = batch(1)});
    (void)broker.until<wire::ProduceRequest>(
        made, 9, [](const auto& answer) { return answer.topics.at(0).partitions.at(0).error_code == ErrorCode::none; });
  }
};

} // namespace

void fetch_sessions(Dialogue& broker) {
  const auto topic = broker.unique("orders");
  const Fetching fetch{broker, topic, make_topic(broker, topic, 3)};
  for (const std::int32_t partition : {0, 1, 2}) fetch.produce(partition);
  broker.say("a session begins");
  const std::int32_t session = fetch.ask(0, 0, {{0, 0}, {1, 1}, {2, 1}});
  broker.say("what has not changed is not told again; what was not read is");
  fetch.ask(session, 1, {});
  fetch.ask(session, 2, {{0, 1}});
  fetch.ask(session, 3, {});
  fetch.produce(2);
  fetch.ask(session, 4, {});
  fetch.ask(session, 5, {{2, 2}});
  broker.say("partitions come and go");
  fetch.produce(1);
  fetch.forget(session, 6, {1});
  fetch.ask(session, 7, {{1, 1}});
  fetch.ask(session, 8, {{1, 2}});
  broker.say("partitions with an error are told each time");
  fetch.ask(session, 9, {{1, 77}});
  fetch.ask(session, 10, {});
  fetch.ask(session, 11, {{1, 2}});
  fetch.ask(session, 12, {{9, 0}});
  fetch.ask(session, 13, {});
  fetch.forget(session, 14, {9});
  fetch.ask(session, 15, {{1, 2, 7}});
  fetch.ask(session, 16, {{1, 2, 0}});
  fetch.ask(session, 17, {});
  broker.say("epochs and ids that don't fit");
  fetch.ask(session, 17, {});
  fetch.ask(session, 99, {});
  fetch.ask(0, 5, {});
  fetch.ask(session, 18, {}, 12);
  fetch.ask(session, 18, {});
  broker.say("without any partition it ends");
  fetch.forget(session, 19, {0, 1, 2});
  fetch.ask(session, 20, {});
  broker.say("another one, which a new one replaces");
  const std::int32_t second = fetch.ask(fetch.request(0, 0, {{0, 0}}), 17, "SECOND");
  const std::int32_t third = fetch.ask(fetch.request(second, 0, {{0, 1}, {1, 0}}), 17, "THIRD");
  fetch.ask(second, 1, {});
  broker.say("and that is closed");
  fetch.ask(third, -1, {{0, 0}});
  fetch.ask(third, 1, {});
  broker.say("by name, as older clients do");
  const std::int32_t named = fetch.ask(fetch.request(0, 0, {{0, 0}, {9, 0}}), 12, "NAMED");
  fetch.ask(named, 1, {}, 12);
  fetch.ask(named, 2, {{0, 1}}, 7);
  fetch.ask(named, 3, {}, 17);
  broker.say("a topic that is not there, and then is gone");
  const auto gone = broker.unique("gone");
  const Fetching lost{broker, gone, make_topic(broker, gone, 1)};
  const Fetching none{broker, gone, Uuid{{1, 2, 3}}};
  const std::int32_t odd = none.ask(none.request(0, 0, {{0, 0}}), 17, "ODD");
  none.ask(odd, 1, {});
  lost.produce(0);
  const std::int32_t last = lost.ask(lost.request(0, 0, {{0, 0}}), 17, "LAST");
  wire::DeleteTopicsRequest remove;
  remove.timeout_ms = 10'000;
  remove.topics.push_back({.name = gone, .topic_id = {}});
  (void)broker.quietly(remove, 6);
  std::int32_t epoch = 0;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  for (bool told = false; !told && std::chrono::steady_clock::now() < deadline;) { // (brokers hear of it a little later)
    const auto answer = broker.quietly(lost.request(last, ++epoch, {}), 17);
    told = !answer.topics.empty() && answer.topics[0].partitions[0].error_code == ErrorCode::unknown_topic_or_partition;
  }
  lost.ask(last, ++epoch, {});
}

} // namespace klamm::test
