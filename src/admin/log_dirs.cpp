#include "admin/log_dirs.hpp"

#include <algorithm>

#include "admin/partitions.hpp"
#include "wire/messages/alter_replica_log_dirs.hpp"
#include "wire/messages/describe_log_dirs.hpp"

namespace klamm::admin {
namespace {

LogDir dir_of(const wire::DescribeLogDirsResponse::LogDir& told) {
  LogDir dir;
  dir.path = told.log_dir;
  if (told.error_code != ErrorCode::none) dir.error.emplace(told.error_code);
  if (told.total_bytes >= 0) dir.total_bytes = told.total_bytes;
  if (told.usable_bytes >= 0) dir.usable_bytes = told.usable_bytes;
  dir.cordoned = told.is_cordoned;
  for (const auto& topic : told.topics)
    for (const auto& one : topic.partitions)
      dir.replicas.push_back({{std::string(topic.name), one.index}, one.partition_size, one.offset_lag, one.is_future_key});
  std::sort(dir.replicas.begin(), dir.replicas.end(),
            [](const auto& a, const auto& b) { return std::tie(a.partition, a.future) < std::tie(b.partition, b.future); });
  return dir;
}

/// Before version 3 a client without the right was told of no directory at all.
std::optional<Error> failure_of(const wire::DescribeLogDirsResponse& response) {
  if (response.error_code != ErrorCode::none) return Error(response.error_code);
  if (response.log_dirs.empty()) return Error(ErrorCode::cluster_authorization_failed, "the broker tells of no directory");
  return std::nullopt;
}

Result<void> check_replica(const Replica& replica) {
  if (replica.broker < 0)
    return Error(ErrorCode::broker_id_not_registered, "there is no broker " + std::to_string(replica.broker),
                 "brokers' ids are not negative");
  return check_partition(replica.partition);
}

} // namespace

void DescribeLogDirs::set_brokers(std::span<const cluster::Broker> brokers) {
  std::vector<std::int32_t> ids;
  for (const cluster::Broker& broker : brokers) ids.push_back(broker.id);
  std::sort(ids.begin(), ids.end());
  set_inputs(std::move(ids));
}

Exchange DescribeLogDirs::ask(const net::Connection& connection, Items items, Duration) {
  wire::DescribeLogDirsRequest request;
  request.topics.reset(); // all
  return exchange(connection, request, [this, item = items.front()](const wire::DescribeLogDirsResponse& response, Verdicts& verdicts) {
    if (const auto failure = failure_of(response)) return verdicts.failed(item, *failure);
    std::vector<LogDir> dirs;
    for (const auto& told : response.log_dirs) dirs.push_back(dir_of(told));
    std::sort(dirs.begin(), dirs.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    keep(item, std::move(dirs), verdicts);
  });
}

Result<void> DescribeReplicaLogDirs::check_input(const Replica& replica) const { return check_replica(replica); }

Exchange DescribeReplicaLogDirs::ask(const net::Connection& connection, Items items, Duration) {
  wire::DescribeLogDirsRequest request;
  for (const std::size_t item : items)
    partitions_in(*request.topics, input(item).partition.topic).push_back(input(item).partition.partition);
  auto read = [this, all = std::vector(items.begin(), items.end())](const wire::DescribeLogDirsResponse& response, Verdicts& verdicts) {
    if (const auto failure = failure_of(response)) {
      for (const std::size_t item : all) verdicts.failed(item, *failure);
      return;
    }
    std::map<PartitionKey, ReplicaLogDirs> found;
    for (const auto& dir : response.log_dirs) {
      for (const auto& topic : dir.topics) {
        for (const auto& one : topic.partitions) {
          ReplicaLogDirs& replica = found[{topic.name, one.index}];
          (one.is_future_key ? replica.future : replica.current) = dir.log_dir;
          (one.is_future_key ? replica.future_lag : replica.current_lag) = one.offset_lag;
        }
      }
    }
    for (const std::size_t item : all) keep(item, found[partition_key(input(item).partition)], verdicts);
  };
  return exchange(connection, request, std::move(read));
}

Result<void> AlterReplicaLogDirs::check_input(const ReplicaMove& move) const {
  if (!move.path.starts_with('/'))
    return Error(ErrorCode::log_dir_not_found, "the directory '" + move.path + "' is not absolute", "give one of the broker's log.dirs");
  return check_replica(move.replica);
}

Exchange AlterReplicaLogDirs::ask(const net::Connection& connection, Items items, Duration) {
  wire::AlterReplicaLogDirsRequest request;
  for (const std::size_t item : items) {
    const ReplicaMove& move = input(item);
    auto dir = std::find_if(request.dirs.begin(), request.dirs.end(), [&](const auto& one) { return one.path == move.path; });
    if (dir == request.dirs.end()) {
      request.dirs.emplace_back().path = move.path;
      dir = request.dirs.end() - 1;
    }
    partitions_in(dir->topics, move.replica.partition.topic).push_back(move.replica.partition.partition);
  }
  auto read = [this, answered = Answered<PartitionKey>(items, [this](std::size_t item) {
                       return partition_key(input(item).replica.partition);
                     })](const wire::AlterReplicaLogDirsResponse& response, Verdicts& verdicts) mutable {
    for (const auto& topic : response.topics)
      for (const auto& told : topic.partitions)
        if (const auto item = answered.take({topic.name, told.index})) say(*item, told.error_code, {}, verdicts);
  };
  return exchange(connection, request, std::move(read));
}

} // namespace klamm::admin
