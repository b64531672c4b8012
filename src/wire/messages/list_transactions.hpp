// ListTransactions: the transactions that a broker coordinates (KIP-664, KIP-994, KIP-1152).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct ListTransactionsResponse {
  static constexpr std::string_view name = "ListTransactionsResponse";
  static constexpr ApiKey api_key = ApiKey::list_transactions;
  static constexpr Versions versions = in(0, 2), flexible = since(0);

  struct TransactionState {
    std::string_view transactional_id{};
    std::int64_t producer_id = 0;
    std::string_view transaction_state{};
    static void fields(auto& io, auto& self) {
      io("TransactionalId", self.transactional_id, since(0));
      io("ProducerId", self.producer_id, since(0));
      io("TransactionState", self.transaction_state, since(0));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::vector<std::string_view> unknown_state_filters{};
  std::vector<TransactionState> transaction_states{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("ErrorCode", self.error_code, since(0));
    io("UnknownStateFilters", self.unknown_state_filters, since(0));
    io("TransactionStates", self.transaction_states, since(0));
  }
};

struct ListTransactionsRequest {
  static constexpr std::string_view name = "ListTransactionsRequest";
  static constexpr ApiKey api_key = ApiKey::list_transactions;
  static constexpr Versions versions = in(0, 2), flexible = since(0);
  using Response = ListTransactionsResponse;

  std::vector<std::string_view> state_filters{};
  std::vector<std::int64_t> producer_id_filters{};
  std::int64_t duration_filter = -1;
  std::optional<std::string_view> transactional_id_pattern{};
  static void fields(auto& io, auto& self) {
    io("StateFilters", self.state_filters, since(0));
    io("ProducerIdFilters", self.producer_id_filters, since(0));
    io("DurationFilter", self.duration_filter, since(1));
    io("TransactionalIdPattern", self.transactional_id_pattern, since(2).nullable());
  }
};

extern template struct Codec<ListTransactionsRequest>;
extern template struct Codec<ListTransactionsResponse>;

} // namespace klamm::wire
