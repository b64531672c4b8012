#include "admin/quorum.hpp"

#include "admin/support/admin_world.hpp"
#include "wire/messages/add_raft_voter.hpp"
#include "wire/messages/describe_quorum.hpp"
#include "wire/messages/remove_raft_voter.hpp"
#include "wire/messages/unregister_broker.hpp"
#include "wire/messages/update_features.hpp"

using namespace klamm;
using namespace klamm::test;
using cluster::NodeId;

TEST_CASE("quorum: described with voters, observers and their addresses") {
  AdminWorld world;
  world.brokers.on<wire::DescribeQuorumRequest>([](NodeId, const wire::DescribeQuorumRequest& request) {
    CHECK(request.topics.at(0).name == "__cluster_metadata");
    wire::DescribeQuorumResponse response;
    auto& told = response.topics.emplace_back();
    told.name = "__cluster_metadata";
    auto& partition = told.partitions.emplace_back();
    partition.leader_id = 2;
    partition.leader_epoch = 7;
    partition.high_watermark = 99;
    partition.current_voters = {{2, Uuid{{2}}, 100, 5, -1}, {1, Uuid{{1}}, 98, -1, 6}};
    partition.observers = {{3, {}, 97, -1, -1}};
    response.nodes = {{2, {{"CONTROLLER", "h", 9093}}}};
    return response;
  });
  const auto quorum = world.run<admin::DescribeQuorum>().value();
  CHECK(quorum.leader == 2);
  CHECK(quorum.leader_epoch == 7);
  CHECK(quorum.high_watermark == 99);
  REQUIRE(quorum.voters.size() == 2);
  CHECK(quorum.voters[0].id == 1);
  CHECK_FALSE(quorum.voters[0].last_fetch_time);
  CHECK(quorum.voters[0].last_caught_up_time == 6);
  CHECK(quorum.voters[1].directory_id == Uuid{{2}});
  CHECK(quorum.voters[1].last_fetch_time == 5);
  CHECK(quorum.observers.at(0).log_end_offset == 97);
  CHECK(quorum.endpoints.at(2) == std::vector<QuorumEndpoint>{{"CONTROLLER", "h", 9093}});
}

TEST_CASE("quorum: an answer about something else is an error") {
  AdminWorld world;
  world.brokers.on<wire::DescribeQuorumRequest>([](NodeId, const wire::DescribeQuorumRequest&) { return wire::DescribeQuorumResponse(); });
  CHECK(world.run<admin::DescribeQuorum>().error().code() == ErrorCode::protocol_error);
}

TEST_CASE("quorum: voters are added and removed by the controller, which is asked once") {
  AdminWorld world;
  world.brokers.on<wire::AddRaftVoterRequest>([](NodeId, const wire::AddRaftVoterRequest& request) {
    CHECK(request.cluster_id == "here");
    CHECK(request.voter_id == 4);
    CHECK(request.voter_directory_id == Uuid{{4}});
    CHECK(request.listeners.at(0).host == "h");
    wire::AddRaftVoterResponse response;
    response.error_code = ErrorCode::request_timed_out;
    return response;
  });
  world.brokers.on<wire::RemoveRaftVoterRequest>([](NodeId, const wire::RemoveRaftVoterRequest& request) {
    CHECK_FALSE(request.cluster_id);
    wire::RemoveRaftVoterResponse response;
    if (request.voter_id != 4) {
      response.error_code = ErrorCode::voter_not_found;
      response.error_message = "who?";
    }
    return response;
  });
  const std::vector<QuorumEndpoint> endpoints{{"CONTROLLER", "h", 9093}}, unusable{{"CONTROLLER", "h", 0}};
  AlterQuorumOptions here;
  here.cluster_id = "here";
  CHECK(world.run<admin::AddRaftVoter>(4, Uuid{{4}}, endpoints, here).error().code() == ErrorCode::request_timed_out);
  CHECK(world.brokers.count(ApiKey::add_raft_voter) == 1);
  CHECK(world.run<admin::AddRaftVoter>(4, Uuid(), endpoints, here).error().code() == ErrorCode::invalid_voter_key);
  CHECK(world.run<admin::AddRaftVoter>(4, Uuid{{4}}, unusable, here).error().code() == ErrorCode::invalid_request);
  CHECK(world.run<admin::AddRaftVoter>(4, Uuid{{4}}, std::vector<QuorumEndpoint>{}, here).error().cause() == "the voter has no endpoint");
  CHECK(world.run<admin::RemoveRaftVoter>(4, Uuid{{4}}, AlterQuorumOptions{}).has_value());
  CHECK(world.run<admin::RemoveRaftVoter>(5, Uuid{{4}}, AlterQuorumOptions{}).error().cause() == "who?");
  CHECK(world.run<admin::RemoveRaftVoter>(-1, Uuid{{4}}, AlterQuorumOptions{}).error().cause() == "there is no node -1");
}

