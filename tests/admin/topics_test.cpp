#include "admin/topics.hpp"

#include "admin/support/admin_world.hpp"
#include "admin/topic_listing.hpp"
#include "wire/messages/create_partitions.hpp"
#include "wire/messages/create_topics.hpp"
#include "wire/messages/delete_topics.hpp"
#include "wire/messages/describe_topic_partitions.hpp"

using namespace klamm;
using namespace klamm::test;
using cluster::NodeId;

namespace {

std::string cause(const NewTopic& topic) {
  const auto fine = admin::CreateTopics({topic}, {}).check(0);
  return fine ? "" : fine.error().cause();
}

} // namespace

TEST_CASE("topics: what can't be created is told before a request") {
  CHECK(cause(NewTopic("orders", 3, 1)).empty());
  CHECK(cause(NewTopic(std::string(249, 'x'))).empty());
  CHECK(cause(NewTopic("")) == "the topic's name is empty");
  CHECK(cause(NewTopic("..")) == "a topic can't be named '..'");
  CHECK(cause(NewTopic("an order")) == "the topic's name 'an order' has the character ' '");
  CHECK(cause(NewTopic(std::string(250, 'x'))) == "the topic's name has 250 characters");
  CHECK(cause(NewTopic("orders", 0)) == "a topic can't have 0 partitions");
  CHECK(cause(NewTopic("orders", 1, 0)) == "a partition can't have 0 replicas");
  CHECK(cause(NewTopic("orders", {{1, 2}, {}})) == "assignment 1 names no broker");
  CHECK(cause(NewTopic("orders", {{1, 2}, {1}})) == "assignment 1 names another number of brokers than the first one");
  CHECK(cause(NewTopic("orders", {{1, 1}})) == "assignment 0 names the broker 1 twice");
  CHECK(cause(NewTopic("orders", {{-1}})) == "assignment 0 names the broker -1");
}

