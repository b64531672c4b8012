// Latency of producers at a steady rate with linger.ms=0, one partition, one broker (KLAMM_BOOTSTRAP): klamm, librdkafka in each version that
// KLAMM_LIBRDKAFKA names, and Kafka's own kafka-producer-perf-test (through KLAMM_CLUSTER_CMD). They take turns, each run in a process and with a topic of its own.
#include <klamm/build_config.hpp>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "latency/workload.hpp"
#include "support/broker.hpp"
#include "support/child.hpp"
#include "support/options.hpp"
#include "support/table.hpp"
#ifdef KLAMM_BENCH_LIBRDKAFKA
#include "support/librdkafka.hpp"
#endif

namespace {

using namespace klamm::bench;

constexpr const char* help = R"(latency [--OPTION VALUE …]: producers at a steady rate, taking turns; lists have commas

  --clients     klamm,librdkafka,java
  --rates       records a second (default 1000,10000)
  --values      sizes of values in bytes (default 100)
  --acks        1, all, idempotent (default idempotent)
  --rounds      runs of each client (default 5)
  --seconds     of each run (default 5)
  --klamm       settings of klamm's, name=value
  --json        a file for the figures of each run
)";

struct Client {
  std::string name, version;
  std::function<Measured(const Workload&)> run;
};

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::vector<Client> clients_named(const std::vector<std::string>& names) {
  std::vector<Client> clients;
  for (const std::string& name : names) {
    if (name == "klamm") clients.push_back({name, KLAMM_VERSION, latency_of_klamm});
    else if (name == "java") {
      const std::string command = environment("KLAMM_CLUSTER_CMD");
      if (command.empty()) std::fprintf(stderr, "KLAMM_CLUSTER_CMD is not set: no Java\n");
      else
        clients.push_back(
            {name, environment("KLAMM_KAFKA_VERSION"), [command](const Workload& load) { return latency_of_java(load, command); }});
    }
#ifdef KLAMM_BENCH_LIBRDKAFKA
    else if (name == "librdkafka") {
      for (const std::string& file : librdkafka_files()) {
        const std::string version = librdkafka_version(file);
        if (!version.empty())
          clients.push_back({name, version, [file](const Workload& load) { return latency_of_librdkafka(load, file); }});
      }
    }
#endif
    else
      throw std::runtime_error("there is no client " + name + " in this build");
  }
  return clients;
}

Measured run_once(const Client& client, Workload load) {
  static int number = 0;
  load.topic = "bench-latency-" + std::to_string(getpid()) + "-" + std::to_string(number++);
  Broker broker(load.bootstrap);
  broker.create_topic(load.topic, 1);
  const Measured measured = in_child([&] { return client.run(load); });
  broker.delete_topic(load.topic);
  return measured;
}

void run(const std::vector<Client>& clients, const Workload& load, long rounds, std::vector<Run>& runs) {
  std::vector<std::vector<Measured>> measured(clients.size());
  for (long round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < clients.size(); ++i) {
      measured[i].push_back(run_once(clients[i], load));
      runs.push_back({"latency", clients[i].name, clients[i].version, 1, load.value_bytes, load.acks, "none", 1, measured[i].back()});
    }
  }
  std::printf("\n%ld records/s, %ld-byte values, acks %s, linger 0: medians of %ld runs\n", load.rate, load.value_bytes, load.acks.c_str(),
              rounds);
  Table table({"client", "records/s", "p50 µs", "p99 µs", "p99.9 µs", "CPU µs/rec", "switches/rec", "alloc/rec", "RSS MB", "threads"});
  for (std::size_t i = 0; i < clients.size(); ++i) {
    const Measured m = median(measured[i]);
    table.add({clients[i].name + " " + clients[i].version, fixed(m.records_per_s(), 0), fixed(m.p50_us, 0), fixed(m.p99_us, 0),
               fixed(m.p999_us, 0), fixed(m.cpu_ns_per_record / 1000, 1), fixed(m.context_switches_per_record, 2),
               fixed(m.allocations_per_record, 3), fixed(m.rss_mb, 0), fixed(m.client_threads, 0) + (m.failed ? "  FAILED" : "")});
  }
  table.print();
}

} // namespace

int main(int argc, char** argv) try {
  const Options options(argc, argv,
                        {{"clients", "klamm,librdkafka,java"},
                         {"rates", "1000,10000"},
                         {"values", "100"},
                         {"acks", "idempotent"},
                         {"rounds", "5"},
                         {"seconds", "5"},
                         {"klamm", ""},
                         {"json", ""}},
                        help);
  const std::vector<Client> clients = clients_named(options.list("clients"));
  std::vector<Run> runs;
  Workload load;
  load.bootstrap = bootstrap_servers();
  load.klamm_settings = options.settings("klamm");
  for (const long value_bytes : options.numbers("values")) {
    for (const std::string& acks : options.list("acks")) {
      for (const long rate : options.numbers("rates")) {
        load.value_bytes = value_bytes;
        load.acks = acks;
        load.rate = rate;
        load.records = rate * options.number("seconds");
        load.warm_up = load.records / 5;
        run(clients, load, options.number("rounds"), runs);
      }
    }
  }
  if (!options.text("json").empty()) write_json(options.text("json"), runs);
  return std::ranges::any_of(runs, [](const Run& r) { return r.measured.failed; }) ? 1 : 0;
} catch (const std::exception& failure) {
  std::fprintf(stderr, "error: %s\n", failure.what());
  return 1;
}
