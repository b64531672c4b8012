#include "consumer/committed_offsets.hpp"

#include <algorithm>

#include "consumer/coordinator_errors.hpp"
#include "consumer/fetch_errors.hpp"

namespace klamm::consumer {
namespace {

constexpr std::int16_t first_with_groups = 8; // KIP-709
constexpr std::int16_t first_with_ids = 10;   // KIP-848, topic ids

} // namespace

wire::OffsetFetchRequest CommittedOffsets::Send::request(std::int16_t version) const {
  wire::OffsetFetchRequest request;
  request.require_stable = version >= 7;
  if (version < first_with_groups) {
    request.group_id = group_id;
    for (const Topic& topic : topics) request.topics->push_back({topic.name, topic.partitions});
    return request;
  }
  auto& group = request.groups.emplace_back();
  group.group_id = group_id;
  if (as.has_member_epoch && as.generation >= 0) {
    group.member_id = as.member_id;
    group.member_epoch = as.generation;
  }
  for (const Topic& topic : topics) group.topics->push_back({topic.name, topic.id, topic.partitions});
  return request;
}

CommittedOffsets::Step CommittedOffsets::step(TimePoint now, const group::Identity& identity, const cluster::MetadataSnapshot& cluster) {
  Step step;
  if (flying_ || questions_.empty()) return step;
  if (retry_at_ > now) {
    step.wake = retry_at_;
    return step;
  }
  std::map<std::string, std::vector<std::int32_t>> asked;
  for (auto& [key, question] : questions_) {
    question.asked = true;
    asked[question.partition.topic].push_back(question.partition.partition);
  }
  Send send;
  send.group_id = group_id_;
  send.as = as_ = identity;
  send.versions = wire::stable_versions<wire::OffsetFetchRequest>();
  names_.clear();
  for (auto& [topic, partitions] : asked) {
    std::sort(partitions.begin(), partitions.end());
    partitions.erase(std::unique(partitions.begin(), partitions.end()), partitions.end());
    const cluster::Topic* const known = cluster.topic(topic);
    const Uuid id = known ? known->id : Uuid();
    if (id.is_zero()) send.versions.last = first_with_ids - 1;
    names_[id] = topic;
    send.topics.push_back({topic, id, std::move(partitions)});
  }
  flying_ = true;
  step.send = std::move(send);
  return step;
}

CommittedOffsets::SaidOf CommittedOffsets::read(const wire::OffsetFetchResponse& response, ErrorCode& group_error) const {
  SaidOf said;
  group_error = response.error_code;
  const auto take = [&said](const std::string& topic, const auto& partitions) {
    for (const auto& p : partitions)
      said.insert_or_assign({topic, p.index},
                            Said{p.error_code, {p.committed_offset, p.committed_leader_epoch, std::string(p.metadata.value_or(""))}});
  };
  for (const auto& topic : response.topics) take(std::string(topic.name), topic.partitions);
  for (const auto& group : response.groups) {
    if (group.group_id != group_id_) continue;
    group_error = group.error_code;
    for (const auto& topic : group.topics) {
      const auto known = names_.find(topic.topic_id);
      take(topic.topic_id.is_zero() || known == names_.end() ? std::string(topic.name) : known->second, topic.partitions);
    }
  }
  return said;
}

bool CommittedOffsets::judge(ErrorCode code, Outcome& outcome) const {
  const CoordinatorReaction reaction = coordinator_reaction(code);
  if (reaction == CoordinatorReaction::find_again) outcome.coordinator_lost = true;
  if (reaction == CoordinatorReaction::refresh_and_retry) outcome.refresh_metadata = true;
  if (reaction == CoordinatorReaction::membership) outcome.refused = code;
  return reaction == CoordinatorReaction::tell;
}

void CommittedOffsets::end_all(Outcome& outcome, const Error& error) {
  for (auto at = questions_.begin(); at != questions_.end();) {
    if (!at->second.asked) {
      ++at;
      continue;
    }
    outcome.answers.push_back(
        {at->first, error_at(error, at->second.partition, "asking for the committed offset of group \"" + group_id_ + "\"")});
    at = questions_.erase(at);
  }
}

CommittedOffsets::Outcome CommittedOffsets::on_response(const wire::OffsetFetchResponse& response, TimePoint now) {
  Outcome outcome;
  outcome.as = as_;
  flying_ = false;
  ErrorCode group_error = ErrorCode::none;
  const SaidOf said = read(response, group_error);
  if (group_error != ErrorCode::none) {
    last_error_ = error_at(Error(group_error), {}, "asking for committed offsets of group \"" + group_id_ + "\"");
    if (judge(group_error, outcome)) end_all(outcome, *last_error_);
    else retry_later(now);
    for (auto& [key, question] : questions_) question.asked = false;
    return outcome;
  }
  bool again = false;
  for (auto at = questions_.begin(); at != questions_.end();) {
    Question& question = at->second;
    if (!std::exchange(question.asked, false)) {
      ++at;
      continue;
    }
    const auto found = said.find(question.partition);
    const ErrorCode code = found != said.end() ? found->second.code : ErrorCode::unknown_server_error;
    if (code == ErrorCode::none) {
      outcome.answers.push_back({at->first, found->second.found});
      at = questions_.erase(at);
      continue;
    }
    const Error error = error_at(Error(code), question.partition, "asking for the committed offset of group \"" + group_id_ + "\"");
    if (found == said.end() || !judge(code, outcome)) {
      last_error_ = error;
      again = true;
      ++at;
    } else {
      outcome.answers.push_back({at->first, error});
      at = questions_.erase(at);
    }
  }
  if (again) retry_later(now);
  else failures_ = 0;
  return outcome;
}

CommittedOffsets::Outcome CommittedOffsets::on_failure(const Error& error, TimePoint now) {
  Outcome outcome;
  outcome.as = as_;
  flying_ = false;
  last_error_ = error;
  if (fails_for_good(error)) end_all(outcome, error);
  else outcome.coordinator_lost = true;
  for (auto& [key, question] : questions_) question.asked = false;
  retry_later(now);
  return outcome;
}

} // namespace klamm::consumer
