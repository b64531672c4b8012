#include "admin/records.hpp"

#include "admin/support/admin_world.hpp"
#include "wire/messages/delete_records.hpp"
#include "wire/messages/list_offsets.hpp"

using namespace klamm;
using namespace klamm::test;
using cluster::NodeId;

namespace {

/// Leaders that answer with 100 × their number + the partition, and refuse what they don't lead.
void serve_offsets(AdminWorld& world) {
  world.brokers.on<wire::ListOffsetsRequest>([&world](NodeId node, const wire::ListOffsetsRequest& request) {
    wire::ListOffsetsResponse response;
    for (const auto& topic : request.topics) {
      auto& told = response.topics.emplace_back();
      told.name = topic.name;
      for (const auto& partition : topic.partitions) {
        auto& answer = told.partitions.emplace_back();
        answer.index = partition.index;
        const auto leader =
            world.brokers.topics.at(std::string(topic.name)).partitions.at(static_cast<std::size_t>(partition.index)).leader;
        if (leader != node) answer.error_code = ErrorCode::not_leader_or_follower;
        answer.offset = partition.timestamp == -2 ? 0 : 100 * node + partition.index;
        answer.timestamp = partition.timestamp >= 0 ? partition.timestamp + 1 : -1;
      }
    }
    return response;
  });
}

} // namespace

TEST_CASE("records: offsets are asked of each partition's leader, several of one partition too") {
  AdminWorld world;
  serve_offsets(world);
  const TopicPartition first{"orders", 0};
  const auto offsets = world
                           .run<admin::ListOffsets>(std::vector<PartitionOffsetSpec>{{first, OffsetSpec::earliest()},
                                                                                     {first, OffsetSpec::latest()},
                                                                                     {{"orders", 2}, OffsetSpec::at(77)},
                                                                                     {{"orders", 3}, OffsetSpec::latest()},
                                                                                     {{"orders", -1}, OffsetSpec::latest()},
                                                                                     {{"orders", 1}, OffsetSpec::at(-5)}},
                                                    ListOffsetsOptions{})
                           .value();
  REQUIRE(offsets.size() == 6);
  CHECK(offsets[0].result.value().offset == 0);
  CHECK(offsets[1].result.value().offset == 100);
  CHECK(offsets[2].result.value().offset == 302);
  CHECK(offsets[2].result.value().timestamp == 78);
  CHECK(offsets[3].result.error().code() == ErrorCode::partition_unknown);
  CHECK(offsets[3].result.error().message().find("0 to 2") != std::string::npos);
  CHECK(offsets[4].result.error().code() == ErrorCode::partition_unknown);
  CHECK(offsets[5].result.error().code() == ErrorCode::invalid_timestamp);
}

TEST_CASE("records: a leader that moved is found again, a topic that does not exist is told after a while") {
  AdminWorld world;
  serve_offsets(world);
  (void)world.run<admin::ListOffsets>(std::vector<PartitionOffsetSpec>{{{"orders", 0}, OffsetSpec::latest()}}, ListOffsetsOptions{});
  world.brokers.topics["orders"].partitions[0] = {3, 6};
  const auto offsets = world
                           .run<admin::ListOffsets>(std::vector<PartitionOffsetSpec>{{{"orders", 0}, OffsetSpec::latest()},
                                                                                     {{"oders", 0}, OffsetSpec::latest()}},
                                                    ListOffsetsOptions{})
                           .value();
  CHECK(offsets[0].result.value().offset == 300);
  CHECK(offsets[1].result.error().code() == ErrorCode::topic_unknown);
}

TEST_CASE("records: what an older broker can't find does not hinder the rest") {
  AdminWorld world;
  serve_offsets(world);
  world.brokers.apis[ApiKey::list_offsets] = {1, 7};
  const auto offsets = world
                           .run<admin::ListOffsets>(std::vector<PartitionOffsetSpec>{{{"orders", 0}, OffsetSpec::max_timestamp()},
                                                                                     {{"orders", 0}, OffsetSpec::latest_tiered()}},
                                                    ListOffsetsOptions{})
                           .value();
  CHECK(offsets[0].result.has_value());
  CHECK(offsets[1].result.error().code() == ErrorCode::unsupported_by_broker);
  CHECK(offsets[1].result.error().cause() ==
        "finding the last record in the remote storage needs ListOffsets v9, which the broker does not have");
  CHECK(offsets[1].result.error().hint() == "brokers have it from Kafka 3.9 on");
}

TEST_CASE("records: deleted up to an offset by each leader") {
  AdminWorld world;
  world.brokers.on<wire::DeleteRecordsRequest>([&](NodeId node, const wire::DeleteRecordsRequest& request) {
    wire::DeleteRecordsResponse response;
    for (const auto& topic : request.topics) {
      auto& told = response.topics.emplace_back();
      told.name = topic.name;
      for (const auto& partition : topic.partitions) {
        CHECK(node == partition.index + 1);
        told.partitions.push_back({partition.index, partition.offset == -1 ? 99 : partition.offset,
                                   partition.offset > 100 ? ErrorCode::offset_out_of_range : ErrorCode::none});
      }
    }
    return response;
  });
  const auto deleted =
      world
          .run<admin::DeleteRecords>(std::vector<RecordsToDelete>{
              {{"orders", 0}, 7}, {{"orders", 1}, RecordsToDelete::high_watermark}, {{"orders", 2}, 101}, {{"orders", 0}, -2}})
          .value();
  CHECK(deleted[0].result.value() == 7);
  CHECK(deleted[1].result.value() == 99);
  CHECK(deleted[2].result.error().code() == ErrorCode::offset_out_of_range);
  CHECK(deleted[3].result.error().cause() == "records can't be deleted before the offset -2");
}
