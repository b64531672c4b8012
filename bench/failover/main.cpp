// How soon clients go on when a broker dies (SIGKILL) that leads their partition and coordinates their group, on three brokers (KLAMM_BOOTSTRAP, KLAMM_CLUSTER_CMD): klamm,
// librdkafka in each version that KLAMM_LIBRDKAFKA names, and Java's clients. All live through the same deaths. The broker that dies is the first of KLAMM_BOOTSTRAP. Until another leader is elected nobody can go on;
// what counts is how long after it each does.
#include <klamm/build_config.hpp>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>

#include "failover/client_processes.hpp"
#include "failover/victim.hpp"
#include "failover/workload.hpp"
#include "support/options.hpp"
#include "support/table.hpp"
#include "support/usage.hpp"
#ifdef KLAMM_BENCH_LIBRDKAFKA
#include "support/librdkafka.hpp"
#endif

namespace {

using namespace klamm::bench;

constexpr const char* help = R"(failover [--OPTION VALUE …]: clients that go on when a broker is killed; lists have commas

  --clients     klamm,librdkafka,java
  --scenarios   produce,consume
  --rounds      deaths (default 30)
  --gap         milliseconds between records (default 10)
  --json        a file for the figures of each death: seconds without a record, p50_us from the election on
)";

struct Client {
  std::string name, version;
  std::function<void(const Workload&)> run;
};

/// One thing that is measured of one process.
struct Subject {
  std::string scenario;
  const Client* client;
  std::size_t process;
  char what;
  std::vector<double> silences_ms{}, after_election_ms{};
  std::size_t failed = 0;
};

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::vector<Client> clients_named(const std::vector<std::string>& names, const std::string& cluster_command) {
  std::vector<Client> clients;
  for (const std::string& name : names) {
    if (name == "klamm") clients.push_back({name, KLAMM_VERSION, go_on_with_klamm});
    else if (name == "java")
      clients.push_back(
          {name, environment("KLAMM_KAFKA_VERSION"), [cluster_command](const Workload& load) { go_on_with_java(load, cluster_command); }});
#ifdef KLAMM_BENCH_LIBRDKAFKA
    else if (name == "librdkafka") {
      for (const std::string& file : librdkafka_files()) {
        const std::string version = librdkafka_version(file);
        if (!version.empty()) clients.push_back({name, version, [file](const Workload& load) { go_on_with_librdkafka(load, file); }});
      }
    }
#endif
    else
      throw std::runtime_error("there is no client " + name + " in this build");
  }
  return clients;
}

/// The time of the first event behind the first silence of half a second that ends after `since`, and its length; {0, 0} while there is none.
std::pair<std::int64_t, std::int64_t> end_of_silence(const std::vector<std::int64_t>& times, std::int64_t since) {
  auto at = std::lower_bound(times.begin(), times.end(), since);
  for (; at != times.end(); ++at)
    if (at != times.begin() && *at - *std::prev(at) > 500'000'000) return {*at, *at - *std::prev(at)};
  return {0, 0};
}

bool is_at_work(const ClientProcesses& processes, const Subject& s) { return now_ns() - processes.last(s.process, s.what) < 400'000'000; }

bool all_are_at_work(const ClientProcesses& processes, const std::vector<Subject>& subjects) {
  return std::ranges::all_of(subjects, [&](const Subject& s) { return is_at_work(processes, s); });
}

template <class Condition>
bool wait_for(std::chrono::seconds limit, Condition condition) {
  for (const auto end = Clock::now() + limit; Clock::now() < end; std::this_thread::sleep_for(std::chrono::milliseconds(20)))
    if (condition()) return true;
  return false;
}

void measure_death(Victim& victim, const ClientProcesses& processes, std::vector<Subject>& subjects, std::vector<double>& elections_ms) {
  const std::int64_t since = now_ns();
  const std::int64_t elected = victim.kill();
  wait_for(std::chrono::seconds(40), [&] {
    return std::ranges::all_of(subjects,
                               [&](const Subject& s) { return end_of_silence(processes.times(s.process, s.what), since).first != 0; });
  });
  std::int64_t died = 0; // when the last record was acknowledged, by whomever
  for (Subject& s : subjects) {
    const auto [ended, silence] = end_of_silence(processes.times(s.process, s.what), since);
    if (ended == 0) {
      ++s.failed;
      continue;
    }
    died = std::max(died, ended - silence);
    s.silences_ms.push_back(static_cast<double>(silence) / 1e6);
    s.after_election_ms.push_back(static_cast<double>(ended - elected) / 1e6);
  }
  elections_ms.push_back(static_cast<double>(elected - died) / 1e6);
}

