// The order in which Java's HashMap gives its keys. Where an assignor's rules leave open who goes first, Java's leader takes this order; klamm takes it too, so
// that a group's assignment does not change with the client that happens to lead it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "klamm/assignor.hpp"

namespace klamm::group {

/// String.hashCode() of UTF-8 text.
std::uint32_t java_hash(std::string_view text) noexcept;
/// TopicPartition.hashCode()
constexpr std::uint32_t java_hash(std::uint32_t topic_hash, std::int32_t partition) noexcept {
  return 31 * (31 + static_cast<std::uint32_t>(partition)) + topic_hash;
}

/// The table that a HashMap has after `count` insertions.
constexpr std::size_t java_table_size(std::size_t count) noexcept {
  std::size_t size = 16;
  while (count > size / 4 * 3) size *= 2;
  return size;
}
/// A key's place in a table of `table_size`; keys of one place follow each other in the order of their insertion.
constexpr std::size_t java_bucket(std::uint32_t hash, std::size_t table_size) noexcept { return (hash ^ hash >> 16) & (table_size - 1); }

/// The members' indexes as a HashMap that they were put into one after the other gives them.
std::vector<std::uint32_t> java_map_order(std::span<const GroupMember> members);

} // namespace klamm::group
