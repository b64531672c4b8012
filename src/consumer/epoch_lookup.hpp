// Where the epoch of a position ended in its leader's log (OffsetForLeaderEpoch, KIP-320): before the position when records there were lost by an unclean leader
// election. For brokers whose Fetch does not compare epochs itself, before version 12.
#pragma once

#include "consumer/leader_lookup.hpp"
#include "wire/messages/offset_for_leader_epoch.hpp"

namespace klamm::consumer {

struct OffsetForLeaderEpochProtocol {
  using Request = wire::OffsetForLeaderEpochRequest;
  using Query = std::int32_t; ///< the position's epoch
  struct Found {
    bool comparable = true;         ///< false: the broker lets consumers not ask
    std::int64_t end_offset = -1;   ///< of the last epoch that is not above the one asked for; -1: the leader knows of none
    std::int32_t epoch = -1;        ///< that epoch
    std::int32_t leader_epoch = -1; ///< of the leader that said so
  };

  static Request begin();
  static std::optional<Found> found(const wire::OffsetForLeaderEpochResponse::Partition& said, std::int32_t leader_epoch);
  /// Before version 3 (brokers 2.1 and 2.2) only other brokers may ask.
  static std::optional<Found> found(const Error& failure, std::int32_t leader_epoch);
};

class EpochLookup : public LeaderLookup<OffsetForLeaderEpochProtocol> {
public:
  EpochLookup(net::Backoff backoff, Random random) : LeaderLookup({}, backoff, random) {}
  static constexpr wire::Versions versions = wire::in(3, wire::OffsetForLeaderEpochRequest::versions.last);
};

} // namespace klamm::consumer
