// InitProducerId: gives a producer its id and epoch; fences older ones of the same transactional id (KIP-98, KIP-360, KIP-890, KIP-939).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct InitProducerIdResponse {
  static constexpr std::string_view name = "InitProducerIdResponse";
  static constexpr ApiKey api_key = ApiKey::init_producer_id;
  static constexpr Versions versions = in(0, 6), flexible = since(2);
  static constexpr Versions stable = in(0, 5); // 6 (two-phase commit) may still change

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = 0;
  std::int64_t ongoing_txn_producer_id = -1;
  std::int16_t ongoing_txn_producer_epoch = -1;
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0).ignorable());
    io("ErrorCode", self.error_code, since(0));
    io("ProducerId", self.producer_id, since(0));
    io("ProducerEpoch", self.producer_epoch, since(0));
    io("OngoingTxnProducerId", self.ongoing_txn_producer_id, since(6));
    io("OngoingTxnProducerEpoch", self.ongoing_txn_producer_epoch, since(6));
  }
};

struct InitProducerIdRequest {
  static constexpr std::string_view name = "InitProducerIdRequest";
  static constexpr ApiKey api_key = ApiKey::init_producer_id;
  static constexpr Versions versions = in(0, 6), flexible = since(2);
  static constexpr Versions stable = in(0, 5); // 6 (two-phase commit) may still change
  using Response = InitProducerIdResponse;

  std::optional<std::string_view> transactional_id = "";
  std::int32_t transaction_timeout_ms = 0;
  std::int64_t producer_id = -1;
  std::int16_t producer_epoch = -1;
  bool enable_2pc = false;
  bool keep_prepared_txn = false;
  static void fields(auto& io, auto& self) {
    io("TransactionalId", self.transactional_id, since(0).nullable());
    io("TransactionTimeoutMs", self.transaction_timeout_ms, since(0));
    io("ProducerId", self.producer_id, since(3));
    io("ProducerEpoch", self.producer_epoch, since(3));
    io("Enable2Pc", self.enable_2pc, since(6));
    io("KeepPreparedTxn", self.keep_prepared_txn, since(6));
  }
};

extern template struct Codec<InitProducerIdRequest>;
extern template struct Codec<InitProducerIdResponse>;

} // namespace klamm::wire
