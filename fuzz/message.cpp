// Every message of the protocol in every version: two bytes choose (--only=FetchResponse: the message is that one), the rest is its body. What is accepted is
// encoded again, and that decodes to something that encodes to the same.
#include "input.hpp"
#include "wire/any_message.hpp"

using klamm::Slice;
using klamm::fuzz::Input, klamm::fuzz::require;

namespace {

const klamm::wire::testing::AnyMessage* the_only_one = nullptr;

} // namespace

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  const std::string name = klamm::fuzz::only(*argc, *argv);
  if (!name.empty()) the_only_one = &klamm::wire::testing::find_message(name);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  Input input(bytes, size);
  const auto& messages = klamm::wire::testing::all_messages();
  const auto& chosen = messages[input.byte() % messages.size()];
  const auto& message = the_only_one ? *the_only_one : chosen;
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
