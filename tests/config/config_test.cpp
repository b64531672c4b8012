#include "klamm/config.hpp"

#include <chrono>

#include <doctest/doctest.h>

using namespace klamm;
using namespace std::chrono_literals;

namespace {

struct Takes {
  explicit Takes(ProducerConfig config) : producer(std::move(config)) {}
  ProducerConfig producer;
};

template <class Config = ProducerConfig>
Error error_of(const Properties& properties) {
  const Result<Config> result = Config::from_properties(properties);
  REQUIRE_FALSE(result.has_value());
  return result.error();
}

Properties from_text(std::string_view text) { return parse_properties(text, "app.properties").value(); }

} // namespace

TEST_CASE("config: a producer is configured in one line") {
  Takes producer{{.bootstrap_servers = {"localhost:9092"}, .linger = 7ms}};
  CHECK(producer.producer.bootstrap_servers == std::vector<std::string>{"localhost:9092"});
  CHECK(producer.producer.linger == 7ms);
  CHECK(producer.producer.acks == Acks::all);
}

TEST_CASE("config: a consumer is configured in one line, security in groups") {
  const ConsumerConfig consumer{.bootstrap_servers = {"localhost:9092"},
                                .group_id = "billing",
                                .security_protocol = SecurityProtocol::sasl_ssl,
                                .ssl = {.truststore_location = "ca.pem"},
                                .sasl = {.mechanism = "PLAIN", .username = "alice", .password = "secret"},
                                .connection = {.reconnect_backoff = 10ms}};
  CHECK(consumer.validate().has_value());
  CHECK(consumer.client_config().sasl.password.reveal() == "secret");
}

