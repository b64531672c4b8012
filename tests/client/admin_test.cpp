// klamm::Admin as users call it, against the embedded brokers over TCP.
#include <doctest/doctest.h>

#include <asio/awaitable.hpp>
#include <asio/bind_cancellation_slot.hpp>
#include <asio/cancellation_signal.hpp>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/use_future.hpp>
#include <exception>
#include <future>
#include <klamm/klamm.hpp>
#include <klamm/mock_cluster.hpp>

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmismatched-new-delete" // GCC 12, of Asio's coroutine frames, under AddressSanitizer
#endif

using namespace klamm;
using namespace std::chrono_literals;

namespace {

const std::string long_topic = "a-topic-name-that-is-longer-than-the-small-string-of-any-library";

AdminConfig config(const MockCluster& cluster) { return {.bootstrap_servers = cluster.bootstrap_servers(), .log_level = LogLevel::error}; }
AdminConfig nowhere() { return {.bootstrap_servers = {"127.0.0.1:1"}, .log_level = LogLevel::error}; }

} // namespace

TEST_CASE("admin: topics are made, grown, described, listed and deleted") {
  MockCluster cluster{{.brokers = 3, .auto_create_topics = false}};
  Admin admin{config(cluster)};
  CHECK(admin.create_topics({NewTopic("orders", 3), NewTopic(long_topic)}).value().all());
  CHECK(admin.create_topics({NewTopic("orders", 3)}).value().at("orders").error().code() == ErrorCode::topic_already_exists);
  CHECK(admin.create_partitions({NewPartitions("orders", 5)}).value().all());
  const auto topics = admin.describe_topics({"orders", "none"}).value();
  CHECK(topics.at("orders").value().partitions.size() == 5);
  CHECK(topics.at("none").error().code() == ErrorCode::unknown_topic_or_partition);
  CHECK(admin.list_topics().value().size() == 2);
  CHECK(admin.list_offsets({{{"orders", 4}, OffsetSpec::latest()}}).value().all());
  CHECK(admin.delete_topics({"orders", topics.at("orders").value().id}).value()[0].result.has_value());
  CHECK(admin.list_topics().value().size() == 1);
  CHECK(admin.delete_records({{{long_topic, 0}, 1}}).value()[0].result.error().code() == ErrorCode::offset_out_of_range);
  const auto unsupported = admin.describe_log_dirs({1}).value();
  CHECK(unsupported[0].result.error().code() == ErrorCode::unsupported_by_broker);
  CHECK(unsupported[0].result.error().message().find("DescribeLogDirs") != std::string::npos);
}

