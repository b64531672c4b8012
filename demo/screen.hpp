// Shows how the demo goes: a table that is drawn anew in place on a terminal, a line a second elsewhere.
#pragma once

#include <string>
#include <vector>

#include "demo/tally.hpp"

namespace klamm::demo {

struct View {
  struct Member {
    bool alive = true;
    std::int64_t records = 0;
    double rate = 0;
    std::vector<int> partitions;
    std::int64_t lag = 0;
  };
  double seconds = 0;
  std::int64_t records = 0, sent = 0, arrived = 0, lag = 0;
  double send_rate = 0, arrive_rate = 0;
  double ack_p50_ms = 0, ack_p99_ms = 0, end_p50_ms = 0, end_p99_ms = 0;
  std::vector<Member> members;
  std::vector<std::string> events; ///< what happened, the newest last
};

class Screen {
public:
  Screen();
  bool is_terminal() const noexcept { return terminal_; }
  void show(const View& view);

private:
  std::string table(const View& view) const;

  const bool terminal_;
  std::size_t drawn_ = 0;  ///< lines of the table that is there
  std::size_t events_ = 0; ///< printed, where lines are
};

} // namespace klamm::demo
