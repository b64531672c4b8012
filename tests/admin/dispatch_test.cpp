#include "admin/dispatch.hpp"

#include <doctest/doctest.h>

using namespace klamm;
using namespace klamm::admin;
using cluster::no_node;
using cluster::NodeId;
using Kind = Target::Kind;

namespace {

struct Script : Operation {
  std::vector<Target> targets;
  std::map<std::size_t, Error> wrong, failed;
  bool retry_quota = true;

  const char* doing() const override { return "testing"; }
  std::size_t size() const override { return targets.size(); }
  Result<void> check(std::size_t item) const override {
    if (const auto at = wrong.find(item); at != wrong.end()) return at->second;
    return {};
  }
  Target target(std::size_t item) const override { return targets[item]; }
  Exchange ask(const net::Connection&, Items, Duration) override { return {Error(ErrorCode::cancelled), nullptr}; }
  void fail(std::size_t item, Error error) override { failed.insert_or_assign(item, std::move(error)); }
  bool retries_quota() const override { return retry_quota; }
};

Target controller(std::int32_t lot = 0) { return {.kind = Kind::controller, .key = {}, .lot = lot}; }
Target leader(const std::string& topic, std::int32_t partition) { return {.kind = Kind::leader, .key = topic, .partition = partition}; }
Target coordinator(const std::string& group) { return {.kind = Kind::coordinator, .key = group}; }

struct Driven {
  Script script;
  DispatchSettings settings;
  std::optional<Dispatch> dispatch;
  TimePoint now{1h};

  explicit Driven(std::vector<Target> targets) { script.targets = std::move(targets); }
  Dispatch& begin() {
    dispatch.emplace(script, settings, Random(1));
    dispatch->begin();
    return *dispatch;
  }
  Dispatch::Step step() { return dispatch->step(now); }
  /// Everything that is looked up is found at node 7, partitions at the node of their number.
  Dispatch::Step step_found() {
    for (const auto& need : step().needs)
      dispatch->found(
          need, [](const Target& target) -> Result<NodeId> { return target.kind == Kind::leader ? target.partition : 7; }, now);
    return step();
  }
  void answer(const Dispatch::Send& send, ErrorCode code) {
    Verdicts verdicts;
    for (const std::size_t item : send.items) verdicts.say(item, code);
    dispatch->answered(send, verdicts, now);
  }
};

Error lost() {
  ErrorContext context;
  context.fate = Fate::possibly_sent;
  return Error(ErrorCode::disconnected).with(context);
}

} // namespace

TEST_CASE("dispatch: items for one broker share a request, those of another lot don't") {
  Driven d({controller(), controller(), controller(1)});
  d.begin();
  const auto looking = d.step();
  CHECK(looking.sends.empty());
  CHECK(looking.needs.size() == 1);
  CHECK_FALSE(looking.needs.front().fresh);
  d.dispatch->found(
      looking.needs.front(), [](const Target&) { return 7; }, d.now);
  const auto step = d.step();
  REQUIRE(step.sends.size() == 2);
  CHECK(step.sends[0].items == std::vector<std::size_t>{0, 1});
  CHECK(step.sends[1].items == std::vector<std::size_t>{2});
  for (const auto& send : step.sends) d.answer(send, ErrorCode::none);
  CHECK(d.step().finished);
  CHECK(d.script.failed.empty());
}

TEST_CASE("dispatch: partitions are looked up by topic, and go to their leaders") {
  Driven d({leader("a", 1), leader("a", 2), leader("b", 1)});
  d.begin();
  CHECK(d.step().needs.size() == 2);
  d.begin();
  const auto step = d.step_found();
  REQUIRE(step.sends.size() == 2);
  CHECK(step.sends[0].node == 1);
  CHECK(step.sends[0].items == std::vector<std::size_t>{0, 2});
  CHECK(step.sends[1].items == std::vector<std::size_t>{1});
}

TEST_CASE("dispatch: what is wrong as it was given fails without a request, the rest goes on") {
  Driven d({controller(), controller()});
  d.script.wrong.emplace(0, Error(ErrorCode::invalid_partitions));
  d.begin();
  CHECK(d.script.failed.at(0).context().doing == "testing");
  const auto step = d.step_found();
  REQUIRE(step.sends.size() == 1);
  CHECK(step.sends[0].items == std::vector<std::size_t>{1});
}

TEST_CASE("dispatch: NOT_CONTROLLER leads to a new lookup after a wait") {
  Driven d({controller()});
  d.begin();
  d.answer(d.step_found().sends.at(0), ErrorCode::not_controller);
  const auto waiting = d.step();
  CHECK(waiting.needs.empty());
  REQUIRE(waiting.wake > d.now);
  d.now = waiting.wake;
  const auto again = d.step();
  REQUIRE(again.needs.size() == 1);
  CHECK(again.needs.front().fresh);
}

