#include <cstdio>
#include <regex>
#include <stdexcept>

#include "latency/workload.hpp"

namespace klamm::bench {

Measured latency_of_java(const Workload& load, const std::string& cluster_command) {
  const std::string command = cluster_command + " exec kafka-producer-perf-test.sh --topic " + load.topic + " --num-records " +
                              std::to_string(load.records) + " --warmup-records " + std::to_string(load.warm_up) + " --record-size " +
                              std::to_string(load.value_bytes) + " --throughput " + std::to_string(load.rate) +
                              " --producer-props bootstrap.servers=" + load.bootstrap +
                              " linger.ms=0 acks=" + (load.acks == "1" ? "1" : "all") +
                              " enable.idempotence=" + (load.acks == "idempotent" ? "true" : "false") + " 2>&1";
  FILE* pipe = popen(command.c_str(), "r"); // NOLINT(cert-env33-c): the benchmark's own command
  if (!pipe) throw std::runtime_error("can't run " + command);
  std::string said;
  for (char line[512]; std::fgets(line, sizeof line, pipe);) said += line;
  const int status = pclose(pipe);
  // The last line of this form is the sum.
  static const std::regex sum(
      R"((\d+) records sent, ([\d.]+) records/sec .*, (\d+) ms 50th, (\d+) ms 95th, (\d+) ms 99th, (\d+) ms 99\.9th)");
  std::smatch match;
  Measured measured;
  for (auto from = said.cbegin(); std::regex_search(from, said.cend(), match, sum); from = match.suffix().first) {
    measured.records = std::stod(match[1]);
    measured.seconds = measured.records / std::stod(match[2]);
    measured.p50_us = 1000 * std::stod(match[3]);
    measured.p99_us = 1000 * std::stod(match[5]);
    measured.p999_us = 1000 * std::stod(match[6]);
  }
  if (status != 0 || measured.records == 0) throw std::runtime_error("kafka-producer-perf-test said:\n" + said);
  return measured;
}

} // namespace klamm::bench
