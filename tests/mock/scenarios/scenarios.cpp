// All conversations.
#include "mock/scenarios/scenarios.hpp"

namespace klamm::test {

const std::vector<Scenario>& scenarios() {
  static const std::vector<Scenario> all{
      {"topics", topics},
      {"produce-and-fetch", produce_and_fetch},
      {"fetch-sessions", fetch_sessions},
      {"offsets", commit_and_fetch_offsets},
      {"classic-group-of-one", classic_group_of_one},
      {"classic-group-of-two", classic_group_of_two},
      {"static-classic-members", static_classic_members},
      {"consumer-group", consumer_group},
      {"consumer-group-of-two", consumer_group_of_two},
      {"static-consumer-members", static_consumer_members},
      {"cluster", cluster},
      {"configs", configs},
      {"delete-records", delete_records},
  };
  return all;
}

} // namespace klamm::test
