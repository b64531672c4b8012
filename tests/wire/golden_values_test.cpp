// What klamm reads from Java's bytes are the values that Java wrote: golden-json holds them as Java's own JSON converters print them.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "test_paths.hpp"
#include "wire/golden.hpp"
#include "wire/json_printer.hpp"
#include "wire/messages/all.hpp"

using namespace klamm;
using namespace klamm::wire;

namespace {

/// JSON without the white space between its parts.
std::string compact(const std::string& json) {
  std::string text;
  bool quoted = false;
  for (const char c : json) {
    if (c == '"') quoted = !quoted; // Java's values hold no escaped quotes
    if (quoted || (c != ' ' && c != '\n')) text += c;
  }
  return text;
}

std::string java_json(std::string_view message, std::int16_t version) {
  const std::filesystem::path path =
      std::string(KLAMM_TEST_DATA "/wire/golden-json/") + std::string(message) + "-v" + std::to_string(version) + ".json";
  std::ostringstream content;
  if (std::filesystem::exists(path)) content << std::ifstream(path).rdbuf();
  return compact(content.str());
}

} // namespace

TEST_CASE("golden: values read from Java's bytes are those that Java printed") {
  int files = 0;
  const auto check = [&]<class M>() {
    for (std::int16_t version = M::versions.first; version <= M::versions.last; ++version) {
      const std::string expected = java_json(M::name, version);
      if (expected.empty()) continue;
      ++files;
      INFO(M::name << " v" << version);
      const Slice& bytes = testing::golden(M::name, version);
      Decoder in(bytes);
      const auto message = decode_all<M>(in, version);
      REQUIRE_MESSAGE(message, message.error().message());
      CHECK(testing::JsonPrinter::print(*message, version) == expected);
    }
  };
  MessageList<ProduceRequest, ProduceResponse, FetchRequest, FetchResponse, ListOffsetsRequest, ListOffsetsResponse, MetadataRequest,
              MetadataResponse, OffsetCommitRequest, OffsetCommitResponse, OffsetFetchRequest, OffsetFetchResponse, FindCoordinatorRequest,
              FindCoordinatorResponse, JoinGroupRequest, JoinGroupResponse, SyncGroupRequest, SyncGroupResponse, ApiVersionsRequest,
              ApiVersionsResponse, CreateTopicsRequest, CreateTopicsResponse, InitProducerIdRequest, InitProducerIdResponse,
              DescribeConfigsRequest, DescribeConfigsResponse, ConsumerGroupHeartbeatRequest,
              ConsumerGroupHeartbeatResponse>::for_each(check);
  CHECK(files == 56);
  MESSAGE(files << " messages compared value by value");
}
