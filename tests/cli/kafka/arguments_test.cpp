#include "cli/kafka/arguments.hpp"

#include <doctest/doctest.h>

#include "cli/frame/failure.hpp"
#include "cli/kafka/tools.hpp"

using namespace klamm::cli;

namespace {

const std::vector<KafkaFlag> flags{{"topic", "TOPIC", ""},
                                   {"list", "", ""},
                                   {"from-beginning", "", ""},
                                   {"state", "STATE", "", KafkaFlag::Takes::maybe},
                                   {"producer-props", "NAME=VALUE", "", KafkaFlag::Takes::several},
                                   {"time", "WHEN", ""}};
const std::vector<GoneFlag> gone{{"zookeeper", "use --bootstrap-server"}};

KafkaArguments parse(const std::vector<std::string>& words) { return KafkaArguments::parse(words, flags, gone); }

std::string hint_of(const std::vector<std::string>& words) {
  try {
    (void)parse(words);
  } catch (const Failure& failure) {
    return failure.hint();
  }
  return "it was taken";
}

} // namespace

TEST_CASE("kafka: flags with one or two dashes, values behind a blank or an equals sign") {
  const KafkaArguments said = parse({"--topic", "a", "-list", "--time=-1", "--topic", "--b"});
  CHECK(said.has("list"));
  CHECK_FALSE(said.has("from-beginning"));
  CHECK(said.values("topic") == std::vector<std::string>{"a", "--b"});
  CHECK(said.number("time", -6) == -1);
  CHECK_THROWS_AS((void)said.number("time", 0), Failure);
  CHECK_THROWS_AS((void)said.value("topic"), Failure); // twice
  CHECK(parse({"--time", "-2"}).value("time") == "-2");
  CHECK_THROWS_AS((void)parse({"--time", "x"}).number("time", 0), Failure);
}

TEST_CASE("kafka: values that may be missing, and several behind one flag") {
  CHECK(parse({"--state", "--list"}).has("list"));
  CHECK_FALSE(parse({"--state", "--list"}).value("state"));
  CHECK(parse({"--state", "stable,empty"}).value("state") == "stable,empty");
  const KafkaArguments said = parse({"--producer-props", "a=1", "b=2", "--list"});
  CHECK(said.values("producer-props") == std::vector<std::string>{"a=1", "b=2"});
  CHECK(said.has("list"));
}

TEST_CASE("kafka: what there is not is told with what is meant") {
  CHECK(hint_of({"--zookeeper", "x"}) == "use --bootstrap-server");
  CHECK(hint_of({"--from-begining"}) == "did you mean --from-beginning?");
  CHECK(hint_of({"--elsewhere"}) == "--help shows what there is");
  CHECK(hint_of({"stray"}) == "--help shows what there is");
  CHECK(hint_of({"--topic"}) == "--topic <TOPIC>");
  CHECK_THROWS_AS(parse({"--list=yes"}), Failure);
}

TEST_CASE("kafka: flags that exclude each other, and exactly one action") {
  const KafkaArguments said = parse({"--list", "--topic", "a"});
  CHECK(said.one_of({"list", "state"}) == "list");
  CHECK_THROWS_AS((void)said.one_of({"list", "topic"}), Failure);
  CHECK_THROWS_AS((void)said.one_of({"state"}), Failure);
  CHECK_THROWS_AS(said.excludes("list", {"state", "topic"}), Failure);
  CHECK_NOTHROW(said.excludes("list", {"state"}));
  CHECK(said.needed("topic") == "a");
  CHECK_THROWS_AS((void)said.needed("time"), Failure);
}

TEST_CASE("kafka: tools are found by their names, with .sh too; each flag is there once and explained") {
  CHECK(find_kafka_tool("kafka-topics") != nullptr);
  CHECK(find_kafka_tool("kafka-topics.sh") == find_kafka_tool("kafka-topics"));
  CHECK(find_kafka_tool("kafka-nothing") == nullptr);
  CHECK(kafka_tool_names().size() == 8);
  for (const std::string& name : kafka_tool_names()) {
    const KafkaTool& tool = *find_kafka_tool(name);
    for (std::size_t i = 0; i < tool.flags.size(); ++i) {
      CAPTURE(tool.flags[i].name);
      CHECK_FALSE(tool.flags[i].help.empty());
      if (i > 0) CHECK(tool.flags[i - 1].name < tool.flags[i].name);
      for (const GoneFlag& flag : tool.gone) CHECK(flag.name != tool.flags[i].name);
    }
  }
}
