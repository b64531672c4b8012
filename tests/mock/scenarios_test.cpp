// The embedded brokers answer as Kafka 4.3.1 did: see scenarios/scenarios.hpp.
#include "mock/scenarios/scenarios.hpp"
#include "test_paths.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <klamm/mock_cluster.hpp>

using namespace klamm;
using namespace klamm::test;

TEST_CASE("mock scenarios: the embedded brokers answer as Kafka does") {
  for (const Scenario& scenario : scenarios()) {
    const std::string name = scenario.name;
    CAPTURE(name);
    MockClusterConfig config;
    config.group_consumer_heartbeat_interval = std::chrono::milliseconds(500); // as the Kafka of the integration tests
    const MockCluster cluster(config);
    Dialogue dialogue(cluster.bootstrap_servers().front(), "unit");
    scenario.hold(dialogue);
    std::ostringstream kafka;
    kafka << std::ifstream(KLAMM_TEST_DATA "/mock/" + std::string(scenario.name) + ".txt").rdbuf();
    REQUIRE(!kafka.str().empty());
    const auto lines = [](const std::string& text) {
      std::vector<std::string> all;
      std::istringstream in(text);
      for (std::string line; std::getline(in, line);) all.push_back(line);
      return all;
    };
    const auto ours = lines(dialogue.transcript()), theirs = lines(kafka.str());
    CHECK(ours.size() == theirs.size());
    for (std::size_t i = 0; i < std::min(ours.size(), theirs.size()); ++i)
      CHECK_MESSAGE(ours[i] == theirs[i], name << ", line " << i + 1 << "\n  mock:  " << ours[i] << "\n  Kafka: " << theirs[i]);
  }
}
