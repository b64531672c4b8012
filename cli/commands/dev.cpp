#include "cli/commands/dev.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <klamm/admin.hpp>
#include <sstream>
#include <thread>
#include <unistd.h>

#include "cli/commands/meant.hpp"
#include "cli/dev/program.hpp"
#include "cli/frame/complaint.hpp"
#include "cli/frame/interrupt.hpp"
#include "cli/output/table.hpp"

namespace klamm::cli {
namespace {

constexpr const char* usual_image = "apache/kafka:4.3.1";

std::string image_of(const DevOptions& options) {
  if (!options.image.empty()) return options.image;
  const char* named = std::getenv("KLAMM_DEV_IMAGE");
  return named && *named ? named : usual_image;
}

std::string container(const DevOptions& options, int broker) { return options.name + "-" + std::to_string(broker); }
std::string address(const DevOptions& options, int broker) { return "127.0.0.1:" + std::to_string(options.port + broker - 1); }

std::string docker(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "docker");
  const ProgramResult result = run_program(arguments);
  if (result.code == 0) return result.out;
  if (result.code == 127)
    throw Failure(ExitCode::error, "there is no docker on this host", "install Docker, or try klamm mock: brokers without it");
  std::string why = result.err.substr(0, result.err.find_last_not_of("\n ") + 1);
  throw Failure(ExitCode::error, "docker " + arguments[1] + " failed: " + why,
                why.find("Cannot connect") != std::string::npos || why.find("permission denied") != std::string::npos
                    ? "is the Docker daemon running, and may you use it? docker ps"
                    : "");
}

struct Container {
  int broker = 0;
  std::string state, image, ports;
};

// Those that this cluster has, running or not.
std::vector<Container> containers(const DevOptions& options) {
  std::istringstream lines(docker({"ps", "--all", "--filter", "label=klamm.dev=" + options.name, "--format",
                                   "{{.Label \"klamm.broker\"}}\t{{.State}}\t{{.Image}}\t{{.Label \"klamm.address\"}}"}));
  std::vector<Container> found;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    Container one;
    std::string number;
    std::getline(words, number, '\t') && std::getline(words, one.state, '\t') && std::getline(words, one.image, '\t') &&
        std::getline(words, one.ports, '\t');
    one.broker = std::atoi(number.c_str());
    if (one.broker > 0) found.push_back(std::move(one));
  }
  std::sort(found.begin(), found.end(), [](const Container& a, const Container& b) { return a.broker < b.broker; });
  return found;
}

std::string servers_of(const DevOptions& options) {
  std::string list;
  for (int broker = 1; broker <= options.brokers; ++broker) list += (list.empty() ? "" : ",") + address(options, broker);
  return list;
}

void wait_until_ready(const DevOptions& options, const Frame& frame) {
  AdminConfig config;
  for (int broker = 1; broker <= options.brokers; ++broker) config.bootstrap_servers.push_back(address(options, broker));
  config.log_level = LogLevel::error;
  const std::chrono::milliseconds limit = frame.timeout ? frame.wait() : std::chrono::minutes(3);
  const auto deadline = std::chrono::steady_clock::now() + limit;
  Admin admin(config);
  for (;;) {
    const auto cluster = admin.describe_cluster({.timeout = std::chrono::seconds(2)});
    if (cluster && cluster->brokers.size() == static_cast<std::size_t>(options.brokers)) return;
    for (const Container& one : containers(options))
      if (one.state == "exited" || one.state == "dead")
        throw Failure(ExitCode::error, "broker " + std::to_string(one.broker) + " has ended while it started",
                      "docker logs " + container(options, one.broker));
    if (interrupted()) throw Failure(ExitCode::error, "the brokers are starting", "klamm dev status; klamm dev down takes them away");
    if (std::chrono::steady_clock::now() > deadline)
      throw Failure(ExitCode::timeout, "the brokers were not ready within " + std::to_string(limit.count() / 1000) + " s",
                    "docker logs " + container(options, 1) + "; -m SECONDS waits longer");
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

const Container& the_broker(const std::vector<Container>& all, const DevOptions& options) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Container& one) { return one.broker == options.broker; });
  if (found == all.end())
    throw Failure(ExitCode::error, options.name + " has no broker " + std::to_string(options.broker),
                  all.empty() ? "klamm dev up starts one" : "klamm dev status lists them");
  return *found;
}

} // namespace

