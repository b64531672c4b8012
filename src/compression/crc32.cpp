#include "compression/crc32.hpp"

#include <libdeflate.h>

namespace klamm {

std::uint32_t crc32(ConstBytes bytes) noexcept { return bytes.empty() ? 0 : libdeflate_crc32(0, bytes.data(), bytes.size()); }

} // namespace klamm
