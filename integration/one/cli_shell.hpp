// Runs the klamm program as a person does, against the tests' cluster.
#pragma once

#include "support/cluster.hpp"
#include "support/shell.hpp"

namespace klamm::test {

/// As shell(), with the cluster in klamm's environment and no settings of whoever runs the test.
inline Outcome with_cluster(const std::string& command) {
  ::setenv("KLAMM_BROKERS", bootstrap().c_str(), 1);
  ::setenv("XDG_CONFIG_HOME", "/nowhere", 1);
  return shell(command);
}

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace klamm::test
