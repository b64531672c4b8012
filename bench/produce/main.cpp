// Producers at full speed against one broker (KLAMM_BOOTSTRAP): klamm, librdkafka in each version that KLAMM_LIBRDKAFKA names, and the ceiling, which is what
// the broker takes. They take turns, each run in a process and with a topic of its own; the table shows medians and ratios.
#include <klamm/build_config.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <functional>
#include <set>

#include "produce/workload.hpp"
#include "support/broker.hpp"
#include "support/child.hpp"
#include "support/options.hpp"
#include "support/table.hpp"
#ifdef KLAMM_BENCH_LIBRDKAFKA
#include "support/librdkafka.hpp"
#endif

namespace {

using namespace klamm::bench;

constexpr const char* help = R"(produce [--OPTION VALUE …]: producers at full speed, taking turns; lists have commas

  --clients     klamm,librdkafka,ceiling
  --values      sizes of values in bytes: 10,100,1024,10240 (default 100)
  --partitions  1,6 (default 6)
  --acks        1, all, idempotent (default 1,idempotent)
  --codecs      none,gzip,snappy,lz4,zstd (default none)
  --threads     that send: 1,2 (default 1)
  --rounds      runs of each client (default 5)
  --megabytes   of values sent in each run (default 300, and at most 3 million records)
  --klamm       settings of klamm's, name=value
  --librdkafka  settings of librdkafka's, name=value
  --calls       of librdkafka: batch (rd_kafka_produce_batch, its fastest; default) or single (rd_kafka_produce)
  --protocol    PLAINTEXT, or SSL: over TLS (default PLAINTEXT); the ceiling is without it
  --json        a file for the figures of each run
  all cases of issue 4: --values 10,100,1024,10240 --partitions 1,6 --acks 1,all,idempotent --codecs none,gzip,snappy,lz4,zstd --threads 1,2
)";

struct Client {
  std::string name, version;
  std::function<Measured(const Workload&)> run;
};

std::vector<Client> clients_named(const std::vector<std::string>& names) {
  std::vector<Client> clients;
  for (const std::string& name : names) {
    if (name == "klamm") clients.push_back({name, KLAMM_VERSION, produce_with_klamm});
    else if (name == "ceiling") clients.push_back({name, KLAMM_VERSION, produce_ceiling});
#ifdef KLAMM_BENCH_LIBRDKAFKA
    else if (name == "librdkafka") {
      for (const std::string& file : librdkafka_files()) {
        const std::string version = librdkafka_version(file);
        if (!version.empty())
          clients.push_back({name, version, [file](const Workload& load) { return produce_with_librdkafka(load, file); }});
      }
    }
#endif
    else
      throw std::runtime_error("there is no client " + name + " in this build");
  }
  return clients;
}

class Benchmark {
public:
  Benchmark(std::vector<Client> clients, long rounds) : clients_(std::move(clients)), rounds_(rounds) {}

  void run(const Workload& load) {
    std::vector<std::vector<Measured>> measured(clients_.size());
    for (long round = 0; round < rounds_; ++round) {
      for (std::size_t i = 0; i < clients_.size(); ++i) {
        // another one is first each time: what ran before is still being written to disk
        const std::size_t at = (i + static_cast<std::size_t>(round)) % clients_.size();
        measured[at].push_back(run_once(clients_[at], load));
        runs_.push_back({"produce", clients_[at].name, clients_[at].version, load.partitions, load.value_bytes, load.acks, load.codec,
                         load.threads, measured[at].back()});
      }
    }
    print(load, measured);
  }

  const std::vector<Run>& runs() const { return runs_; }

private:
  Measured run_once(const Client& client, Workload load) {
    load.topic = "bench-produce-" + std::to_string(std::hash<std::string>()(load.bootstrap) % 1000) + "-" + std::to_string(getpid()) + "-" +
                 std::to_string(next_topic_++);
    Broker broker(load.bootstrap);
    broker.create_topic(load.topic, load.partitions);
    Measured measured = in_child([&] { return client.run(load); });
    measured.log_bytes_per_record = broker.log_bytes(load.topic) / (measured.records + static_cast<double>(load.warm_up));
    broker.delete_topic(load.topic);
    return measured;
  }

  void print(const Workload& load, const std::vector<std::vector<Measured>>& measured) const {
    std::printf("\n%ld-byte values, %d partitions, acks %s, codec %s, %d sending threads: medians of %ld runs\n", load.value_bytes,
                load.partitions, load.acks.c_str(), load.codec.c_str(), load.threads, rounds_);
    const Measured klamm = median(measured[0]);
    Table table({"client", "M records/s", "MB/s", "CPU ns/rec", "alloc/rec", "RSS MB", "threads", "p50 ms", "p99 ms", "log B/rec",
                 clients_[0].name + "'s rate", "its CPU"});
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      const Measured m = median(measured[i]);
      table.add({clients_[i].name + " " + clients_[i].version, fixed(m.records_per_s() / 1e6, 2),
                 fixed(m.records_per_s() * static_cast<double>(load.value_bytes) / 1e6, 0), fixed(m.cpu_ns_per_record, 0),
                 fixed(m.allocations_per_record, 4), fixed(m.rss_mb, 0), fixed(m.client_threads, 0), fixed(m.p50_us / 1000, 1),
                 fixed(m.p99_us / 1000, 1), fixed(m.log_bytes_per_record, 1), "x " + fixed(klamm.records_per_s() / m.records_per_s(), 2),
                 "x " + fixed(klamm.cpu_ns_per_record / m.cpu_ns_per_record, 2) + (m.failed ? "  FAILED" : "")});
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
  const Options options(argc, argv,
                        {{"clients", "klamm,librdkafka,ceiling"},
                         {"values", "100"},
                         {"partitions", "6"},
                         {"acks", "1,idempotent"},
                         {"codecs", "none"},
                         {"threads", "1"},
                         {"rounds", "5"},
                         {"megabytes", "300"},
                         {"klamm", ""},
                         {"librdkafka", ""},
                         {"calls", "batch"},
                         {"protocol", "PLAINTEXT"},
                         {"json", ""}},
                        help);
  Benchmark benchmark(clients_named(options.list("clients")), options.number("rounds"));
  Workload load;
  load.bootstrap = bootstrap_servers();
  ClientSettings settings = client_settings(options);
  load.klamm_settings = std::move(settings.klamm);
  load.librdkafka_settings = std::move(settings.librdkafka);
  load.librdkafka_one_by_one = options.text("calls") == "single";
  for (const long value_bytes : options.numbers("values")) {
    for (const long partitions : options.numbers("partitions")) {
      for (const std::string& acks : options.list("acks")) {
        for (const std::string& codec : options.list("codecs")) {
          for (const long threads : options.numbers("threads")) {
            load.value_bytes = value_bytes;
            load.partitions = static_cast<int>(partitions);
            load.acks = acks;
            load.codec = codec;
            load.threads = static_cast<int>(threads);
            load.records = std::min(3'000'000L, options.number("megabytes") * 1'000'000 / value_bytes);
            load.warm_up = load.records / 5;
            benchmark.run(load);
          }
        }
      }
    }
  }
  if (!options.text("json").empty()) write_json(options.text("json"), benchmark.runs());
  return std::ranges::any_of(benchmark.runs(), [](const Run& run) { return run.measured.failed; }) ? 1 : 0;
} catch (const std::exception& failure) {
  std::fprintf(stderr, "error: %s\n", failure.what());
  return 1;
}
