#include "admin/reassignments.hpp"

#include "admin/partitions.hpp"
#include "wire/messages/alter_partition_reassignments.hpp"
#include "wire/messages/elect_leaders.hpp"
#include "wire/messages/list_partition_reassignments.hpp"

namespace klamm::admin {
namespace {

/// What keeps the broker from electing so; nothing where nothing does.
std::optional<Error> lacks_unclean(const net::Connection& connection, ElectionType type) {
  constexpr std::int16_t with_unclean = 1;
  const std::int16_t version = connection.api_versions().highest<wire::ElectLeadersRequest>();
  if (type == ElectionType::preferred || version < 0 || version >= with_unclean) return std::nullopt;
  return needs_release(ApiKey::elect_leaders, with_unclean, "an unclean election", "2.4");
}

} // namespace

Result<void> ElectLeaders::check_input(const TopicPartition& partition) const { return check_partition(partition); }

Exchange ElectLeaders::ask(const net::Connection& connection, Items items, Duration patience) {
  if (const auto error = lacks_unclean(connection, type_)) return {*error, nullptr};
  wire::ElectLeadersRequest request;
  request.election_type = static_cast<std::int8_t>(type_);
  request.timeout_ms = milliseconds(patience);
  for (const std::size_t item : items) partitions_in(*request.topics, input(item).topic).push_back(input(item).partition);
  auto read = [this, answered = Answered<PartitionKey>(items, [this](std::size_t item) { return partition_key(input(item)); })](
                  const wire::ElectLeadersResponse& response, Verdicts& verdicts) mutable {
    if (response.error_code != ErrorCode::none) return answered.all_failed(Error(response.error_code), verdicts);
    tell_partitions(answered, response.topics,
                    [&](std::size_t item, const auto& told) { say(item, told.error_code, told.error_message, verdicts); });
  };
  return exchange(connection, request, std::move(read));
}

Exchange ElectAllLeaders::ask(const net::Connection& connection, Items, Duration patience) {
  if (const auto error = lacks_unclean(connection, type_)) return {*error, nullptr};
  wire::ElectLeadersRequest request;
  request.election_type = static_cast<std::int8_t>(type_);
  request.timeout_ms = milliseconds(patience);
  request.topics.reset(); // all
  return exchange(connection, request, [this](const wire::ElectLeadersResponse& response, Verdicts& verdicts) {
    if (response.error_code != ErrorCode::none) return verdicts.failed(0, Error(response.error_code));
    std::vector<ElectLeadersResult::Item> elected;
    for (const auto& topic : response.topics) {
      for (const auto& told : topic.partitions) {
        TopicPartition partition{std::string(topic.name), told.index};
        if (told.error_code == ErrorCode::none) elected.push_back({std::move(partition), {}});
        else if (told.error_code != ErrorCode::election_not_needed)
          elected.push_back({std::move(partition), Verdicts::error_of(told.error_code, told.error_message)});
      }
    }
    std::sort(elected.begin(), elected.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    keep(ElectLeadersResult(std::move(elected)), verdicts);
  });
}

Result<void> AlterReassignments::check_input(const PartitionReassignment& move) const {
  if (move.replicas) {
    const char* const hint = "the ids of brokers, each once; nothing cancels what is under way";
    if (move.replicas->empty()) return Error(ErrorCode::invalid_replica_assignment, "the partition is to be on no broker", hint);
    std::vector<std::int32_t> sorted = *move.replicas;
    std::sort(sorted.begin(), sorted.end());
    if (sorted.front() < 0)
      return Error(ErrorCode::invalid_replica_assignment, "there is no broker " + std::to_string(sorted.front()), hint);
    if (const auto twice = std::adjacent_find(sorted.begin(), sorted.end()); twice != sorted.end())
      return Error(ErrorCode::invalid_replica_assignment, "the broker " + std::to_string(*twice) + " is named twice", hint);
  }
  return check_partition(move.partition);
}

Exchange AlterReassignments::ask(const net::Connection& connection, Items items, Duration patience) {
  constexpr std::int16_t with_factor = 1;
  const std::int16_t version = connection.api_versions().highest<wire::AlterPartitionReassignmentsRequest>();
  if (!options_.allow_replication_factor_change && version >= 0 && version < with_factor)
    return {needs_release(ApiKey::alter_partition_reassignments, with_factor, "keeping the number of replicas", "4.1"), nullptr};
  wire::AlterPartitionReassignmentsRequest request;
  request.timeout_ms = milliseconds(patience);
  request.allow_replication_factor_change = options_.allow_replication_factor_change;
  for (const std::size_t item : items)
    partitions_in(request.topics, input(item).partition.topic).push_back({input(item).partition.partition, input(item).replicas});
  auto read = [this, answered = Answered<PartitionKey>(items, [this](std::size_t item) { return partition_key(input(item).partition); })](
                  const wire::AlterPartitionReassignmentsResponse& response, Verdicts& verdicts) mutable {
    if (response.error_code != ErrorCode::none)
      return answered.all_failed(Verdicts::error_of(response.error_code, response.error_message), verdicts);
    tell_partitions(answered, response.topics,
                    [&](std::size_t item, const auto& told) { say(item, told.error_code, told.error_message, verdicts); });
  };
  return exchange(connection, request, std::move(read));
}

Result<void> ListReassignments::check(std::size_t) const {
  if (partitions_)
    for (const TopicPartition& partition : *partitions_)
      if (const auto fine = check_partition(partition); !fine) return fine;
  return {};
}

Exchange ListReassignments::ask(const net::Connection& connection, Items, Duration patience) {
  wire::ListPartitionReassignmentsRequest request;
  request.timeout_ms = milliseconds(patience);
  if (partitions_) {
    request.topics.emplace();
    for (const TopicPartition& partition : *partitions_) partitions_in(*request.topics, partition.topic).push_back(partition.partition);
  }
  return exchange(connection, request, [this](const wire::ListPartitionReassignmentsResponse& response, Verdicts& verdicts) {
    if (response.error_code != ErrorCode::none) return verdicts.failed(0, Verdicts::error_of(response.error_code, response.error_message));
    std::vector<OngoingReassignment> moves;
    for (const auto& topic : response.topics)
      for (const auto& told : topic.partitions)
        moves.push_back({{std::string(topic.name), told.index}, told.replicas, told.adding_replicas, told.removing_replicas});
    std::sort(moves.begin(), moves.end(), [](const auto& a, const auto& b) { return a.partition < b.partition; });
    keep(std::move(moves), verdicts);
  });
}

} // namespace klamm::admin
