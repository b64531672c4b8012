#include "consumer/fetch_session.hpp"

#include <doctest/doctest.h>

using namespace klamm;
using namespace klamm::consumer;

namespace {

Uuid id_of(std::uint8_t n) {
  Uuid id;
  id.bytes.fill(n);
  return id;
}

struct World {
  FetchSession session;
  std::vector<PartitionPtr> handles;

  World() {
    for (PartitionId i = 0; i < 4; ++i)
      handles.push_back(std::make_shared<PartitionHandle>(i + 1, TopicPartition{"t", static_cast<std::int32_t>(i)}));
  }
  FetchedPartition at(std::size_t index, std::int64_t offset, std::uint8_t topic_id = 1) {
    FetchedPartition wanted;
    wanted.handle = handles[index];
    wanted.topic_id = id_of(topic_id);
    wanted.offset = offset;
    return wanted;
  }
  void open(std::vector<FetchedPartition> wanted) {
    session.build(std::move(wanted));
    REQUIRE(session.on_response(ErrorCode::none, 77));
  }
};

} // namespace

TEST_CASE("fetch session: the first request is a full one") {
  World w;
  const auto request = w.session.build({w.at(0, 5), w.at(1, 6)});
  CHECK(request.session_id == 0);
  CHECK(request.session_epoch == 0);
  CHECK(request.changed.size() == 2);
  CHECK(request.forgotten.empty());
  CHECK(request.uses_topic_ids);
}

TEST_CASE("fetch session: later requests say only what changed, with the next epoch") {
  World w;
  w.open({w.at(0, 5), w.at(1, 6)});
  auto request = w.session.build({w.at(0, 5), w.at(1, 9)});
  CHECK(request.session_id == 77);
  CHECK(request.session_epoch == 1);
  REQUIRE(request.changed.size() == 1);
  CHECK(request.changed[0]->handle == w.handles[1]);
  CHECK(w.session.on_response(ErrorCode::none, 77));
  request = w.session.build({w.at(0, 5), w.at(1, 9)});
  CHECK(request.session_epoch == 2);
  CHECK(request.changed.empty());
}

TEST_CASE("fetch session: a leader epoch or an epoch of the offset is a change, a version is not") {
  World w;
  w.open({w.at(0, 5), w.at(1, 5), w.at(2, 5)});
  auto a = w.at(0, 5), b = w.at(1, 5), c = w.at(2, 5);
  a.leader_epoch = 3;
  b.offset_epoch = 2;
  c.version = 9;
  const auto request = w.session.build({a, b, c});
  CHECK(request.changed.size() == 2);
  CHECK(w.session.asked(w.handles[2]->id)->version == 9);
}

TEST_CASE("fetch session: partitions that are wanted no more are forgotten, once") {
  World w;
  w.open({w.at(0, 5), w.at(1, 6), w.at(2, 7)});
  auto request = w.session.build({w.at(1, 6)});
  CHECK(request.changed.empty());
  CHECK(request.forgotten.size() == 2);
  CHECK(w.session.on_response(ErrorCode::none, 77));
  CHECK(w.session.asked(w.handles[0]->id) == nullptr);
  CHECK(w.session.build({w.at(1, 6)}).forgotten.empty());
}

TEST_CASE("fetch session: a partition that was revoked and assigned again is added and not forgotten, as brokers forget last") {
  World w;
  w.open({w.at(0, 5), w.at(1, 6)});
  w.handles[0] = std::make_shared<PartitionHandle>(9, w.handles[0]->name);
  const auto request = w.session.build({w.at(0, 5)});
  REQUIRE(request.changed.size() == 1);
  CHECK(request.changed[0]->handle->id == 9);
  REQUIRE(request.forgotten.size() == 1);
  CHECK(request.forgotten[0].handle == w.handles[1]);
}

