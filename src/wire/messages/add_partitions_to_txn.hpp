// AddPartitionsToTxn: enlists partitions in a transaction; since version 4 brokers enlist those of many transactions (KIP-98, KIP-890).
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct AddPartitionsToTxnResponse {
  static constexpr std::string_view name = "AddPartitionsToTxnResponse";
  static constexpr ApiKey api_key = ApiKey::add_partitions_to_txn;
  static constexpr Versions versions = in(0, 5), flexible = since(3);
  static constexpr Versions stable = in(0, 3); // later ones are for brokers: they need CLUSTER_ACTION

  struct PartitionResult {
    std::int32_t partition_index = 0;
    ErrorCode partition_error_code = ErrorCode::none;
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.partition_index, since(0));
      io("PartitionErrorCode", self.partition_error_code, since(0));
    }
  };

  struct TopicResult {
    std::string_view name{};
    std::vector<PartitionResult> results_by_partition{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("ResultsByPartition", self.results_by_partition, since(0));
    }
  };

  struct TransactionResult {
    std::string_view transactional_id{};
    std::vector<TopicResult> topic_results{};
    static void fields(auto& io, auto& self) {
      io("TransactionalId", self.transactional_id, since(4));
      io("TopicResults", self.topic_results, since(4));
    }
  };

  std::int32_t throttle_time_ms = 0;
  ErrorCode error_code = ErrorCode::none;
  std::vector<TransactionResult> results_by_transaction{};
  std::vector<TopicResult> results_by_topic_v3_and_below{};
  static void fields(auto& io, auto& self) {
    io("ThrottleTimeMs", self.throttle_time_ms, since(0));
    io("ErrorCode", self.error_code, since(4).ignorable());
    io("ResultsByTransaction", self.results_by_transaction, since(4));
    io("ResultsByTopicV3AndBelow", self.results_by_topic_v3_and_below, until(3));
  }
};

struct AddPartitionsToTxnRequest {
  static constexpr std::string_view name = "AddPartitionsToTxnRequest";
  static constexpr ApiKey api_key = ApiKey::add_partitions_to_txn;
  static constexpr Versions versions = in(0, 5), flexible = since(3);
  static constexpr Versions stable = in(0, 3); // later ones are for brokers: they need CLUSTER_ACTION
  using Response = AddPartitionsToTxnResponse;

  struct Topic {
    std::string_view name{};
    std::vector<std::int32_t> partitions{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  struct Transaction {
    std::string_view transactional_id{};
    std::int64_t producer_id = 0;
    std::int16_t producer_epoch = 0;
    bool verify_only = false;
    std::vector<Topic> topics{};
    static void fields(auto& io, auto& self) {
      io("TransactionalId", self.transactional_id, since(4));
      io("ProducerId", self.producer_id, since(4));
      io("ProducerEpoch", self.producer_epoch, since(4));
      io("VerifyOnly", self.verify_only, since(4));
      io("Topics", self.topics, since(4));
    }
  };

  std::vector<Transaction> transactions{};
  std::string_view v3_and_below_transactional_id{};
  std::int64_t v3_and_below_producer_id = 0;
  std::int16_t v3_and_below_producer_epoch = 0;
  std::vector<Topic> v3_and_below_topics{};
  static void fields(auto& io, auto& self) {
    io("Transactions", self.transactions, since(4));
    io("V3AndBelowTransactionalId", self.v3_and_below_transactional_id, until(3));
    io("V3AndBelowProducerId", self.v3_and_below_producer_id, until(3));
    io("V3AndBelowProducerEpoch", self.v3_and_below_producer_epoch, until(3));
    io("V3AndBelowTopics", self.v3_and_below_topics, until(3));
  }
};

extern template struct Codec<AddPartitionsToTxnRequest>;
extern template struct Codec<AddPartitionsToTxnResponse>;

} // namespace klamm::wire
