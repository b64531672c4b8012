// The cluster that `./dev cluster up` has started, as integration tests reach it: addresses from the environment, Kafka's own scripts through
// `./dev cluster exec`.
#pragma once

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace klamm::test {

/// An environment variable that `./dev cluster env` sets.
inline std::string setting(const char* name) {
  const char* value = std::getenv(name);
  if (!value)
    throw std::runtime_error(std::string(name) +
                             " is not set: run the tests through ./dev test integration, or eval \"$(./dev cluster env)\" first");
  return value;
}

inline std::string bootstrap() { return setting("KLAMM_BOOTSTRAP"); }
/// The same as a list.
inline std::vector<std::string> bootstrap_servers() {
  std::vector<std::string> servers;
  std::istringstream list(bootstrap());
  for (std::string server; std::getline(list, server, ',');) servers.push_back(server);
  return servers;
}

/// What a shell command prints; throws with it when the command fails.
inline std::string run(const std::string& command) {
  const std::string whole = command + " 2>&1";
  FILE* pipe = popen(whole.c_str(), "r");
  if (!pipe) throw std::runtime_error("cannot run " + command);
  std::string output;
  char block[4096];
  for (std::size_t n; (n = std::fread(block, 1, sizeof block, pipe)) > 0;) output.append(block, n);
  if (pclose(pipe) != 0) throw std::runtime_error(command + " failed: " + output);
  return output;
}

/// `./dev cluster ARGUMENTS`
inline std::string cluster(const std::string& arguments) { return run(setting("KLAMM_CLUSTER_CMD") + " " + arguments); }

/// The folder with Kafka's own tools, to be run on this host.
inline std::string cluster_home() {
  std::string home = cluster("home");
  while (!home.empty() && home.back() == '\n') home.pop_back();
  return home.substr(home.rfind('\n') + 1);
}

/// Runs one of Kafka's scripts against the cluster.
inline std::string kafka(const std::string& script, const std::string& arguments) {
  return cluster("exec " + script + " --bootstrap-server " + bootstrap() + " " + arguments);
}

/// A name that no other test uses.
inline std::string new_name(const std::string& name) {
  const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
  return name + "-" + std::to_string(getpid()) + "-" + std::to_string(now % 1'000'000'000);
}

/// A topic that no other test uses.
inline std::string new_topic(const std::string& name, int partitions, const std::string& options = "") {
  const std::string topic = new_name(name);
  kafka("kafka-topics.sh", "--create --topic " + topic + " --partitions " + std::to_string(partitions) + " " + options);
  return topic;
}

} // namespace klamm::test
