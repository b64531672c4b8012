// Those who use the clients: one sends, one reads, one is a place in a group. They do what applications do, at random moments, and tell the ledger.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "klamm/consumer.hpp"
#include "klamm/producer.hpp"
#include "sim/group_ledger.hpp"
#include "sim/ledger.hpp"
#include "sim/plan.hpp"
#include "sim/world.hpp"

namespace klamm::sim {

class Sender {
public:
  Sender(World& world, Ledger& ledger, const Plan& plan, const ProducerPlan& how, const std::string& name);

  void start() { rest(); }
  /// Sends no more, and flushes.
  void stop();
  bool has_flushed() const noexcept { return flushed_; }
  void close();
  bool is_closed() const noexcept { return closed_; }
  /// The client, and the machine that it ran on.
  void destroy();

private:
  void rest();
  void send_burst();
  void send_one();
  void check_memory();

  World& world_;
  Ledger& ledger_;
  const Plan& plan_;
  const ProducerPlan how_;
  Random random_;
  std::unique_ptr<Machine> machine_;
  std::optional<Client> client_;
  std::optional<Producer> producer_;
  std::size_t account_;
  bool stopped_ = false, flushed_ = false, closed_ = false;
};

class Reader {
public:
  Reader(World& world, Ledger& ledger, const Plan& plan, const ConsumerPlan& how, const std::string& name);

  void start();
  /// Reads everything that it was assigned, without any more restlessness.
  void settle_down();
  bool has_everything() const { return ledger_.has_everything(account_, world_.state()); }
  void close();
  bool is_closed() const noexcept { return closed_; }
  /// The client, and the machine that it ran on.
  void destroy();

private:
  void poll();
  void on_records(const Result<ConsumerRecords>& records);
  void fidget();
  void assign_some();
  void seek();

  World& world_;
  Ledger& ledger_;
  const Plan& plan_;
  const ConsumerPlan how_;
  Random random_;
  std::unique_ptr<Machine> machine_;
  std::optional<Client> client_;
  std::optional<Consumer> consumer_;
  std::size_t account_;
  bool woken_ = false, settled_ = false, closing_ = false, closed_ = false;
};

/// A place in a group: one member after the other, each a process of its own that joins, and leaves, crashes, hangs or loses its network after a while.
class Place {
public:
  Place(World& world, Ledger& ledger, GroupLedger& group, const Plan& plan, int number);
  ~Place();

  void start();
  /// The last member stays, and does nothing but read and commit.
  void settle_down();
  void close();
  bool is_closed() const noexcept { return !member_; }
  void destroy();

private:
  struct Member;

  void begin();
  void happen();
  void poll(const std::shared_ptr<Member>& member);
  void on_records(Member& member, const Result<ConsumerRecords>& records);
  void leave();
  void crash();
  void end(std::shared_ptr<Member> member);
  Duration up_to(Duration most) {
    return Duration(static_cast<Duration::rep>(random_.below(static_cast<std::uint64_t>(most.count()) + 1)));
  }

  World& world_;
  Ledger& ledger_;
  GroupLedger& group_;
  const Plan& plan_;
  const int number_;
  Random random_;
  int lives_ = 0;
  std::shared_ptr<Member> member_;               ///< the one that is alive, as far as others can tell
  std::vector<std::shared_ptr<Member>> zombies_; ///< cut off from the network, and not aware of it
  bool settled_ = false, closing_ = false;
};

} // namespace klamm::sim
