#include "wire/message.hpp"

namespace klamm::wire {

Error decode_error(std::string_view message, std::int16_t version, const Decoder& in) {
  return Error(ErrorCode::protocol_error, std::string(message) + " v" + std::to_string(version) + ": " + in.failure());
}

} // namespace klamm::wire
