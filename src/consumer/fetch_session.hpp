// One incremental fetch session with one broker (KIP-227): the broker remembers the partitions and their offsets, a request says only what
// changed, a response only what has news. Also topic ids (KIP-516): a session speaks in ids or in names, never in both. Pure.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "consumer/partition_handle.hpp"
#include "klamm/error_code.hpp"
#include "klamm/uuid.hpp"

namespace klamm::consumer {

/// What a request says of one partition.
struct FetchedPartition {
  PartitionPtr handle;
  Uuid topic_id;               ///< zero: not known
  PositionVersion version = 0; ///< not sent: it tells later whether the answer is still wanted
  std::int64_t offset = 0;
  std::int32_t leader_epoch = -1;
  std::int32_t offset_epoch = -1;

  bool same_request(const FetchedPartition& other) const noexcept {
    return topic_id == other.topic_id && offset == other.offset && leader_epoch == other.leader_epoch && offset_epoch == other.offset_epoch;
  }
};

class FetchSession {
public:
  struct Forgotten {
    PartitionPtr handle;
    Uuid topic_id;
  };
  struct Request {
    std::int32_t session_id = 0;
    std::int32_t session_epoch = 0;
    bool uses_topic_ids = true;                   ///< else a version below 13 must be sent
    std::vector<const FetchedPartition*> changed; ///< valid until the next call of build()
    std::vector<Forgotten> forgotten;
  };

  /// The next request, for exactly these partitions. To be followed by one of the calls below.
  Request build(std::vector<FetchedPartition> wanted);

  /// A response came. False when it tells that the session must begin anew and its partitions are to be ignored.
  bool on_response(ErrorCode error, std::int32_t session_id);
  /// No response came: what the broker remembers is uncertain.
  void on_failure() noexcept;

  /// What was asked for in the request that is being answered; null for a partition that was not in the session.
  const FetchedPartition* asked(PartitionId id) const noexcept;
  /// The name of a topic that a response names by its id; empty when no request of this session did.
  std::string_view topic_name(const Uuid& id) const noexcept;

  bool is_established() const noexcept { return session_id_ != 0; }

private:
  static constexpr std::int32_t full_request = 0; ///< as session epoch: opens a session, closing the one named by the id
  /// Of all partitions, by name; nothing is to be forgotten by a session that is only beginning.
  void make_full(Request& request);

  std::int32_t session_id_ = 0;
  std::int32_t next_epoch_ = full_request;
  bool uses_topic_ids_ = true;
  struct Asked {
    FetchedPartition partition;
    std::uint64_t build = 0; ///< the last request that it was wanted in
  };
  std::unordered_map<PartitionId, Asked> partitions_;
  std::uint64_t build_ = 0;
  std::unordered_map<Uuid, PartitionPtr> topics_; ///< by id, a partition of each
};

} // namespace klamm::consumer
