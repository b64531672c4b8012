// Commits and committed offsets against a scripted cluster, in virtual time.
#include "consumer/group_offsets_loop.hpp"

#include <doctest/doctest.h>

#include "cluster/support/scripted_cluster.hpp"

using namespace klamm;
using namespace klamm::consumer;
using namespace klamm::test;

namespace {

struct World : ClusterWorld {
  std::shared_ptr<GroupOffsetsLoop> loop;
  group::Identity identity{"me", 5, 1, false};
  std::vector<ErrorCode> refused;
  std::vector<std::int64_t> committed;
  std::vector<std::string> results;
  ErrorCode commit_error = ErrorCode::none;
  ErrorCode fetch_error = ErrorCode::none;

  World() {
    start();
    GroupOffsetsLoop::Settings of_loop;
    of_loop.group_id = "g1";
    loop = GroupOffsetsLoop::create(std::shared_ptr<cluster::Cluster>(client.get(), [](cluster::Cluster*) {}), of_loop);
    loop->set_membership({[this] { return identity; }, [this](const group::Identity&, ErrorCode code) { refused.push_back(code); }});
    brokers.offset_commit = [this](cluster::NodeId, const wire::OffsetCommitRequest& request) {
      wire::OffsetCommitResponse response;
      for (const auto& topic : request.topics) {
        response.topics.push_back({topic.name, topic.topic_id, {}});
        for (const auto& partition : topic.partitions) {
          response.topics.back().partitions.push_back({partition.index, commit_error});
          if (commit_error == ErrorCode::none) committed.push_back(partition.committed_offset);
        }
      }
      return response;
    };
    brokers.offset_fetch = [this](cluster::NodeId, const wire::OffsetFetchRequest& request) {
      wire::OffsetFetchResponse response;
      auto& group = response.groups.emplace_back();
      group.group_id = "g1";
      for (const auto& topic : *request.groups.at(0).topics) {
        group.topics.push_back({topic.name, topic.topic_id, {}});
        for (const std::int32_t partition : topic.partitions)
          group.topics.back().partitions.push_back({partition, 40 + partition, 3, "note", fetch_error});
      }
      return response;
    };
  }
  ~World() {
    loop->close();
    settle();
    loop.reset();
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  void commit(std::int64_t offset, Duration timeout = 10s) {
    OffsetCommits::Commit one;
    one.entries.push_back({{"orders", 0}, offset, -1, {}});
    one.ownership = 1;
    one.deadline = in(timeout);
    one.done = [this, offset](const Result<void>& result) {
      results.push_back(std::to_string(offset) + (result ? " ok" : " " + std::string(result.error().name())));
    };
    loop->commit(std::move(one));
  }
};

using Results = std::vector<std::string>;

} // namespace

TEST_CASE("group offsets: commits arrive in order, also past a coordinator that moves") {
  World w;
  w.commit(1);
  w.commit(2);
  REQUIRE(w.until([&] { return w.results.size() == 2; }));
  CHECK(w.committed.back() == 2);
  CHECK(w.brokers.count(ApiKey::offset_commit, 2) >= 1);
  w.commit_error = ErrorCode::not_coordinator;
  w.commit(3);
  REQUIRE(w.until([&] { return w.brokers.count(ApiKey::offset_commit, 2) >= 3; }));
  w.brokers.coordinators["g1"] = 3;
  w.commit_error = ErrorCode::none;
  w.commit(4);
  REQUIRE(w.until([&] { return w.results.size() == 4; }));
  CHECK(w.results == Results{"1 ok", "2 ok", "3 ok", "4 ok"});
  CHECK(w.brokers.count(ApiKey::offset_commit, 3) >= 1);
  CHECK(w.committed.back() == 4);
}

TEST_CASE("group offsets: a silent coordinator ends commits at their deadline") {
  World w;
  w.brokers.script = [](const Asked& asked) {
    return asked.api == ApiKey::offset_commit ? ScriptedCluster::Reply::silence : ScriptedCluster::Reply::answer;
  };
  w.commit(1, 2s);
  const TimePoint deadline = w.in(2s);
  REQUIRE(w.until([&] { return !w.results.empty(); }));
  CHECK(w.results == Results{"1 TIMED_OUT"});
  CHECK(w.clock->now() == deadline);
}

TEST_CASE("group offsets: draining waits for the commits before it, and at its deadline gives up those of revoked partitions") {
  World w;
  std::vector<std::string> order;
  w.commit(1);
  w.loop->drain(w.in(5s), {}, [&] { order.push_back("drained after " + std::to_string(w.results.size())); });
  REQUIRE(w.until([&] { return !order.empty(); }));
  CHECK(order[0] == "drained after 1");
  w.commit_error = ErrorCode::coordinator_load_in_progress;
  w.commit(2, 1min);
  const TimePoint deadline = w.in(5s);
  w.loop->drain(deadline, {{"orders", 0}}, [&] { order.push_back("drained"); });
  REQUIRE(w.until([&] { return order.size() == 2; }));
  CHECK(w.clock->now() == deadline);
  w.commit_error = ErrorCode::none;
  w.pass(5s);
  CHECK(w.results == Results{"1 ok", "2 COMMIT_STALE"});
  CHECK(w.committed == std::vector<std::int64_t>{1});
  bool at_once = false;
  w.loop->drain(w.in(5s), {}, [&] { at_once = true; });
  w.settle();
  CHECK(at_once);
}

TEST_CASE("group offsets: the membership hears of refusals, and another generation commits again") {
  World w;
  w.commit_error = ErrorCode::illegal_generation;
  w.commit(1);
  REQUIRE(w.until([&] { return !w.refused.empty(); }));
  CHECK(w.refused[0] == ErrorCode::illegal_generation);
  w.commit_error = ErrorCode::none;
  w.identity.generation = 6;
  w.loop->pump();
  REQUIRE(w.until([&] { return !w.results.empty(); }));
  CHECK(w.results == Results{"1 ok"});
}

TEST_CASE("group offsets: an open transaction is waited for; what takes too long names the cause") {
  World w;
  w.fetch_error = ErrorCode::unstable_offset_commit;
  std::optional<Result<std::vector<CommittedOffsets::Found>>> found, late;
  w.loop->fetch({{"orders", 0}, {"orders", 2}}, w.in(30s),
                [&](Result<std::vector<CommittedOffsets::Found>> result) { found = std::move(result); });
  w.loop->fetch({{"orders", 1}}, w.in(2s), [&](Result<std::vector<CommittedOffsets::Found>> result) { late = std::move(result); });
  REQUIRE(w.until([&] { return late.has_value(); }, 5s));
  REQUIRE_FALSE(*late);
  CHECK(late->error().code() == ErrorCode::timed_out);
  CHECK(late->error().cause().find("UNSTABLE_OFFSET_COMMIT") != std::string::npos);
  CHECK_FALSE(found);
  w.fetch_error = ErrorCode::none;
  REQUIRE(w.until([&] { return found.has_value(); }, 5s));
  REQUIRE(*found);
  CHECK((**found)[0].offset == 40);
  CHECK((**found)[1].offset == 42);
}

TEST_CASE("group offsets: brokers of before batches of groups are asked in their way") {
  World w;
  w.brokers.apis[ApiKey::offset_fetch] = {1, 5};
  w.brokers.offset_fetch = [](cluster::NodeId, const wire::OffsetFetchRequest& request) {
    wire::OffsetFetchResponse response;
    for (const auto& topic : *request.topics)
      response.topics.push_back({topic.name, {{topic.partitions.at(0), 7, -1, std::nullopt, ErrorCode::none}}});
    return response;
  };
  std::optional<Result<std::vector<CommittedOffsets::Found>>> found;
  w.loop->fetch({{"orders", 1}}, w.in(30s), [&](Result<std::vector<CommittedOffsets::Found>> result) { found = std::move(result); });
  REQUIRE(w.until([&] { return found.has_value(); }, 5s));
  CHECK((**found)[0].offset == 7);
}

TEST_CASE("group offsets: everything ends with the loop") {
  World w;
  w.brokers.script = [](const Asked&) { return ScriptedCluster::Reply::silence; };
  w.commit(1);
  bool drained = false, fetched = false;
  w.loop->drain(w.in(5s), {}, [&] { drained = true; });
  w.loop->fetch({{"orders", 1}}, w.in(5s), [&](const Result<std::vector<CommittedOffsets::Found>>& result) { fetched = !result; });
  w.settle();
  w.loop->close();
  w.settle();
  CHECK(w.results == Results{"1 CLOSED"});
  CHECK(drained);
  CHECK(fetched);
}
