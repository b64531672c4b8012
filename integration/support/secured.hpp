// For tests on the secured cluster: a client configured by properties, as users do, sends records and reads them back, or is refused in time.
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <klamm/klamm.hpp>
#include <map>
#include <set>

#include "support/cluster.hpp"

namespace klamm::test {

/// A file among the cluster's keys and certificates.
inline std::string secret(const std::string& file) { return setting("KLAMM_SECRETS") + "/" + file; }

/// A new key and certificate of the same authority for the broker, which reads them while it runs.
inline void renew_broker_certificate() {
  run("cd " + setting("KLAMM_SECRETS") +
      " && openssl req -newkey rsa:2048 -nodes -keyout next.key -out next.csr -subj /CN=broker-renewed/O=test"
      " && printf 'subjectAltName=DNS:localhost,DNS:kafka,IP:127.0.0.1\\nextendedKeyUsage=serverAuth,clientAuth\\n' > next.ext"
      " && openssl x509 -req -in next.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -out next.crt -extfile next.ext"
      " && openssl pkcs8 -topk8 -nocrypt -in next.key -out next.p8 && cat next.p8 next.crt ca.pem > next.pem && chmod a+r next.pem && mv "
      "next.pem broker.pem");
  const std::string all =
      cluster("exec kafka-configs.sh --bootstrap-server " + bootstrap() + " --describe --all --entity-type brokers --entity-name 1");
  const std::size_t at = all.find("ssl.keystore.location=");
  const std::size_t begin = all.find('=', at) + 1;
  const std::string path = all.substr(begin, all.find_first_of(" \n", begin) - begin);
  kafka("kafka-configs.sh", "--alter --entity-type brokers --entity-name 1 --add-config listener.name.saslt.ssl.keystore.location=" + path);
}

using Settings = std::map<std::string, std::string>;

template <class Config>
Config configured(const Settings& properties) {
  auto config = Config::from_properties(Properties(properties));
  REQUIRE_MESSAGE(config, (config ? "" : config.error().message()));
  return *std::move(config);
}

/// Sends `count` records to a new topic and reads each of them once.
inline void check_round_trip(const Settings& properties, int count = 2000) {
  const std::string topic = new_topic("secure", 2);
  {
    Producer producer(configured<ProducerConfig>(properties));
    for (int i = 0; i < count; ++i)
      producer.send({.topic = topic, .value = std::to_string(i)}, [](const Result<RecordMetadata>& r) { CHECK(r); });
    const auto flushed = producer.flush(std::chrono::seconds(60));
    REQUIRE_MESSAGE(flushed, (flushed ? "" : flushed.error().message()));
  }
  Settings reading = properties;
  reading["group.id"] = topic;
  reading["auto.offset.reset"] = "earliest";
  Consumer consumer(configured<ConsumerConfig>(reading));
  consumer.subscribe({topic});
  std::multiset<std::string> values;
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (values.size() < static_cast<std::size_t>(count) && std::chrono::steady_clock::now() < limit) {
    const auto records = consumer.poll(std::chrono::milliseconds(500));
    REQUIRE_MESSAGE(records, (records ? "" : records.error().message()));
    for (const ConsumerRecord& record : *records) values.emplace(std::string_view(record.value()));
  }
  CHECK(values.size() == static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) CHECK(values.count(std::to_string(i)) == 1);
}

/// One record: refused with an error that contains `expected`, long before max.block.ms; or sent, where that is empty.
inline void check_refused_or_served(Settings properties, const std::string& expected) {
  properties.emplace("max.block.ms", "50000");
  properties["log.level"] = "error";
  Producer producer(configured<ProducerConfig>(properties));
  const auto began = std::chrono::steady_clock::now();
  static const std::string topic = new_topic("secure-one", 1);
  const auto result = producer.send_sync({.topic = topic, .value = "v"});
  if (expected.empty()) {
    CHECK_MESSAGE(result, (result ? "" : result.error().message()));
    return;
  }
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(40));
  REQUIRE_FALSE(result);
  MESSAGE(result.error().message());
  CHECK(result.error().message().find(expected) != std::string::npos);
}

} // namespace klamm::test
