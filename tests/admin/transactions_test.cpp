#include "admin/transactions.hpp"

#include "admin/support/admin_world.hpp"
#include "wire/messages/describe_producers.hpp"
#include "wire/messages/describe_transactions.hpp"
#include "wire/messages/init_producer_id.hpp"
#include "wire/messages/list_transactions.hpp"
#include "wire/messages/write_txn_markers.hpp"

using namespace klamm;
using namespace klamm::test;
using cluster::NodeId;

TEST_CASE("transactions: each coordinator's are listed, by what older brokers know to filter by") {
  AdminWorld world;
  world.brokers.on<wire::ListTransactionsRequest>([](NodeId node, const wire::ListTransactionsRequest& request) {
    CHECK(request.state_filters == std::vector<std::string_view>{"Ongoing", "PrepareEpochFence"});
    CHECK(request.producer_id_filters == std::vector<std::int64_t>{7, 8});
    CHECK(request.duration_filter == 5000);
    CHECK(request.transactional_id_pattern == "a.*");
    wire::ListTransactionsResponse response;
    if (node == 3) response.error_code = ErrorCode::transactional_id_authorization_failed;
    else if (node == 2) response.transaction_states = {{"b", 7, "Ongoing"}, {"a", 8, "CompleteAbort"}};
    else response.transaction_states = {{"a", 8, "CompleteAbort"}, {"c", 9, "Unheard"}};
    return response;
  });
  ListTransactionsOptions options{.states = {TransactionState::ongoing, TransactionState::prepare_epoch_fence},
                                  .producer_ids = {7, 8},
                                  .running_for = std::chrono::seconds(5),
                                  .transactional_id_pattern = "a.*"};
  const auto told = world.run<admin::ListTransactions>(options).value();
  REQUIRE(told.found.size() == 3);
  CHECK(told.found[0].transactional_id == "a");
  CHECK(told.found[0].state == TransactionState::complete_abort);
  CHECK(told.found[1].producer_id == 7);
  CHECK(told.found[1].state == TransactionState::ongoing);
  CHECK(told.found[2].state == TransactionState::unknown);
  REQUIRE(told.errors.size() == 1);
  CHECK(told.errors[0].context().broker == "node 3");
  world.brokers.apis[ApiKey::list_transactions] = {0, 1};
  for (const NodeId id : {1, 2, 3}) world.brokers.hang_up(id);
  CHECK(world.run<admin::ListTransactions>(options).value().all().error().hint().find("4.1") != std::string::npos);
  world.brokers.apis[ApiKey::list_transactions] = {0, 0};
  for (const NodeId id : {1, 2, 3}) world.brokers.hang_up(id);
  options.transactional_id_pattern.clear();
  CHECK(world.run<admin::ListTransactions>(options).value().all().error().hint().find("3.8") != std::string::npos);
}

TEST_CASE("transactions: described by their coordinators") {
  AdminWorld world;
  world.brokers.coordinators = {{"a", 2}, {"missing", 2}};
  world.brokers.on<wire::DescribeTransactionsRequest>([](NodeId node, const wire::DescribeTransactionsRequest& request) {
    CHECK(node == 2);
    CHECK(request.transactional_ids.size() == 2);
    wire::DescribeTransactionsResponse response;
    response.transaction_states.push_back({ErrorCode::transactional_id_not_found, "missing", "", 0, -1, -1, -1, {}});
    response.transaction_states.push_back({ErrorCode::none, "a", "Ongoing", 60000, 123, 7, 3, {{"t", {2, 0}}, {"s", {1}}}});
    return response;
  });
  const auto told = world.run<admin::DescribeTransactions>(std::vector<std::string>{"a", "missing", ""}).value();
  const TransactionDescription& a = told.at("a").value();
  CHECK(a.coordinator == 2);
  CHECK(a.state == TransactionState::ongoing);
  CHECK(a.timeout == std::chrono::minutes(1));
  CHECK(a.start_time == 123);
  CHECK(a.producer_id == 7);
  CHECK(a.producer_epoch == 3);
  CHECK(a.partitions == std::vector<TopicPartition>{{"s", 1}, {"t", 0}, {"t", 2}});
  CHECK(told.at("missing").error().code() == ErrorCode::transactional_id_not_found);
  CHECK(told.at("").error().code() == ErrorCode::invalid_request);
}

TEST_CASE("transactions: producers are fenced one after the other, when what runs has ended") {
  AdminWorld world;
  world.brokers.coordinators = {{"a", 2}, {"b", 2}};
  int busy = 1;
  std::string asked;
  world.brokers.on<wire::InitProducerIdRequest>([&](NodeId node, const wire::InitProducerIdRequest& request) {
    CHECK(node == 2);
    CHECK(request.transaction_timeout_ms > 0);
    CHECK(request.transaction_timeout_ms <= 60000);
    CHECK(request.producer_id == -1);
    asked += *request.transactional_id;
    wire::InitProducerIdResponse response;
    response.producer_id = 7;
    response.producer_epoch = 4;
    if (request.transactional_id == "b") response.error_code = ErrorCode::transactional_id_authorization_failed;
    else if (busy-- > 0) response.error_code = ErrorCode::concurrent_transactions;
    return response;
  });
  const auto fenced = world.run<admin::FenceProducers>(std::vector<std::string>{"a", "b"}).value();
  CHECK(asked == "aba");
  CHECK(fenced.at("a")->producer_id == 7);
  CHECK(fenced.at("a")->producer_epoch == 4);
  CHECK(fenced.at("b").error().code() == ErrorCode::transactional_id_authorization_failed);
}

