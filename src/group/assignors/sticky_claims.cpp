#include "group/assignors/sticky_claims.hpp"

#include <algorithm>

#include "group/assignors/java_hash.hpp"

namespace klamm::group {
namespace {
constexpr std::int32_t no_generation = -1;
}

StickyClaims::StickyClaims(const GroupInput& input, const std::vector<Claim>& claims)
    : order_(java_map_order(input.members())),
      claimed_(claims.size()),
      owned_(claims.size()),
      disputed_(input.partition_count()),
      previous_owner_(input.partition_count(), no_index) {
  for (Index member = 0; member < claims.size(); ++member) {
    std::vector<Index>& mine = claimed_[member];
    for (const TopicPartition& partition : claims[member].partitions)
      if (const Index known = input.find(partition); known != no_index) mine.push_back(known);
    std::sort(mine.begin(), mine.end());
    mine.erase(std::unique(mine.begin(), mine.end()), mine.end());
  }
  settle(input, claims);
  remember_previous(input, claims);
}

void StickyClaims::settle(const GroupInput& input, const std::vector<Claim>& claims) {
  std::vector<Index> owner(input.partition_count(), no_index);
  for (const Index member : order_) {
    const std::int32_t generation = claims[member].generation.value_or(no_generation);
    for (const Index partition : claimed_[member]) {
      const Index other = owner[partition];
      if (other == no_index) {
        owned_[member].push_back(partition);
        owner[partition] = member;
        continue;
      }
      // As Java's leader: the other's generation is that of its subscription, though its claim may have come with the assignor's own data.
      const std::int32_t others = std::max(input.members()[other].generation_id, no_generation);
      if (generation < others) continue;
      std::erase(owned_[other], partition);
      owner[partition] = member;
      if (generation == others) disputed_[partition] = true;
      else owned_[member].push_back(partition);
    }
  }
}

void StickyClaims::remember_previous(const GroupInput& input, const std::vector<Claim>& claims) {
  std::int32_t last = no_generation;
  for (const Claim& claim : claims) last = std::max(last, claim.generation.value_or(no_generation));
  std::vector<std::int32_t> generation_of(input.partition_count());
  for (const Index member : order_) {
    const std::int32_t generation = claims[member].generation.value_or(no_generation);
    if (generation >= last) continue;
    for (const Index partition : claimed_[member])
      if (previous_owner_[partition] == no_index || generation > generation_of[partition]) {
        previous_owner_[partition] = member;
        generation_of[partition] = generation;
      }
  }
}

} // namespace klamm::group
