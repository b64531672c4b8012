#include "demo/screen.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace klamm::demo {
namespace {

template <class... Args>
std::string text(const char* format, Args... args) {
  char line[256];
  std::snprintf(line, sizeof line, format, args...);
  return line;
}

std::string numbers(const std::vector<int>& all) {
  std::string list;
  for (const int number : all) list += (list.empty() ? "" : " ") + std::to_string(number);
  return list.empty() ? "-" : list;
}

std::string bar(double part, std::size_t width) {
  const auto full = static_cast<std::size_t>(std::clamp(part, 0.0, 1.0) * static_cast<double>(width));
  std::string drawn;
  for (std::size_t i = 0; i < width; ++i) drawn += i < full ? "█" : "░";
  return drawn;
}

long long whole(std::int64_t number) { return number; }

constexpr const char *bold = "\x1b[1m", *dim = "\x1b[2m", *red = "\x1b[31m", *green = "\x1b[32m", *plain = "\x1b[0m";

} // namespace

Screen::Screen() : terminal_(::isatty(STDOUT_FILENO) == 1) {}

std::string Screen::table(const View& view) const {
  std::string out;
  out += text("%sklamm demo%s  3 embedded brokers, 1 producer, 1 group of %zu  %s%.1f s%s\n\n", bold, plain, view.members.size(), dim,
              view.seconds, plain);
  out += text("  %s  %lld of %lld\n\n", bar(static_cast<double>(view.arrived) / static_cast<double>(view.records), 40).c_str(),
              whole(view.arrived), whole(view.records));
  out += text("  %-10s %-8s %-26s %10s %9s %7s\n", "", "", "partitions", "records", "per s", "lag");
  out += text("  %-10s %s%-8s%s %-26s %10lld %9.0f\n", "producer", green, view.sent < view.records ? "sending" : "done", plain, "0-11", whole(view.sent), view.send_rate);
  for (std::size_t i = 0; i < view.members.size(); ++i) {
    const View::Member& member = view.members[i];
    out += text("  member-%-3zu %s%-8s%s %-26s %10lld %9.0f %7lld\n", i + 1, member.alive ? green : red, member.alive ? "reading" : "killed",
                plain, numbers(member.partitions).c_str(), whole(member.records), member.rate, whole(member.lag));
  }
  out += text("\n  %-26s %10s %10s\n", "latency, ms", "p50", "p99");
  out += text("  %-26s %10.2f %10.2f\n", "send to acknowledgement", view.ack_p50_ms, view.ack_p99_ms);
  out += text("  %-26s %10.2f %10.2f\n\n", "send to consumer", view.end_p50_ms, view.end_p99_ms);
  for (const std::string& event : view.events) out += "  " + event + "\n";
  return out;
}

void Screen::show(const View& view) {
  std::string out;
  if (terminal_) {
    if (drawn_ > 0) out += "\x1b[" + std::to_string(drawn_) + "A\x1b[J"; // up, and clear what is below
    const std::string drawing = table(view);
    drawn_ = static_cast<std::size_t>(std::ranges::count(drawing, '\n'));
    out += drawing;
  } else {
    for (; events_ < view.events.size(); ++events_) out += view.events[events_] + "\n";
    out += text("%5.1f s  sent %lld (%.0f/s), arrived %lld (%.0f/s), lag %lld; ms p50/p99: acknowledged %.2f/%.2f, consumed %.2f/%.2f; owners", view.seconds,
                whole(view.sent), view.send_rate, whole(view.arrived), view.arrive_rate, whole(view.lag), view.ack_p50_ms, view.ack_p99_ms,
                view.end_p50_ms, view.end_p99_ms);
    for (std::size_t i = 0; i < view.members.size(); ++i) out += text(" %zu: ", i + 1) + numbers(view.members[i].partitions) + ";";
    out.back() = '\n';
  }
  std::fwrite(out.data(), 1, out.size(), stdout);
  std::fflush(stdout);
}

} // namespace klamm::demo
