// Every mechanism with the secured broker, in plaintext and over TLS; and what wrong credentials are told.
#include <doctest/doctest.h>

#include <atomic>
#include <klamm/klamm.hpp>

#include "support/secured.hpp"

using namespace klamm;
using namespace klamm::test;
using namespace std::chrono_literals;

namespace {

Settings over_tls(Settings more) {
  more.emplace("security.protocol", "SASL_SSL");
  more.emplace("ssl.truststore.location", secret("ca.pem"));
  more.emplace("bootstrap.servers", setting("KLAMM_SASL_SSL"));
  return more;
}
Settings in_plaintext(Settings more) {
  more.emplace("security.protocol", "SASL_PLAINTEXT");
  more.emplace("bootstrap.servers", setting("KLAMM_SASL_PLAINTEXT"));
  return more;
}
Settings alice(const std::string& mechanism) {
  return {{"sasl.mechanism", mechanism}, {"sasl.username", "alice"}, {"sasl.password", "alice-secret"}};
}

} // namespace

TEST_CASE("sasl: PLAIN, there and back") {
  check_round_trip(over_tls(alice("PLAIN")));
  check_refused_or_served(in_plaintext(alice("PLAIN")), "");
  check_refused_or_served(
      over_tls({{"sasl.mechanism", "PLAIN"},
                {"sasl.jaas.config",
                 "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"bob\" password=\"bob-secret\";"}}),
      "");
}

TEST_CASE("sasl: SCRAM-SHA-256 and -512, there and back") {
  check_round_trip(over_tls(alice("SCRAM-SHA-256")));
  check_round_trip(in_plaintext(alice("SCRAM-SHA-512")));
  check_refused_or_served(
      over_tls({{"sasl.mechanism", "SCRAM-SHA-512"},
                {"sasl.jaas.config",
                 "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"alice\" password=\"alice-secret\";"}}),
      "");
}

TEST_CASE("sasl: wrong passwords, users and mechanisms are told at once") {
  const auto wrong = [](const std::string& mechanism, const std::string& user) {
    return Settings{{"sasl.mechanism", mechanism}, {"sasl.username", user}, {"sasl.password", "hunter2"}};
  };
  check_refused_or_served(over_tls(wrong("PLAIN", "alice")), "the broker refused the login of alice by PLAIN");
  check_refused_or_served(in_plaintext(wrong("SCRAM-SHA-256", "alice")), "the broker refused the login of alice by SCRAM-SHA-256");
  check_refused_or_served(over_tls(wrong("SCRAM-SHA-512", "nobody")), "the broker refused the login of nobody by SCRAM-SHA-512");
  Settings plain_port = alice("PLAIN");
  plain_port["bootstrap.servers"] = setting("KLAMM_BOOTSTRAP");
  plain_port["security.protocol"] = "SASL_PLAINTEXT";
  check_refused_or_served(plain_port, "this listener does not use SASL");
  check_refused_or_served({{"bootstrap.servers", setting("KLAMM_SASL_PLAINTEXT")}}, "the listener wants SASL");
}

TEST_CASE("sasl: sessions of two seconds, the broker's and the client's certificates replaced half-way, nothing lost or doubled") {
  // KLAMM_REAUTH_SECONDS=60 for the long run.
  const char* const wanted = std::getenv("KLAMM_REAUTH_SECONDS");
  const auto duration = std::chrono::seconds(wanted ? std::stoi(wanted) : 6);
  const std::string topic = new_topic("reauth", 3);
  const std::string trusted = "/tmp/" + new_name("klamm") + ".pem";
  run("cp " + secret("ca.pem") + " " + trusted);
  Settings settings = over_tls(alice("SCRAM-SHA-256"));
  settings["ssl.truststore.location"] = trusted;
  std::atomic<std::size_t> acknowledged{0}, failed{0};
  std::size_t sent = 0;
  bool replaced = false;
  {
    Producer producer(configured<ProducerConfig>(settings));
    const auto began = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - began < duration) {
      for (int i = 0; i < 1000; ++i)
        producer.send({.topic = topic, .value = std::to_string(sent++)}, [&](const Result<RecordMetadata>& result) {
          if (result) return void(++acknowledged);
          if (failed++ == 0) MESSAGE(result.error().message());
        });
      if (replaced || std::chrono::steady_clock::now() - began < duration / 2) continue;
      replaced = true;
      renew_broker_certificate();
      run("cat " + secret("ca.pem") + " " + secret("otherca.pem") + " > " + trusted + ".new && mv " + trusted + ".new " + trusted);
    }
    const auto flushed = producer.flush(60s);
    REQUIRE_MESSAGE(flushed, (flushed ? "" : flushed.error().message()));
  }
  CHECK(failed == 0);
  CHECK(acknowledged == sent);
  MESSAGE(sent << " records in " << duration.count() << " s");
  settings["group.id"] = topic;
  settings["auto.offset.reset"] = "earliest";
  Consumer consumer(configured<ConsumerConfig>(settings)); // meets the new certificate
  consumer.subscribe({topic});
  std::vector<bool> seen(sent);
  std::size_t read = 0, doubled = 0;
  const auto limit = std::chrono::steady_clock::now() + 120s;
  while (read < sent && std::chrono::steady_clock::now() < limit) {
    const auto records = consumer.poll(500ms);
    REQUIRE_MESSAGE(records, (records ? "" : records.error().message()));
    for (const ConsumerRecord& record : *records) {
      const auto number = static_cast<std::size_t>(std::stoull(std::string(record.value())));
      if (seen.at(number)) ++doubled;
      seen[number] = true;
      ++read;
    }
  }
  CHECK(read == sent);
  CHECK(doubled == 0);
  std::remove(trusted.c_str());
}

TEST_CASE("sasl: new credentials let a refused client in, without a restart") {
  static const std::string topic = new_topic("recovers", 1);
  Settings wrong = over_tls(alice("SCRAM-SHA-512"));
  wrong["sasl.password"] = "hunter2";
  Client client(configured<ClientConfig>(wrong));
  Producer producer(client, {});
  const auto refused = producer.send_sync({.topic = topic, .value = "v"});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == ErrorCode::sasl_authentication_failed);
  SaslConfig right;
  right.mechanism = "SCRAM-SHA-512";
  right.username = "alice";
  right.password = "alice-secret";
  REQUIRE(client.update_sasl(right));
  const auto sent = producer.send_sync({.topic = topic, .value = "v"});
  CHECK_MESSAGE(sent, (sent ? "" : sent.error().message()));
}

TEST_CASE("acl: who may not write or read is told on what and for what") {
  const std::string topic = new_topic("forbidden", 1);
  kafka("kafka-acls.sh", "--add --allow-principal User:alice --operation All --topic " + topic);
  kafka("kafka-acls.sh", "--add --allow-principal User:bob --operation Describe --topic " + topic);
  const Settings bob = over_tls({{"sasl.mechanism", "PLAIN"}, {"sasl.username", "bob"}, {"sasl.password", "bob-secret"}});
  Producer producer(configured<ProducerConfig>(bob));
  const auto sent = producer.send_sync({.topic = topic, .value = "v"});
  REQUIRE_FALSE(sent);
  MESSAGE(sent.error().message());
  CHECK(sent.error().code() == ErrorCode::topic_authorization_failed);
  CHECK(sent.error().context().topic == topic);
  CHECK(sent.error().hint().find("WRITE") != std::string::npos);
  Producer allowed(configured<ProducerConfig>(over_tls(alice("PLAIN"))));
  CHECK(allowed.send_sync({.topic = topic, .value = "v"}));
}
