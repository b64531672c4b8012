// What the codec does with messages of every shape: a message of its own, so that each rule is seen alone.
#include "wire/codec.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace klamm;
using namespace klamm::wire;

namespace {

/// Has versions 0 to 3; 0 and 1 are not flexible.
struct Sample {
  static constexpr std::string_view name = "Sample";
  static constexpr Versions flexible = since(2);

  struct Leader {
    std::int32_t id = -1;
    std::optional<std::string_view> rack{};
    static void fields(auto& io, auto& self) {
      io("Id", self.id, since(0));
      io("Rack", self.rack, since(0).nullable().tag(5, since(2)).ignorable());
    }
  };

  struct Topic {
    std::string_view name{};
    std::vector<std::int32_t> partitions{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  std::uint16_t port = 0;
  std::uint32_t mask = 0;
  double quota = 0;
  bool enabled = false;
  std::optional<std::string_view> note = "";
  std::optional<Leader> controller{};
  std::optional<std::vector<Topic>> topics{std::in_place};
  std::vector<std::string_view> tags{};
  Leader leader{};
  std::optional<Slice> records{};
  std::string_view password{};
  std::int64_t epoch = 7;
  std::int32_t strict = 0;
  static void fields(auto& io, auto& self) {
    io("Port", self.port, since(0));
    io("Mask", self.mask, since(0));
    io("Quota", self.quota, since(0));
    io("Enabled", self.enabled, since(0));
    io("Note", self.note, since(0).nullable(since(1)));
    io("Controller", self.controller, since(1).nullable().ignorable());
    io("Topics", self.topics, since(0).nullable(since(1)));
    io("Tags", self.tags, since(0));
    io("Leader", self.leader, since(2).tag(1).ignorable());
    io("Records", self.records, since(0).nullable());
    io("Password", self.password, since(1).ignorable().secret());
    io("Epoch", self.epoch, since(2).tag(0).ignorable());
    io("Strict", self.strict, since(3));
  }
};

Sample filled() {
  Sample sample;
  sample.port = 65'535;
  sample.mask = 0xfffffffe;
  sample.quota = -1.5;
  sample.enabled = true;
  sample.note = "n";
  sample.controller = Sample::Leader{.id = 3, .rack = "r1"};
  sample.topics = {Sample::Topic{.name = "orders", .partitions = {1, -2}}, Sample::Topic{}};
  sample.tags = {"a", ""};
  sample.leader = {.id = 4, .rack = "r2"};
  sample.records.emplace(Slice::copy_of(as_bytes("batch")));
  sample.password = "hunter2";
  sample.epoch = 8;
  return sample;
}

Result<Slice> encoded(const Sample& sample, std::int16_t version) {
  Encoder out;
  Codec<Sample>::encode(sample, version, out);
  if (!out.failure().empty()) return Error(ErrorCode::protocol_error, out.failure());
  return std::move(out).finish_contiguous();
}

std::string why_not(const Sample& sample, std::int16_t version) {
  const auto bytes = encoded(sample, version);
  return bytes ? "it can" : bytes.error().cause();
}

Result<Sample> decoded(const Slice& bytes, std::int16_t version) {
  Decoder in(bytes);
  return decode_all<Sample>(in, version);
}

std::string why_invalid(std::initializer_list<int> bytes, std::int16_t version) {
  std::string text;
  for (const int byte : bytes) text += static_cast<char>(byte);
  const Slice body = Slice::copy_of(as_bytes(text));
  const auto sample = decoded(body, version);
  return sample ? "it is valid" : sample.error().cause();
}

std::string printed(const Sample& sample, std::int16_t version) {
  std::ostringstream out;
  Codec<Sample>::print(sample, version, out);
  return out.str();
}

/// A flexible body of default values, up to its tagged section, followed by `section`.
Slice with_tags(std::initializer_list<int> section) {
  Sample sample;
  sample.records.emplace();
  const Slice body = encoded(sample, 2).value();
  std::string text(body.text().substr(0, body.size() - 1));
  for (const int byte : section) text += static_cast<char>(byte);
  return Slice::copy_of(as_bytes(text));
}

} // namespace

TEST_CASE("codec: every type survives the way there and back, in plain and flexible versions") {
  for (std::int16_t version = 1; version <= 3; ++version) {
    INFO("v" << version);
    const Slice bytes = encoded(filled(), version).value();
    const Sample back = decoded(bytes, version).value();
    CHECK(back.port == 65'535);
    CHECK(back.mask == 0xfffffffe);
    CHECK(back.quota == -1.5);
    CHECK(back.enabled);
    CHECK(back.note == "n");
    REQUIRE(back.controller);
    CHECK(back.controller->id == 3);
    CHECK(back.controller->rack == "r1");
    REQUIRE(back.topics);
    REQUIRE(back.topics->size() == 2);
    CHECK(back.topics->front().name == "orders");
    CHECK(back.topics->front().partitions == std::vector<std::int32_t>{1, -2});
    CHECK(back.tags == std::vector<std::string_view>{"a", ""});
    CHECK(back.records->text() == "batch");
    CHECK(back.password == "hunter2");
    CHECK(back.leader.id == (version >= 2 ? 4 : -1)); // ignorable: dropped where it doesn't exist
    CHECK(back.leader.rack == (version >= 2 ? std::optional<std::string_view>("r2") : std::nullopt));
    CHECK(back.epoch == (version >= 2 ? 8 : 7));
  }
}

TEST_CASE("codec: nulls survive where they are allowed") {
  Sample sample;
  sample.note.reset();
  sample.topics.reset();
  for (std::int16_t version = 1; version <= 3; ++version) {
    const Slice bytes = encoded(sample, version).value();
    const Sample back = decoded(bytes, version).value();
    CHECK_FALSE(back.note);
    CHECK_FALSE(back.controller);
    CHECK_FALSE(back.topics);
    CHECK_FALSE(back.records);
  }
}

TEST_CASE("codec: a null that the version doesn't allow can't be written, and the failure names the field") {
  Sample sample;
  sample.note.reset();
  CHECK(why_not(sample, 0) == "Note is null, which this version of the message does not allow");
  sample.note = "";
  sample.topics.reset();
  CHECK(why_not(sample, 0) == "Topics is null, which this version of the message does not allow");
}

TEST_CASE("codec: a field that the version lacks can't be set, unless it may be ignored") {
  Sample sample;
  sample.strict = 1;
  CHECK(why_not(sample, 2) == "Strict is set, but this version of the message lacks it");
  CHECK(encoded(sample, 3));
  sample.strict = 0;
  sample.password = "ignorable";
  CHECK(encoded(sample, 0));
}

TEST_CASE("codec: a text longer than the protocol can say is a failure") {
  const std::string text(40'000, 'x');
  Sample sample;
  sample.note = text;
  CHECK(why_not(sample, 1) == "Note is longer than the protocol can say");
}

TEST_CASE("codec: tagged fields are written only when they differ from their default") {
  Sample sample;
  const std::size_t bare = encoded(sample, 2).value().size();
  sample.epoch = 8;
  CHECK(encoded(sample, 2).value().size() == bare + 10); // tag, size, int64
  sample.leader.id = 1;
  CHECK(encoded(sample, 2).value().size() == bare + 10 + 2 + 5);
  sample.leader.rack = "r"; // a tag within a tag
  CHECK(encoded(sample, 2).value().size() == bare + 10 + 2 + 5 + 4);
}

TEST_CASE("codec: unknown tagged fields are skipped") {
  const Sample sample = decoded(with_tags({3, 0, 8, 0, 0, 0, 0, 0, 0, 0, 9, 40, 2, 0xab, 0xcd, 0x80, 0x80, 4, 0}), 2).value();
  CHECK(sample.epoch == 9);
  SUBCASE("within a tagged struct, too") {
    const Slice bytes =
        with_tags({1, 1, 12, 0, 0, 0, 6, 2, 5, 2, 2, 'x', 77, 1, 0}); // the struct's own section holds tags 5 (known) and 77
    const Sample nested = decoded(bytes, 2).value();
    CHECK(nested.leader.id == 6);
    CHECK(nested.leader.rack == "x");
  }
}

TEST_CASE("codec: of a tagged field that comes twice the last one counts") {
  CHECK(decoded(with_tags({2, 0, 8, 0, 0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 0, 0, 0, 0, 0, 0, 2}), 2).value().epoch == 2);
}

TEST_CASE("codec: a tagged field whose size doesn't fit its content is an error") {
  CHECK_FALSE(decoded(with_tags({1, 0, 9, 0, 0, 0, 0, 0, 0, 0, 1, 0}), 2)); // one byte too many
  CHECK_FALSE(decoded(with_tags({1, 0, 7, 0, 0, 0, 0, 0, 0, 0, 1}), 2));    // one too few: int64 must not read beyond
  CHECK_FALSE(decoded(with_tags({1, 40, 9, 0}), 2));
  CHECK_FALSE(decoded(with_tags({1, 0xff, 0xff, 0xff, 0xff, 0xff, 0}), 2)); // not a varint of 32 bits
}

TEST_CASE("codec: an error names message, version, field and place") {
  CHECK(why_invalid({0, 1}, 0) == "Sample v0: Mask is cut off (at byte 2 of 2)");
  CHECK(why_invalid({0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 0) ==
        "Sample v0: Note is null, which this version of the message does not allow (at byte 17 of 17)");
  CHECK(why_invalid({0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe}, 1) ==
        "Sample v1: Note has a negative length (at byte 17 of 17)");
  CHECK(why_invalid({0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0}, 0) ==
        "Sample v0: Topics is longer than the bytes left (at byte 21 of 24)");
}

TEST_CASE("codec: a count that would take far more memory than the message has bytes is an error") {
  Sample sample;
  sample.tags.resize(5'000); // 2 bytes each in version 0, 16 in memory: fine
  const Slice honest = encoded(sample, 0).value();
  CHECK(decoded(honest, 0));
  std::string bytes(honest.text().substr(0, 17));
  bytes.append({0, 0, 0x27, 0x10}).append(10'000, '\0'); // 10,000 topics in as many bytes: 40 in memory for each
  CHECK(decoded(Slice::copy_of(as_bytes(bytes)), 0).error().cause() ==
        "Sample v0: Topics would take far more memory than the message has bytes (at byte 21 of 10021)");
}

TEST_CASE("codec: the printer shows names and values, but no secrets") {
  const std::string text = printed(filled(), 2);
  CHECK(text.starts_with("{Port: 65535, Mask: 4294967294, Quota: -1.5, Enabled: true, Note: \"n\", Controller: {Id: 3, Rack: \"r1\"}, "
                         "Topics: [{Name: \"orders\", "
                         "Partitions: [1, -2]}, {Name: \"\", Partitions: []}], Tags: [\"a\", \"\"], "));
  CHECK(text.find("Records: <5 bytes of records>") != std::string::npos);
  CHECK(text.find("Password: ***") != std::string::npos);
  CHECK(text.find("hunter2") == std::string::npos);
  CHECK(printed(Sample(), 0).find("Password") == std::string::npos);
}

TEST_CASE("codec: the printer makes what a server sent harmless for a terminal") {
  Sample sample;
  sample.note = "a\x1b[31m\n";
  CHECK(printed(sample, 1).find("Note: \"a\\x1b[31m\\x0a\"") != std::string::npos);
}

TEST_CASE("encoder: records are passed on, not copied") {
  const Sample sample = filled();
  Encoder out;
  Codec<Sample>::encode(sample, 2, out);
  const std::size_t size = out.size();
  const std::vector<Slice> pieces = std::move(out).finish();
  REQUIRE(pieces.size() == 3);
  CHECK(pieces[1].data() == sample.records->data());
  CHECK(pieces[0].size() + pieces[1].size() + pieces[2].size() == size);
}

TEST_CASE("decoder: records share the frame's memory") {
  const Slice bytes = encoded(filled(), 2).value();
  const Sample sample = decoded(bytes, 2).value();
  CHECK(sample.records->data() >= bytes.data());
  CHECK(sample.records->data() < bytes.data() + bytes.size());
}

TEST_CASE("encoder: a long message grows the buffer and stays whole") {
  const std::string text(1'000, 'x');
  Sample sample;
  sample.tags.assign(1'000, text);
  const Slice bytes = encoded(sample, 0).value();
  const Sample back = decoded(bytes, 0).value();
  CHECK(back.tags.size() == 1'000);
  CHECK(back.tags.back() == text);
}
