// Settings that must fit together, and the delivery preset.
#include <chrono>

#include <doctest/doctest.h>

#include "klamm/config.hpp"

using namespace klamm;
using namespace std::chrono_literals;

namespace {

template <class Config>
std::string cause(const Properties& properties) {
  const Result<Config> result = Config::from_properties(properties);
  return result ? "" : result.error().cause();
}
std::string producer(const Properties& properties) { return cause<ProducerConfig>(properties); }
std::string consumer(const Properties& properties) { return cause<ConsumerConfig>(properties); }

bool idempotent(const Properties& properties) {
  return ProducerConfig::from_properties(properties).value().resolved().value().enable_idempotence.value();
}

} // namespace

TEST_CASE("config: idempotence is on unless acks, retries or requests in flight rule it out") {
  CHECK(idempotent({}));
  CHECK_FALSE(idempotent({{"acks", "1"}}));
  CHECK_FALSE(idempotent({{"retries", "0"}}));
  CHECK_FALSE(idempotent({{"max.in.flight.requests.per.connection", "6"}}));
  CHECK_FALSE(idempotent({{"enable.idempotence", "false"}}));
}

TEST_CASE("config: idempotence that was asked for refuses what rules it out") {
  CHECK(producer({{"enable.idempotence", "true"}, {"acks", "1"}}) == "enable.idempotence=true needs acks=all, and there is acks=1");
  CHECK(producer({{"enable.idempotence", "true"}, {"retries", "0"}}) ==
        "enable.idempotence=true needs retries of at least 1, and there is retries=0");
  CHECK(
      producer({{"enable.idempotence", "true"}, {"max.in.flight", "6"}}).ends_with("and there is max.in.flight.requests.per.connection=6"));
  CHECK(producer({{"enable.idempotence", "true"}, {"topic.a.acks", "1"}}) == "enable.idempotence=true needs acks=all for topic a too");
}

TEST_CASE("config: transactions need idempotence") {
  CHECK(producer({{"transactional.id", "t"}}).empty());
  CHECK(producer({{"transactional.id", "t"}, {"enable.idempotence", "false"}}) ==
        "transactional.id needs enable.idempotence=true, and there is enable.idempotence=false");
  CHECK(producer({{"transactional.id", "t"}, {"acks", "1"}}) == "transactional.id needs acks=all, and there is acks=1");
  CHECK(producer({{"transactional.id", "t"}, {"delivery", "at_least_once"}}) ==
        "transactional.id needs enable.idempotence=true, and there is delivery=at_least_once");
}

TEST_CASE("config: delivery presets expand, and a dump shows it") {
  const auto dump = [](const Properties& properties) { return config_dump(ProducerConfig::from_properties(properties).value()); };
  const std::string at_most = dump({{"delivery", "at_most_once"}});
  CHECK(at_most.find("\nacks=0\n") != std::string::npos);
  CHECK(at_most.find("\nretries=0\n") != std::string::npos);
  CHECK(at_most.find("\nenable.idempotence=false\n") != std::string::npos);
  const std::string at_least = dump({{"delivery", "at_least_once"}});
  CHECK(at_least.find("\nacks=all\n") != std::string::npos);
  CHECK(at_least.find("\nretries=2147483647\n") != std::string::npos);
  CHECK(at_least.find("\nenable.idempotence=false\n") != std::string::npos);
  CHECK(dump({{"delivery", "exactly_once"}}).find("\nenable.idempotence=true\n") != std::string::npos);
  CHECK(ProducerConfig{.delivery = Delivery::at_most_once}.resolved().value().acks == Acks::none);
}

TEST_CASE("config: what a preset and a setting say differently is a conflict") {
  CHECK(producer({{"delivery", "exactly_once"}, {"acks", "1"}}) == "delivery=exactly_once and acks=1 contradict each other");
  CHECK(producer({{"delivery", "at_most_once"}, {"acks", "all"}}) == "delivery=at_most_once and acks=all contradict each other");
  CHECK(producer({{"delivery", "exactly_once"}, {"retries", "0"}}) ==
        "delivery=exactly_once needs retries of at least 1, and there is retries=0");
  CHECK(producer({{"delivery", "at_least_once"}, {"acks", "all"}}).empty());
}

