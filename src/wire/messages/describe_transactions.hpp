// DescribeTransactions: state, producer and partitions of transactions (KIP-664).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct DescribeTransactionsResponse {
  static constexpr std::string_view name = "DescribeTransactionsResponse";
  static constexpr ApiKey api_key = ApiKey::describe_transactions;
  static constexpr Versions versions = only(0), flexible = since(0);

  struct Topic {
    std::string_view name{};
    std::vector<std::int32_t> partitions{};
    static void fields(auto& io, auto& self) {
      io("Topic", self.name, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  struct TransactionState {
    ErrorCode error_code = ErrorCode::none;
    std::string_view transactional_id{};
    std::string_view transaction_state{};
    std::int32_t transaction_timeout_ms = 0;
    std::int64_t transaction_start_time_ms = 0;
    std::int64_t producer_id = 0;
    std::int16_t producer_epoch = 0;
    std::vector<Topic> topics{};
    static void fields(auto& io, auto& self) {
      io("ErrorCode", self.error_code, since(0));
      io("TransactionalId", self.transactional_id, since(0));
      io("TransactionState", self.transaction_state, since(0));
      io("TransactionTimeoutMs", self.transaction_timeout_ms, since(0));
      io("TransactionStartTimeMs", self.transaction_start_time_ms, since(0));
      io("ProducerId", self.producer_id, since(0));
      io("ProducerEpoch", self.producer_epoch, since(0));
      io("Topics", self.topics, since(0));
    }
  };

  std::int32_t throttle_time_ms = 0;
  std::vector<TransactionState> transaction_states{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("TransactionStates", self.transaction_states, since(0));
  }
};

struct DescribeTransactionsRequest {
  static constexpr std::string_view name = "DescribeTransactionsRequest";
  static constexpr ApiKey api_key = ApiKey::describe_transactions;
  static constexpr Versions versions = only(0), flexible = since(0);
  using Response = DescribeTransactionsResponse;

  std::vector<std::string_view> transactional_ids{};
  static void fields(auto& io, auto& self) { io("TransactionalIds", self.transactional_ids, since(0)); }
};

extern template struct Codec<DescribeTransactionsRequest>;
extern template struct Codec<DescribeTransactionsResponse>;

} // namespace klamm::wire
