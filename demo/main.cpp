// klamm-demo: embedded brokers, a producer and a group of three consumers in one process. Half-way one member is killed; in the end each record has arrived once.
#include <atomic>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <thread>

#include "demo/member.hpp"
#include "demo/screen.hpp"
#include "klamm/mock_cluster.hpp"
#include "klamm/producer.hpp"

using namespace klamm;
using namespace klamm::demo;
using namespace std::chrono_literals;

namespace {

constexpr int partitions = 12, member_count = 3, victim = 1;
constexpr auto patience = 60s; // for the last record, however slow the machine is
const std::string topic = "orders";

constexpr const char* usage = R"(klamm-demo: Kafka brokers, a producer and a group of three consumers in this process; one consumer is killed half-way.

  --records N      how many records are sent (default 60000)
  --rate N         how many a second (default 5000)
  --since SECONDS  of the epoch: tells how long it took from then until the first record was consumed
)";

struct Options {
  std::int64_t records = 60'000, rate = 5'000;
  double since = 0;
};

template <class Number>
Number number(std::string_view text, Number least) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= least)) throw std::invalid_argument("no such number: " + std::string(text));
  return value;
}

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const auto value = [&]() -> std::string_view {
      if (++i == argc) throw std::invalid_argument(std::string(word) + " needs a value");
      return argv[i];
    };
    if (word == "--records") options.records = number<std::int64_t>(value(), 1);
    else if (word == "--rate") options.rate = number<std::int64_t>(value(), 1);
    else if (word == "--since") options.since = number<double>(value(), 0.0);
    else throw std::invalid_argument("unknown option " + std::string(word));
  }
  return options;
}

double seconds(Clock::duration time) { return std::chrono::duration<double>(time).count(); }
double ms(Clock::duration time) { return seconds(time) * 1000; }

class Demo {
public:
  explicit Demo(const Options& options) : options_(options) {
    cluster_.create_topic(topic, partitions).value();
    for (int i = 0; i < member_count; ++i) members_.push_back(std::make_unique<Member>(i, cluster_.bootstrap_servers(), topic, tally_));
    speeds_.resize(member_count);
  }

  int run() {
    std::thread sender([this] { send_all(); });
    bool killed = false;
    const auto last = [&] { return sent_.load() + failed_.load() == options_.records && tally_.snapshot().arrived >= options_.records; };
    for (auto deadline = Clock::now() + patience; !last() && Clock::now() < deadline; std::this_thread::sleep_for(pause())) {
      if (sent_ < options_.records) deadline = Clock::now() + patience;
      if (!killed && sent_ >= options_.records / 2) {
        killed = true;
        members_[victim]->kill();
        event("member-" + std::to_string(victim + 1) + " is killed: it commits nothing, leaves nothing, and is silent from now on");
      }
      look();
    }
    sender.join();
    std::this_thread::sleep_for(200ms); // a record too many would come now
    look();
    return prove();
  }

private:
  Clock::duration pause() const { return screen_.is_terminal() ? 200ms : 1s; }

  void event(const std::string& what) {
    char head[32];
    std::snprintf(head, sizeof head, "%5.1f s  ", seconds(Clock::now() - start_));
    events_.push_back(head + what);
  }

  void send_all() {
    Producer producer{{.bootstrap_servers = cluster_.bootstrap_servers(), .client_id = "demo-producer"}};
    const std::string filler(80, '.');
    for (std::int64_t i = 0; i < options_.records; ++i) {
      std::this_thread::sleep_until(start_ + std::chrono::duration_cast<Clock::duration>(
                                                 std::chrono::duration<double>(static_cast<double>(i / 10 * 10) / static_cast<double>(options_.rate))));
      const auto now = Clock::now();
      const std::string value = std::to_string(i) + " " + std::to_string(now.time_since_epoch().count()) + " " + filler;
      producer.send({.topic = topic, .value = value, .partition = tally_.partition_of(i)}, [this, now](const Result<RecordMetadata>& result) {
        ++(result ? sent_ : failed_);
        acknowledged_.arrived(0, sent_ - 1, sent_ - 1, now);
      });
    }
    producer.close(patience).value();
  }

