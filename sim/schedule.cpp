#include "sim/schedule.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "sim/actors.hpp"
#include "sim/faults.hpp"

namespace klamm::sim {
namespace {

// Within this time after the last fault something is done, and then again: a request that was lost is given up (5 s), a connection attempt too (12 s), then come the
// backoffs, and metadata that tells who leads.
constexpr Duration longest_recovery = 30s;
// A group waits, besides, for the sessions of the dead (6 s) and for those that don't poll (10 s), each once more if a rebalance was under way.
constexpr Duration longest_group_recovery = 45s;

class Schedule {
public:
  Schedule(std::string_view workload, std::uint64_t seed, Trace& trace)
      : random_(seed),
        plan_(make_plan(workload, Random(random_()))),
        world_(random_(), plan_.brokers, trace),
        ledger_("s" + std::to_string(seed)),
        faults_(world_, ledger_, plan_) {
    if (trace.is_on()) {
      for (const std::string& line : describe(plan_)) trace("plan", [&] { return line; });
    }
    // (a topic that is deleted is made anew by its fault, with all its partitions)
    world_.state().auto_create_topics = std::ranges::find(plan_.faults, Fault::recreate) == plan_.faults.end();
    for (const TopicPlan& topic : plan_.topics) world_.state().create_topic(topic.name, topic.partitions);
    for (const ProducerPlan& how : plan_.producers)
      senders_.push_back(std::make_unique<Sender>(world_, ledger_, plan_, how, "producer-" + std::to_string(senders_.size())));
    for (const ConsumerPlan& how : plan_.consumers)
      readers_.push_back(std::make_unique<Reader>(world_, ledger_, plan_, how, "consumer-" + std::to_string(readers_.size())));
    if (plan_.group) found_group(*plan_.group);
  }

  Outcome run() {
    Outcome outcome;
    const TimePoint start = world_.now();
    try {
      trouble();
      outcome.recovery = peace();
      end();
      ledger_.audit(world_.state());
    } catch (const std::exception& thrown) {
      ledger_.violation(std::string("thrown: ") + thrown.what());
    }
    outcome.violations = ledger_.violations();
    outcome.sent = ledger_.sent();
    outcome.acknowledged = ledger_.acknowledged();
    outcome.delivered = ledger_.deliveries();
    outcome.faults = faults_.count();
    outcome.virtual_time = world_.now() - start;
    outcome.handlers = world_.handlers();
    return outcome;
  }

private:
  void found_group(const GroupPlan& how) {
    mock::Groups& groups = world_.state().groups;
    groups.settings.session_timeout = how.session;
    groups.settings.heartbeat_interval = how.heartbeat;
    group_.emplace(ledger_, world_.state(), how.id);
    groups.on_commit = [this](std::string_view, const std::string& topic, std::int32_t partition, std::int64_t before,
                              std::int64_t offset) {
      group_->committed({topic, partition}, before, offset);
    };
    for (int i = 0; i < how.members; ++i) places_.push_back(std::make_unique<Place>(world_, ledger_, *group_, plan_, i));
  }

  void trouble() {
    for (auto& sender : senders_) sender->start();
    for (auto& reader : readers_) reader->start();
    for (auto& place : places_) place->start();
    faults_.start();
    world_.pass(plan_.span);
  }

  // Records are sent for a while longer: they must arrive too.
  Duration peace() {
    faults_.heal();
    const TimePoint healed = world_.now();
    for (auto& reader : readers_) reader->settle_down();
    for (auto& place : places_) place->settle_down();
    world_.pass(1s);
    for (auto& sender : senders_) sender->stop();
    if (!goes_on_until([this] { return all_sent(); }, [this] { return ledger_.unfinished(); }))
      ledger_.violation(std::to_string(ledger_.unfinished()) + " records are not completed, and none was within " +
                        seconds(longest_recovery));
    if (!goes_on_until([this] { return all_read(); }, [this] { return ledger_.deliveries(); }))
      ledger_.violation("a consumer has not got everything, and nothing was delivered within " + seconds(longest_recovery));
    if (group_ && !world_.until([this] { return group_is_done(); }, longest_group_recovery))
      ledger_.violation("the group has not got and committed everything " + seconds(longest_recovery + longest_group_recovery) +
                        " after the last fault");
    return world_.now() - healed;
  }

  void end() {
    world_.pass(2s); // what should not happen any more would happen now
    for (auto& sender : senders_) sender->close();
    for (auto& reader : readers_) reader->close();
    for (auto& place : places_) place->close();
    const bool closed = world_.until([this] { return all_closed(); }, 31s);
    if (!closed) ledger_.violation("a client could not be closed in time");
    for (auto& sender : senders_) sender->destroy();
    for (auto& reader : readers_) reader->destroy();
    for (auto& place : places_) place->destroy();
    world_.pass(2s);
    if (group_) group_->audit();
  }

  // Small batches and one request in flight make some clients slow, without a fault: what counts is that there is progress.
  bool goes_on_until(const std::function<bool()>& done, const std::function<std::size_t()>& progress) {
    constexpr int most = 20;
    std::size_t before = 0, now = progress();
    for (int i = 0; i < most; ++i) {
      if (world_.until(done, longest_recovery)) return true;
      before = std::exchange(now, progress());
      if (now == before) return false;
    }
    return false;
  }

  bool all_sent() const { return std::ranges::all_of(senders_, &Sender::has_flushed) && ledger_.unfinished() == 0; }
  bool all_read() const { return std::ranges::all_of(readers_, &Reader::has_everything); }
  // Who commits by hand may have no opportunity to do it again after a commit that failed.
  bool group_is_done() const { return group_->has_everything() && (plan_.group->commits_by_hand || group_->is_all_committed()); }
  bool all_closed() const {
    return std::ranges::all_of(senders_, &Sender::is_closed) && std::ranges::all_of(readers_, &Reader::is_closed) &&
           std::ranges::all_of(places_, &Place::is_closed);
  }
  static std::string seconds(Duration time) {
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count()) + " s";
  }

  Random random_;
  const Plan plan_;
  World world_;
  Ledger ledger_;
  Faults faults_;
  std::vector<std::unique_ptr<Sender>> senders_;
  std::vector<std::unique_ptr<Reader>> readers_;
  std::optional<GroupLedger> group_;
  std::vector<std::unique_ptr<Place>> places_;
};

} // namespace

Outcome run_schedule(std::string_view workload, std::uint64_t seed, Trace& trace) { return Schedule(workload, seed, trace).run(); }

} // namespace klamm::sim
