// What happened in a simulation, line by line in virtual time. Off, it costs nothing; on, it changes nothing.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/clock.hpp"

namespace klamm::sim {

class Trace {
public:
  using Sink = std::function<void(std::string_view line)>;

  Trace() = default;
  explicit Trace(Sink sink) : sink_(std::move(sink)) {}

  bool is_on() const noexcept { return sink_ != nullptr; }
  /// Lines get their time from `clock`, counted from now.
  void begin(std::shared_ptr<const net::Clock> clock) {
    clock_ = std::move(clock);
    start_ = clock_->now();
  }
  void end() { clock_ = nullptr; }
  /// `text` is called only when somebody listens, and returns the line.
  template <class Text>
  void operator()(std::string_view who, Text&& text) const {
    if (is_on() && clock_) write(who, text());
  }

private:
  void write(std::string_view who, std::string_view text) const;

  Sink sink_;
  std::shared_ptr<const net::Clock> clock_;
  TimePoint start_{};
};

} // namespace klamm::sim
