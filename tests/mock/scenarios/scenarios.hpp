// Conversations that Kafka's brokers and the embedded ones must answer alike. Their answers by Kafka 4.3.1 are in tests/data/mock: the unit tests hold
// the embedded brokers to them, and the integration tests Kafka itself. KLAMM_WRITE_SCENARIOS=1 writes them anew from the Kafka that is running.
#pragma once

#include <vector>

#include "mock/scenarios/dialogue.hpp"

namespace klamm::test {

struct Scenario {
  const char* name; ///< of the file in tests/data/mock
  void (*hold)(Dialogue& dialogue);
};

void topics(Dialogue& broker);
void produce_and_fetch(Dialogue& broker);
void fetch_sessions(Dialogue& broker);
void commit_and_fetch_offsets(Dialogue& broker);
void classic_group_of_one(Dialogue& broker);
void classic_group_of_two(Dialogue& broker);
void static_classic_members(Dialogue& broker);
void consumer_group(Dialogue& broker);
void consumer_group_of_two(Dialogue& broker);
void static_consumer_members(Dialogue& broker);
void cluster(Dialogue& broker);
void configs(Dialogue& broker);
void delete_records(Dialogue& broker);

const std::vector<Scenario>& scenarios();

} // namespace klamm::test
