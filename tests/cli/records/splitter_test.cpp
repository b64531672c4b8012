#include "cli/records/splitter.hpp"

#include <doctest/doctest.h>
#include <thread>
#include <unistd.h>

#include "cli/frame/failure.hpp"
#include "cli/records/escapes.hpp"

using namespace klamm::cli;

namespace {

// The parts of a text that comes through a pipe in pieces.
std::vector<std::string> parts(const std::vector<std::string>& pieces, const std::string& delimiter, std::size_t longest = 1 << 20) {
  int ends[2] = {};
  REQUIRE(::pipe(ends) == 0);
  std::thread writer([&] {
    for (const std::string& piece : pieces)
      for (std::size_t at = 0; at < piece.size();) {
        const ssize_t written = ::write(ends[1], piece.data() + at, piece.size() - at);
        if (written <= 0) break;
        at += static_cast<std::size_t>(written);
      }
    ::close(ends[1]);
  });
  std::vector<std::string> all;
  try {
    Splitter splitter(ends[0], delimiter, longest);
    while (const auto part = splitter.next()) all.emplace_back(*part);
  } catch (const Failure& failure) {
    all.push_back(std::string("! ") + failure.what());
    char rest[4096];
    while (::read(ends[0], rest, sizeof rest) > 0) {
    }
  }
  writer.join();
  ::close(ends[0]);
  return all;
}
using Strings = std::vector<std::string>;

} // namespace

TEST_CASE("splitter: parts without their delimiters; the last one may lack it") {
  CHECK(parts({"a\nb\n"}, "\n") == Strings{"a", "b"});
  CHECK(parts({"a\n\nb"}, "\n") == Strings{"a", "", "b"});
  CHECK(parts({""}, "\n") == Strings{});
  CHECK(parts({std::string("a\0b", 3)}, std::string("\0", 1)) == Strings{"a", "b"});
}

TEST_CASE("splitter: a delimiter of several bytes is found across reads") {
  CHECK(parts({"a,;b,", ";c;,d"}, ",;") == Strings{"a", "b", "c;,d"});
  const std::string big(700'000, 'x'); // larger than several reads
  CHECK(parts({big + "<", "EN", "D>" + big}, "<END>") == Strings{big, big});
}

TEST_CASE("splitter: memory is bounded") {
  CHECK(parts({std::string(2'000'000, 'x')}, "\n", 1'000'000).back().starts_with("! more than 1000000 bytes without the delimiter"));
}

TEST_CASE("escapes: as kcat reads them") {
  CHECK(unescaped("a\\n\\t\\r\\x41\\x4\\\\\\;") == "a\n\t\rA\x04\\;");
  CHECK(unescaped("\\x414") == "A4");
  CHECK(unescaped("end\\") == "end\\");
  CHECK_THROWS_AS(unescaped("\\x"), Failure);
}
