// klamm dev with a docker of the test's own, which writes down what it was called with.
#include "cli/commands/dev.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "cli/support/shell.hpp"

using namespace klamm::cli;
using klamm::test::shell;

namespace {

bool has(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// With this script as docker.
std::string with_docker(const std::string& script, const std::string& command) {
  return "d=$(mktemp -d); printf '#!/bin/sh\\n" + script + "\\n' >$d/docker; chmod +x $d/docker; PATH=$d:$PATH; " + command +
         " 2>&1; echo ended with $?; rm -r $d";
}

} // namespace

TEST_CASE("dev: each broker knows the others inside, and its clients outside") {
  DevOptions options;
  options.brokers = 3;
  options.port = 19092;
  options.name = "lab";
  options.image = "some/kafka:1";
  const auto second = dev_run_command(options, 2);
  CHECK(second.back() == "some/kafka:1");
  CHECK(has(second, "lab-2"));
  CHECK(has(second, "127.0.0.1:19093:9092"));
  CHECK(has(second, "KAFKA_NODE_ID=2"));
  CHECK(has(second, "KAFKA_CONTROLLER_QUORUM_VOTERS=1@lab-1:9093,2@lab-2:9093,3@lab-3:9093"));
  CHECK(has(second, "KAFKA_ADVERTISED_LISTENERS=INTERNAL://lab-2:29092,EXTERNAL://127.0.0.1:19093"));
  CHECK(has(second, "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR=3"));
  CHECK(has(second, "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR=2"));
  options.brokers = 1;
  CHECK(has(dev_run_command(options, 1), "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR=1"));
  options.image.clear();
  ::unsetenv("KLAMM_DEV_IMAGE");
  CHECK(dev_run_command(options, 1).back() == "apache/kafka:4.3.1");
  ::setenv("KLAMM_DEV_IMAGE", "mine", 1);
  CHECK(dev_run_command(options, 1).back() == "mine");
  ::unsetenv("KLAMM_DEV_IMAGE");
}

TEST_CASE("klamm dev: what docker says is passed on, and who has none is told") {
  ::setenv("XDG_CONFIG_HOME", "/nowhere", 1);
  const auto says = [](const std::string& command, const std::string& code, const std::string& text) {
    const auto outcome = shell(command);
    CHECK_MESSAGE(outcome.said.find(text) != std::string::npos, outcome.said);
    CHECK_MESSAGE(outcome.said.find("ended with " + code) != std::string::npos, outcome.said);
  };
  says("PATH=/nowhere; klamm dev up 2>&1; echo ended with $?", "1", "there is no docker on this host");
  says(with_docker("echo Cannot connect to the Docker daemon >&2; exit 1", "klamm dev status"), "1", "is the Docker daemon running");
  says(with_docker("true", "klamm dev status"), "1", "BROKER");
  says(with_docker("true", "klamm dev kill 1"), "1", "klamm dev up starts one");
  says(with_docker("true", "klamm dev down"), "0", "klamm-dev is not there");
  const std::string listing = "echo \"1\trunning\timg\t127.0.0.1:9092\"; echo \"2\texited\timg\t127.0.0.1:9093\"";
  says(with_docker(listing, "klamm dev status -o csv"), "0", "2,exited,127.0.0.1:9093,klamm-dev-2,img");
  says(with_docker(listing, "klamm dev kill 2"), "1", "broker 2 does not run");
  says(with_docker(listing, "klamm dev kill 3"), "1", "klamm dev status lists them");
  says(with_docker(listing, "klamm dev up --brokers 2"), "1", "klamm-dev is up with 2 brokers, 1 of which run");
  says("klamm dev up --brokers 0 2>&1; echo ended with $?", "2", "--brokers");
  says("klamm dev kill 2>&1; echo ended with $?", "2", "BROKER");
}
