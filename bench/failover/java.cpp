#include <unistd.h>

#include <cstdio>
#include <stdexcept>

#include "failover/workload.hpp"

namespace klamm::bench {

void go_on_with_java(const Workload& load, const std::string& cluster_command) {
  FILE* pipe = popen((cluster_command + " home").c_str(), "r"); // NOLINT(cert-env33-c): the benchmark's own command
  char home[4096] = "";
  if (!pipe || !std::fgets(home, sizeof home, pipe) || pclose(pipe) != 0) throw std::runtime_error("no Java: " + cluster_command + " home");
  std::string program(home);
  program = program.substr(0, program.find('\n')) + "/bin/kafka-java";
  const std::string source = KLAMM_BENCH_FOLDER "/failover/Failover.java", group = load.consumes ? load.group : "-",
                    gap = std::to_string(load.gap_ms), commit_gap = std::to_string(load.commit_gap_ms);
  execl(program.c_str(), program.c_str(), "tools", source.c_str(), load.bootstrap.c_str(), load.topic.c_str(), group.c_str(), gap.c_str(),
        commit_gap.c_str(), static_cast<char*>(nullptr));
  throw std::runtime_error("can't run " + program);
}

} // namespace klamm::bench
