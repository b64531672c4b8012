// Consumers at full speed against one broker (KLAMM_BOOTSTRAP): klamm, librdkafka in each version that KLAMM_LIBRDKAFKA names, and the ceiling, which is what a bare
// socket reads. They take turns at one topic, each run in a process of its own; the table shows medians and ratios.
#include <klamm/build_config.hpp>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <functional>

#include "consume/workload.hpp"
#include "support/broker.hpp"
#include "support/child.hpp"
#include "support/options.hpp"
#include "support/table.hpp"
#ifdef KLAMM_BENCH_LIBRDKAFKA
#include "support/librdkafka.hpp"
#endif

namespace {

using namespace klamm::bench;

constexpr const char* help = R"(consume [--OPTION VALUE …]: consumers at full speed, taking turns; lists have commas

  --clients     klamm, klamm-committed (read_committed), klamm-coroutine (on the program's only thread), with assigned partitions; klamm-group;
                librdkafka-queue (batch queue), librdkafka-poll (one record a call), both in a group; ceiling-fetch, ceiling-parse (codec none only)
  --values      sizes of values in bytes (default 100)
  --partitions  1,6 (default 6)
  --codecs      none,gzip,snappy,lz4,zstd (default none)
  --rounds      runs of each client (default 5)
  --megabytes   of values in the topic (default 600, and at most 6 million records)
  --klamm       settings of klamm's, name=value
  --librdkafka  settings of librdkafka's, name=value
  --protocol    PLAINTEXT, or SSL: over TLS (default PLAINTEXT); ceilings are without it
  --json        a file for the figures of each run
)";

struct Client {
  std::string name, version;
  std::function<Measured(const Workload&)> run;
};

#ifdef KLAMM_BENCH_LIBRDKAFKA
void add_librdkafka(std::vector<Client>& clients, const std::string& name, bool batch_queue) {
  for (const std::string& file : librdkafka_files()) {
    const std::string version = librdkafka_version(file);
    if (!version.empty())
      clients.push_back({name, version, [=](const Workload& load) { return consume_with_librdkafka(load, file, batch_queue); }});
  }
}
#endif

std::vector<Client> clients_named(const std::vector<std::string>& names) {
  std::vector<Client> clients;
  const auto add = [&clients](const std::string& name, std::function<Measured(const Workload&)> run) {
    clients.push_back({name, KLAMM_VERSION, std::move(run)});
  };
  for (const std::string& name : names) {
    if (name == "klamm") add(name, [](const Workload& load) { return consume_with_klamm(load, Way::assigned); });
    else if (name == "klamm-group") add(name, [](const Workload& load) { return consume_with_klamm(load, Way::group); });
    else if (name == "klamm-committed") add(name, [](const Workload& load) { return consume_with_klamm(load, Way::committed); });
    else if (name == "klamm-coroutine") add(name, consume_with_klamm_coroutine);
    else if (name == "ceiling-fetch") add(name, [](const Workload& load) { return consume_ceiling(load, false); });
    else if (name == "ceiling-parse") add(name, [](const Workload& load) { return consume_ceiling(load, true); });
#ifdef KLAMM_BENCH_LIBRDKAFKA
    else if (name == "librdkafka-queue" || name == "librdkafka-poll") add_librdkafka(clients, name, name == "librdkafka-queue");
#endif
    else throw std::runtime_error("there is no client " + name + " in this build");
  }
  return clients;
}

class Benchmark {
public:
  Benchmark(std::vector<Client> clients, long rounds) : clients_(std::move(clients)), rounds_(rounds) {}