TEST_CASE("config: delivery.timeout.ms leaves time for one try, and by default grows") {
  CHECK(producer(parse_properties("delivery.timeout.ms=1000", "app.properties").value()) ==
        "delivery.timeout.ms=1000 (app.properties:1) is less than linger.ms=5 + request.timeout.ms=30000");
  CHECK(ProducerConfig{.request_timeout = 200s}.resolved().value().delivery_timeout == 200'005ms);
  CHECK(producer({{"topic.a.delivery.timeout.ms", "1"}}).starts_with("the delivery.timeout.ms of topic a is less"));
  CHECK(producer({{"topic.a.delivery.timeout.ms", "2000"}, {"topic.a.request.timeout.ms", "1000"}}).empty());
}

TEST_CASE("config: with group.protocol=consumer the broker decides what the classic protocol's members did") {
  CHECK(consumer({{"group.protocol", "consumer"}, {"session.timeout.ms", "10000"}}) ==
        "session.timeout.ms=10000 has no place with group.protocol=consumer");
  CHECK(consumer({{"group.protocol", "consumer"}, {"partition.assignment.strategy", "range"}})
            .starts_with("partition.assignment.strategy=range has no place"));
  CHECK(consumer({{"group.protocol", "consumer"}, {"heartbeat.interval.ms", "100"}}).starts_with("heartbeat.interval.ms=100 has no place"));
  CHECK(consumer({{"group.protocol", "consumer"}, {"group.remote.assignor", "uniform"}}).empty());
  CHECK(consumer({{"group.remote.assignor", "uniform"}}) == "group.remote.assignor=uniform has no place with group.protocol=classic");
}

TEST_CASE("config: a group needs an assignor, klamm's or the user's") {
  const auto cause = [](const ConsumerConfig& config) { return config.validate() ? "" : config.validate().error().cause(); };
  ConsumerConfig config;
  config.bootstrap_servers = {"localhost:9092"};
  config.partition_assignment_strategy.clear();
  CHECK(cause(config) == "partition.assignment.strategy is empty");
  config.assignors = {[] { return std::unique_ptr<Assignor>(); }};
  CHECK(cause(config).empty());
  config.partition_assignment_strategy = {"range", "cooperative-sticky"};
  config.group_protocol = GroupProtocol::consumer;
  CHECK(cause(config) == "assignors have no place with group.protocol=consumer");
}

TEST_CASE("config: heartbeats come more often than sessions end") {
  CHECK(consumer({{"heartbeat.interval.ms", "45000"}}) == "heartbeat.interval.ms=45000 is not less than session.timeout.ms=45000");
}

TEST_CASE("config: a fetch's response must fit") {
  CHECK(consumer({{"fetch.max.bytes", "200MiB"}}) == "receive.message.max.bytes=104857600 is less than fetch.max.bytes=209715200");
}

TEST_CASE("config: an admin's calls have time for one request") {
  CHECK(cause<AdminConfig>({{"default.api.timeout.ms", "1000"}}) == "default.api.timeout.ms=1000 is less than request.timeout.ms=30000");
  CHECK(cause<AdminConfig>({{"request.timeout.ms", "90000"}}).empty());
}

TEST_CASE("config: a store is given once, and a key has its certificate") {
  CHECK(producer({{"ssl.truststore.location", "a"}, {"ssl.ca.pem", "b"}}) ==
        "ssl.truststore.location and ssl.truststore.certificates are both set");
  CHECK(producer({{"ssl.keystore.location", "a"}, {"ssl.key.location", "b"}}) == "ssl.keystore.location and ssl.key.location are both set");
  CHECK(ProducerConfig{.ssl = {.key_location = "k"}}.validate().error().cause() ==
        "there is a client's private key without its certificate");
}

TEST_CASE("config: a password mechanism without a password is incomplete, and only then") {
  ProducerConfig config = ProducerConfig::from_properties({{"security.protocol", "SASL_SSL"}, {"sasl.mechanism", "SCRAM-SHA-256"}}).value();
  CHECK(config.validate().error().cause() == "sasl.mechanism=SCRAM-SHA-256 has no user name or password");
  config.sasl.username = "alice";
  config.sasl.password = "secret";
  CHECK(config.validate().has_value());
}
