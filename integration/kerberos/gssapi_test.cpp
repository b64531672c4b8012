// GSSAPI with the secured broker and the cluster's KDC: with a keytab, with a ticket cache, at the command line, beside Java; and what each thing that is wrong
// with Kerberos is told.
#include <doctest/doctest.h>

#include <cstdlib>
#include <klamm/gssapi.hpp>
#include <klamm/klamm.hpp>

#include "support/secured.hpp"
#include "support/shared_properties.hpp"

using namespace klamm;
using namespace klamm::test;
using namespace std::chrono_literals;

namespace {

Settings kerberos(const char* address = "KLAMM_SASL_SSL") {
  ::setenv("KRB5_CONFIG", secret("krb5.conf").c_str(), 1);
  ::setenv("KRB5CCNAME", "/not/there", 1);
  const bool tls = std::string_view(address) == "KLAMM_SASL_SSL";
  Settings settings{{"security.protocol", tls ? "SASL_SSL" : "SASL_PLAINTEXT"},
                    {"bootstrap.servers", setting(address)},
                    {"sasl.mechanism", "GSSAPI"},
                    {"sasl.kerberos.service.name", "kafka"}};
  if (tls) settings["ssl.truststore.location"] = secret("ca.pem");
  return settings;
}

Settings with_keytab(Settings settings) {
  settings["sasl.kerberos.keytab"] = secret("alice.keytab");
  settings["sasl.kerberos.principal"] = "alice@KLAMM.TEST";
  return settings;
}

std::string krb5_login_module() {
  return "com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true storeKey=true keyTab=\"" + secret("alice.keytab") +
         "\" principal=\"alice@KLAMM.TEST\";";
}

template <class Config>
Config with_gssapi(const Settings& settings) {
  auto config = configured<Config>(settings);
  config.sasl.plugin = make_gssapi(config.sasl).value();
  return config;
}

const std::string& topic() {
  static const std::string name = new_topic("kerberos", 1);
  return name;
}

/// One record there and back.
void check_served(const Settings& settings) {
  Producer producer(with_gssapi<ProducerConfig>(settings));
  const std::string value = new_name("value");
  const auto sent = producer.send_sync({.topic = topic(), .value = value});
  REQUIRE_MESSAGE(sent, (sent ? "" : sent.error().message()));
  Consumer consumer(with_gssapi<ConsumerConfig>(settings));
  consumer.assign(std::vector<TopicPartitionOffset>{{topic(), 0, sent->offset()}});
  const auto limit = std::chrono::steady_clock::now() + 60s;
  std::string got;
  while (got.empty() && std::chrono::steady_clock::now() < limit) {
    const auto records = consumer.poll(500ms);
    REQUIRE_MESSAGE(records, (records ? "" : records.error().message()));
    for (const ConsumerRecord& record : *records) got = std::string(record.value());
  }
  CHECK(got == value);
}

std::string refusal(Settings settings) {
  settings["log.level"] = "error";
  settings["max.block.ms"] = "15000";
  Producer producer(with_gssapi<ProducerConfig>(settings));
  const auto sent = producer.send_sync({.topic = topic(), .value = "v"});
  REQUIRE_FALSE(sent);
  MESSAGE(sent.error().message());
  return sent.error().message();
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("gssapi: records there and back with a keytab, by librdkafka's names and by Java's login module") {
  check_served(with_keytab(kerberos()));
  check_served(with_keytab(kerberos("KLAMM_SASL_PLAINTEXT")));
  Settings java = kerberos();
  java["sasl.jaas.config"] = krb5_login_module();
  check_served(java);
}

TEST_CASE("gssapi: the ticket cache that kinit has filled is used") {
  Settings settings = kerberos();
  const std::string cache = "/tmp/" + new_name("klamm-krb5cc");
  run("KRB5_CONFIG=" + secret("krb5.conf") + " kinit -c " + cache + " -k -t " + secret("alice.keytab") + " alice");
  ::setenv("KRB5CCNAME", cache.c_str(), 1);
  check_served(settings);
  ::setenv("KRB5CCNAME", "/not/there", 1);
  settings["sasl.jaas.config"] = "com.sun.security.auth.module.Krb5LoginModule required useTicketCache=true ticketCache=\"" + cache + "\";";
  check_served(settings);
  std::remove(cache.c_str());
}

TEST_CASE("gssapi: who is logged in is whom ACLs are for") {
  const std::string mine = new_topic("kerberos-acl", 1);
  kafka("kafka-acls.sh", "--add --allow-principal User:alice --operation All --topic " + mine);
  Producer producer(with_gssapi<ProducerConfig>(with_keytab(kerberos())));
  const auto sent = producer.send_sync({.topic = mine, .value = "v"});
  CHECK_MESSAGE(sent, (sent ? "" : sent.error().message()));
}

TEST_CASE("gssapi: one client.properties serves Java's console tools, klamm's library and its command") {
  kerberos();
  check_shared_properties(
      {.address = "KLAMM_SASL_SSL",
       .properties = "security.protocol=SASL_SSL\nsasl.mechanism=GSSAPI\nssl.truststore.type=PEM\nssl.truststore.location=" +
                     secret("ca.pem") + "\nsasl.kerberos.service.name=kafka\nsasl.jaas.config=" + krb5_login_module() + "\n",
       .java_options = "-Djava.security.krb5.conf=" + secret("krb5.conf"),
       .complete = [](SaslConfig& sasl) { sasl.plugin = make_gssapi(sasl).value(); }});
}

TEST_CASE("gssapi: no ticket, an unknown service or client, a wrong clock, no KDC: each is told with what to do") {
  CHECK(contains(refusal(kerberos()), "there is no Kerberos ticket for the client in the ticket cache"));
  Settings service = with_keytab(kerberos());
  service["sasl.kerberos.service.name"] = "kavka";
  CHECK(contains(refusal(service),
                 "Kerberos knows no service kavka/127.0.0.1 (Kerberos: Server kavka/localhost@KLAMM.TEST not found in Kerberos database"));
  Settings client = with_keytab(kerberos());
  client["sasl.kerberos.principal"] = "bob@KLAMM.TEST";
  CHECK(contains(refusal(client), "alice.keytab has no key of bob@KLAMM.TEST"));
  Settings skewed = with_keytab(kerberos());
  ::setenv("KRB5_CONFIG", secret("krb5-skewed.conf").c_str(), 1);
  CHECK(contains(refusal(skewed), "clock"));
  Settings dead = with_keytab(kerberos());
  ::setenv("KRB5_CONFIG", secret("krb5-dead.conf").c_str(), 1);
  CHECK(contains(refusal(dead), "no KDC can be reached"));
  // A program that does not use klamm::gssapi is told of it.
  const auto without = configured<ClientConfig>(with_keytab(kerberos()));
  CHECK_THROWS_WITH_AS(Client{without}, doctest::Contains("link klamm::gssapi"), Exception);
}

TEST_CASE("gssapi: a broker that takes no Kerberos says what it takes") {
  Settings settings = with_keytab(kerberos("KLAMM_SASL_PLAINTEXT"));
  settings["bootstrap.servers"] = bootstrap();
  CHECK(contains(refusal(settings), "this listener does not use SASL"));
}