TEST_CASE("admin: coroutines on the user's executor, futures, callbacks, a shared client") {
  MockCluster cluster{{.brokers = 2}};
  asio::io_context context;
  bool done = false;
  const auto coroutine = [](AdminConfig with, asio::io_context& on, bool& ended) -> asio::awaitable<void> {
    Admin admin{std::move(with), on.get_executor()};
    const std::vector topics{NewTopic(long_topic, 2),
                             NewTopic("given", {{1, 2}, {2, 1}})}; // GCC 12 can't compile a list of values within co_await
    const auto created = co_await admin.create_topics_async(topics, {}, asio::use_awaitable);
    CHECK(created.value().all());
    const std::vector more{NewPartitions(long_topic, 3, {{1, 2}})};
    const auto grown = co_await admin.create_partitions_async(more, {}, asio::use_awaitable);
    CHECK(grown.value().all());
    const auto listed = co_await admin.list_topics_async({}, asio::use_awaitable);
    CHECK(listed.value().size() == 2);
    const std::vector<TopicRef> names{long_topic};
    const auto described = co_await admin.describe_topics_async(names, {.include_authorized_operations = false}, asio::use_awaitable);
    CHECK(described.value().at(long_topic).value().partitions.size() == 3);
    const std::vector<PartitionOffsetSpec> specs{{{long_topic, 0}, OffsetSpec::earliest()}};
    const auto offsets = co_await admin.list_offsets_async(specs, {}, asio::use_awaitable);
    CHECK(offsets.value().all());
    const std::vector<RecordsToDelete> records{{{long_topic, 0}, RecordsToDelete::high_watermark}};
    const auto emptied = co_await admin.delete_records_async(records, {}, asio::use_awaitable);
    CHECK(emptied.value().all());
    const auto deleted = co_await admin.delete_topics_async(names, {}, asio::use_awaitable);
    CHECK(deleted.value().all());
    ended = true;
  };
  asio::co_spawn(context, coroutine(config(cluster), context, done), [&context](const std::exception_ptr& thrown) {
    if (thrown) CHECK_NOTHROW(std::rethrow_exception(thrown));
    context.stop();
  });
  context.run_for(60s);
  CHECK(done);

  Client client{ClientConfig{.bootstrap_servers = cluster.bootstrap_servers(), .log_level = LogLevel::error}};
  Admin first{client};
  CHECK(first.list_topics_async({}, asio::use_future).get().value().size() == 1);
  Admin second{std::move(first)};
  std::promise<std::size_t> told;
  second.list_topics_async({}, [&told](const Result<std::vector<TopicListing>>& topics) { told.set_value(topics.value().size()); });
  CHECK(told.get_future().get() == 1);
  std::promise<bool> thrown;
  second.list_topics_async({}, [&](const auto&) {
    try {
      (void)second.list_topics();
      thrown.set_value(false);
    } catch (const std::logic_error&) {
      thrown.set_value(true);
    }
    throw std::runtime_error("a completion's own");
  });
  CHECK(thrown.get_future().get());
  CHECK(second.list_topics()); // and the client goes on
}

TEST_CASE("admin: a call ends in time where nobody answers, when it is cancelled, and when the client goes") {
  Admin admin{nowhere()};
  const auto created = admin.create_topics({NewTopic("orders")}, {.timeout = 200ms}).value();
  REQUIRE_FALSE(created.at("orders"));
  CHECK(created.at("orders").error().code() == ErrorCode::timed_out);
  const auto told_why = [](const Error& error) { return error.message().find("nothing listens at 127.0.0.1:1") != std::string::npos; };
  CHECK_MESSAGE(told_why(created.at("orders").error()), created.at("orders").error().message());
  const auto listed = admin.list_topics({.timeout = 200ms});
  REQUIRE_FALSE(listed);
  CHECK_MESSAGE(told_why(listed.error()), listed.error().message());
  const auto deleted = admin.delete_records({{{"orders", 0}, 1}}, {.timeout = 200ms}).value();
  CHECK_MESSAGE(told_why(deleted[0].result.error()), deleted[0].result.error().message());
  const auto groups = admin.describe_groups({"group"}, {.timeout = 200ms}).value();
  CHECK_MESSAGE(told_why(groups[0].result.error()), groups[0].result.error().message());
  const auto brokers = admin.describe_log_dirs({1}, {.timeout = 200ms}).value();
  CHECK_MESSAGE(told_why(brokers[0].result.error()), brokers[0].result.error().message());

  std::promise<Error> cancelled;
  asio::cancellation_signal signal;
  admin.list_topics_async({}, asio::bind_cancellation_slot(signal.slot(), [&](const Result<std::vector<TopicListing>>& topics) {
                            cancelled.set_value(topics.error());
                          }));
  signal.emit(asio::cancellation_type::terminal);
  CHECK(cancelled.get_future().get().code() == ErrorCode::cancelled);

  std::promise<ErrorCode> closed;
  {
    Admin other{nowhere()};
    other.list_topics_async({.timeout = 60s},
                            [&](const Result<std::vector<TopicListing>>& topics) { closed.set_value(topics.error().code()); });
  }
  CHECK(closed.get_future().get() == ErrorCode::closed);
}

TEST_CASE("admin: a configuration that contradicts itself throws") {
  CHECK_THROWS_AS(Admin{AdminConfig{}}, Exception);
  CHECK_THROWS_AS((Admin{AdminConfig{.bootstrap_servers = {"localhost:9092"}, .default_api_timeout = 1ms}}), Exception);
}
