#include "failover/victim.hpp"

#include <cstdlib>
#include <list>
#include <stdexcept>
#include <thread>
#include <utility>

#include "failover/client_processes.hpp"
#include "support/broker.hpp"
#include "support/usage.hpp"
#include "wire/messages/create_topics.hpp"
#include "wire/messages/elect_leaders.hpp"
#include "wire/messages/find_coordinator.hpp"
#include "wire/messages/metadata.hpp"

namespace klamm::bench {
namespace {

using namespace std::chrono_literals;

void pause(std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }

} // namespace

Victim::Victim(const std::string& bootstrap, std::string cluster_command) : command_(std::move(cluster_command)) {
  Broker broker(bootstrap);
  const auto [response, frame] = broker.call(wire::MetadataRequest{}, 8);
  for (const auto& one : response.brokers) {
    addresses_[one.node_id] = std::string(one.host) + ":" + std::to_string(one.port);
    if (addresses_[one.node_id] == bootstrap.substr(0, bootstrap.find(','))) id_ = one.node_id;
  }
  if (id_ == -1 || addresses_.size() < 3) throw std::runtime_error("failover needs three brokers that name the address of KLAMM_BOOTSTRAP");
}

void Victim::create_topic(const std::string& name) {
  Broker broker(addresses_.at(id_));
  wire::CreateTopicsRequest request;
  auto& topic = request.topics.emplace_back();
  topic.name = name;
  topic.num_partitions = -1;
  topic.replication_factor = -1;
  auto& assignment = topic.assignments.emplace_back();
  assignment.broker_ids = {id_};
  for (const auto& [id, address] : addresses_)
    if (id != id_) assignment.broker_ids.push_back(id);
  const auto [response, frame] = broker.call(request, 4);
  if (response.topics.at(0).error_code != ErrorCode::none) throw std::runtime_error("topic " + name + " was not created");
  topics_.push_back(name);
}

std::string Victim::group(const std::string& prefix) {
  elect_preferred();
  for (const auto end = Clock::now() + 60s; Clock::now() < end; pause(200ms)) {
    for (int i = 0; i < 50; ++i) {
      const std::string name = prefix + "-" + std::to_string(i);
      if (coordinator(name) == id_) return name;
    }
    elect_preferred();
  }
  throw std::runtime_error("the first broker coordinates no group");
}

int Victim::coordinator(const std::string& group) const {
  Broker broker(addresses_.at(id_));
  wire::FindCoordinatorRequest request;
  request.key = group;
  const auto [response, frame] = broker.call(request, 1);
  return response.error_code == ErrorCode::none ? response.node_id : -1;
}

int Victim::leader(Broker& broker, const std::string& topic, std::size_t* in_sync) {
  wire::MetadataRequest request;
  request.topics->push_back({{}, topic});
  request.allow_auto_topic_creation = false;
  const auto [response, frame] = broker.call(request, 8);
  for (const auto& one : response.topics) {
    if (one.error_code != ErrorCode::none || one.partitions.empty()) continue;
    if (in_sync) *in_sync = one.partitions[0].isr_nodes.size();
    return one.partitions[0].leader_id;
  }
  return -1;
}

void Victim::elect_preferred() const {
  Broker broker(addresses_.at(id_));
  wire::ElectLeadersRequest request;
  request.topics.reset(); // all
  (void)broker.call(request, 1);
}

void Victim::wait_until_well(const std::vector<std::string>& groups) {
  const auto is_well = [&] {
    Broker broker(addresses_.at(id_));
    for (const std::string& topic : topics_) {
      std::size_t in_sync = 0;
      if (leader(broker, topic, &in_sync) != id_ || in_sync != addresses_.size()) return false;
    }
    for (const std::string& group : groups)
      if (coordinator(group) != id_) return false;
    return true;
  };
  for (const auto end = Clock::now() + 120s; Clock::now() < end; pause(300ms)) {
    if (is_well()) return;
    elect_preferred();
  }
  throw std::runtime_error("the first broker does not lead again");
}

std::int64_t Victim::kill() {
  std::list<Broker> others;
  for (const auto& [id, address] : addresses_)
    if (id != id_) others.emplace_back(address);
  const std::string command = command_ + " kill " + std::to_string(id_);
  int status = -1;
  std::thread killing(
      [&] { status = std::system(command.c_str()); }); // NOLINT(concurrency-mt-unsafe, cert-env33-c): the benchmark's own command
  std::int64_t elected = 0;
  for (const auto end = Clock::now() + 60s; elected == 0 && Clock::now() < end; pause(2ms)) {
    for (Broker& broker : others) {
      const int now = elected == 0 ? leader(broker, topics_.at(0)) : -1;
      if (now >= 0 && now != id_) elected = now_ns();
    }
  }
  killing.join();
  if (status != 0 || elected == 0) throw std::runtime_error("no other leader was elected");
  return elected;
}

void Victim::start() {
  const std::string command = command_ + " start " + std::to_string(id_);
  if (std::system(command.c_str()) != 0) throw std::runtime_error(command + " failed"); // NOLINT(concurrency-mt-unsafe, cert-env33-c)
}

} // namespace klamm::bench
