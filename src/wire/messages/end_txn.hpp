// EndTxn: commits or aborts a transaction; since version 5 the answer carries the next producer epoch (KIP-98, KIP-890).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct EndTxnResponse {
  static constexpr std::string_view name = "EndTxnResponse";
  static constexpr ApiKey api_key = ApiKey::end_txn;
  static constexpr Versions versions = in(0, 5), flexible = since(3);

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = -1;
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("ErrorCode", self.error_code, since(0));
    io("ProducerId", self.producer_id, since(5).ignorable());
    io("ProducerEpoch", self.producer_epoch, since(5).ignorable());
  }
};

struct EndTxnRequest {
  static constexpr std::string_view name = "EndTxnRequest";
  static constexpr ApiKey api_key = ApiKey::end_txn;
  static constexpr Versions versions = in(0, 5), flexible = since(3);
  using Response = EndTxnResponse;

  std::string_view transactional_id{};
  std::int64_t producer_id = 0;
  std::int16_t producer_epoch = 0;
  bool committed = false;
  static void fields(auto& io, auto& self) {
    io("TransactionalId", self.transactional_id, since(0));
    io("ProducerId", self.producer_id, since(0));
    io("ProducerEpoch", self.producer_epoch, since(0));
    io("Committed", self.committed, since(0));
  }
};

extern template struct Codec<EndTxnRequest>;
extern template struct Codec<EndTxnResponse>;

} // namespace klamm::wire
