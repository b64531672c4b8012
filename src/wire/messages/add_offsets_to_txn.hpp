// AddOffsetsToTxn: enlists a group's offsets in a transaction (KIP-98, KIP-890).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct AddOffsetsToTxnResponse {
  static constexpr std::string_view name = "AddOffsetsToTxnResponse";
  static constexpr ApiKey api_key = ApiKey::add_offsets_to_txn;
  static constexpr Versions versions = in(0, 4), flexible = since(3);

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("ErrorCode", self.error_code, since(0));
  }
};

struct AddOffsetsToTxnRequest {
  static constexpr std::string_view name = "AddOffsetsToTxnRequest";
  static constexpr ApiKey api_key = ApiKey::add_offsets_to_txn;
  static constexpr Versions versions = in(0, 4), flexible = since(3);
  using Response = AddOffsetsToTxnResponse;

  std::string_view transactional_id{};
  std::int64_t producer_id = 0;
  std::int16_t producer_epoch = 0;
  std::string_view group_id{};
  static void fields(auto& io, auto& self) {
    io("TransactionalId", self.transactional_id, since(0));
    io("ProducerId", self.producer_id, since(0));
    io("ProducerEpoch", self.producer_epoch, since(0));
    io("GroupId", self.group_id, since(0));
  }
};

extern template struct Codec<AddOffsetsToTxnRequest>;
extern template struct Codec<AddOffsetsToTxnResponse>;

} // namespace klamm::wire
