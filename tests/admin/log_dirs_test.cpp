#include "admin/log_dirs.hpp"

#include "admin/support/admin_world.hpp"
#include "wire/messages/alter_replica_log_dirs.hpp"
#include "wire/messages/describe_log_dirs.hpp"

using namespace klamm;
using namespace klamm::test;
using cluster::NodeId;

TEST_CASE("log dirs: of all brokers, or of those that are named; a broken one is told with its error") {
  AdminWorld world;
  world.brokers.on<wire::DescribeLogDirsRequest>([](NodeId node, const wire::DescribeLogDirsRequest& request) {
    CHECK_FALSE(request.topics);
    wire::DescribeLogDirsResponse response;
    if (node == 3) response.error_code = ErrorCode::cluster_authorization_failed;
    if (node == 2) return response; // as older brokers refuse
    response.log_dirs.resize(2);
    response.log_dirs[0].log_dir = "/b";
    response.log_dirs[0].error_code = ErrorCode::kafka_storage_error;
    response.log_dirs[1].log_dir = "/a";
    response.log_dirs[1].total_bytes = 100;
    response.log_dirs[1].usable_bytes = 40;
    response.log_dirs[1].is_cordoned = true;
    response.log_dirs[1].topics = {{"t", {{1, 7, 2, true}, {1, 9, 0, false}, {0, 5, 0, false}}}};
    return response;
  });
  const auto all = world.run<admin::DescribeLogDirs>(std::vector<std::int32_t>{}).value();
  REQUIRE(all.size() == 3);
  CHECK(all.at(2).error().code() == ErrorCode::cluster_authorization_failed);
  CHECK(all.at(3).error().code() == ErrorCode::cluster_authorization_failed);
  const auto& dirs = all.at(1).value();
  REQUIRE(dirs.size() == 2);
  CHECK(dirs[0].path == "/a");
  CHECK(dirs[0].total_bytes == 100);
  CHECK(dirs[0].usable_bytes == 40);
  CHECK(dirs[0].cordoned);
  CHECK_FALSE(dirs[0].error);
  REQUIRE(dirs[0].replicas.size() == 3);
  CHECK(dirs[0].replicas[0].partition == TopicPartition{"t", 0});
  CHECK_FALSE(dirs[0].replicas[1].future);
  CHECK(dirs[0].replicas[2].future);
  CHECK(dirs[0].replicas[2].offset_lag == 2);
  CHECK(dirs[1].error->code() == ErrorCode::kafka_storage_error);
  CHECK_FALSE(dirs[1].total_bytes);
  const auto some = world.run<admin::DescribeLogDirs>(std::vector<std::int32_t>{1, 9}).value();
  CHECK(some.at(1).has_value());
  CHECK(some.at(9).error().code() == ErrorCode::broker_id_not_registered);
}

TEST_CASE("log dirs: where replicas lie, and where they are moved to") {
  AdminWorld world;
  world.brokers.on<wire::DescribeLogDirsRequest>([](NodeId node, const wire::DescribeLogDirsRequest& request) {
    REQUIRE(request.topics);
    CHECK(request.topics->at(0).name == "t");
    CHECK(request.topics->at(0).partitions == (node == 1 ? std::vector<std::int32_t>{0, 1} : std::vector<std::int32_t>{0}));
    wire::DescribeLogDirsResponse response;
    response.log_dirs.resize(2);
    response.log_dirs[0].log_dir = "/a";
    response.log_dirs[0].topics = {{"t", {{0, 7, 3, false}}}};
    response.log_dirs[1].log_dir = "/b";
    if (node == 1) response.log_dirs[1].topics = {{"t", {{0, 2, 5, true}}}};
    return response;
  });
  const Replica moving({"t", 0}, 1), missing({"t", 1}, 1), still({"t", 0}, 2), none({"t", 0}, -1), unnamed({"", 0}, 1);
  const auto told = world.run<admin::DescribeReplicaLogDirs>(std::vector{moving, missing, still, none, unnamed}).value();
  CHECK(told.at(moving)->current == "/a");
  CHECK(told.at(moving)->current_lag == 3);
  CHECK(told.at(moving)->future == "/b");
  CHECK(told.at(moving)->future_lag == 5);
  CHECK_FALSE(told.at(missing)->current);
  CHECK(told.at(still)->current == "/a");
  CHECK_FALSE(told.at(still)->future);
  CHECK(told.at(none).error().code() == ErrorCode::broker_id_not_registered);
  CHECK(told.at(unnamed).error().code() == ErrorCode::invalid_topic_exception);
}

TEST_CASE("log dirs: moves are ordered of each broker, directory by directory") {
  AdminWorld world;
  world.brokers.on<wire::AlterReplicaLogDirsRequest>([](NodeId node, const wire::AlterReplicaLogDirsRequest& request) {
    wire::AlterReplicaLogDirsResponse response;
    if (node == 1) {
      REQUIRE(request.dirs.size() == 2);
      CHECK(request.dirs[0].path == "/a");
      CHECK(request.dirs[0].topics.at(0).partitions == std::vector<std::int32_t>{0, 2});
      CHECK(request.dirs[1].path == "/b");
      response.topics = {{"t", {{0, ErrorCode::none}, {1, ErrorCode::log_dir_not_found}, {2, ErrorCode::none}}}};
    } else {
      response.topics = {{"t", {{0, ErrorCode::none}}}};
    }
    return response;
  });
  const std::vector<ReplicaMove> moves{
      {{{"t", 0}, 1}, "/a"}, {{{"t", 1}, 1}, "/b"}, {{{"t", 2}, 1}, "/a"}, {{{"t", 0}, 2}, "/a"}, {{{"t", 3}, 2}, "a"}};
  const auto moved = world.run<admin::AlterReplicaLogDirs>(moves).value();
  CHECK(moved[0].result.has_value());
  CHECK(moved[1].result.error().code() == ErrorCode::log_dir_not_found);
  CHECK(moved[2].result.has_value());
  CHECK(moved[3].result.has_value());
  CHECK(moved[4].result.error().cause() == "the directory 'a' is not absolute");
}
