#include "wire/messages/consumer_protocol.hpp"

#include <doctest/doctest.h>

using namespace klamm;
using namespace klamm::wire;

namespace {

ConsumerProtocolSubscription subscription() {
  ConsumerProtocolSubscription message;
  message.topics = {"a", "b"};
  message.owned_partitions = {{.topic = "a", .partitions = {0, 2}}};
  message.generation_id = 5;
  message.rack_id = "r";
  return message;
}

} // namespace

TEST_CASE("consumer protocol: a subscription carries its version before it") {
  const Slice bytes = encode_with_version(subscription());
  CHECK(bytes.bytes()[1] == std::byte{3});
  const auto back = decode_subscription(bytes.bytes()).value();
  CHECK(back.topics == std::vector<std::string_view>{"a", "b"});
  CHECK(back.owned_partitions.at(0).partitions == std::vector<std::int32_t>{0, 2});
  CHECK(back.generation_id == 5);
  CHECK(back.rack_id == "r");
}

TEST_CASE("consumer protocol: older versions drop what they lack") {
  const Slice bytes = encode_with_version(subscription(), 1);
  const auto back = decode_subscription(bytes.bytes()).value();
  CHECK(back.owned_partitions.size() == 1);
  CHECK(back.generation_id == -1);
}

TEST_CASE("consumer protocol: a newer version is read as far as it is known") {
  std::string bytes(encode_with_version(subscription()).text());
  bytes[1] = 9;
  bytes += "fields of the future";
  CHECK(decode_subscription(as_bytes(bytes)).value().rack_id == "r");
}

TEST_CASE("consumer protocol: an assignment survives the way there and back") {
  ConsumerProtocolAssignment message;
  message.assigned_partitions = {{.topic = "a", .partitions = {1}}};
  message.user_data = Bytes("u");
  const Slice bytes = encode_with_version(message);
  const auto back = decode_assignment(bytes.bytes()).value();
  CHECK(back.assigned_partitions.at(0).topic == "a");
  CHECK(back.user_data->text() == "u");
}

TEST_CASE("consumer protocol: what is cut off or has a negative version is an error") {
  const Slice bytes = encode_with_version(subscription());
  for (std::size_t size = 0; size < bytes.size(); ++size) CHECK_FALSE(decode_subscription(bytes.bytes().first(size)));
  CHECK(decode_assignment(as_bytes("\xff\xff")).error().cause() == "ConsumerProtocolAssignment: the version is negative (at byte 2 of 2)");
}
