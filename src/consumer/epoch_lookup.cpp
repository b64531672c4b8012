#include "consumer/epoch_lookup.hpp"

namespace klamm::consumer {

OffsetForLeaderEpochProtocol::Request OffsetForLeaderEpochProtocol::begin() {
  Request request;
  request.replica_id = -1;
  return request;
}

std::optional<OffsetForLeaderEpochProtocol::Found> OffsetForLeaderEpochProtocol::found(
    const wire::OffsetForLeaderEpochResponse::Partition& said, std::int32_t leader_epoch) {
  if (said.error_code != ErrorCode::none) return {};
  return Found{true, said.end_offset, said.leader_epoch, leader_epoch};
}

std::optional<OffsetForLeaderEpochProtocol::Found> OffsetForLeaderEpochProtocol::found(const Error& failure, std::int32_t leader_epoch) {
  if (failure.code() != ErrorCode::unsupported_by_broker) return {};
  return Found{false, -1, -1, leader_epoch};
}

} // namespace klamm::consumer
