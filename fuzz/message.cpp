// Every message of the protocol in every version: two bytes choose, the rest is its body. What is accepted is encoded again, and that decodes to
// something that encodes to the same.
#include "input.hpp"
#include "wire/any_message.hpp"

using klamm::Slice;
using klamm::fuzz::Input, klamm::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  Input input(bytes, size);
  const auto& messages = klamm::wire::testing::all_messages();
  const auto& message = messages[input.byte() % messages.size()];
  const int versions = message.versions.last - message.versions.first + 1;
  const auto version = static_cast<std::int16_t>(message.versions.first + input.byte() % versions);
  const Slice body = input.rest();
  if (!message.decodes(body, version)) return 0;
  message.print(body, version);
  const auto once = message.reencode(body, version);
  if (!once) return 0; // more than a length of this version can say
  const auto twice = message.reencode(Slice::copy_of(klamm::as_bytes(*once)), version);
  require(twice && *twice == *once);
  return 0;
}