TEST_CASE("topics: created by the controller, one's failure beside another's success") {
  AdminWorld world;
  std::vector<std::string> seen;
  world.brokers.on<wire::CreateTopicsRequest>([&](NodeId node, const wire::CreateTopicsRequest& request) {
    CHECK(node == 1);
    CHECK(request.timeout_ms == 30'000);
    wire::CreateTopicsResponse response;
    for (const auto& topic : request.topics) {
      seen.push_back(std::string(topic.name) + "/" + std::to_string(topic.num_partitions) + "/" + std::to_string(topic.assignments.size()) +
                     "/" + std::to_string(topic.configs.size()));
      auto& told = response.topics.emplace_back();
      told.name = topic.name;
      told.topic_id = Uuid{{5}};
      told.num_partitions = 3;
      told.replication_factor = 2;
      told.configs->push_back({"retention.ms", "77", false, 1, false});
      if (topic.name != "taken") continue;
      told.error_code = ErrorCode::topic_already_exists;
      told.error_message = "Topic 'taken' already exists.";
    }
    return response;
  });
  NewTopic orders("new", 3, 2);
  orders.configs["retention.ms"] = "77";
  const auto created =
      world
          .run<admin::CreateTopics>(std::vector{orders, NewTopic("taken"), NewTopic("given", {{1}, {2}}), NewTopic("bad name"), orders},
                                    CreateTopicsOptions{})
          .value();
  CHECK(seen == std::vector<std::string>{"new/3/0/1", "taken/-1/0/0", "given/-1/2/0"});
  REQUIRE(created.size() == 5);
  const CreatedTopic& topic = created[0].result.value();
  CHECK(topic.id == Uuid{{5}});
  CHECK(topic.partitions == 3);
  CHECK(topic.replication_factor == 2);
  CHECK(topic.configs.at(0).value == "77");
  CHECK(topic.configs.at(0).source == ConfigSource::dynamic_topic_config);
  CHECK(created.at("taken").error().cause() == "Topic 'taken' already exists.");
  CHECK(created.at("given").has_value());
  CHECK(created.at("bad name").error().code() == ErrorCode::invalid_topic_exception);
  CHECK(created[4].result.error().cause() == "it is given twice in one call");
  CHECK(created.all().error().code() == ErrorCode::topic_already_exists);
  CHECK_THROWS_AS((void)created.at("nothing"), std::out_of_range);
}

TEST_CASE("topics: a controller that moved is looked up again, and a broker that hangs up asked again") {
  AdminWorld world;
  int asked = 0;
  world.brokers.on<wire::CreateTopicsRequest>([&](NodeId node, const wire::CreateTopicsRequest& request) {
    wire::CreateTopicsResponse response;
    response.topics.emplace_back().name = request.topics.at(0).name;
    if (node == 1) response.topics[0].error_code = ErrorCode::not_controller;
    return response;
  });
  world.brokers.edit_metadata = [](NodeId, wire::MetadataResponse& response) { response.controller_id = 1; };
  world.brokers.script = [&](const Asked& request) {
    if (request.api == ApiKey::create_topics && ++asked == 1)
      world.brokers.edit_metadata = [](NodeId, wire::MetadataResponse& response) { response.controller_id = 3; };
    return request.api == ApiKey::create_topics && asked == 2 ? ScriptedCluster::Reply::hang_up : ScriptedCluster::Reply::answer;
  };
  const auto created = world.run<admin::CreateTopics>(std::vector{NewTopic("new", 1, 1)}, CreateTopicsOptions{}).value();
  CHECK(created.at("new").has_value());
  CHECK(world.brokers.count(ApiKey::create_topics, 1) == 1);
  CHECK(world.brokers.count(ApiKey::create_topics, 3) == 2);
}

TEST_CASE("topics: a cluster that does not answer is told in time, with the cause") {
  AdminWorld world;
  world.settings_of_calls.timeout = 5s;
  for (const NodeId id : {1, 2, 3}) world.brokers.stop(id);
  const TimePoint begun = world.clock->now();
  const auto created = world.run<admin::CreateTopics>(std::vector{NewTopic("new", 1, 1)}, CreateTopicsOptions{}).value();
  CHECK(world.clock->now() - begun <= 5s);
  CHECK_FALSE(created.at("new"));
  CHECK(created.at("new").error().message().find("creating topics") != std::string::npos);
}

TEST_CASE("topics: an ended call completes once, and tells whether something may have happened") {
  AdminWorld world;
  world.brokers.on<wire::CreateTopicsRequest>({});
  world.brokers.script = [&](const Asked& request) {
    return request.api == ApiKey::create_topics ? ScriptedCluster::Reply::silence : ScriptedCluster::Reply::answer;
  };
  const auto outcome = world.begin<admin::CreateTopics>(std::vector{NewTopic("new", 1, 1)}, CreateTopicsOptions{});
  CHECK(world.loop->end(Error(ErrorCode::cancelled))); // nothing was sent yet
  CHECK((*outcome)->error().code() == ErrorCode::cancelled);
  const auto second = world.begin<admin::CreateTopics>(std::vector{NewTopic("new", 1, 1)}, CreateTopicsOptions{});
  REQUIRE(world.until([&] { return world.brokers.count(ApiKey::create_topics) == 1; }));
  CHECK_FALSE(world.loop->end(Error(ErrorCode::cancelled)));
  CHECK((*second)->error().code() == ErrorCode::cancelled);
  world.pass(1min);
}

TEST_CASE("topics: deleted by name and by id; older brokers know names only") {
  AdminWorld world;
  const Uuid id{{42}};
  world.brokers.on<wire::DeleteTopicsRequest>([&](NodeId, const wire::DeleteTopicsRequest& request) {
    wire::DeleteTopicsResponse response;
    for (const std::string_view name : request.topic_names) response.topics.emplace_back().name = name;
    for (const auto& topic : request.topics) {
      auto& told = response.topics.emplace_back();
      told.name = topic.name ? topic.name : "by-id";
      told.topic_id = topic.topic_id;
      if (topic.name == "missing") told.error_code = ErrorCode::unknown_topic_or_partition;
    }
    return response;
  });
  SUBCASE("new brokers") {
    const auto deleted = world.run<admin::DeleteTopics>(std::vector<TopicRef>{"orders", id, "missing", ""}, DeleteTopicsOptions{}).value();
    CHECK(deleted.at("orders").has_value());
    CHECK(deleted.at(id).has_value());
    CHECK(deleted.at("missing").error().code() == ErrorCode::unknown_topic_or_partition);
    CHECK(deleted.at("").error().code() == ErrorCode::invalid_topic_exception);
  }
  SUBCASE("old brokers") {
    world.brokers.apis[ApiKey::delete_topics] = {1, 3};
    const auto deleted = world.run<admin::DeleteTopics>(std::vector<TopicRef>{"orders", id}, DeleteTopicsOptions{}).value();
    CHECK(deleted.at("orders").has_value());
    CHECK(deleted.at(id).error().code() == ErrorCode::unsupported_by_broker);
    CHECK(deleted.at(id).error().message().find("DeleteTopics v6") != std::string::npos);
    CHECK(deleted.at(id).error().hint().find("2.8") != std::string::npos);
  }
}

TEST_CASE("topics: partitions are added, with and without assignments") {
  AdminWorld world;
  world.brokers.on<wire::CreatePartitionsRequest>([&](NodeId, const wire::CreatePartitionsRequest& request) {
    wire::CreatePartitionsResponse response;
    CHECK(request.validate_only);
    for (const auto& topic : request.topics) {
      auto& told = response.topics.emplace_back();
      told.name = topic.name;
      if (topic.name == "free") CHECK_FALSE(topic.assignments);
      else CHECK(topic.assignments->at(0).broker_ids == std::vector<std::int32_t>{2, 3});
      if (topic.count < 6) told.error_code = ErrorCode::invalid_partitions;
    }
    return response;
  });
  const auto grown = world
                         .run<admin::CreatePartitions>(
                             std::vector{NewPartitions("free", 6), NewPartitions("fixed", 5, {{2, 3}}), NewPartitions("none", 0)},
                             CreatePartitionsOptions{.validate_only = true})
                         .value();
  CHECK(grown.at("free").has_value());
  CHECK(grown.at("fixed").error().code() == ErrorCode::invalid_partitions);
  CHECK(grown.at("none").error().cause() == "a topic can't have 0 partitions");
}

TEST_CASE("topics: described page by page") {
  AdminWorld world;
  int pages = 0;
  world.brokers.on<wire::DescribeTopicPartitionsRequest>([&](NodeId, const wire::DescribeTopicPartitionsRequest& request) {
    ++pages;
    CHECK(request.response_partition_limit == 2);
    wire::DescribeTopicPartitionsResponse response;
    const auto tell = [&](std::string_view name, std::int32_t from, std::int32_t to) {
      auto& told = response.topics.emplace_back();
      told.name = name;
      told.topic_id = Uuid{{1}};
      for (std::int32_t i = from; i < to; ++i) {
        told.partitions.emplace_back().index = i;
        told.partitions.back().eligible_leader_replicas = std::vector<std::int32_t>{i};
      }
    };
    if (!request.cursor) {
      REQUIRE(request.topics.size() == 3);
      tell("a", 0, 1);
      tell("b", 0, 1);
      response.next_cursor = {"b", 1};
    } else if (request.cursor->partition_index == 1) {
      REQUIRE(request.topics.size() == 2);
      tell("b", 1, 3);
      response.next_cursor = {"c", 0};
    } else {
      REQUIRE(request.topics.size() == 1);
      response.topics.emplace_back().name = "c";
      response.topics.back().error_code = ErrorCode::unknown_topic_or_partition;
    }
    return response;
  });
  const auto topics =
      world.run<admin::DescribeTopics>(std::vector<TopicRef>{"b", "a", "c"}, DescribeTopicsOptions{.partitions_per_response = 2}).value();
  CHECK(pages == 3);
  CHECK(topics.at("a").value().partitions.size() == 1);
  REQUIRE(topics.at("b").value().partitions.size() == 3);
  CHECK(topics.at("b").value().partitions[2].partition == 2);
  CHECK(topics.at("b").value().partitions[2].eligible_leader_replicas == std::vector<std::int32_t>{2});
  CHECK(topics.at("c").error().code() == ErrorCode::unknown_topic_or_partition);
}

TEST_CASE("topics: pages that lead nowhere are an error instead of a circle") {
  AdminWorld world;
  world.brokers.on<wire::DescribeTopicPartitionsRequest>([&](NodeId, const wire::DescribeTopicPartitionsRequest&) {
    wire::DescribeTopicPartitionsResponse response;
    response.topics.emplace_back().name = "a";
    response.next_cursor = {"a", 0};
    return response;
  });
  const auto topics = world.run<admin::DescribeTopics>(std::vector<TopicRef>{"a"}, DescribeTopicsOptions{}).value();
  CHECK(topics.at("a").error().code() == ErrorCode::protocol_error);
}

TEST_CASE("topics: described by Metadata where brokers are older, and by id") {
  AdminWorld world;
  world.brokers.edit_metadata = [](NodeId, wire::MetadataResponse& response) {
    for (auto& topic : response.topics) topic.topic_authorized_operations = (1 << 3) | (1 << 8);
  };
  const auto topics = world
                          .run<admin::DescribeTopics>(std::vector<TopicRef>{"orders", Uuid{{1}}, "missing", Uuid{{9}}},
                                                      DescribeTopicsOptions{.include_authorized_operations = true})
                          .value();
  const TopicDescription& orders = topics.at("orders").value();
  CHECK(orders.partitions.size() == 3);
  CHECK(orders.partitions[1].leader == 2);
  CHECK(orders.authorized_operations == std::vector{AclOperation::read, AclOperation::describe});
  CHECK(topics.at(Uuid{{1}}).value().name == "orders");
  CHECK(topics.at("missing").error().code() == ErrorCode::unknown_topic_or_partition);
  CHECK(topics.at(Uuid{{9}}).error().code() == ErrorCode::unknown_topic_id);
  for (const Asked& asked : world.brokers.asked)
    if (asked.api == ApiKey::metadata) CHECK_FALSE(asked.allow_auto_create);
}

TEST_CASE("topics: listed by name, internal ones on demand") {
  AdminWorld world;
  world.brokers.topics["__consumer_offsets"] = world.brokers.topics["orders"];
  world.brokers.edit_metadata = [](NodeId, wire::MetadataResponse& response) {
    for (auto& topic : response.topics) topic.is_internal = topic.name->starts_with("__");
  };
  CHECK(world.run<admin::ListTopics>(ListTopicsOptions{}).value().size() == 1);
  const auto all = world.run<admin::ListTopics>(ListTopicsOptions{.include_internal = true}).value();
  REQUIRE(all.size() == 2);
  CHECK(all[0].name == "__consumer_offsets");
  CHECK(all[0].internal);
  CHECK(all[1].id == Uuid{{1}});
}
