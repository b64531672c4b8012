// Consumers with very many partitions against one broker (KLAMM_BOOTSTRAP), klamm and librdkafka in each version that KLAMM_LIBRDKAFKA names: processor time while all partitions are
// empty; memory while they are full and the application is slow. Each run in a process of its own.
#include <klamm/build_config.hpp>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <functional>

#include "partitions/workload.hpp"
#include "support/broker.hpp"
#include "support/child.hpp"
#include "support/options.hpp"
#include "support/table.hpp"
#ifdef KLAMM_BENCH_LIBRDKAFKA
#include "support/librdkafka.hpp"
#endif

namespace {

using namespace klamm::bench;

constexpr const char* help = R"(partitions [--OPTION VALUE …]: consumers with very many partitions; lists have commas

  --clients     klamm,librdkafka
  --cases       idle (empty partitions), slow (full ones, one record each 10 ms) (default idle,slow)
  --partitions  how many (default 2000)
  --kilobytes   in each partition, for slow (default 100)
  --seconds     of each run, after half as many to settle (default 20)
  --rounds      runs of each client (default 3)
  --json        a file for the figures of each run
)";

struct Client {
  std::string name, version;
  std::function<Measured(const Workload&)> run;
};

std::vector<Client> clients_named(const std::vector<std::string>& names) {
  std::vector<Client> clients;
  for (const std::string& name : names) {
    if (name == "klamm") clients.push_back({name, KLAMM_VERSION, hold_with_klamm});
#ifdef KLAMM_BENCH_LIBRDKAFKA
    else if (name == "librdkafka") {
      for (const std::string& file : librdkafka_files()) {
        const std::string version = librdkafka_version(file);
        if (!version.empty()) clients.push_back({name, version, [file](const Workload& load) { return hold_with_librdkafka(load, file); }});
      }
    }
#endif
    else
      throw std::runtime_error("there is no client " + name + " in this build");
  }
  return clients;
}

void run(const std::vector<Client>& clients, Workload load, long kilobytes, long rounds, std::vector<Run>& runs) {
  const std::string what = load.slow ? "slow" : "idle";
  load.topic = "bench-partitions-" + what + "-" + std::to_string(getpid());
  Broker broker(load.bootstrap);
  broker.create_topic(load.topic, load.partitions);
  const Measured made = in_child([&] {
    if (load.slow) fill_topic(load, kilobytes * 1000);
    await_topic(load);
    return Measured();
  });
  if (made.failed) throw std::runtime_error("the topic could not be made and filled");
  std::vector<std::vector<Measured>> measured(clients.size());
  for (long round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < clients.size(); ++i) {
      measured[i].push_back(in_child([&] { return clients[i].run(load); }));
      runs.push_back({"partitions-" + what, clients[i].name, clients[i].version, load.partitions, 0, "", "none", 1, measured[i].back()});
    }
  }
  broker.delete_topic(load.topic);
  std::printf("\n%d partitions, %s: medians of %ld runs\n", load.partitions, load.slow ? "full, one record each 10 ms" : "empty", rounds);
  Table table({"client", "CPU ms/s", "RSS MB", "threads", "alloc/s", "switches/s"});
  for (std::size_t i = 0; i < clients.size(); ++i) {
    const Measured m = median(measured[i]);
    table.add({clients[i].name + " " + clients[i].version, fixed(m.cpu_ns_per_record / 1e6, 2), fixed(m.rss_mb, 0),
               fixed(m.client_threads, 0), fixed(m.allocations_per_record, 0),
               fixed(m.context_switches_per_record, 0) + (m.failed ? "  FAILED" : "")});
  }
  table.print();
}

} // namespace

int main(int argc, char** argv) try {
  const Options options(argc, argv,
                        {{"clients", "klamm,librdkafka"},
                         {"cases", "idle,slow"},
                         {"partitions", "2000"},
                         {"kilobytes", "100"},
                         {"seconds", "20"},
                         {"rounds", "3"},
                         {"json", ""}},
                        help);
  const std::vector<Client> clients = clients_named(options.list("clients"));
  std::vector<Run> runs;
  Workload load;
  load.bootstrap = bootstrap_servers();
  load.partitions = static_cast<int>(options.number("partitions"));
  load.seconds = options.number("seconds");
  load.settling = load.seconds / 2;
  for (const std::string& what : options.list("cases")) {
    load.slow = what == "slow";
    run(clients, load, options.number("kilobytes"), options.number("rounds"), runs);
  }
  if (!options.text("json").empty()) write_json(options.text("json"), runs);
  return std::ranges::any_of(runs, [](const Run& r) { return r.measured.failed; }) ? 1 : 0;
} catch (const std::exception& failure) {
  std::fprintf(stderr, "error: %s\n", failure.what());
  return 1;
}
