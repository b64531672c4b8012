// Where logs begin and end, and which record is the first at or after a time (ListOffsets).
#pragma once

#include "consumer/leader_lookup.hpp"
#include "klamm/config_types.hpp"
#include "wire/messages/list_offsets.hpp"

namespace klamm::consumer {

/// What ListOffsets takes instead of a time (KIP-79).
constexpr std::int64_t earliest_timestamp = -2;
constexpr std::int64_t latest_timestamp = -1;

struct ListOffsetsProtocol {
  using Request = wire::ListOffsetsRequest;
  using Query = std::int64_t; ///< a timestamp
  struct Found {
    std::int64_t offset = -1; ///< -1: no record is that young
    std::int64_t timestamp = -1;
    std::int32_t leader_epoch = -1;
  };

  Request begin() const;
  static std::optional<Found> found(const wire::ListOffsetsResponse::Partition& said, std::int32_t leader_epoch);
  static std::optional<Found> found(const Error&, std::int32_t) { return {}; }

  IsolationLevel isolation_level = IsolationLevel::read_uncommitted;
};

class OffsetLookup : public LeaderLookup<ListOffsetsProtocol> {
public:
  OffsetLookup(IsolationLevel isolation_level, net::Backoff backoff, Random random) : LeaderLookup({isolation_level}, backoff, random) {}
};

} // namespace klamm::consumer
