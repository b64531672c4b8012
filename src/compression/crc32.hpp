// CRC-32 as zip's: the checksum of messages before format v2, and librdkafka's hash of keys.
#pragma once

#include <cstdint>

#include "base/buffer.hpp"

namespace klamm {

std::uint32_t crc32(ConstBytes bytes) noexcept;

} // namespace klamm
