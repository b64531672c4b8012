// The CRC-32C methods that need a processor with special instructions.
#pragma once

#include <array>

#include "base/crc32c.hpp"

namespace klamm {

/// Those that this machine can run, slowest first; null where it lacks one.
std::array<const Crc32cMethod*, 2> crc32c_hardware_methods() noexcept;

} // namespace klamm
