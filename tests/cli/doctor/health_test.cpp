#include "cli/doctor/health.hpp"

#include <doctest/doctest.h>

using namespace klamm;
using namespace klamm::cli;

namespace {

/// Collects without printing.
Frame silent() {
  Frame frame;
  frame.output = "json";
  return frame;
}

ClusterFeatures features(std::int16_t level, std::int16_t max) {
  ClusterFeatures all;
  all.finalized["metadata.version"] = level;
  all.supported["metadata.version"] = {.min = 7, .max = max};
  return all;
}

PartitionDescription partition(std::int32_t number, std::int32_t leader, std::vector<std::int32_t> replicas,
                               std::vector<std::int32_t> in_sync) {
  PartitionDescription one;
  one.partition = number;
  one.leader = leader;
  one.replicas = std::move(replicas);
  one.in_sync_replicas = std::move(in_sync);
  return one;
}

bool says(const Findings& findings, Status status, const std::string& text) {
  for (const Finding& one : findings.all())
    if (one.status == status && one.text.find(text) != std::string::npos) return status <= Status::skipped || !one.hint.empty();
  return false;
}

} // namespace

TEST_CASE("doctor: releases by their level") {
  CHECK(release_of(0).empty());
  CHECK(release_of(1) == "3.0");
  CHECK(release_of(7) == "3.3");
  CHECK(release_of(21) == "3.9");
  CHECK(release_of(22) == "4.0");
  CHECK(release_of(30) == "4.3");
  CHECK(release_of(300).empty());
}

TEST_CASE("doctor: an upgrade that was not finished") {
  const Frame frame = silent();
  Findings fine(frame), behind(frame), older(frame), newer(frame);
  judge_features(features(30, 30), fine);
  CHECK(says(fine, Status::ok, "Kafka 4.3 (metadata.version 30)"));
  judge_features(features(25, 30), behind);
  CHECK(says(behind, Status::warning, "could have metadata.version 30 (Kafka 4.3), the cluster is at 25 (Kafka 4.0)"));
  judge_features({}, older);
  CHECK(older.count(Status::note) == 1);
  judge_features(features(99, 99), newer);
  CHECK(says(newer, Status::ok, "newer than this klamm knows"));
}

TEST_CASE("doctor: clocks differ by what the question's time does not explain") {
  const auto judged = [](Timestamp asked, Timestamp controller, Timestamp answered) {
    Findings findings(silent());
    judge_clock(asked, controller, answered, findings);
    return findings.all().front();
  };
  CHECK(judged(1000, 1050, 1100).text == "the controller's clock and this host's agree");
  CHECK(judged(1000, 1200, 1100).text == "the controller's clock is 100 ms ahead of this host's");
  CHECK(judged(1000, 1200, 1100).status == Status::ok);
  CHECK(judged(10'000, 5'000, 10'010).text == "the controller's clock is 5000 ms behind this host's");
  CHECK(judged(10'000, 5'000, 10'010).status == Status::warning);
  CHECK(judged(0, 3'600'000, 10).status == Status::failed);
}

TEST_CASE("doctor: brokers that share an address, and fenced ones") {
  const auto broker = [](std::int32_t id, const char* host, bool fenced = false) {
    BrokerDescription one;
    one.id = id;
    one.host = host;
    one.port = 9092;
    one.fenced = fenced;
    return one;
  };
  Findings fine(silent()), shared(silent()), fenced(silent());
  judge_brokers({broker(1, "a"), broker(2, "b")}, fine);
  CHECK(fine.all().empty());
  judge_brokers({broker(1, "a"), broker(2, "b"), broker(3, "a")}, shared);
  CHECK(says(shared, Status::failed, "brokers 1, 3 all advertise a:9092"));
  judge_brokers({broker(1, "a"), broker(2, "a", true)}, fenced);
  CHECK(says(fenced, Status::warning, "broker 2 is fenced"));
  CHECK(fenced.count(Status::failed) == 0);
}

TEST_CASE("doctor: partitions without leader, without replicas enough, or led by another") {
  TopicDescription orders;
  orders.name = "orders";
  orders.partitions = {partition(0, 1, {1, 2, 3}, {1, 2, 3}), partition(1, 1, {1, 2, 3}, {1, 2}), partition(2, -1, {2, 3, 1}, {2}),
                       partition(3, 1, {3, 1, 2}, {1, 2, 3})};
  Findings mixed(silent());
  judge_partitions({orders}, {}, mixed);
  CHECK(says(mixed, Status::failed, "1 partition without a leader, which nobody can write or read: orders[2]"));
  CHECK(says(mixed, Status::warning, "1 partition under-replicated: orders[1] (2 of 3)"));
  CHECK(says(mixed, Status::note, "1 partition not led by the preferred replica: orders[3]"));
  CHECK(mixed.count(Status::ok) == 0);

  Findings refusing(silent());
  judge_partitions({orders}, {{"orders", 3}}, refusing);
  CHECK(says(refusing, Status::failed,
             "fewer in-sync replicas than min.insync.replicas, which refuse writes with acks=all: orders[1] (2 of 3)"));

  orders.partitions.resize(1);
  Findings fine(silent());
  judge_partitions({orders}, {}, fine);
  CHECK(says(fine, Status::ok, "1 partition of 1 topic, each with its leader and all replicas in sync"));

  orders.partitions.clear();
  for (int i = 0; i < 9; ++i) orders.partitions.push_back(partition(i, -1, {1}, {}));
  Findings many(silent());
  judge_partitions({orders}, {}, many);
  CHECK(says(many, Status::failed, "orders[4] and 4 more"));
}

TEST_CASE("doctor: lag of a group with and without members") {
  GroupDescription group;
  group.group_id = "crew";
  group.state = GroupState::empty;
  std::map<TopicPartition, GroupProgress> progress;
  progress[{"orders", 0}].committed = OffsetAndMetadata(4);
  progress[{"orders", 0}].end = 10;
  Findings findings(silent()), asked(silent()), read(silent());
  judge_lag(group, progress, false, findings);
  CHECK(says(findings, Status::note, "group crew: 6 records to read, 0 members"));
  judge_lag(group, progress, true, asked);
  CHECK(says(asked, Status::warning, "6 records to read"));
  group.state = GroupState::stable;
  group.members.emplace_back();
  judge_lag(group, progress, false, read);
  CHECK(says(read, Status::note, "nobody reads 1 partition"));
  progress[{"orders", 0}].owner = &group.members.front();
  judge_lag(group, progress, true, read);
  CHECK(says(read, Status::ok, "6 records to read, 1 member"));
}

TEST_CASE("doctor: the exit code goes by the worst") {
  Frame frame = silent();
  frame.output = "csv";
  Findings fine(frame), warned(frame), failed(frame);
  fine.add({Status::note, "a", "", "x", "y"});
  CHECK(fine.end() == ExitCode::ok);
  warned.add({Status::warning, "a", "", "x", "y"});
  CHECK(warned.end() == ExitCode::partial);
  failed.add({Status::warning, "a", "", "x", "y"});
  failed.add({Status::failed, "a", "", "x", "y"});
  CHECK(failed.end() == ExitCode::error);
}