TEST_CASE("dispatch: the controller's refusals are final, a leader's that pass are not") {
  for (const ErrorCode code : {ErrorCode::unknown_topic_or_partition, ErrorCode::request_timed_out, ErrorCode::topic_already_exists}) {
    Driven d({controller()});
    d.begin();
    d.answer(d.step_found().sends.at(0), code);
    CHECK(d.script.failed.at(0).code() == code);
    CHECK(d.dispatch->finished());
  }
  Driven d({leader("a", 1), leader("a", 2)});
  d.begin();
  const auto step = d.step_found();
  d.answer(step.sends.at(0), ErrorCode::not_leader_or_follower);
  d.answer(step.sends.at(1), ErrorCode::offset_out_of_range);
  CHECK(d.script.failed.size() == 1);
  CHECK(d.script.failed.at(1).context().topic == "a");
  CHECK(d.script.failed.at(1).context().partition == 2);
  d.now = d.step().wake;
  CHECK(d.step_found().sends.size() == 1);
}

TEST_CASE("dispatch: what fails together is tried again together") {
  Driven d({controller(), controller(), controller()});
  d.begin();
  d.answer(d.step_found().sends.at(0), ErrorCode::not_controller);
  d.now = d.step().wake;
  CHECK(d.step_found().sends.at(0).items.size() == 3);
}

TEST_CASE("dispatch: a coordinator that is none any more is told to the cluster, and looked up again") {
  Driven d({coordinator("g")});
  d.begin();
  d.answer(d.step_found().sends.at(0), ErrorCode::coordinator_load_in_progress);
  d.now = d.step().wake;
  const auto same = d.step();
  CHECK(same.lost.empty());
  REQUIRE(same.sends.size() == 1); // it stays the coordinator
  d.answer(same.sends[0], ErrorCode::not_coordinator);
  const auto step = d.step();
  REQUIRE(step.lost.size() == 1);
  CHECK(step.lost[0].key == "g");
  CHECK(step.lost[0].node == 7);
  d.now = step.wake;
  CHECK(d.step().needs.size() == 1);
}

TEST_CASE("dispatch: after a lost answer a refusal says that it may have been done") {
  Driven d({controller()});
  d.begin();
  d.dispatch->failed(d.step_found().sends.at(0), lost(), d.now);
  CHECK(d.script.failed.empty());
  d.now = d.step().wake;
  d.answer(d.step_found().sends.at(0), ErrorCode::topic_already_exists);
  CHECK(d.script.failed.at(0).code() == ErrorCode::topic_already_exists);
  CHECK(d.script.failed.at(0).fate() == Fate::possibly_sent);
  CHECK(d.script.failed.at(0).hint().find("may have been done") != std::string::npos);
}

TEST_CASE("dispatch: after so many retries the error is given") {
  Driven d({controller()});
  d.settings.retries = 1;
  d.begin();
  d.answer(d.step_found().sends.at(0), ErrorCode::not_controller);
  d.now = d.step().wake;
  d.answer(d.step_found().sends.at(0), ErrorCode::not_controller);
  CHECK(d.script.failed.at(0).code() == ErrorCode::not_controller);
}

TEST_CASE("dispatch: a used up quota is waited for, unless the call says otherwise") {
  for (const bool retry : {true, false}) {
    Driven d({controller()});
    d.script.retry_quota = retry;
    d.begin();
    d.answer(d.step_found().sends.at(0), ErrorCode::throttling_quota_exceeded);
    CHECK(d.script.failed.empty() == retry);
  }
}

TEST_CASE("dispatch: an answer that leaves an item out is an error, one that says more about it asks again at once") {
  Driven d({controller(), controller()});
  d.begin();
  const auto step = d.step_found();
  Verdicts verdicts;
  verdicts.again(1);
  d.dispatch->answered(step.sends.at(0), verdicts, d.now);
  CHECK(d.script.failed.at(0).code() == ErrorCode::protocol_error);
  CHECK(d.step().sends.at(0).items == std::vector<std::size_t>{1});
}

TEST_CASE("dispatch: a partition that is not known is looked up once more") {
  Driven d({leader("a", 9)});
  d.begin();
  const Dispatch::Finder none = [](const Target&) -> Result<NodeId> { return Error(ErrorCode::partition_unknown); };
  const auto first = d.step();
  d.dispatch->found(first.needs.at(0), none, d.now);
  const auto second = d.step();
  CHECK(second.needs.at(0).fresh);
  d.dispatch->found(second.needs.at(0), none, d.now);
  CHECK(d.script.failed.at(0).code() == ErrorCode::partition_unknown);
}

TEST_CASE("dispatch: when time is up the last attempt's cause is told, and whether it may have been done") {
  Driven d({controller(), coordinator("g")});
  d.settings.timeout = 3s;
  d.begin();
  const auto step = d.step();
  for (const auto& need : step.needs)
    if (need.kind == Kind::controller)
      d.dispatch->not_found(need, Error(ErrorCode::connect_failed, "nothing listens there", "start it"), d.now);
    else
      d.dispatch->found(
          need, [](const Target&) { return 7; }, d.now);
  CHECK(d.step().sends.size() == 1);
  CHECK(d.dispatch->maybe_done());
  d.dispatch->time_is_up();
  CHECK(d.script.failed.at(0).code() == ErrorCode::timed_out);
  CHECK(d.script.failed.at(0).cause() == "not done within 3000 ms; the last attempt: nothing listens there");
  CHECK(d.script.failed.at(0).hint() == "start it");
  CHECK(d.script.failed.at(0).fate() == Fate::unknown);
  CHECK(d.script.failed.at(1).fate() == Fate::possibly_sent);
  CHECK(d.dispatch->finished());
}
