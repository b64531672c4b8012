#include "sim/group_ledger.hpp"

#include <doctest/doctest.h>

#include "records/batch_builder.hpp"
#include "wire/messages/join_group.hpp"

using namespace klamm;
using namespace klamm::sim;

namespace {

/// A ledger, three records in t[0] that were sent as they should, and two members of one generation.
struct Books {
  Books() : producer(ledger.add_producer({.longest = 1s})) {
    brokers.create_topic("t", 1);
    for (int i = 0; i < 3; ++i) write(ledger.value(ledger.send(producer, "t", "0", 0, 10, now)));
    mock::Group& group = brokers.groups.find_or_make("g");
    group.classic = std::make_unique<mock::ClassicGroup>(brokers.groups.settings);
    for (std::string& id : ids) id = join(*group.classic);
    brokers.groups.on_commit = [this](std::string_view, const std::string& topic, std::int32_t partition, std::int64_t before,
                                      std::int64_t offset) {
      books.committed({topic, partition}, before, offset);
    };
  }

  std::string join(mock::ClassicGroup& group) {
    wire::JoinGroupRequest request;
    request.group_id = "g";
    request.session_timeout_ms = request.rebalance_timeout_ms = 60'000;
    request.protocol_type = "consumer";
    request.protocols.push_back({"range", {}});
    const auto reply = std::make_shared<mock::ClassicGroup::JoinReply>();
    group.join(request, 3, {"client", "host"}, now, random, reply); // (3: without an id that is given first)
    if (!joining.empty()) {                                         // the other one joins again
      request.member_id = ids[0];
      group.join(request, 3, {"client", "host"}, now, random, joining.front());
    }
    joining.push_back(reply);
    return reply->member_id.empty() ? std::string(group.members().begin()->first) : reply->member_id;
  }
  void write(const std::string& value) {
    BatchBuilder builder(Buffer(10'000), 10'000);
    REQUIRE(builder.append({.key = {}, .value = value, .headers = {}, .timestamp = 1}));
    REQUIRE(brokers.topic("t")->partitions[0].log.append(std::move(builder).seal({}), 0).error == ErrorCode::none);
    values.push_back(value);
  }
  void own(GroupLedger::Member member) { books.assigned(member, ids[member], generation(), {where}); }
  std::int32_t generation() { return brokers.groups.find("g")->classic->generation(); }
  void give(GroupLedger::Member member, std::int64_t offset) {
    books.delivered(member, where, offset, {}, values[static_cast<std::size_t>(offset)]);
  }
  void commit(std::int64_t offset) {
    auto& known = brokers.groups.find("g")->offsets["t"][0];
    brokers.groups.on_commit("g", "t", 0, known.offset, offset);
    known.offset = offset;
  }
  /// Whether there is one violation, with these words in it.
  bool finds(const std::string& words) {
    books.audit();
    CAPTURE(ledger.violations().empty() ? std::string("nothing") : ledger.violations()[0]);
    CHECK(ledger.violations().size() == 1);
    return !ledger.violations().empty() && ledger.violations()[0].find(words) != std::string::npos;
  }
  bool finds_nothing() {
    books.audit();
    return ledger.violations().empty();
  }

  TimePoint now{1h};
  Random random{1};
  const TopicPartition where{"t", 0};
  mock::ClusterState brokers{1};
  Ledger ledger{"test"};
  std::size_t producer;
  std::vector<std::string> values;
  std::vector<std::shared_ptr<mock::ClassicGroup::JoinReply>> joining;
  std::array<std::string, 2> ids;
  GroupLedger books{ledger, brokers, "g"};
  GroupLedger::Member first = books.add_member("first"), second = books.add_member("second");
};

} // namespace

TEST_CASE("group ledger: members that follow each other where the one before committed are in order, also when they repeat records") {
  Books b;
  b.own(b.first);
  b.give(b.first, 0);
  b.give(b.first, 1);
  b.commit(1);
  b.books.gave_up(b.first, {b.where});
  b.own(b.second);
  b.give(b.second, 1);
  b.give(b.second, 2);
  CHECK(b.books.repeated() == 1);
  CHECK(b.books.has_everything());
  CHECK_FALSE(b.books.is_all_committed());
  b.commit(3);
  CHECK(b.books.is_all_committed());
  CHECK(b.finds_nothing());
}

TEST_CASE("group ledger: a record that is left out, or given to somebody else") {
  Books b;
  b.own(b.first);
  SUBCASE("left out") {
    b.give(b.first, 0);
    b.books.gave_up(b.first, {b.where});
    b.commit(1);
    b.own(b.second);
    b.brokers.groups.find("g")->offsets["t"][0].offset = 2; // as if somebody had committed what nobody was given
    b.give(b.second, 2);
    CHECK(b.finds("though nobody was given 1"));
  }
  SUBCASE("a gap") {
    b.give(b.first, 0);
    b.books.delivered(b.first, b.where, 0, {}, b.values[0]);
    CHECK(b.finds("instead of 1"));
  }
  SUBCASE("not an owner") {
    b.give(b.second, 0);
    CHECK(b.finds("which it does not own"));
  }
  SUBCASE("another start than what was committed") {
    b.give(b.first, 0);
    b.give(b.first, 1);
    b.commit(2);
    b.books.gave_up(b.first, {b.where});
    b.own(b.second);
    b.give(b.second, 1);
    CHECK(b.finds("first, though 2 was committed"));
  }
  SUBCASE("another record than the log's") {
    b.books.delivered(b.first, b.where, 0, {}, b.values[1]);
    CHECK(b.finds("of 1 records that members were given, the log holds 0"));
  }
}

TEST_CASE("group ledger: two owners in one generation") {
  Books b;
  b.own(b.first);
  SUBCASE("both members") {
    b.own(b.second);
    CHECK(b.finds("own t[0], and both are members"));
  }
  SUBCASE("one of them has missed the generation") {
    b.books.assigned(b.second, b.ids[1], b.generation() + 1, {b.where});
    CHECK(b.finds_nothing());
  }
  SUBCASE("one of them is gone") {
    b.books.gone(b.first);
    b.own(b.second);
    CHECK(b.finds_nothing());
  }
  SUBCASE("given up twice") {
    b.books.gave_up(b.first, {b.where});
    b.books.gave_up(b.first, {b.where});
    CHECK(b.finds("gave up t[0], which it does not have"));
  }
}

TEST_CASE("group ledger: commits that go back, or ahead of what was given") {
  Books b;
  b.own(b.first);
  b.give(b.first, 0);
  b.give(b.first, 1);
  b.commit(2);
  SUBCASE("back") {
    b.commit(1);
    CHECK(b.finds("was committed at 1 after 2"));
  }
  SUBCASE("ahead") {
    b.commit(3);
    CHECK(b.finds("was committed at 3, though members were given records only up to 2"));
  }
}
