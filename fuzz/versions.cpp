// What a broker says first, before anything is known of it: bytes that may be no Kafka at all, a response header, an answer to ApiVersions in any version or in
// the form of another one (KIP-511). The first byte is the version asked for.
#include "input.hpp"
#include "net/foreign_protocol.hpp"
#include "wire/api_versions.hpp"
#include "wire/header.hpp"
#include "wire/messages/api_versions.hpp"

using namespace klamm;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  fuzz::Input input(bytes, size);
  constexpr wire::Versions ours = wire::ApiVersionsRequest::versions;
  const auto asked = static_cast<std::int16_t>(ours.first + input.byte() % (ours.last - ours.first + 1));
  const Slice frame = input.rest();
  if (frame.size() >= 4) {
    if (const auto foreign = net::recognise_foreign_protocol(frame.bytes())) fuzz::require(!foreign->message().empty());
  }
  for (const std::int16_t header : {std::int16_t{0}, std::int16_t{1}}) {
    wire::Decoder in(frame);
    (void)wire::decode_response_header(in, header);
    (void)in.failed();
  }
  const auto answer = wire::ApiVersionsAnswer::decode(frame, asked);
  if (!answer) {
    fuzz::require(!answer.error().message().empty());
    return 0;
  }
  fuzz::require(answer->ask_again < asked); // else it would be asked for ever
  for (int key = -2; key < 120; ++key) {
    const wire::Versions range = answer->versions.supported(static_cast<ApiKey>(key));
    const std::int16_t highest = answer->versions.highest(static_cast<ApiKey>(key), ours);
    fuzz::require(highest == -1 || (range.contains(highest) && ours.contains(highest)));
  }
  (void)answer->versions.finalized_level("transaction.version");
  return 0;
}