TEST_CASE("config: properties set members of every type") {
  const ProducerConfig config = ProducerConfig::from_properties({{"bootstrap.servers", "a:1, b:2"},
                                                                 {"linger.ms", "0.5"},
                                                                 {"batch.size", "64KiB"},
                                                                 {"acks", "1"},
                                                                 {"compression.type", "zstd"},
                                                                 {"request.timeout.ms", "10s"},
                                                                 {"security.protocol", "SASL_SSL"},
                                                                 {"ssl.enabled.protocols", "TLSv1.3"},
                                                                 {"sasl.login.refresh.window.factor", "0.7"},
                                                                 {"client.dns.map", "kafka1:29092=localhost:9092"}})
                                    .value();
  CHECK(config.bootstrap_servers == std::vector<std::string>{"a:1", "b:2"});
  CHECK(config.linger == 500us);
  CHECK(config.batch_size == 65'536);
  CHECK(config.acks == Acks::leader);
  CHECK(config.compression_type == CompressionType::zstd);
  CHECK(config.request_timeout == 10s);
  CHECK(config.security_protocol == SecurityProtocol::sasl_ssl);
  CHECK(config.ssl.enabled_protocols == std::vector<TlsVersion>{TlsVersion::tls_1_3});
  CHECK(config.sasl.login_refresh_window_factor == doctest::Approx(0.7));
  CHECK(config.connection.client_dns_map.at("kafka1:29092") == "localhost:9092");
}

TEST_CASE("config: properties overlay the struct, and the later one wins") {
  ProducerConfig config{.linger = 1ms, .batch_size = 1};
  REQUIRE(config.apply({{"linger.ms", "nonsense"}, {"linger.ms", "20"}}).has_value());
  CHECK(config.linger == 20ms);
  CHECK(config.batch_size == 1);
  REQUIRE_FALSE(config.apply({{"linger.ms", "30"}, {"batch.size", "-1"}}).has_value());
  CHECK(config.linger == 20ms);
}

TEST_CASE("config: acks=2 is refused and the hint says all") {
  const Error error = error_of(from_text("\n\n\n\n\n\nacks=2"));
  CHECK(error.code() == ErrorCode::config_value_invalid);
  CHECK(error.cause() == "acks=2 is not a value Kafka knows (app.properties:7)");
  CHECK(error.hint() == "0, 1, or all (\"all\" is what some courses call 2)");
}

TEST_CASE("config: an unknown property names the nearest one") {
  const Error error = error_of(from_text("max.in.flight.request.per.connection=1"));
  CHECK(error.code() == ErrorCode::config_unknown);
  CHECK(error.cause() == "unknown property max.in.flight.request.per.connection (app.properties:1)");
  CHECK(error.hint() == "did you mean max.in.flight.requests.per.connection?");
  CHECK(error_of({{"nothing.like.it.anywhere", "1"}}).hint() == "docs/configuration.md lists all properties");
}

TEST_CASE("config: all that is wrong is in one error") {
  const Error error = error_of(from_text("acks=2\nlinger.ms=-1\nlingerms=5\ncompression.type=gzpi"));
  CHECK(error.code() == ErrorCode::config_value_invalid);
  CHECK(error.cause() ==
        "4 settings are wrong: acks=2 is not a value Kafka knows (app.properties:1); linger.ms=-1 is out of range (app.properties:2); "
        "unknown property lingerms (app.properties:3); compression.type=gzpi is not a value Kafka knows (app.properties:4)");
  CHECK(error.hint() == "acks: 0, 1, or all (\"all\" is what some courses call 2); linger.ms: 0…; lingerms: did you mean linger.ms?; "
                        "compression.type: none, gzip, snappy, lz4 or zstd; did you mean gzip?");
}

TEST_CASE("config: enums ignore case only where Java does") {
  CHECK(ConsumerConfig::from_properties({{"group.protocol", "CONSUMER"}, {"security.protocol", "ssl"}}).has_value());
  CHECK(error_of({{"compression.type", "GZIP"}}).hint().ends_with("did you mean gzip?"));
}

TEST_CASE("config: a Java class that has a name here is understood, a mistyped one is corrected") {
  CHECK(ProducerConfig::from_properties({{"partitioner.class", "org.apache.kafka.clients.producer.RoundRobinPartitioner"}})
            .value()
            .partitioner == PartitionerKind::round_robin);
  CHECK(error_of({{"partitioner.class", "clients.proer.RoundRobinPartitioner"}})
            .hint()
            .ends_with("did you mean org.apache.kafka.clients.producer.RoundRobinPartitioner?"));
  const ConsumerConfig consumer =
      ConsumerConfig::from_properties({{"partition.assignment.strategy", "org.apache.kafka.clients.consumer.StickyAssignor,range"}})
          .value();
  CHECK(consumer.partition_assignment_strategy == std::vector<std::string>{"sticky", "range"});
  CHECK(error_of<ConsumerConfig>({{"partition.assignment.strategy", "cooperative_sticky"}})
            .hint()
            .ends_with("did you mean cooperative-sticky?"));
}

TEST_CASE("config: librdkafka's names set the same members, units converted") {
  const ProducerConfig producer = ProducerConfig::from_properties({{"metadata.broker.list", "a:1"},
                                                                   {"queue.buffering.max.ms", "10"},
                                                                   {"queue.buffering.max.kbytes", "65536"},
                                                                   {"request.required.acks", "-1"},
                                                                   {"ssl.ca.location", "ca.pem"},
                                                                   {"sasl.mechanisms", "PLAIN"}})
                                      .value();
  CHECK(producer.bootstrap_servers.size() == 1);
  CHECK(producer.linger == 10ms);
  CHECK(producer.buffer_memory == 64 * 1024 * 1024);
  CHECK(producer.ssl.truststore_location == "ca.pem");
  CHECK(producer.sasl.mechanism == "PLAIN");
  CHECK(ConsumerConfig::from_properties({{"auto.offset.reset", "smallest"}}).value().auto_offset_reset == AutoOffsetReset::earliest());
  CHECK(error_of({{"queue.buffering.max.kbytes", "9223372036854775807"}}).cause().ends_with("is out of range"));
}

TEST_CASE("config: what means nothing here is accepted with a note") {
  const ProducerConfig config =
      ProducerConfig::from_properties(from_text("key.serializer=org.example.S\ngroup.id=billing\nstatistics.interval.ms=5")).value();
  REQUIRE(config.notes.size() == 3);
  CHECK(config.notes[0] == "key.serializer (app.properties:1) has no effect here: Serializers are C++ types here (TypedProducer, "
                           "TypedConsumer); bytes otherwise.");
  CHECK(config.notes[1] == "group.id (app.properties:2) has no effect here: it is a setting of the consumer");
}

TEST_CASE("config: what a program would rely on is refused with a remedy, unless it asks for nothing") {
  const Error error = error_of(from_text("enable.ssl.certificate.verification=false"));
  CHECK(error.cause() == "enable.ssl.certificate.verification can't be set in klamm (app.properties:1)");
  CHECK(error.hint().find("ssl.truststore.location") != std::string::npos);
  CHECK(ProducerConfig::from_properties({{"enable.ssl.certificate.verification", "true"}, {"interceptor.classes", ""}})
            .value()
            .notes.empty());
}

TEST_CASE("config: a JKS store is refused with the command that converts it") {
  CHECK(error_of({{"ssl.keystore.type", "JKS"}}).hint().starts_with("convert it: keytool -importkeystore"));
  CHECK(ProducerConfig::from_properties({{"ssl.keystore.type", "PKCS12"}}).value().ssl.keystore_type == StoreType::pkcs12);
}

TEST_CASE("config: topics have their own settings, whatever dots their names have") {
  const ProducerConfig config =
      ProducerConfig::from_properties(
          {{"topic.orders.eu.compression.type", "lz4"}, {"topic.orders.eu.acks", "1"}, {"topic.a.request.required.acks", "0"}})
          .value();
  CHECK(config.topics.at("orders.eu").compression_type == CompressionType::lz4);
  CHECK(config.topics.at("orders.eu").acks == Acks::leader);
  CHECK_FALSE(config.topics.at("orders.eu").delivery_timeout.has_value());
  CHECK(config.topics.at("a").acks == Acks::none);
  CHECK(error_of({{"topic.orders.group.id", "x"}}).hint().starts_with("per topic there are request.timeout.ms"));
  CHECK(error_of({{"topic.orders.acks", "2"}}).cause() == "topic.orders.acks=2 is not a value Kafka knows");
}

TEST_CASE("config: auto.offset.reset knows durations") {
  CHECK(ConsumerConfig::from_properties({{"auto.offset.reset", "by_duration:PT1H"}}).value().auto_offset_reset ==
        AutoOffsetReset::by_duration(1h));
  CHECK(error_of<ConsumerConfig>({{"auto.offset.reset", "by_duration:soon"}}).cause() ==
        "auto.offset.reset=by_duration:soon is not a duration");
  CHECK(error_of<ConsumerConfig>({{"auto.offset.reset", "by_duration:PT-1S"}}).cause().ends_with("lies in the future"));
}

TEST_CASE("config: a struct's wrong values are found by validate, with the same words") {
  ProducerConfig config{.bootstrap_servers = {"localhost:9092"}, .acks = static_cast<Acks>(2), .linger = -1ms};
  config.topics["orders"].compression_lz4_level = 99;
  const Result<void> result = config.validate();
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().cause().find("linger.ms=-1 is out of range") != std::string::npos);
  CHECK(result.error().cause().find("acks=2 is not a value Kafka knows") != std::string::npos);
  CHECK(result.error().cause().find("topic.orders.compression.lz4.level=99 is out of range") != std::string::npos);
}

TEST_CASE("config: a client without bootstrap.servers is incomplete, part of a configuration is not") {
  CHECK(ClientConfig{}.validate().error().cause() == "bootstrap.servers is empty");
  CHECK(ProducerConfig{}.validate().has_value());
  CHECK(ClientConfig::from_properties({}).has_value());
  CHECK(error_of<ClientConfig>({{"bootstrap.servers", "localhost"}}).hint() == "e.g. localhost:9092");
  CHECK(ClientConfig::from_properties({{"bootstrap.servers", "[::1]:9092"}}).has_value());
}