TEST_CASE("quorum: brokers are unregistered") {
  AdminWorld world;
  world.brokers.on<wire::UnregisterBrokerRequest>([](NodeId, const wire::UnregisterBrokerRequest& request) {
    wire::UnregisterBrokerResponse response;
    if (request.broker_id != 7) response.error_code = ErrorCode::broker_id_not_registered;
    return response;
  });
  CHECK(world.run<admin::UnregisterBroker>(7).has_value());
  CHECK(world.run<admin::UnregisterBroker>(8).error().code() == ErrorCode::broker_id_not_registered);
  CHECK(world.run<admin::UnregisterBroker>(-1).error().code() == ErrorCode::invalid_request);
}

TEST_CASE("quorum: features are updated, each told by itself by older brokers, all alike by newer ones") {
  AdminWorld world;
  ErrorCode whole = ErrorCode::none;
  std::string seen;
  world.brokers.on<wire::UpdateFeaturesRequest>([&](NodeId, const wire::UpdateFeaturesRequest& request) {
    seen.clear();
    for (const auto& one : request.feature_updates)
      seen += std::string(one.feature) + std::to_string(one.max_version_level) + (one.allow_downgrade ? "d" : "") +
              std::to_string(one.upgrade_type) + " ";
    wire::UpdateFeaturesResponse response;
    response.error_code = whole;
    response.error_message = "not so";
    if (whole == ErrorCode::none) response.results = {{"b", ErrorCode::feature_update_failed, "b is b"}, {"a", ErrorCode::none, {}}};
    return response;
  });
  const std::vector<FeatureUpdate> updates{{"a", 3}, {"b", 0, FeatureUpdate::Type::safe_downgrade}, {"c", 0}, {"d", -1}, {"", 1}};
  const auto check_wrong = [](const UpdateFeaturesResult& updated) {
    CHECK(updated.at("c").error().cause() == "switching a feature off is no upgrade");
    CHECK(updated.at("d").error().code() == ErrorCode::invalid_update_version);
    CHECK(updated.at("").error().code() == ErrorCode::invalid_request);
  };
  SUBCASE("by the newest") {
    const auto fine = world.run<admin::UpdateFeatures>(updates, UpdateFeaturesOptions{.validate_only = true}).value();
    CHECK(fine.at("a").has_value());
    CHECK(fine.at("b").has_value()); // version 2 tells of all at once
    check_wrong(fine);
    CHECK(seen == "a31 b02 ");
    whole = ErrorCode::invalid_update_version;
    const auto refused = world.run<admin::UpdateFeatures>(updates, UpdateFeaturesOptions{}).value();
    CHECK(refused.at("a").error().cause() == "not so");
    CHECK(refused.at("b").error().cause() == "not so");
  }
  SUBCASE("by the oldest") {
    world.brokers.apis[ApiKey::update_features] = {0, 0};
    const auto told = world.run<admin::UpdateFeatures>(updates, UpdateFeaturesOptions{}).value();
    CHECK(told.at("a").has_value());
    CHECK(told.at("b").error().cause() == "b is b");
    CHECK(seen == "a31 b0d1 ");
    const auto refused = world.run<admin::UpdateFeatures>(updates, UpdateFeaturesOptions{.validate_only = true}).value();
    CHECK(refused.at("a").error().hint().find("3.3") != std::string::npos);
  }
}

TEST_CASE("quorum: features come with the broker's API versions") {
  AdminWorld world;
  CHECK_FALSE(world.run<admin::DescribeFeatures>().value().epoch);
  world.brokers.edit_api_versions = [](wire::ApiVersionsResponse& response) {
    response.supported_features = {{"metadata.version", 7, 29}};
    response.finalized_features = {{"metadata.version", 25, 25}};
    response.finalized_features_epoch = 11;
  };
  const auto features = world.run<admin::DescribeFeatures>().value();
  CHECK(features.finalized == std::map<std::string, std::int16_t>{{"metadata.version", 25}});
  CHECK(features.supported.at("metadata.version") == FeatureLevels{7, 29});
  CHECK(features.epoch == 11);
}
