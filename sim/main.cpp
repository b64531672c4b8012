// klamm-sim: runs seeded schedules, says which failed, and replays one with everything that happened.
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "sim/plan.hpp"
#include "sim/schedule.hpp"

using namespace klamm;
using namespace klamm::sim;

namespace {

constexpr const char* usage = R"(klamm-sim: producers and consumers on embedded brokers, in virtual time, under faults that a seed decides.

  klamm-sim [--seeds A..B | --fresh] [--seconds S] [--workload NAME | --except NAME] [--trace] [--keep-going]

  --seeds A..B      run these seeds (default: 0..999); A alone runs one
  --fresh           other seeds each time, by the clock; they are printed, and KLAMM_SEED is where to begin instead
  --seconds S       stop after S seconds, however many have run
  --except NAME     all workloads but this one
  --workload NAME   only this one; else seeds take turns:
)";

struct Options {
  std::uint64_t first = 0, last = 999;
  std::vector<std::string_view> workloads; // seeds take turns
  std::chrono::seconds limit = std::chrono::hours(24 * 365);
  bool trace = false;
  bool keep_going = false;
};

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) throw std::invalid_argument("no number: " + std::string(text));
  return value;
}

Options parse(int argc, char** argv) {
  Options options;
  for (const Workload& workload : workloads()) options.workloads.push_back(workload.name);
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const auto value = [&]() -> std::string_view {
      if (++i == argc) throw std::invalid_argument(std::string(word) + " needs a value");
      return argv[i];
    };
    if (word == "--seeds") {
      const std::string_view range = value();
      const std::size_t dots = range.find("..");
      options.first = number(range.substr(0, dots));
      options.last = dots == std::string_view::npos ? options.first : number(range.substr(dots + 2));
    } else if (word == "--fresh") {
      const char* base = std::getenv("KLAMM_SEED");
      // (small enough to be typed, and apart from those that are run by hand)
      options.first =
          base && *base ? number(base) : static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch() / 1s) * 10'000;
      options.last = options.first + 9'999;
    } else if (word == "--seconds") options.limit = std::chrono::seconds(number(value()));
    else if (word == "--workload") options.workloads = {value()};
    else if (word == "--except") std::erase(options.workloads, value());
    else if (word == "--trace") options.trace = true;
    else if (word == "--keep-going") options.keep_going = true;
    else throw std::invalid_argument("unknown option " + std::string(word));
  }
  if (options.workloads.empty()) throw std::invalid_argument("no workload is left");
  return options;
}

// Runs them; how many failed.
int run(const Options& options) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  std::size_t ran = 0, failed = 0, sent = 0, delivered = 0, faults = 0;
  Duration virtual_time{}, recovery{};
  std::uint64_t seed = options.first;
  for (; seed <= options.last && Clock::now() - start < options.limit; ++seed) {
    const std::string_view workload = options.workloads[seed % options.workloads.size()];
    Trace trace;
    if (options.trace) trace = Trace([](std::string_view line) { std::printf("%.*s\n", static_cast<int>(line.size()), line.data()); });
    const Outcome outcome = run_schedule(workload, seed, trace);
    ++ran;
    sent += outcome.sent, delivered += outcome.delivered, faults += outcome.faults;
    virtual_time += outcome.virtual_time;
    recovery = std::max(recovery, outcome.recovery);
    if (outcome.violations.empty()) continue;
    ++failed;
    std::printf("seed %llu failed (workload %.*s):\n", static_cast<unsigned long long>(seed), static_cast<int>(workload.size()),
                workload.data());
    for (const std::string& violation : outcome.violations) std::printf("  %s\n", violation.c_str());
    std::printf("  again, with all that happened: klamm-sim --seeds %llu --workload %.*s --trace\n", static_cast<unsigned long long>(seed),
                static_cast<int>(workload.size()), workload.data());
    std::fflush(stdout);
    if (!options.keep_going) {
      ++seed;
      break;
    }
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  std::printf("seeds %llu..%llu: %zu schedules in %.1f s (%.0f a minute), %zu failed; %.1f h of virtual time, %zu faults, %zu records "
              "sent, %zu delivered, "
              "longest recovery %.1f s\n",
              static_cast<unsigned long long>(options.first), static_cast<unsigned long long>(seed - 1), ran, seconds,
              static_cast<double>(ran) / seconds * 60, failed, std::chrono::duration<double>(virtual_time).count() / 3600, faults, sent,
              delivered, std::chrono::duration<double>(recovery).count());
  return failed == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
  try {
    return run(parse(argc, argv));
  } catch (const std::invalid_argument& wrong) {
    std::fprintf(stderr, "klamm-sim: %s\n\n%s", wrong.what(), usage);
    for (const Workload& workload : workloads())
      std::fprintf(stderr, "                      %-10.*s %.*s\n", static_cast<int>(workload.name.size()), workload.name.data(),
                   static_cast<int>(workload.about.size()), workload.about.data());
    return 2;
  }
}
