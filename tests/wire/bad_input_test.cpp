// Bytes that no honest broker sends: cut off, and with every number replaced by those that hurt. Run under ASan and UBSan; the copies have their
// exact size, so that a read beyond the end shows.
#include <doctest/doctest.h>

#include <algorithm>

#include "base/varint.hpp"
#include "support/hex.hpp"
#include "wire/allocations.hpp"
#include "wire/any_message.hpp"
#include "wire/golden.hpp"

using namespace klamm;
using namespace klamm::wire;
using testing::AnyMessage;
using testing::GoldenBytes;

namespace {

/// Decoding takes at most this much memory: what the Decoder allows, and an eighth more for the allocator's rounding.
constexpr std::size_t allowed(std::size_t frame_size) { return 36 * frame_size + 4608; }

struct Tally {
  std::size_t cases = 0;
  std::size_t valid = 0;
  std::size_t over = 0; // took more memory than allowed
  double highest_ratio = 0;

  /// Decodes `bytes`; was it valid?
  bool run(const AnyMessage& message, std::int16_t version, std::string_view bytes) {
    const Slice frame = Slice::copy_of(as_bytes(bytes));
    testing::reset_peak();
    const bool accepted = message.decodes(frame, version);
    const std::size_t peak = testing::peak();
    ++cases;
    valid += accepted ? 1U : 0U;
    over += peak > allowed(bytes.size()) ? 1U : 0U;
    if (bytes.size() >= 256) highest_ratio = std::max(highest_ratio, static_cast<double>(peak) / static_cast<double>(bytes.size()));
    return accepted;
  }
};

/// −2, −1, 0 and the highest, as lengths of 16 bits, of 32 bits (and one that is just plausible), and compact ones (which say length + 1).
const std::vector<std::string>& hostile_numbers() {
  static const std::vector<std::string> numbers = [] {
    std::vector<std::string> bytes;
    for (const char* hex : {"fffe", "ffff", "0000", "7fff", "fffffffe", "ffffffff", "00000000", "7fffffff", "00000040", //
                            "00", "01", "7f", "80", "feffffff0f", "ffffffff0f", "8080808008"}) {
      bytes.push_back(klamm::test::from_hex(hex));
    }
    return bytes;
  }();
  return numbers;
}

template <class Visit>
void for_each_golden(Visit visit) {
  for (const GoldenBytes& golden : testing::golden_bytes()) {
    if (!golden.message.ends_with("Header")) visit(golden, testing::find_message(golden.message));
  }
}

} // namespace

TEST_CASE("bad input: a message that is cut off anywhere is an error") {
  Tally tally;
  for_each_golden([&](const GoldenBytes& golden, const AnyMessage& message) {
    const std::string_view whole = golden.bytes.text();
    for (std::size_t size = 0; size < whole.size(); ++size) {
      if (tally.run(message, golden.version, whole.substr(0, size)))
        FAIL_CHECK(golden.message << " v" << golden.version << " " << golden.kind << " at " << size);
    }
  });
  CHECK(tally.over == 0);
  MESSAGE(tally.cases << " truncations, " << tally.valid << " accepted; at most " << tally.highest_ratio << " bytes of memory per byte");
}

TEST_CASE("bad input: a hostile number at any place is an error or another message, within bounds of memory") {
  Tally tally;
  std::string mutant;
  for_each_golden([&](const GoldenBytes& golden, const AnyMessage& message) {
    const std::string_view whole = golden.bytes.text();
    for (std::size_t place = 0; place < whole.size(); ++place) {
      for (const std::string& number : hostile_numbers()) {
        const std::size_t replaced = number.size() == 5 ? 1 : std::min(number.size(), whole.size() - place); // a compact length grows
        mutant.assign(whole.substr(0, place)).append(number).append(whole.substr(place + replaced));
        tally.run(message, golden.version, mutant);
      }
    }
  });
  CHECK(tally.over == 0);
  MESSAGE(tally.cases << " mutations, " << tally.valid << " valid; at most " << tally.highest_ratio << " bytes of memory per byte");
}

TEST_CASE("bad input: a count as high as the frame could hold, over a frame of nothing, stays within bounds of memory") {
  constexpr std::size_t frame_size = 4096;
  Tally tally;
  for (const AnyMessage& message : testing::all_messages()) {
    for (std::int16_t version = message.versions.first; version <= message.versions.last; ++version) {
      const std::string_view whole = testing::golden(message.name, version).text();
      const bool flexible = message.flexible.contains(version);
      for (std::size_t place = 0; place < std::min<std::size_t>(whole.size(), 32); ++place) {
        for (std::size_t smallest = 1; smallest <= 64; smallest *= 2) {
          const std::size_t count = (frame_size - place) / smallest - 4;
          std::string frame(whole.substr(0, place));
          std::byte number[max_varint_size] = {std::byte(count >> 24), std::byte(count >> 16), std::byte(count >> 8), std::byte(count)};
          const std::size_t size = flexible ? static_cast<std::size_t>(put_unsigned_varint(number, count + 1) - number) : 4;
          frame.append(reinterpret_cast<const char*>(number), size);
          frame.resize(frame_size,
                       flexible ? '\1' : '\0'); // empty texts and arrays; with flexible versions also one unknown tag now and then
          tally.run(message, version, frame);
        }
      }
    }
  }
  CHECK(tally.over == 0);
  MESSAGE(tally.cases << " frames, " << tally.valid << " valid; at most " << tally.highest_ratio << " bytes of memory per byte");
}

TEST_CASE("bad input: every printed message hides its secrets and is one line") {
  for_each_golden([&](const GoldenBytes& golden, const AnyMessage& message) {
    const std::string text = message.print(golden.bytes, golden.version);
    CHECK_MESSAGE(text.find('\n') == std::string::npos, golden.message);
    for (const char* secret : {"AuthBytes: <", "Hmac: <", "Salt: <", "SaltedPassword: <"})
      CHECK_MESSAGE(text.find(secret) == std::string::npos, text);
  });
}
