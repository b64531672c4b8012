#include <cstdio>
#include <regex>

#include "end_to_end/workload.hpp"

namespace klamm::bench {
namespace {

std::string output_of(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r"); // NOLINT(cert-env33-c): the benchmark's own command
  if (!pipe) throw std::runtime_error("can't run " + command);
  std::string said;
  for (char line[512]; std::fgets(line, sizeof line, pipe);) said += line;
  if (pclose(pipe) != 0) throw std::runtime_error(command + " said:\n" + said);
  return said;
}

} // namespace

Measured end_to_end_with_java(const Workload& load, const std::string& cluster_command) {
  std::string home = output_of(cluster_command + " home");
  while (home.ends_with('\n')) home.pop_back();
  const std::string said = output_of(home + "/bin/kafka-java tools " + KLAMM_BENCH_FOLDER + "/end_to_end/EndToEnd.java " + load.bootstrap +
                                     " " + load.topic + " " + std::to_string(load.value_bytes) + " " + std::to_string(load.rate) + " " +
                                     std::to_string(load.warm_up) + " " + std::to_string(load.records) + " 2>&1");
  static const std::regex line(R"(records (\d+) seconds ([\d.]+) cpu_ns ([\d.]+) p50 ([\d.]+) p99 ([\d.]+) p999 ([\d.]+))");
  std::smatch match;
  if (!std::regex_search(said, match, line)) throw std::runtime_error("EndToEnd.java said:\n" + said);
  Measured measured;
  measured.records = std::stod(match[1]);
  measured.seconds = std::stod(match[2]);
  measured.cpu_ns_per_record = std::stod(match[3]);
  measured.p50_us = std::stod(match[4]);
  measured.p99_us = std::stod(match[5]);
  measured.p999_us = std::stod(match[6]);
  return measured;
}

} // namespace klamm::bench