double at(std::vector<double> values, double part) {
  if (values.empty()) return NAN;
  std::ranges::sort(values);
  return values[std::min(values.size() - 1, static_cast<std::size_t>(part * static_cast<double>(values.size())))];
}

void print(const std::vector<Subject>& subjects, const std::vector<double>& elections_ms) {
  std::printf("\n%zu deaths; a new leader was elected after %.0f ms (median), %.0f ms (p99)\n", elections_ms.size(), at(elections_ms, 0.5),
              at(elections_ms, 0.99));
  Table table({"", "client", "silence p50 ms", "p99", "after the election p50 ms", "p99", "never"});
  for (const Subject& s : subjects) {
    table.add({s.scenario, s.client->name + " " + s.client->version, fixed(at(s.silences_ms, 0.5), 0), fixed(at(s.silences_ms, 0.99), 0),
               fixed(at(s.after_election_ms, 0.5), 0), fixed(at(s.after_election_ms, 0.99), 0), std::to_string(s.failed)});
  }
  table.print();
}

std::vector<Run> rows(const std::vector<Subject>& subjects) {
  std::vector<Run> rows;
  for (const Subject& s : subjects) {
    for (std::size_t i = 0; i < s.silences_ms.size(); ++i) {
      Run run{"failover " + s.scenario, s.client->name, s.client->version, 1, 8, "idempotent", "none", 1, {}};
      run.measured.records = 1;
      run.measured.seconds = s.silences_ms[i] / 1000;
      run.measured.p50_us = s.after_election_ms[i] * 1000;
      rows.push_back(std::move(run));
    }
  }
  return rows;
}

} // namespace

int main(int argc, char** argv) try {
  const Options options(
      argc, argv, {{"clients", "klamm,librdkafka,java"}, {"scenarios", "produce,consume"}, {"rounds", "30"}, {"gap", "10"}, {"json", ""}},
      help);
  const std::string command = environment("KLAMM_CLUSTER_CMD");
  if (command.empty()) throw std::runtime_error("KLAMM_CLUSTER_CMD is not set: ./dev cluster up 3; eval \"$(./dev cluster env)\"");
  const std::vector<Client> clients = clients_named(options.list("clients"), command);
  Victim victim(bootstrap_servers(), command);
  ClientProcesses processes;
  std::vector<Subject> subjects;
  std::vector<std::string> groups, fed;
  int number = 0;
  for (const std::string& scenario : options.list("scenarios")) {
    if (scenario != "produce" && scenario != "consume") throw std::runtime_error("there are the scenarios produce and consume");
    for (const Client& client : clients) {
      Workload load;
      load.bootstrap = bootstrap_servers();
      load.topic = "bench-failover-" + std::to_string(getpid()) + "-" + std::to_string(number++);
      load.consumes = scenario == "consume";
      load.gap_ms = static_cast<int>(options.number("gap"));
      victim.create_topic(load.topic);
      if (load.consumes) fed.push_back(load.topic), groups.push_back(load.group = victim.group(load.topic));
      const std::size_t process = processes.start([&] { client.run(load); });
      subjects.push_back({scenario, &client, process, 'a'});
      if (load.consumes) subjects.push_back({"commit", &client, process, 'c'});
    }
  }
  if (!fed.empty()) processes.start([&] { feed_with_klamm(bootstrap_servers(), fed, static_cast<int>(options.number("gap"))); });
  processes.listen();
  std::vector<double> elections_ms;
  bool stopped_early = false;
  try {
    for (long round = 0; round < options.number("rounds"); ++round) {
      victim.wait_until_well(groups);
      if (!wait_for(std::chrono::seconds(60), [&] { return all_are_at_work(processes, subjects); })) {
        for (const Subject& s : subjects)
          if (!is_at_work(processes, s))
            std::fprintf(stderr, "%s %s is not at work (%s)\n", s.client->name.c_str(), s.client->version.c_str(), s.scenario.c_str());
        if (round == 0) throw std::runtime_error("not everybody has begun to work within a minute");
      }
      std::this_thread::sleep_for(std::chrono::seconds(2));
      measure_death(victim, processes, subjects, elections_ms);
      std::fprintf(stderr, "death %ld of %ld\n", round + 1, options.number("rounds"));
      victim.start();
    }
  } catch (const std::exception& failure) { // what was measured until then counts
    std::fprintf(stderr, "error: %s\n", failure.what());
    stopped_early = true;
  }
  print(subjects, elections_ms);
  if (!options.text("json").empty()) write_json(options.text("json"), rows(subjects));
  return stopped_early || std::ranges::any_of(subjects, [](const Subject& s) { return s.failed > 0; }) ? 1 : 0;
} catch (const std::exception& failure) {
  std::fprintf(stderr, "error: %s\n", failure.what());
  return 1;
}
