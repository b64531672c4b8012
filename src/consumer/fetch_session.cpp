#include "consumer/fetch_session.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <tuple>
#include <utility>

namespace klamm::consumer {

FetchSession::Request FetchSession::build(std::vector<FetchedPartition> wanted) {
  Request request;
  request.uses_topic_ids = std::none_of(wanted.begin(), wanted.end(), [](const FetchedPartition& p) { return p.topic_id.is_zero(); });
  // A session can't change between ids and names: the broker would answer FETCH_SESSION_TOPIC_ID_ERROR.
  if (request.uses_topic_ids != uses_topic_ids_) next_epoch_ = full_request;
  uses_topic_ids_ = request.uses_topic_ids;
  request.session_id = session_id_;
  request.session_epoch = next_epoch_;

  const bool full = next_epoch_ == full_request;
  if (full) topics_.clear();
  std::unordered_map<PartitionId, FetchedPartition> before = std::exchange(partitions_, {});
  partitions_.reserve(wanted.size());
  for (FetchedPartition& partition : wanted) {
    const PartitionId id = partition.handle->id;
    const auto old = before.find(id);
    const bool known = !full && old != before.end();
    const bool unchanged = known && old->second.same_request(partition);
    // Another topic of the same name: for the broker the old partition stays in the session until it is forgotten.
    const bool recreated = known && old->second.topic_id != partition.topic_id;
    if (old != before.end() && !recreated) before.erase(old);
    const auto added = partitions_.insert_or_assign(id, std::move(partition)).first;
    if (unchanged) continue;
    request.changed.push_back(&added->second);
    topics_.insert_or_assign(added->second.topic_id, added->second.handle);
  }
  // A partition that was revoked and assigned again has another id here and not for the broker, which forgets behind adding.
  std::set<std::tuple<Uuid, std::string_view, std::int32_t>> asked;
  if (!full && !before.empty()) {
    for (const auto& [id, partition] : partitions_)
      asked.emplace(partition.topic_id, partition.handle->name.topic, partition.handle->name.partition);
  }
  if (!full) {
    for (auto& [id, partition] : before)
      if (!asked.contains({partition.topic_id, partition.handle->name.topic, partition.handle->name.partition}))
        request.forgotten.push_back({std::move(partition.handle), partition.topic_id});
  }
  return request;
}

bool FetchSession::on_response(ErrorCode error, std::int32_t session_id) {
  switch (error) {
    case ErrorCode::none: break;
    case ErrorCode::fetch_session_id_not_found: // evicted, or the broker restarted
      session_id_ = 0;
      next_epoch_ = full_request;
      return false;
    default: // INVALID_FETCH_SESSION_EPOCH, FETCH_SESSION_TOPIC_ID_ERROR, …: close what the broker has and begin anew
      next_epoch_ = full_request;
      return false;
  }
  if (session_id == 0) { // the broker keeps no session for us, its cache being full of others
    session_id_ = 0;
    next_epoch_ = full_request;
  } else if (next_epoch_ == full_request) {
    session_id_ = session_id;
    next_epoch_ = 1;
  } else {
    next_epoch_ = next_epoch_ == std::numeric_limits<std::int32_t>::max() ? 1 : next_epoch_ + 1;
  }
  return true;
}

void FetchSession::on_failure() noexcept { next_epoch_ = full_request; }

const FetchedPartition* FetchSession::asked(PartitionId id) const noexcept {
  const auto found = partitions_.find(id);
  return found != partitions_.end() ? &found->second : nullptr;
}

std::string_view FetchSession::topic_name(const Uuid& id) const noexcept {
  const auto found = topics_.find(id);
  return found != topics_.end() ? std::string_view(found->second->name.topic) : std::string_view();
}

} // namespace klamm::consumer