TEST_CASE("transactions: producers of partitions, as their leaders or the named broker know them") {
  AdminWorld world;
  world.brokers.on<wire::DescribeProducersRequest>([](NodeId node, const wire::DescribeProducersRequest& request) {
    wire::DescribeProducersResponse response;
    for (const auto& topic : request.topics) {
      auto& told = response.topics.emplace_back();
      told.name = topic.name;
      for (const std::int32_t index : topic.partitions) {
        auto& partition = told.partitions.emplace_back();
        partition.index = index;
        if (node != index + 1) partition.error_code = ErrorCode::not_leader_or_follower;
        else partition.active_producers = {{9, 1, 5, 77, -1, -1}, {8, 2, 6, 78, 3, 100}};
      }
    }
    return response;
  });
  const std::vector<TopicPartition> partitions{{"orders", 0}, {"orders", 1}, {"orders", -1}};
  const auto told = world.run<admin::DescribeProducers>(partitions, DescribeProducersOptions{}).value();
  REQUIRE(told.at({"orders", 0})->size() == 2);
  const ProducerState& open = told.at({"orders", 0})->at(0);
  CHECK(open.producer_id == 8);
  CHECK(open.producer_epoch == 2);
  CHECK(open.last_sequence == 6);
  CHECK(open.last_timestamp == 78);
  CHECK(open.coordinator_epoch == 3);
  CHECK(open.current_transaction_start_offset == 100);
  CHECK_FALSE(told.at({"orders", 1})->at(1).coordinator_epoch);
  CHECK_FALSE(told.at({"orders", 1})->at(1).current_transaction_start_offset);
  CHECK(told.at({"orders", -1}).error().code() == ErrorCode::partition_unknown);
  const auto named = world.run<admin::DescribeProducers>(partitions, DescribeProducersOptions{.broker = 2}).value();
  CHECK(named.at({"orders", 1}).has_value());
  CHECK(named.at({"orders", 0}).error().code() == ErrorCode::not_leader_or_follower);
}

TEST_CASE("transactions: a hanging one is aborted by its partition's leader, with the epochs that were given") {
  AdminWorld world;
  int moves = 1;
  world.brokers.on<wire::WriteTxnMarkersRequest>([&](NodeId node, const wire::WriteTxnMarkersRequest& request) {
    CHECK(node == 2);
    REQUIRE(request.markers.size() == 1);
    const auto& marker = request.markers[0];
    CHECK(marker.producer_id == 8);
    CHECK(marker.producer_epoch == 2);
    CHECK(marker.coordinator_epoch == 3);
    CHECK_FALSE(marker.transaction_result);
    CHECK(marker.transaction_version == 0);
    REQUIRE(marker.topics.size() == 1);
    CHECK(marker.topics[0].name == "orders");
    CHECK(marker.topics[0].partition_indexes == std::vector<std::int32_t>{1});
    const ErrorCode code = moves-- > 0 ? ErrorCode::not_leader_or_follower : ErrorCode::none;
    return wire::WriteTxnMarkersResponse{{{8, {{"orders", {{1, code}}}}}}};
  });
  ProducerState producer;
  producer.producer_id = 8;
  producer.producer_epoch = 2;
  producer.coordinator_epoch = 3;
  CHECK(world.run<admin::AbortTransaction>(HangingTransaction({"orders", 1}, producer)));
  CHECK(moves == -1);
  producer.coordinator_epoch.reset();
  CHECK(HangingTransaction({"orders", 1}, producer).coordinator_epoch == 0);
  const auto aborted = [&](const HangingTransaction& transaction) {
    return world.run<admin::AbortTransaction>(transaction).error().code();
  };
  CHECK(aborted({{"orders", 1}, -1, 0, 0}) == ErrorCode::invalid_request);
  CHECK(aborted({{"", 1}, 8, 0, 0}) == ErrorCode::invalid_topic_exception);
  for (const ErrorCode code : {ErrorCode::invalid_producer_epoch, ErrorCode::transaction_coordinator_fenced}) {
    world.brokers.on<wire::WriteTxnMarkersRequest>([code](NodeId, const wire::WriteTxnMarkersRequest&) {
      return wire::WriteTxnMarkersResponse{{{8, {{"orders", {{1, code}}}}}}};
    });
    CHECK(aborted({{"orders", 1}, 8, 2, 3}) == code);
  }
  world.brokers.on<wire::WriteTxnMarkersRequest>([](NodeId, const wire::WriteTxnMarkersRequest&) {
    return wire::WriteTxnMarkersResponse{{{8, {{"orders", {{0, ErrorCode::none}}}}}}};
  });
  CHECK(aborted({{"orders", 1}, 8, 2, 3}) == ErrorCode::protocol_error);
}