std::vector<std::string> dev_run_command(const DevOptions& options, int broker) {
  std::string voters;
  for (int one = 1; one <= options.brokers; ++one)
    voters += (voters.empty() ? "" : ",") + std::to_string(one) + "@" + container(options, one) + ":9093";
  const std::string port = std::to_string(options.port + broker - 1), copies = std::to_string(std::min(options.brokers, 3)),
                    least = options.brokers >= 3 ? "2" : "1";
  std::vector<std::string> command{"run",        "--detach",
                                   "--name",     container(options, broker),
                                   "--hostname", container(options, broker),
                                   "--network",  options.name,
                                   "--label",    "klamm.dev=" + options.name,
                                   "--label",    "klamm.broker=" + std::to_string(broker),
                                   "--label",    "klamm.address=" + address(options, broker),
                                   "--publish",  "127.0.0.1:" + port + ":9092"};
  const auto set = [&command](const char* name, const std::string& value) {
    command.emplace_back("--env");
    command.push_back(std::string(name) + "=" + value);
  };
  set("CLUSTER_ID", "4L6g3nShT-eMCtK--X86sw");
  set("KAFKA_NODE_ID", std::to_string(broker));
  set("KAFKA_PROCESS_ROLES", "broker,controller");
  set("KAFKA_CONTROLLER_QUORUM_VOTERS", voters);
  set("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER");
  set("KAFKA_INTER_BROKER_LISTENER_NAME", "INTERNAL");
  set("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "CONTROLLER:PLAINTEXT,INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT");
  set("KAFKA_LISTENERS", "INTERNAL://:29092,EXTERNAL://:9092,CONTROLLER://:9093");
  // (clients on this host are told of a port of this host, brokers of each other's names)
  set("KAFKA_ADVERTISED_LISTENERS", "INTERNAL://" + container(options, broker) + ":29092,EXTERNAL://" + address(options, broker));
  set("KAFKA_LOG_DIRS", "/tmp/kafka-data");
  set("KAFKA_DEFAULT_REPLICATION_FACTOR", copies);
  set("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", copies);
  set("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", copies);
  set("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", least);
  set("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", copies);
  set("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", least);
  set("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
  set("KAFKA_HEAP_OPTS", "-Xmx512m -Xms256m");
  command.push_back(image_of(options));
  return command;
}

ExitCode dev_up(const DevOptions& options, const Frame& frame) {
  catch_interrupts();
  const std::vector<Container> there = containers(options);
  const auto runs = std::count_if(there.begin(), there.end(), [](const Container& one) { return one.state == "running"; });
  if (!there.empty() && (runs != static_cast<std::ptrdiff_t>(there.size()) || static_cast<int>(there.size()) != options.brokers ||
                         there.front().ports != address(options, 1))) {
    if (runs > 0)
      throw Failure(ExitCode::error,
                    options.name + " is up with " + std::to_string(there.size()) + " brokers, " + std::to_string(runs) + " of which run",
                    "klamm dev down first; or --name OTHER --port N for a second cluster");
    dev_down(options, frame); // what an earlier one has left
  }
  if (there.empty() || runs == 0) {
    if (docker({"network", "ls", "--quiet", "--filter", "name=^" + options.name + "$"}).empty())
      docker({"network", "create", "--label", "klamm.dev=" + options.name, options.name});
    try {
      for (int broker = 1; broker <= options.brokers; ++broker) docker(dev_run_command(options, broker));
    } catch (const Failure&) { // a port that is taken, an image that isn't there: no half of a cluster stays
      for (const Container& one : containers(options)) docker({"rm", "--force", "--volumes", container(options, one.broker)});
      docker({"network", "rm", options.name});
      throw;
    }
  }
  wait_until_ready(options, frame);
  say("KLAMM_BROKERS=" + servers_of(options));
  return ExitCode::ok;
}

ExitCode dev_down(const DevOptions& options, const Frame&) {
  const std::vector<Container> there = containers(options);
  for (const Container& one : there) docker({"rm", "--force", "--volumes", container(options, one.broker)});
  if (!docker({"network", "ls", "--quiet", "--filter", "name=^" + options.name + "$"}).empty()) docker({"network", "rm", options.name});
  say(there.empty() ? options.name + " is not there" : "took " + options.name + " away, with all its records");
  return ExitCode::ok;
}

ExitCode dev_status(const DevOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  const std::vector<Container> there = containers(options);
  Table table({{"broker"}, {"state"}, {"address"}, {"container"}, {"image", true}});
  for (const Container& one : there) table.add({std::int64_t{one.broker}, one.state, one.ports, container(options, one.broker), one.image});
  Sink out(STDOUT_FILENO);
  table.print(out, form);
  out.flush();
  return there.empty() ? ExitCode::error : ExitCode::ok;
}

ExitCode dev_kill(const DevOptions& options, const Frame&) {
  const std::vector<Container> there = containers(options);
  if (the_broker(there, options).state != "running")
    throw Failure(ExitCode::error, "broker " + std::to_string(options.broker) + " does not run",
                  "klamm dev restart " + std::to_string(options.broker));
  docker({"kill", container(options, options.broker)});
  say("killed broker " + std::to_string(options.broker) + "; klamm dev restart " + std::to_string(options.broker) + " starts it again");
  return ExitCode::ok;
}

ExitCode dev_restart(const DevOptions& options, const Frame& frame) {
  catch_interrupts();
  const std::vector<Container> there = containers(options);
  const bool ran = the_broker(there, options).state == "running";
  docker({ran ? "restart" : "start", container(options, options.broker)});
  DevOptions whole = options;
  whole.brokers = static_cast<int>(std::count_if(
      there.begin(), there.end(), [&](const Container& one) { return one.state == "running" || one.broker == options.broker; }));
  // Where the others are is known by the first one's port.
  const std::string& first = there.front().ports;
  whole.port = std::atoi(first.c_str() + first.rfind(':') + 1) - (there.front().broker - 1);
  if (static_cast<std::size_t>(whole.brokers) == there.size()) wait_until_ready(whole, frame);
  say("broker " + std::to_string(options.broker) + " is back");
  return ExitCode::ok;
}

} // namespace klamm::cli
