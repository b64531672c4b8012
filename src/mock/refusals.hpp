// The response that carries one error for everything that a request asks: what Kafka answers when a request as a whole fails. Used by tests' orders.
// Responses point into the request: encode them at once. Pure.
#pragma once

#include "wire/messages/all.hpp"

namespace klamm::mock {

/// A response with a top-level error, as most group and cluster APIs have.
template <class Request>
typename Request::Response refuse(const Request&, std::int16_t, ErrorCode error) {
  typename Request::Response response;
  response.error_code = error;
  return response;
}

wire::ProduceResponse refuse(const wire::ProduceRequest& request, std::int16_t version, ErrorCode error);
wire::FetchResponse refuse(const wire::FetchRequest& request, std::int16_t version, ErrorCode error);
wire::ListOffsetsResponse refuse(const wire::ListOffsetsRequest& request, std::int16_t version, ErrorCode error);
wire::OffsetForLeaderEpochResponse refuse(const wire::OffsetForLeaderEpochRequest& request, std::int16_t version, ErrorCode error);
wire::MetadataResponse refuse(const wire::MetadataRequest& request, std::int16_t version, ErrorCode error);
wire::CreateTopicsResponse refuse(const wire::CreateTopicsRequest& request, std::int16_t version, ErrorCode error);
wire::DeleteTopicsResponse refuse(const wire::DeleteTopicsRequest& request, std::int16_t version, ErrorCode error);
wire::CreatePartitionsResponse refuse(const wire::CreatePartitionsRequest& request, std::int16_t version, ErrorCode error);
wire::OffsetCommitResponse refuse(const wire::OffsetCommitRequest& request, std::int16_t version, ErrorCode error);
wire::OffsetFetchResponse refuse(const wire::OffsetFetchRequest& request, std::int16_t version, ErrorCode error);
wire::FindCoordinatorResponse refuse(const wire::FindCoordinatorRequest& request, std::int16_t version, ErrorCode error);
wire::DescribeGroupsResponse refuse(const wire::DescribeGroupsRequest& request, std::int16_t version, ErrorCode error);
wire::ConsumerGroupDescribeResponse refuse(const wire::ConsumerGroupDescribeRequest& request, std::int16_t version, ErrorCode error);
wire::DeleteGroupsResponse refuse(const wire::DeleteGroupsRequest& request, std::int16_t version, ErrorCode error);
wire::DeleteRecordsResponse refuse(const wire::DeleteRecordsRequest& request, std::int16_t version, ErrorCode error);
wire::DescribeConfigsResponse refuse(const wire::DescribeConfigsRequest& request, std::int16_t version, ErrorCode error);
wire::IncrementalAlterConfigsResponse refuse(const wire::IncrementalAlterConfigsRequest& request, std::int16_t version, ErrorCode error);
wire::AlterConfigsResponse refuse(const wire::AlterConfigsRequest& request, std::int16_t version, ErrorCode error);

} // namespace klamm::mock
