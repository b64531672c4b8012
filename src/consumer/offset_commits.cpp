#include "consumer/offset_commits.hpp"

#include <algorithm>

#include "consumer/coordinator_errors.hpp"
#include "consumer/fetch_errors.hpp"

namespace klamm::consumer {

using group::Identity;

namespace {

constexpr std::int16_t first_with_epochs = 9; // KIP-848
constexpr std::int16_t first_with_ids = 10;   // KIP-848, topic ids

std::string hint(ErrorCode code) {
  switch (code) {
    case ErrorCode::unknown_member_id:
    case ErrorCode::illegal_generation:
      return "members of the group are subscribed, and only they may commit: stop them, subscribe too, or use another group.id";
    case ErrorCode::group_authorization_failed: return "grant READ on the group to the client's principal";
    case ErrorCode::topic_authorization_failed: return "grant READ on the topic to the client's principal";
    case ErrorCode::offset_metadata_too_large: return "shorten the metadata, or raise the broker's offset.metadata.max.bytes";
    case ErrorCode::fenced_instance_id: return "another process runs with the same group.instance.id: give each member its own";
    default: return {};
  }
}

} // namespace

Error OffsetCommits::stale(const Commit& commit, ErrorCode code) const {
  std::string cause = "group \"" + group_id_ + "\": the partitions are not this member's any more, and nothing was committed";
  if (code != ErrorCode::none) cause += "; the broker answered " + std::string(error_code_name(code));
  const Error error(ErrorCode::commit_stale, std::move(cause),
                    "records polled before the rebalance come again, to whoever has the partition now");
  return commit.entries.size() == 1 ? error_at(error, commit.entries.front().partition, "committing offsets") : error;
}

std::vector<OffsetCommits::Settled> OffsetCommits::settle_late_and_stale(TimePoint now, const Identity& identity) {
  std::vector<Settled> settled;
  for (std::size_t i = 0; i < commits_.size();) {
    Queued& queued = commits_[i];
    Commit& commit = queued.commit;
    const bool flies = i < in_flight_;
    const bool is_stale = !flies && (queued.abandoned || (commit.ownership && *commit.ownership != identity.ownership));
    if (is_stale) {
      if (commit.done) settled.push_back({std::move(commit.done), stale(commit)});
    } else if (commit.deadline <= now) {
      ErrorContext context;
      context.doing = "committing offsets of group \"" + group_id_ + "\"";
      context.fate = flies ? Fate::possibly_sent : Fate::unknown;
      std::string cause = "the coordinator did not confirm in time";
      if (last_error_) cause += "; last: " + std::string(last_error_->name()) + ": " + last_error_->cause();
      if (commit.done)
        settled.push_back({std::exchange(commit.done, nullptr), Error(ErrorCode::timed_out, std::move(cause)).with(context)});
    }
    if (!flies && !commit.done) commits_.erase(commits_.begin() + static_cast<std::ptrdiff_t>(i));
    else ++i;
  }
  return settled;
}

// An offset in a topic that is gone must not become one of the new topic of that name: records would be skipped.
std::vector<OffsetCommits::Settled> OffsetCommits::drop_recreated(const cluster::MetadataSnapshot& cluster) {
  std::vector<Settled> settled;
  for (std::size_t i = in_flight_; i < commits_.size();) {
    Queued& queued = commits_[i];
    std::erase_if(queued.commit.entries, [&](Entry& entry) {
      const cluster::Topic* const known = cluster.topic(entry.partition.topic);
      if (!known || known->id.is_zero()) return false;
      if (entry.topic_id.is_zero()) entry.topic_id = known->id;
      if (entry.topic_id == known->id) return false;
      queued.gone = entry.partition.topic;
      return true;
    });
    if (queued.gone.empty() || !queued.commit.entries.empty()) {
      ++i;
      continue;
    }
    if (queued.commit.done) settled.push_back({std::move(queued.commit.done), gone(queued.gone)});
    commits_.erase(commits_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return settled;
}

Error OffsetCommits::gone(const std::string& topic) const {
  ErrorContext context;
  context.doing = "committing offsets of group \"" + group_id_ + "\"";
  context.topic = topic;
  return Error(ErrorCode::commit_stale, "the topic was deleted and created again; its new partitions are read from their beginning")
      .with(context);
}

OffsetCommits::Step OffsetCommits::step(TimePoint now, const Identity& identity, const cluster::MetadataSnapshot& cluster) {
  Step step;
  step.settled = settle_late_and_stale(now, identity);
  for (Settled& one : drop_recreated(cluster)) step.settled.push_back(std::move(one));
  for (const Queued& queued : commits_)
    if (queued.commit.done) step.wake = std::min(step.wake, queued.commit.deadline);
  if (flying_ || commits_.empty()) return step;
  if (retry_at_ > now) {
    step.wake = std::min(step.wake, retry_at_);
    return step;
  }
  as_member_ = commits_.front().commit.ownership.has_value();
  if (as_member_ && identity.generation < 0) return step; // joins again; the new generation steps again
  as_ = as_member_ ? identity : Identity{};
  std::map<TopicPartition, const Entry*> entries; // of one partition the last counts
  in_flight_ = 0;
  for (const Queued& queued : commits_) {
    if (queued.commit.ownership.has_value() != as_member_) break;
    for (const Entry& entry : queued.commit.entries) entries[entry.partition] = &entry;
    ++in_flight_;
  }
  const auto kept = std::make_shared<group::Kept>();
  Send send;
  send.versions = wire::stable_versions<wire::OffsetCommitRequest>();
  send.request.group_id = group_id_;
  send.request.generation_id_or_member_epoch = as_.generation;
  send.request.member_id = kept->text(as_.member_id);
  if (as_member_) send.request.group_instance_id = kept->text_or_null(instance_id_);
  names_.clear();
  for (const auto& [partition, entry] : entries) {
    if (send.request.topics.empty() || send.request.topics.back().name != partition.topic ||
        send.request.topics.back().topic_id != entry->topic_id) {
      auto& topic = send.request.topics.emplace_back();
      topic.name = kept->text(partition.topic);
      topic.topic_id = entry->topic_id;
      if (topic.topic_id.is_zero()) send.versions.last = first_with_ids - 1;
      names_[topic.topic_id] = partition.topic;
    }
    send.request.topics.back().partitions.push_back(
        {partition.partition, entry->offset, entry->leader_epoch, std::optional<std::string_view>(kept->text(entry->metadata))});
  }
  if (as_.has_member_epoch) send.versions.first = first_with_epochs;
  send.kept = kept;
  flying_ = true;
  step.send = std::move(send);
  return step;
}

OffsetCommits::Verdict OffsetCommits::judge(ErrorCode code, Outcome& outcome) const {
  switch (coordinator_reaction(code)) {
    case CoordinatorReaction::none: return Verdict::done;
    case CoordinatorReaction::find_again: outcome.coordinator_lost = true; return Verdict::retry;
    case CoordinatorReaction::refresh_and_retry: outcome.refresh_metadata = true; return Verdict::retry;
    case CoordinatorReaction::membership: // the next generation sends them again, another ownership makes them stale
      outcome.refused = code;
      return as_member_ ? Verdict::retry : Verdict::error;
    case CoordinatorReaction::retry: return Verdict::retry;
    case CoordinatorReaction::tell: break;
  }
  if (code == ErrorCode::fenced_instance_id) outcome.refused = code;
  return Verdict::error;
}

OffsetCommits::Outcome OffsetCommits::on_response(const wire::OffsetCommitResponse& response, TimePoint now) {
  Outcome outcome;
  outcome.as = as_;
  std::map<TopicPartition, ErrorCode> said;
  for (const auto& topic : response.topics) {
    const auto known = names_.find(topic.topic_id);
    const std::string name = topic.topic_id.is_zero() || known == names_.end() ? std::string(topic.name) : known->second;
    for (const auto& partition : topic.partitions) said[{name, partition.index}] = partition.error_code;
  }
  flying_ = false;
  bool again = false;
  std::size_t at = 0;
  for (std::size_t n = std::exchange(in_flight_, 0); n > 0; --n) {
    Queued& queued = commits_[at];
    Verdict verdict = Verdict::done;
    Error error(ErrorCode::none);
    for (const Entry& entry : queued.commit.entries) {
      const auto found = said.find(entry.partition);
      const ErrorCode code = found != said.end() ? found->second : ErrorCode::unknown_server_error;
      const Verdict one = found != said.end() ? judge(code, outcome) : Verdict::retry;
      if (one <= verdict) continue;
      verdict = one;
      error = error_at(Error(code), entry.partition, "committing offsets of group \"" + group_id_ + "\"");
    }
    if (verdict == Verdict::retry && coordinator_reaction(error.code()) == CoordinatorReaction::refresh_and_retry) {
      queued.unknown_since = std::min(queued.unknown_since, now);
      if (now - queued.unknown_since >= unknown_topic_grace) verdict = Verdict::error; // else a rebalance would wait for it
    }
    if (verdict != Verdict::done) last_error_ = error;
    if (verdict == Verdict::retry && !queued.abandoned) {
      again = true;
      ++at;
      continue;
    }
    if (queued.commit.done) {
      if (verdict == Verdict::done)
        outcome.settled.push_back({std::move(queued.commit.done), queued.gone.empty() ? Result<void>() : Result<void>(gone(queued.gone))});
      else if (verdict == Verdict::retry) outcome.settled.push_back({std::move(queued.commit.done), stale(queued.commit, error.code())});
      else outcome.settled.push_back({std::move(queued.commit.done), error.with_hint(hint(error.code()))});
    }
    commits_.erase(commits_.begin() + static_cast<std::ptrdiff_t>(at));
  }
  if (again) retry_later(now);
  else failures_ = 0;
  return outcome;
}

OffsetCommits::Outcome OffsetCommits::on_failure(const Error& error, TimePoint now) {
  Outcome outcome;
  outcome.as = as_;
  flying_ = false;
  last_error_ = error;
  const bool for_good = fails_for_good(error);
  std::size_t at = 0;
  for (std::size_t n = std::exchange(in_flight_, 0); n > 0; --n) {
    Queued& queued = commits_[at];
    if (!for_good && !queued.abandoned) {
      ++at;
      continue;
    }
    if (queued.commit.done) outcome.settled.push_back({std::move(queued.commit.done), error});
    commits_.erase(commits_.begin() + static_cast<std::ptrdiff_t>(at));
  }
  outcome.coordinator_lost = !for_good;
  retry_later(now);
  return outcome;
}

std::vector<OffsetCommits::Settled> OffsetCommits::abandon(const std::vector<TopicPartition>& revoked) {
  std::vector<Settled> settled;
  for (std::size_t i = 0; i < commits_.size();) {
    Queued& queued = commits_[i];
    const auto& entries = queued.commit.entries;
    const bool concerned = queued.commit.ownership && std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
                             return std::find(revoked.begin(), revoked.end(), entry.partition) != revoked.end();
                           });
    queued.abandoned = queued.abandoned || concerned;
    if (!concerned || i < in_flight_) {
      ++i;
      continue;
    }
    if (queued.commit.done) settled.push_back({std::move(queued.commit.done), stale(queued.commit)});
    commits_.erase(commits_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return settled;
}

std::vector<OffsetCommits::Settled> OffsetCommits::fail_all(const Error& error) {
  std::vector<Settled> settled;
  for (Queued& queued : commits_)
    if (queued.commit.done) settled.push_back({std::move(queued.commit.done), error});
  commits_.clear();
  in_flight_ = 0;
  return settled;
}

} // namespace klamm::consumer
