#include "sim/world.hpp"

#include "client/client_access.hpp"

namespace klamm::sim {
namespace {

constexpr std::uint64_t most_handlers = 20'000'000;      // of one simulation
constexpr std::uint64_t most_handlers_at_once = 100'000; // in one instant

} // namespace

// A machine's way to the network. The client may outlive the machine.
class Machine::Cable final : public net::Network {
public:
  Cable(std::shared_ptr<net::MemoryNetwork> network, World& world, Machine& machine)
      : network_(std::move(network)), world_(world), machine_(&machine) {}

  void resolve(const net::Endpoint& endpoint, UniqueFunction<void(Result<std::vector<net::Address>>)> handler) override {
    if (machine_) network_->resolve(endpoint, std::move(handler));
  }
  void connect(const net::Address& address, const net::SocketOptions& options, TimePoint deadline,
               UniqueFunction<void(Result<std::unique_ptr<net::Transport>>)> handler) override {
    if (!machine_) return;
    world_.connecting_ = machine_;
    network_->connect(address, options, deadline, std::move(handler));
    world_.connecting_ = nullptr;
  }
  void pull() { machine_ = nullptr; }

private:
  std::shared_ptr<net::MemoryNetwork> network_;
  World& world_;
  Machine* machine_;
};

Machine::Machine(World& world, std::string name)
    : world_(world), name_(std::move(name)), cable_(std::make_shared<Cable>(world.network_, world, *this)) {}
Machine::~Machine() { cable_->pull(); }

Client Machine::client(ClientConfig config) {
  auto runtime = std::make_shared<net::Runtime>();
  runtime->executor = world_.context_.get_executor();
  runtime->clock = world_.clock_;
  runtime->network = cable_;
  runtime->random = world_.fork();
  if (world_.trace_.is_on()) {
    runtime->log = Log(LogLevel::debug, [&trace = world_.trace_, name = name_](LogLevel, std::string_view context, std::string_view text) {
      trace(name, [&] { return std::string(context) + ": " + std::string(text); });
    });
  }
  return detail::ClientAccess::make(detail::ClientCore::on_runtime(std::move(config), std::move(runtime), [] { return true; }));
}

void Machine::unplug() {
  cable_->pull();
  for (const auto& weak : links_) {
    if (const auto link = weak.lock()) link->to_client.lost = link->to_server.lost = true;
  }
}

World::World(std::uint64_t seed, int brokers, Trace& trace)
    : random_(seed),
      trace_(trace),
      clock_(std::make_shared<net::ManualClock>([this] { settle(); })),
      network_(std::make_shared<net::MemoryNetwork>(context_.get_executor(), clock_)) {
  trace_.begin(clock_);
  network_->random = fork();
  network_->on_link([this](const std::shared_ptr<net::Link>& link) {
    if (on_link_) on_link_(*link);
    links_.push_back(link);
    if (connecting_) connecting_->links_.push_back(link);
  });
  auto runtime = std::make_shared<net::Runtime>();
  runtime->executor = context_.get_executor();
  runtime->clock = clock_;
  runtime->network = network_;
  runtime->random = fork();
  runtime->log = Log(LogLevel::info, [this](LogLevel, std::string_view context, std::string_view text) {
    trace_(context, [&] { return std::string(text); });
  });
  server_ = std::make_unique<mock::Server>(std::move(runtime), random_());
  for (mock::NodeId node = 1; node <= brokers; ++node) {
    const std::string host = "b" + std::to_string(node);
    state().brokers.push_back({.id = node, .host = host, .port = 9092, .rack = {}});
    network_->set_host(host, {address(node).ip});
    listen(node);
  }
}

World::~World() {
  server_->hang_up_all();
  waits_.clear();
  network_->drop_all();
  trace_.end();
}

net::Address World::address(mock::NodeId node) const { return {"10.0.0." + std::to_string(node), 9092}; }

std::vector<std::string> World::bootstrap_servers() const {
  std::vector<std::string> servers;
  for (const mock::Broker& broker : server_->state().brokers) servers.push_back(broker.host + ":9092");
  return servers;
}

std::unique_ptr<Machine> World::machine(std::string name) { return std::make_unique<Machine>(*this, std::move(name)); }

std::vector<std::shared_ptr<net::Link>> World::links() {
  std::erase_if(links_, [](const auto& weak) { return weak.expired(); });
  std::vector<std::shared_ptr<net::Link>> open;
  for (const auto& weak : links_) open.push_back(weak.lock());
  return open;
}

void World::listen(mock::NodeId node) {
  network_->listen(address(node), [this, node](std::unique_ptr<net::Transport> transport) { server_->accept(node, std::move(transport)); });
}

void World::fall_ill(mock::NodeId node, bool dead, Duration unnoticed) {
  const std::uint64_t since = ++illnesses_;
  ills_[node] = {dead, since};
  later(unnoticed, [this, node, since] {
    const auto ill = ills_.find(node);
    if (ill == ills_.end() || ill->second.since != since) return;
    state().stop(node);
    server_->changed();
  });
}

void World::kill(mock::NodeId node, Duration unnoticed) {
  network_->set_frozen(address(node), false);
  network_->stop_listening(address(node));
  server_->hang_up(node);
  fall_ill(node, true, unnoticed);
}

void World::freeze(mock::NodeId node, Duration unnoticed) {
  if (const auto ill = ills_.find(node); ill != ills_.end() && ill->second.dead) return;
  network_->set_frozen(address(node), true);
  fall_ill(node, false, unnoticed);
}

void World::revive(mock::NodeId node) {
  const auto ill = ills_.find(node);
  if (ill == ills_.end()) return;
  if (ill->second.dead) listen(node);
  ills_.erase(ill);
  network_->set_frozen(address(node), false);
  state().start(node);
  server_->changed();
}

void World::later(Duration wait, UniqueFunction<void()> task) {
  const std::uint64_t id = ++next_wait_;
  auto timer = clock_->make_timer();
  net::Timer& armed = *timer;
  waits_.emplace(id, std::move(timer));
  armed.wait_until(klamm::after(now(), wait), [this, id, task = std::move(task)]() mutable {
    const auto done = waits_.extract(id);
    task();
  });
}

void World::pass(Duration time) {
  settle();
  clock_->advance(time);
}

void World::settle() {
  context_.restart();
  for (std::uint64_t here = 0; context_.poll_one() > 0; ++here) {
    if (++handlers_ > most_handlers) throw Spinning("more was done in this simulation than can have a reason");
    if (here > most_handlers_at_once) throw Spinning("the executor is busy without end at one point in time");
  }
}

} // namespace klamm::sim
