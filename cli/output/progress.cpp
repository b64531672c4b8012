#include "cli/output/progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace klamm::cli {
namespace {

std::string with_commas(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

} // namespace

Progress::Progress(const Frame& frame, bool asked_for, std::optional<std::uint64_t> total)
    : terminal_(::isatty(STDERR_FILENO) == 1),
      shows_((terminal_ && frame.verbosity > 0) || asked_for),
      total_(total),
      shown_at_(shows_ ? Clock::now() : Clock::time_point()) {}

Progress::~Progress() { make_room(); }

void Progress::make_room() {
  if (is_there_) std::fputs("\r\x1b[K", stderr), std::fflush(stderr);
  is_there_ = false;
}

void Progress::end(std::uint64_t records) {
  make_room();
  if (shows_ && !terminal_) std::fprintf(stderr, "%s records\n", with_commas(records).c_str());
}

std::string Progress::text(std::uint64_t records, std::optional<std::uint64_t> total, double seconds_since, std::uint64_t records_since,
                           std::uint64_t bytes_since) {
  std::string line = with_commas(records);
  if (total && *total > 0)
    line += " of " + with_commas(*total) + " records (" + std::to_string(std::min<std::uint64_t>(100, records * 100 / *total)) + " %)";
  else line += " records";
  if (seconds_since <= 0) return line;
  constexpr double megabyte = 1024 * 1024;
  char rate[64];
  std::snprintf(rate, sizeof rate, "/s, %.2f MB/s", static_cast<double>(bytes_since) / seconds_since / megabyte);
  return line + ", " + with_commas(static_cast<std::uint64_t>(static_cast<double>(records_since) / seconds_since)) + rate;
}

void Progress::look(std::uint64_t records, std::uint64_t bytes, Clock::time_point now) {
  const auto interval = terminal_ ? std::chrono::milliseconds(200) : std::chrono::milliseconds(5'000);
  const std::chrono::duration<double> since = now - shown_at_;
  // (the clock is looked at some twenty times an interval)
  const std::uint64_t a_while =
      static_cast<std::uint64_t>(static_cast<double>(records - shown_records_) / std::max(since.count(), 1e-6) * 0.01);
  next_look_ = records + std::min<std::uint64_t>(std::max<std::uint64_t>(a_while, 1), 100'000);
  if (since < interval) return;
  const std::string line = text(records, total_, since.count(), records - shown_records_, bytes - shown_bytes_);
  if (terminal_) std::fprintf(stderr, "\r%s\x1b[K", line.c_str()), std::fflush(stderr);
  else std::fprintf(stderr, "%s\n", line.c_str());
  is_there_ = terminal_;
  shown_at_ = now, shown_records_ = records, shown_bytes_ = bytes;
}

} // namespace klamm::cli
