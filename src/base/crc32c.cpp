#include "base/crc32c.hpp"

#include <array>
#include <atomic>

#include "base/crc32c_hardware.hpp"
#include "base/crc32c_math.hpp"

namespace klamm {

namespace {

/// tables[k][b]: the effect of byte b when k more bytes follow it (slicing by 8).
constexpr auto tables = [] {
  std::array<std::array<std::uint32_t, 256>, 8> t{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc32c_math::times_x(crc);
    t[0][byte] = crc;
  }
  for (std::size_t k = 1; k < 8; ++k) {
    for (std::size_t byte = 0; byte < 256; ++byte) t[k][byte] = (t[k - 1][byte] >> 8) ^ t[0][t[k - 1][byte] & 255U];
  }
  return t;
}();

std::uint32_t little_endian32(const std::byte* p) noexcept {
  return std::to_integer<std::uint32_t>(p[0]) | std::to_integer<std::uint32_t>(p[1]) << 8 | std::to_integer<std::uint32_t>(p[2]) << 16 |
         std::to_integer<std::uint32_t>(p[3]) << 24;
}

std::uint32_t update_by_table(std::uint32_t crc, const std::byte* p, std::size_t size) noexcept {
  for (; size >= 8; p += 8, size -= 8) {
    const std::uint32_t a = crc ^ little_endian32(p), b = little_endian32(p + 4);
    crc = tables[7][a & 255U] ^ tables[6][(a >> 8) & 255U] ^ tables[5][(a >> 16) & 255U] ^ tables[4][a >> 24] ^ //
          tables[3][b & 255U] ^ tables[2][(b >> 8) & 255U] ^ tables[1][(b >> 16) & 255U] ^ tables[0][b >> 24];
  }
  for (; size > 0; ++p, --size) crc = (crc >> 8) ^ tables[0][(crc ^ std::to_integer<std::uint32_t>(*p)) & 255U];
  return crc;
}

constexpr Crc32cMethod by_table{"table", &update_by_table};

struct Methods {
  std::array<const Crc32cMethod*, 4> list{&by_table}; // ends with a null
  std::size_t count = 1;

  Methods() noexcept {
    for (const Crc32cMethod* method : crc32c_hardware_methods()) {
      if (method) list[count++] = method;
    }
  }
};

const Methods& methods() noexcept {
  static const Methods all;
  return all;
}

std::uint32_t choose_then_update(std::uint32_t crc, const std::byte* p, std::size_t size) noexcept;

// Starts at a function that finds the best one, so that there is no order of static initialisation to get wrong.
constinit std::atomic<decltype(Crc32cMethod::update)> chosen{&choose_then_update};

std::uint32_t choose_then_update(std::uint32_t crc, const std::byte* p, std::size_t size) noexcept {
  const auto best = crc32c_method().update;
  chosen.store(best, std::memory_order_relaxed);
  return best(crc, p, size);
}

} // namespace

#if !defined(__x86_64__) && !defined(__aarch64__)
std::array<const Crc32cMethod*, 2> crc32c_hardware_methods() noexcept { return {}; }
#endif

const Crc32cMethod& crc32c_method() noexcept { return *methods().list[methods().count - 1]; }
const Crc32cMethod* const* crc32c_methods() noexcept { return methods().list.data(); }

std::uint32_t crc32c(ConstBytes bytes, std::uint32_t before) noexcept {
  return ~chosen.load(std::memory_order_relaxed)(~before, bytes.data(), bytes.size());
}

std::uint32_t crc32c_combine(std::uint32_t first, std::uint32_t second, std::size_t second_size) noexcept {
  return crc32c_math::multiply(first, crc32c_math::power(8 * static_cast<std::uint64_t>(second_size))) ^ second;
}

} // namespace klamm
