// A stream of bytes cut into frames, read in pieces whose sizes the input says; whatever comes, the frames are the stream's.
#include <algorithm>
#include <cstring>

#include "input.hpp"
#include "net/frame_reader.hpp"

using namespace klamm;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  fuzz::Input input(bytes, size);
  const std::size_t piece = 1 + std::size_t{input.byte()} * 17;
  const Slice stream = input.rest();
  ConstBytes left = stream.bytes();
  ConstBytes expected = left;
  net::FrameReader reader(64 << 10, 256);
  while (!left.empty()) {
    const auto space = reader.space();
    const std::size_t taken = std::min({space.size(), left.size(), piece});
    std::memcpy(space.data(), left.data(), taken);
    left = left.subspan(taken);
    reader.filled(taken);
    for (;;) {
      const auto frame = reader.next();
      if (!frame) {
        fuzz::require(!frame.error().message().empty());
        return 0;
      }
      if (!*frame) break;
      fuzz::require(expected.size() >= 4 + (*frame)->size());
      fuzz::require(std::ranges::equal((*frame)->bytes(), expected.subspan(4, (*frame)->size())));
      expected = expected.subspan(4 + (*frame)->size());
    }
    (void)reader.progress();
  }
  return 0;
}
