// A request as bytes, and who is told its outcome: what Connection::submit takes.
#pragma once

#include <cstdint>
#include <vector>

#include "base/buffer.hpp"
#include "base/unique_function.hpp"
#include "klamm/api_key.hpp"
#include "klamm/result.hpp"

namespace klamm::net {

/// Called once with the response's body (what follows its header), or with an error whose fate() tells whether the request may have reached the
/// broker. Larger inside than other handlers, so that the typed one of request.hpp fits without an allocation.
using ResponseHandler = UniqueFunction<void(Result<Slice>), 112>;

/// The frame with size and header and the record batches that it references.
struct EncodedRequest {
  ApiKey api_key{};
  std::int16_t version = 0;
  std::int16_t response_header_version = 0;
  bool expects_response = true; ///< Produce with acks=0 has none: its handler gets an empty body when it has been written
  /// The first begins with the frame's size and the header, and is not shared: the correlation id is put there.
  std::vector<Slice> pieces;
};

} // namespace klamm::net