  void look() {
    const Tally::Snapshot tally = tally_.snapshot();
    const Tally::Snapshot acknowledged = acknowledged_.snapshot();
    View view;
    const auto now = Clock::now();
    view.seconds = seconds(now - start_);
    view.records = options_.records;
    view.sent = sent_;
    view.arrived = tally.arrived;
    view.send_rate = sending_.rate(view.sent, now);
    view.arrive_rate = arriving_.rate(view.arrived, now);
    view.ack_p50_ms = ms(acknowledged.p50), view.ack_p99_ms = ms(acknowledged.p99);
    view.end_p50_ms = ms(tally.p50), view.end_p99_ms = ms(tally.p99);
    for (std::size_t i = 0; i < members_.size(); ++i) {
      View::Member member{.alive = members_[i]->is_alive(), .records = members_[i]->records()};
      member.rate = speeds_[i].rate(member.records, now);
      view.members.push_back(member);
    }
    for (int i = 0; i < partitions; ++i) {
      const int owner = tally.owners[static_cast<std::size_t>(i)];
      const std::int64_t lag = cluster_.end_offset(topic, i).value() - tally.positions[static_cast<std::size_t>(i)];
      view.lag += lag;
      if (owner == Tally::nobody) continue;
      View::Member& member = view.members[static_cast<std::size_t>(owner)];
      member.partitions.push_back(i);
      member.lag += lag;
    }
    tell_takeover(view);
    if (tally.arrived > 0 && !told_first_) {
      told_first_ = true;
      std::string what = "first record consumed";
      const double since = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count() - seconds(now - tally.first);
      if (options_.since > 0) what += ", " + std::to_string(std::lround(since - options_.since)) + " s after ./dev demo was started";
      event(what);
    }
    view.events = events_;
    screen_.show(view);
  }

  void tell_takeover(const View& view) {
    const bool is_dead = !members_[victim]->is_alive();
    if (!is_dead || told_takeover_ || !view.members[victim].partitions.empty()) return;
    told_takeover_ = true;
    event("the others have its partitions, and go on where it was");
  }

  int prove() {
    const Tally::Snapshot tally = tally_.snapshot();
    for (std::size_t i = 0; i < members_.size(); ++i) {
      if (members_[i]->is_alive()) members_[i]->leave();
    }
    std::int64_t in_log = 0;
    for (int i = 0; i < partitions; ++i) in_log += cluster_.end_offset(topic, i).value();
    const bool well = tally.arrived == options_.records && in_log == options_.records && tally.wrong == 0 && failed_ == 0;
    std::cout << "\nsent " << options_.records << ", acknowledged " << sent_ << ", in the brokers' logs " << in_log << ", arrived " << tally.arrived << '\n';
    if (tally.wrong > 0) std::cout << tally.wrong << " not as they should be, the first in " << tally.first_wrong << '\n';
    std::cout << (well ? "Each record arrived exactly once, in its partition's order.\n" : "That is not each record once: a bug, please report it.\n");
    return well ? 0 : 1;
  }

  struct Speed {
    std::int64_t count = 0;
    Clock::time_point at = Clock::now();
    double last = 0;
    double rate(std::int64_t now_count, Clock::time_point now) {
      const double time = seconds(now - at);
      if (time < 0.1) return last;
      last = static_cast<double>(now_count - count) / time;
      count = now_count, at = now;
      return last;
    }
  };

  const Options options_;
  MockCluster cluster_{{.brokers = 3}};
  Tally tally_{partitions}, acknowledged_{1};
  Screen screen_;
  const Clock::time_point start_ = Clock::now();
  std::atomic<std::int64_t> sent_{0}, failed_{0};
  std::vector<std::unique_ptr<Member>> members_;
  std::vector<Speed> speeds_;
  Speed sending_, arriving_;
  std::vector<std::string> events_;
  bool told_first_ = false, told_takeover_ = false;
};

} // namespace

int main(int argc, char** argv) {
  try {
    return Demo(parse(argc, argv)).run();
  } catch (const std::invalid_argument& wrong) {
    std::cerr << "klamm-demo: " << wrong.what() << "\n\n" << usage;
    return 2;
  } catch (const std::exception& failed) {
    std::cerr << "klamm-demo: " << failed.what() << '\n';
    return 1;
  }
}
