#include "group/assignors/java_hash.hpp"

#include <algorithm>
#include <numeric>

namespace klamm::group {

std::uint32_t java_hash(std::string_view text) noexcept {
  std::uint32_t hash = 0;
  const auto add = [&hash](std::uint32_t utf16) { hash = 31 * hash + utf16; };
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i++]);
    const int more = lead < 0xc0 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    std::uint32_t code = more == 0 ? lead : lead & (0x3fu >> more);
    for (int n = 0; n < more && i < text.size(); ++n) code = code << 6 | (static_cast<unsigned char>(text[i++]) & 0x3fu);
    if (code < 0x10000) {
      add(code);
    } else {
      add(0xd800 + ((code - 0x10000) >> 10));
      add(0xdc00 + ((code - 0x10000) & 0x3ff));
    }
  }
  return hash;
}

std::vector<std::uint32_t> java_map_order(std::span<const GroupMember> members) {
  const std::size_t table_size = java_table_size(members.size());
  std::vector<std::size_t> buckets;
  buckets.reserve(members.size());
  for (const GroupMember& member : members) buckets.push_back(java_bucket(java_hash(member.member_id), table_size));
  std::vector<std::uint32_t> order(members.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&buckets](std::uint32_t a, std::uint32_t b) { return buckets[a] < buckets[b]; });
  return order;
}

} // namespace klamm::group