TEST_CASE("fetch session: with a topic that was created again a new one begins, as brokers that speak in names would forget it") {
  World w;
  w.open({w.at(0, 5, 1), w.at(1, 5, 1), w.at(2, 5, 3)});
  CHECK(w.session.build({w.at(0, 6, 1), w.at(1, 5, 1), w.at(2, 5, 3)}).changed.size() == 1);
  REQUIRE(w.session.on_response(ErrorCode::none, 77));
  auto request = w.session.build({w.at(2, 5, 3), w.at(1, 0, 2), w.at(0, 0, 2)});
  CHECK(request.session_id == 77); // which ends
  CHECK(request.session_epoch == 0);
  CHECK(request.forgotten.empty());
  REQUIRE(request.changed.size() == 3); // in their order
  for (std::size_t i = 0; i < 3; ++i) CHECK(request.changed[i]->handle == w.handles[i]);
  CHECK(request.changed[0]->topic_id == id_of(2));
  REQUIRE(w.session.on_response(ErrorCode::none, 78));
  request = w.session.build({w.at(0, 1, 2), w.at(1, 0, 2), w.at(2, 5, 3)});
  CHECK(request.session_id == 78);
  CHECK(request.session_epoch == 1);
  CHECK(request.changed.size() == 1);

  // Revoked and assigned again meanwhile, under another number.
  w.handles[0] = std::make_shared<PartitionHandle>(9, w.handles[0]->name);
  request = w.session.build({w.at(0, 0, 4), w.at(1, 0, 2), w.at(2, 5, 3)});
  CHECK(request.session_epoch == 0);
  CHECK(request.forgotten.empty());
  CHECK(request.changed.size() == 3);
}

TEST_CASE("fetch session: an evicted one is opened anew, from no session") {
  World w;
  w.open({w.at(0, 5)});
  w.session.build({w.at(0, 5)});
  CHECK_FALSE(w.session.on_response(ErrorCode::fetch_session_id_not_found, 0));
  const auto request = w.session.build({w.at(0, 5)});
  CHECK(request.session_id == 0);
  CHECK(request.session_epoch == 0);
  CHECK(request.changed.size() == 1);
}

TEST_CASE("fetch session: after a wrong epoch or a lost response the broker's session is closed and replaced") {
  for (const bool lost : {false, true}) {
    World w;
    w.open({w.at(0, 5), w.at(1, 5)});
    w.session.build({w.at(0, 6), w.at(1, 5)});
    if (lost) w.session.on_failure();
    else CHECK_FALSE(w.session.on_response(ErrorCode::invalid_fetch_session_epoch, 0));
    const auto request = w.session.build({w.at(0, 6)});
    CHECK(request.session_id == 77);
    CHECK(request.session_epoch == 0);
    CHECK(request.changed.size() == 1);
    CHECK(request.forgotten.empty()); // the old session goes as a whole
    CHECK(w.session.on_response(ErrorCode::none, 78));
    CHECK(w.session.build({w.at(0, 6)}).session_id == 78);
  }
}

TEST_CASE("fetch session: a broker that keeps no session gets full requests only") {
  World w;
  w.session.build({w.at(0, 5)});
  CHECK(w.session.on_response(ErrorCode::none, 0));
  const auto request = w.session.build({w.at(0, 6)});
  CHECK(request.session_epoch == 0);
  CHECK(request.changed.size() == 1);
}

TEST_CASE("fetch session: while one topic id is unknown names are used, and the change begins a new session") {
  World w;
  w.open({w.at(0, 5)});
  auto unknown = w.at(1, 1);
  unknown.topic_id = Uuid{};
  auto request = w.session.build({w.at(0, 5), unknown});
  CHECK_FALSE(request.uses_topic_ids);
  CHECK(request.session_epoch == 0);
  CHECK(request.session_id == 77);
  CHECK(request.changed.size() == 2);
  CHECK(w.session.on_response(ErrorCode::none, 78));
  request = w.session.build({w.at(0, 5), w.at(1, 1)});
  CHECK(request.uses_topic_ids);
  CHECK(request.session_epoch == 0);
}

TEST_CASE("fetch session: responses that name a topic by its id are understood") {
  World w;
  w.open({w.at(0, 5)});
  CHECK(w.session.topic_name(id_of(1)) == "t");
  CHECK(w.session.topic_name(id_of(9)).empty());
}

TEST_CASE("fetch session: each response moves the epoch on by one") {
  World w;
  w.open({w.at(0, 5)});
  for (int i = 1; i < 5; ++i) {
    CHECK(w.session.build({w.at(0, 5)}).session_epoch == i);
    CHECK(w.session.on_response(ErrorCode::none, 77));
  }
}
