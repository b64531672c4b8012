#include "mock/refusals.hpp"

namespace klamm::mock {
namespace {

/// The request's topics and partitions, each with what `make` says of it.
template <class Response, class Request>
Response for_each_partition(const Request& request, auto make) {
  Response response;
  for (const auto& wanted : request.topics) {
    typename Response::Topic told;
    told.name = wanted.name;
    if constexpr (requires { told.topic_id = wanted.topic_id; }) told.topic_id = wanted.topic_id;
    for (const auto& partition : wanted.partitions) told.partitions.push_back(make(partition));
    response.topics.push_back(std::move(told));
  }
  return response;
}

/// The same where partitions are only an index and an error.
template <class Response>
auto failed(ErrorCode error) {
  return [error](const auto& partition) {
    typename Response::Partition told;
    told.index = partition.index;
    told.error_code = error;
    return told;
  };
}

/// What of changed settings is refused.
template <class Response, class Request>
Response for_each_resource(const Request& request, ErrorCode error) {
  Response response;
  for (const auto& wanted : request.resources) {
    auto& told = response.resources.emplace_back();
    told.error_code = error;
    told.resource_type = wanted.resource_type;
    told.resource_name = wanted.resource_name;
  }
  return response;
}

} // namespace

wire::ProduceResponse refuse(const wire::ProduceRequest& request, std::int16_t, ErrorCode error) {
  return for_each_partition<wire::ProduceResponse>(request, [error](const auto& partition) {
    return wire::ProduceResponse::Partition{.index = partition.index, .error_code = error, .base_offset = -1};
  });
}

wire::FetchResponse refuse(const wire::FetchRequest& request, std::int16_t version, ErrorCode error) {
  if (version >= 7 && request.session_epoch > 0) { // the session's partitions are not in the request
    wire::FetchResponse response;
    response.error_code = error;
    response.session_id = request.session_id;
    return response;
  }
  return for_each_partition<wire::FetchResponse>(request, [error](const auto& partition) {
    wire::FetchResponse::Partition told;
    told.index = partition.index;
    told.error_code = error;
    told.high_watermark = -1;
    told.records = Slice();
    return told;
  });
}

wire::ListOffsetsResponse refuse(const wire::ListOffsetsRequest& request, std::int16_t, ErrorCode error) {
  return for_each_partition<wire::ListOffsetsResponse>(request, failed<wire::ListOffsetsResponse>(error));
}

wire::OffsetForLeaderEpochResponse refuse(const wire::OffsetForLeaderEpochRequest& request, std::int16_t, ErrorCode error) {
  return for_each_partition<wire::OffsetForLeaderEpochResponse>(request, failed<wire::OffsetForLeaderEpochResponse>(error));
}

wire::MetadataResponse refuse(const wire::MetadataRequest& request, std::int16_t, ErrorCode error) {
  wire::MetadataResponse response;
  if (!request.topics) return response;
  for (const auto& wanted : *request.topics) {
    wire::MetadataResponse::Topic told;
    told.name = wanted.name;
    told.topic_id = wanted.topic_id;
    told.error_code = error;
    response.topics.push_back(std::move(told));
  }
  return response;
}

wire::CreateTopicsResponse refuse(const wire::CreateTopicsRequest& request, std::int16_t, ErrorCode error) {
  wire::CreateTopicsResponse response;
  for (const auto& wanted : request.topics) {
    wire::CreateTopicsResponse::Topic told;
    told.name = wanted.name;
    told.error_code = error;
    told.error_message = std::nullopt;
    response.topics.push_back(std::move(told));
  }
  return response;
}

wire::DeleteTopicsResponse refuse(const wire::DeleteTopicsRequest& request, std::int16_t, ErrorCode error) {
  wire::DeleteTopicsResponse response;
  for (const std::string_view name : request.topic_names) {
    auto& told = response.topics.emplace_back();
    told.name = name;
    told.error_code = error;
  }
  for (const auto& wanted : request.topics) {
    auto& told = response.topics.emplace_back();
    told.name = wanted.name;
    told.topic_id = wanted.topic_id;
    told.error_code = error;
  }
  return response;
}

wire::CreatePartitionsResponse refuse(const wire::CreatePartitionsRequest& request, std::int16_t, ErrorCode error) {
  wire::CreatePartitionsResponse response;
  for (const auto& wanted : request.topics) {
    auto& told = response.topics.emplace_back();
    told.name = wanted.name;
    told.error_code = error;
  }
  return response;
}

wire::OffsetCommitResponse refuse(const wire::OffsetCommitRequest& request, std::int16_t, ErrorCode error) {
  return for_each_partition<wire::OffsetCommitResponse>(request, failed<wire::OffsetCommitResponse>(error));
}

wire::OffsetFetchResponse refuse(const wire::OffsetFetchRequest& request, std::int16_t version, ErrorCode error) {
  wire::OffsetFetchResponse response;
  if (version < 8) {
    if (version >= 2) response.error_code = error;
    if (version > 1 || !request.topics) return response;
    for (const auto& wanted : *request.topics) { // version 1 has no other place for an error
      auto& told = response.topics.emplace_back();
      told.name = wanted.name;
      for (const std::int32_t index : wanted.partitions)
        told.partitions.push_back({.index = index, .committed_offset = -1, .error_code = error});
    }
    return response;
  }
  for (const auto& group : request.groups) response.groups.push_back({.group_id = group.group_id, .topics = {}, .error_code = error});
  return response;
}

wire::FindCoordinatorResponse refuse(const wire::FindCoordinatorRequest& request, std::int16_t version, ErrorCode error) {
  wire::FindCoordinatorResponse response;
  if (version < 4) {
    response.error_code = error;
    response.node_id = response.port = -1;
    return response;
  }
  for (const std::string_view key : request.coordinator_keys)
    response.coordinators.push_back({.key = key, .node_id = -1, .host = "", .port = -1, .error_code = error});
  return response;
}

wire::DescribeGroupsResponse refuse(const wire::DescribeGroupsRequest& request, std::int16_t, ErrorCode error) {
  wire::DescribeGroupsResponse response;
  for (const std::string_view group : request.groups) {
    auto& told = response.groups.emplace_back();
    told.group_id = group;
    told.error_code = error;
  }
  return response;
}

wire::ConsumerGroupDescribeResponse refuse(const wire::ConsumerGroupDescribeRequest& request, std::int16_t, ErrorCode error) {
  wire::ConsumerGroupDescribeResponse response;
  for (const std::string_view group : request.group_ids) {
    auto& told = response.groups.emplace_back();
    told.group_id = group;
    told.error_code = error;
  }
  return response;
}

wire::DeleteGroupsResponse refuse(const wire::DeleteGroupsRequest& request, std::int16_t, ErrorCode error) {
  wire::DeleteGroupsResponse response;
  for (const std::string_view group : request.group_names) response.results.push_back({group, error});
  return response;
}

wire::DeleteRecordsResponse refuse(const wire::DeleteRecordsRequest& request, std::int16_t, ErrorCode error) {
  return for_each_partition<wire::DeleteRecordsResponse>(request, [error](const auto& partition) {
    return wire::DeleteRecordsResponse::Partition{.index = partition.index, .low_watermark = -1, .error_code = error};
  });
}

wire::DescribeConfigsResponse refuse(const wire::DescribeConfigsRequest& request, std::int16_t, ErrorCode error) {
  wire::DescribeConfigsResponse response;
  for (const auto& wanted : request.resources) {
    auto& told = response.results.emplace_back();
    told.error_code = error;
    told.resource_type = wanted.resource_type;
    told.resource_name = wanted.resource_name;
  }
  return response;
}

wire::IncrementalAlterConfigsResponse refuse(const wire::IncrementalAlterConfigsRequest& request, std::int16_t, ErrorCode error) {
  return for_each_resource<wire::IncrementalAlterConfigsResponse>(request, error);
}

wire::AlterConfigsResponse refuse(const wire::AlterConfigsRequest& request, std::int16_t, ErrorCode error) {
  return for_each_resource<wire::AlterConfigsResponse>(request, error);
}

} // namespace klamm::mock
