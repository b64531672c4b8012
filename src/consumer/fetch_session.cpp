#include "consumer/fetch_session.hpp"

#include <algorithm>
#include <limits>
#include <map>
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
  if (full) {
    topics_.clear();
    partitions_.clear();
  }
  ++build_; // most partitions are as they were: they are marked, not put into another table
  std::vector<FetchedPartition> before;
  for (FetchedPartition& partition : wanted) {
    const auto [at, is_new] = partitions_.try_emplace(partition.handle->id);
    Asked& asked = at->second;
    asked.build = build_;
    const bool unchanged = !is_new && asked.partition.same_request(partition);
    if (unchanged) {
      asked.partition.version = partition.version;
      continue;
    }
    if (!is_new && asked.partition.topic_id != partition.topic_id) before.push_back(std::move(asked.partition));
    asked.partition = std::move(partition);
    request.changed.push_back(&asked.partition);
    topics_.insert_or_assign(asked.partition.topic_id, asked.partition.handle);
  }
  if (partitions_.size() > wanted.size()) {
    std::erase_if(partitions_, [&](auto& entry) {
      if (entry.second.build == build_) return false;
      before.push_back(std::move(entry.second.partition));
      return true;
    });
  }
  if (before.empty()) return request;
  std::map<TopicPartition, FetchedPartition> gone;
  for (FetchedPartition& partition : before) gone.emplace(partition.handle->name, std::move(partition));
  for (const auto& [id, asked] : partitions_) {
    const auto namesake = gone.find(asked.partition.handle->name);
    if (namesake == gone.end()) continue;
    // A topic that was created again: a broker that is spoken to in names would forget the new one with the old.
    if (namesake->second.topic_id != asked.partition.topic_id) request.session_epoch = next_epoch_ = full_request;
    // One that was revoked and assigned again has another id here and not for the broker, which forgets behind adding.
    gone.erase(namesake);
  }
  for (auto& [name, partition] : gone) request.forgotten.push_back({std::move(partition.handle), partition.topic_id});
  if (next_epoch_ == full_request) make_full(request);
  return request;
}

void FetchSession::make_full(Request& request) {
  request.forgotten.clear();
  request.changed.clear();
  for (const auto& [id, asked] : partitions_) request.changed.push_back(&asked.partition);
  std::sort(request.changed.begin(), request.changed.end(),
            [](const FetchedPartition* a, const FetchedPartition* b) { return a->handle->name < b->handle->name; });
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
  return found != partitions_.end() ? &found->second.partition : nullptr;
}

std::string_view FetchSession::topic_name(const Uuid& id) const noexcept {
  const auto found = topics_.find(id);
  return found != topics_.end() ? std::string_view(found->second->name.topic) : std::string_view();
}

} // namespace klamm::consumer
