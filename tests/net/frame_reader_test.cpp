#include "net/frame_reader.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace klamm;
using namespace klamm::net;

namespace {

std::string framed(std::string_view body) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>((body.size() >> shift) & 0xff);
  return text + std::string(body);
}

/// Feeds `stream` in reads of at most `step` bytes; the frames that came out, or the error.
Result<std::vector<Slice>> read_all(FrameReader& reader, std::string_view stream, std::size_t step) {
  std::vector<Slice> frames;
  while (!stream.empty()) {
    const std::span<std::byte> space = reader.space();
    REQUIRE_FALSE(space.empty());
    const std::size_t size = std::min({space.size(), step, stream.size()});
    std::memcpy(space.data(), stream.data(), size);
    stream.remove_prefix(size);
    reader.filled(size);
    while (true) {
      Result<std::optional<Slice>> next = reader.next();
      if (!next) return next.error();
      if (!*next) break;
      frames.push_back(**next);
    }
  }
  return frames;
}

} // namespace

TEST_CASE("frame reader: frames of all sizes come out whole whatever the reads bring") {
  std::string stream;
  std::vector<std::string> bodies;
  for (const std::size_t size : {4U, 5U, 11U, 12U, 13U, 60U, 64U, 100U, 1000U, 4U, 63U, 61U, 59U, 5000U, 8U}) {
    bodies.emplace_back(size, static_cast<char>('a' + bodies.size()));
    stream += framed(bodies.back());
  }
  for (const std::size_t staging : {16U, 64U, 1024U, 16384U}) {
    for (std::size_t step = 1; step < 200; ++step) {
      FrameReader reader(1 << 20, staging);
      const auto frames = read_all(reader, stream, step);
      REQUIRE(frames);
      REQUIRE(frames->size() == bodies.size());
      for (std::size_t i = 0; i < bodies.size(); ++i) CHECK((*frames)[i].text() == bodies[i]);
      CHECK(reader.at_boundary());
    }
  }
}

TEST_CASE("frame reader: a big frame is read straight into its own buffer") {
  FrameReader reader(1 << 20, 64);
  const std::string head = framed(std::string(1000, 'x')).substr(0, 20);
  std::memcpy(reader.space().data(), head.data(), head.size());
  reader.filled(head.size());
  REQUIRE(reader.next());
  CHECK(reader.space().size() == 1000 - 16);
  CHECK(reader.progress() == "16 of 1000 bytes");
}

TEST_CASE("frame reader: a frame outlives the reader") {
  std::vector<Slice> frames;
  {
    FrameReader reader(1 << 20);
    frames = *read_all(reader, framed("correlation") + framed("and another"), 1000);
  }
  CHECK(frames.at(0).text() == "correlation");
  CHECK(frames.at(1).text() == "and another");
}

TEST_CASE("frame reader: negative and tiny sizes are protocol errors") {
  using namespace std::string_view_literals;
  for (const auto head : {"\xff\xff\xff\xff"sv, "\x80\x00\x00\x00"sv, "\x00\x00\x00\x00"sv, "\x00\x00\x00\x03"sv}) {
    FrameReader reader(1 << 20);
    const auto result = read_all(reader, head, 1);
    REQUIRE_FALSE(result);
    CHECK(result.error().code() == ErrorCode::protocol_error);
  }
}

TEST_CASE("frame reader: a frame above the limit is refused before anything is allocated") {
  using namespace std::string_view_literals;
  FrameReader reader(1000);
  CHECK(read_all(reader, framed(std::string(1000, 'x')), 100));
  const auto result = read_all(reader, "\x00\x00\x03\xe9"sv, 4);
  REQUIRE_FALSE(result);
  CHECK(result.error().code() == ErrorCode::frame_too_large);
  CHECK(result.error().cause().find("1001 bytes, more than the limit of 1000") != std::string::npos);
  FrameReader largest(1000);
  CHECK(read_all(largest, "\x7f\xff\xff\xff"sv, 4).error().code() == ErrorCode::frame_too_large);
}

TEST_CASE("frame reader: another protocol is recognised at the start of the stream only") {
  using namespace std::string_view_literals;
  FrameReader reader(1 << 20);
  CHECK(read_all(reader, "\x15\x03\x03\x00\x02\x02\x0a"sv, 1).error().code() == ErrorCode::tls_expected);
  FrameReader later(1 << 20);
  CHECK(read_all(later, framed("good") + std::string("\x15\x03\x03\x00"sv), 100).error().code() == ErrorCode::frame_too_large);
}

TEST_CASE("frame reader: tells how far a cut frame had come") {
  FrameReader reader(1 << 20);
  CHECK(reader.at_boundary());
  CHECK(read_all(reader, framed("0123456789").substr(0, 2), 100));
  CHECK_FALSE(reader.at_boundary());
  CHECK(reader.progress() == "2 of 4 bytes of its size");
  CHECK(read_all(reader, framed("0123456789").substr(2, 5), 100));
  CHECK(reader.progress() == "3 of 10 bytes");
}
