#include "cli/commands/produce_input.hpp"

#include <doctest/doctest.h>

using namespace klamm;
using namespace klamm::cli;

namespace {

ProduceOptions options() {
  ProduceOptions all;
  all.topic = "orders";
  return all;
}

} // namespace

TEST_CASE("produce: keys are cut off at the first delimiter") {
  ProduceOptions said = options();
  said.key_delimiter = "::";
  said.key = "usual";
  said.headers = {"a=1=2", "b"};
  said.partition = 3;
  RecordReader reader(said);
  const ProducerRecord one = reader.read("k::v::w", 1);
  CHECK(one.topic == "orders");
  CHECK(one.key == BytesView("k"));
  CHECK(one.value == BytesView("v::w"));
  CHECK(one.partition == 3);
  REQUIRE(one.headers.size() == 2);
  CHECK(*one.headers.begin() == Header{"a", "1=2"});
  CHECK(*(one.headers.begin() + 1) == Header{"b", {}});
  CHECK(reader.read("no key", 2).key == BytesView("usual"));
  CHECK(reader.read("::v", 3).key == BytesView(""));
}

TEST_CASE("produce: -Z makes nulls of what is empty") {
  ProduceOptions said = options();
  said.key_delimiter = ":";
  CHECK(RecordReader(said).read("k:", 1).value == BytesView(""));
  said.empty_is_null = true;
  RecordReader reader(said);
  CHECK(reader.read("k:", 1).value.is_null());
  CHECK(reader.read(":v", 2).key.is_null());
}

TEST_CASE("produce: JSON as consume prints it") {
  ProduceOptions said = options();
  said.json = true;
  RecordReader reader(said);
  const ProducerRecord one =
      reader.read(R"({"topic":"x","partition":9,"offset":1,"ts":1700000000000,"headers":["a","1","b",null],"key":"k","payload":"v\n"})", 1);
  CHECK(one.topic == "orders");
  CHECK(!one.partition);
  CHECK(one.timestamp == 1'700'000'000'000);
  CHECK(one.key == BytesView("k"));
  CHECK(one.value == BytesView("v\n"));
  REQUIRE(one.headers.size() == 2);
  CHECK((one.headers.begin() + 1)->value.is_null());
  CHECK(reader.read(R"({"key":null,"payload":null})", 2).value.is_null());
  CHECK(reader.read(R"({"value":{"a":[1]},"headers":{"h":"1"}})", 3).value == BytesView(R"({"a":[1]})"));
}

TEST_CASE("produce: what is no envelope is refused with its number") {
  ProduceOptions said = options();
  said.json = true;
  RecordReader reader(said);
  for (const char* wrong : {"", "x", "[1]", "{", R"({"payload":"v","headers":["odd"]})", R"({"headers":3})", "\"\xff\""})
    CHECK_THROWS_WITH_AS(reader.read(wrong, 7), doctest::Contains("record 7 of the input"), Failure);
}

TEST_CASE("produce: flags that contradict each other, and headers without a name") {
  ProduceOptions said = options();
  said.json = true;
  said.key_delimiter = ":";
  CHECK_THROWS_AS(RecordReader{said}, Failure);
  ProduceOptions nameless = options();
  nameless.headers = {"=x"};
  CHECK_THROWS_AS(RecordReader{nameless}, Failure);
}
