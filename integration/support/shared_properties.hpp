// One client.properties for everybody: what Java's console producer, klamm's library and its command write with the file, each of them reads with it.
#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <functional>
#include <klamm/klamm.hpp>

#include "support/secured.hpp"
#include "test_paths.hpp"

namespace klamm::test {

struct SharedProperties {
  const char* address;                                      ///< the variable that names the listener
  std::string properties;                                   ///< the file's content
  std::string java_options{};                               ///< what Java wants beside it, for its virtual machine
  std::function<void(SaslConfig&)> complete = [](auto&) {}; ///< what the library wants beside it
};

class SharedFile {
public:
  explicit SharedFile(const std::string& content) : path_("/tmp/" + new_name("klamm") + ".properties") { std::ofstream(path_) << content; }
  SharedFile(const SharedFile&) = delete;
  SharedFile& operator=(const SharedFile&) = delete;
  ~SharedFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

private:
  std::string path_;
};

inline void check_shared_properties(const SharedProperties& shared) {
  const SharedFile file(shared.properties);
  const std::string topic = new_topic("shared-properties", 1), address = setting(shared.address);
  const auto java = [&](const std::string& tool, const std::string& before = "") {
    return run(before + "KAFKA_OPTS='" + shared.java_options + "' timeout 120 " + cluster_home() + "/bin/" + tool + " --bootstrap-server " +
               address + " --topic " + topic + " --command-config " + file.path());
  };
  const auto library = [&](auto config) {
    config.bootstrap_servers = {address};
    shared.complete(config.sasl);
    return config;
  };
  std::multiset<std::string> written{"from java", "from the library"};
  java("kafka-console-producer.sh", "echo from java | ");
  {
    Producer producer(library(ProducerConfig::from_file(file.path()).value()));
    const auto sent = producer.send_sync({.topic = topic, .value = "from the library"});
    REQUIRE_MESSAGE(sent, (sent ? "" : sent.error().message()));
    CHECK(sent->offset() == 1);
  }
#ifdef KLAMM_HAVE_CLI
  const std::string cluster_and_file = " -b " + address + " -F " + file.path();
  run("echo from the command | timeout 120 " KLAMM_CLI " produce " + topic + cluster_and_file);
  written.insert("from the command");
#endif
  const auto lines = [](const std::string& text) {
    std::multiset<std::string> found;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
      if (line.starts_with("from ")) found.insert(line);
    return found;
  };
  const std::string count = std::to_string(written.size());
#ifdef KLAMM_HAVE_CLI
  CHECK(lines(run("timeout 120 " KLAMM_CLI " consume " + topic + cluster_and_file + " -o beginning -c " + count)) == written);
#endif
  CHECK(lines(java("kafka-console-consumer.sh --from-beginning --timeout-ms 60000 --max-messages " + count)) == written);
  Consumer consumer(library(ConsumerConfig::from_file(file.path()).value()));
  consumer.assign(std::vector<TopicPartitionOffset>{{topic, 0, 0}});
  std::multiset<std::string> read;
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (read.size() < written.size() && std::chrono::steady_clock::now() < limit) {
    const auto records = consumer.poll(std::chrono::milliseconds(500));
    REQUIRE_MESSAGE(records, (records ? "" : records.error().message()));
    for (const ConsumerRecord& record : *records) read.emplace(std::string_view(record.value()));
  }
  CHECK(read == written);
}

} // namespace klamm::test
