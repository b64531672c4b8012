// WriteTxnMarkers: ends a transaction in the logs of partitions (KIP-98, KIP-664, KIP-1228); from coordinators, and from administrators in need.
#pragma once

#include "wire/message.hpp"

namespace klamm::wire {

struct WriteTxnMarkersResponse {
  static constexpr std::string_view name = "WriteTxnMarkersResponse";
  static constexpr ApiKey api_key = ApiKey::write_txn_markers;
  static constexpr Versions versions = in(1, 2), flexible = since(1);

  struct Partition {
    std::int32_t index = 0;
    ErrorCode error_code = ErrorCode::none;
    static void fields(auto& io, auto& self) {
      io("PartitionIndex", self.index, since(0));
      io("ErrorCode", self.error_code, since(0));
    }
  };

  struct Topic {
    std::string_view name{};
    std::vector<Partition> partitions{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("Partitions", self.partitions, since(0));
    }
  };

  struct Marker {
    std::int64_t producer_id = 0;
    std::vector<Topic> topics{};
    static void fields(auto& io, auto& self) {
      io("ProducerId", self.producer_id, since(0));
      io("Topics", self.topics, since(0));
    }
  };

  std::vector<Marker> markers{};
  static void fields(auto& io, auto& self) { io("Markers", self.markers, since(0)); }
};

struct WriteTxnMarkersRequest {
  static constexpr std::string_view name = "WriteTxnMarkersRequest";
  static constexpr ApiKey api_key = ApiKey::write_txn_markers;
  static constexpr Versions versions = in(1, 2), flexible = since(1);
  using Response = WriteTxnMarkersResponse;

  struct Topic {
    std::string_view name{};
    std::vector<std::int32_t> partition_indexes{};
    static void fields(auto& io, auto& self) {
      io("Name", self.name, since(0));
      io("PartitionIndexes", self.partition_indexes, since(0));
    }
  };

  struct Marker {
    std::int64_t producer_id = 0;
    std::int16_t producer_epoch = 0;
    bool transaction_result = false; ///< true: committed
    std::vector<Topic> topics{};
    std::int32_t coordinator_epoch = 0;
    std::int8_t transaction_version = 0;
    static void fields(auto& io, auto& self) {
      io("ProducerId", self.producer_id, since(0));
      io("ProducerEpoch", self.producer_epoch, since(0));
      io("TransactionResult", self.transaction_result, since(0));
      io("Topics", self.topics, since(0));
      io("CoordinatorEpoch", self.coordinator_epoch, since(0));
      io("TransactionVersion", self.transaction_version, since(2).ignorable());
    }
  };

  std::vector<Marker> markers{};
  static void fields(auto& io, auto& self) { io("Markers", self.markers, since(0)); }
};

extern template struct Codec<WriteTxnMarkersRequest>;
extern template struct Codec<WriteTxnMarkersResponse>;

} // namespace klamm::wire
