// Kafka answers raw requests as the embedded brokers' tests say that it does: see tests/mock/scenarios/scenarios.hpp.
#include "mock/scenarios/scenarios.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "support/cluster.hpp"
#include "test_paths.hpp"

using namespace klamm::test;

TEST_CASE("scenarios: Kafka answers as the embedded brokers are tested to") {
  if (setting("KLAMM_KAFKA_VERSION") != "4.3.1") return; // the answers were written down from this one
  const char* const only = std::getenv("KLAMM_SCENARIO");
  for (const Scenario& scenario : scenarios()) {
    if (only && std::string_view(only) != scenario.name) continue;
    CAPTURE(scenario.name);
    Dialogue dialogue(bootstrap(), new_name("run").substr(4));
    scenario.hold(dialogue);
    const std::string path = KLAMM_TEST_DATA "/mock/" + std::string(scenario.name) + ".txt";
    if (std::getenv("KLAMM_WRITE_SCENARIOS")) std::ofstream(path) << dialogue.transcript();
    std::ostringstream written;
    written << std::ifstream(path).rdbuf();
    CHECK(dialogue.transcript() == written.str());
  }
}