  void run(Workload load) {
    load.topic = "bench-consume-" + std::to_string(getpid()) + "-" + std::to_string(next_topic_++);
    Broker broker(load.bootstrap);
    broker.create_topic(load.topic, load.partitions);
    const Measured filled = in_child([&load] {
      fill_topic(load);
      return Measured();
    });
    if (filled.failed) throw std::runtime_error("the topic could not be filled");
    const double log_bytes = broker.log_bytes(load.topic) / static_cast<double>(load.records);

    std::vector<Client> taking_part = clients_;
    if (load.codec != "none") std::erase_if(taking_part, [](const Client& client) { return client.name.starts_with("ceiling"); });
    std::vector<std::vector<Measured>> measured(taking_part.size());
    for (long round = 0; round < rounds_; ++round) {
      for (std::size_t i = 0; i < taking_part.size(); ++i) {
        const Client& client = taking_part[i];
        measured[i].push_back(in_child([&] { return client.run(load); }));
        measured[i].back().log_bytes_per_record = log_bytes;
        runs_.push_back({"consume", client.name, client.version, load.partitions, load.value_bytes, "", load.codec, 1, measured[i].back()});
      }
    }
    broker.delete_topic(load.topic);
    print(load, taking_part, measured);
  }

  const std::vector<Run>& runs() const { return runs_; }

private:
  void print(const Workload& load, const std::vector<Client>& clients, const std::vector<std::vector<Measured>>& measured) const {
    std::printf("\n%ld-byte values, %d partitions, codec %s, %.1f bytes of log a record: medians of %ld runs\n", load.value_bytes,
                load.partitions, load.codec.c_str(), measured[0][0].log_bytes_per_record, rounds_);
    const Measured first = median(measured[0]);
    Table table({"client", "M records/s", "MB/s", "CPU ns/rec", "alloc/rec", "RSS MB", "threads", clients[0].name + "'s rate", "its CPU"});
    for (std::size_t i = 0; i < clients.size(); ++i) {
      const Measured m = median(measured[i]);
      table.add({clients[i].name + " " + clients[i].version, fixed(m.records_per_s() / 1e6, 2),
                 fixed(m.records_per_s() * static_cast<double>(load.value_bytes) / 1e6, 0), fixed(m.cpu_ns_per_record, 0),
                 fixed(m.allocations_per_record, 4), fixed(m.rss_mb, 0), fixed(m.client_threads, 0),
                 "x " + fixed(first.records_per_s() / m.records_per_s(), 2),
                 "x " + fixed(first.cpu_ns_per_record / m.cpu_ns_per_record, 2) + (m.failed ? "  FAILED" : "")});
    }
    table.print();
  }

  std::vector<Client> clients_;
  long rounds_;
  int next_topic_ = 0;
  std::vector<Run> runs_;
};

} // namespace

int main(int argc, char** argv) try {
  const Options options(
      argc, argv,
      {{"clients", "klamm-group,klamm,klamm-committed,klamm-coroutine,librdkafka-queue,librdkafka-poll,ceiling-fetch,ceiling-parse"},
       {"values", "100"},
       {"partitions", "6"},
       {"codecs", "none"},
       {"rounds", "5"},
       {"megabytes", "600"},
       {"klamm", ""},
       {"librdkafka", ""},
       {"protocol", "PLAINTEXT"},
       {"json", ""}},
      help);
  Benchmark benchmark(clients_named(options.list("clients")), options.number("rounds"));
  Workload load;
  load.bootstrap = bootstrap_servers();
  ClientSettings settings = client_settings(options);
  load.klamm_settings = std::move(settings.klamm);
  load.librdkafka_settings = std::move(settings.librdkafka);
  for (const long value_bytes : options.numbers("values")) {
    for (const long partitions : options.numbers("partitions")) {
      for (const std::string& codec : options.list("codecs")) {
        load.value_bytes = value_bytes;
        load.partitions = static_cast<int>(partitions);
        load.codec = codec;
        load.records = std::min(6'000'000L, options.number("megabytes") * 1'000'000 / value_bytes);
        load.warm_up = load.records / 10;
        benchmark.run(load);
      }
    }
  }
  if (!options.text("json").empty()) write_json(options.text("json"), benchmark.runs());
  return std::ranges::any_of(benchmark.runs(), [](const Run& run) { return run.measured.failed; }) ? 1 : 0;
} catch (const std::exception& failure) {
  std::fprintf(stderr, "error: %s\n", failure.what());
  return 1;
}
