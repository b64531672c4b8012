#include "consumer/offset_lookup.hpp"

namespace klamm::consumer {

ListOffsetsProtocol::Request ListOffsetsProtocol::begin() const {
  Request request;
  request.replica_id = -1;
  request.isolation_level = static_cast<std::int8_t>(isolation_level);
  return request;
}

std::optional<ListOffsetsProtocol::Found> ListOffsetsProtocol::found(const wire::ListOffsetsResponse::Partition& said, std::int32_t) {
  if (said.error_code == ErrorCode::none) return Found{said.offset, said.timestamp, said.leader_epoch};
  if (said.error_code == ErrorCode::unsupported_for_message_format) return Found{}; // a log without timestamps (before 0.10)
  return {};
}

} // namespace klamm::consumer
