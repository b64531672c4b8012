// Every message against the facts of Kafka's own definitions.
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <set>

#include "test_paths.hpp"
#include "wire/messages/all.hpp"
#include "wire/schema_probe.hpp"

using namespace klamm;
using namespace klamm::wire;
using testing::SchemaProbe;

namespace {

using Table = std::map<std::string, SchemaProbe::Rows>;

/// Rows that differ on purpose, each with its reason. None does.
const std::map<std::string, std::string> deliberate;

/// header.cpp writes these by hand, as the client id is never compact; golden_test holds them.
const std::set<std::string> not_field_lists = {"RequestHeader", "ResponseHeader"};

Table kafka_schema() {
  Table table;
  std::ifstream file(KLAMM_TEST_DATA "/wire/schema-4.3.1.tsv");
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) table[line.substr(0, line.find('\t'))].push_back(line);
  return table;
}

Table klamm_schema() {
  Table table;
  for_each_message([&]<class M>() { table[std::string(M::name)] = SchemaProbe::rows<M>(); });
  return table;
}

std::size_t version_count() {
  std::size_t count = 0;
  for_each_message([&]<class M>() { count += static_cast<std::size_t>(M::versions.last - M::versions.first + 1); });
  return count;
}

} // namespace

TEST_CASE("messages: every field list says what Kafka's definition says") {
  const Table theirs = kafka_schema(), ours = klamm_schema();
  std::size_t fields = 0, differences = 0;
  for (const auto& [message, expected] : theirs) {
    if (not_field_lists.contains(message)) continue;
    INFO(message);
    REQUIRE(ours.contains(message));
    const auto& actual = ours.at(message);
    CHECK(actual.size() == expected.size());
    for (std::size_t i = 0; i < expected.size() && i < actual.size(); ++i) {
      ++fields;
      if (actual[i] == expected[i] || deliberate.contains(expected[i])) continue;
      ++differences;
      CHECK(actual[i] == expected[i]);
    }
  }
  MESSAGE(ours.size() << " messages, " << version_count() << " message versions, " << fields << " rows compared: " << differences
                      << " differences");
}

TEST_CASE("messages: there is one for each that Kafka defines for clients") {
  const Table theirs = kafka_schema(), ours = klamm_schema();
  CHECK(ours.size() == theirs.size() - not_field_lists.size());
  for (const auto& [message, rows] : ours) CHECK_MESSAGE(theirs.contains(message), message);
}

TEST_CASE("messages: a request and its response share api key and versions") {
  AllRequests::for_each([]<class M>() {
    INFO(M::name);
    CHECK(M::api_key == M::Response::api_key);
    CHECK(M::versions == M::Response::versions);
    CHECK(M::flexible == M::Response::flexible);
    CHECK(std::string(M::name) == std::string(api_key_name(M::api_key)) + "Request");
  });
}

TEST_CASE("messages: versions that Kafka calls unstable, or keeps for brokers, are not negotiated") {
  CHECK(stable_versions<InitProducerIdRequest>() == in(0, 5));
  CHECK(stable_versions<AddPartitionsToTxnRequest>() == in(0, 3));
  CHECK(stable_versions<FetchRequest>() == FetchRequest::versions);
}
