#include "cli/bench/summary.hpp"

#include <unistd.h>

#include <cmath>
#include <vector>

#include "cli/output/table.hpp"

namespace klamm::cli {
namespace {

double rounded(double value, double to) { return std::round(value * to) / to; }

} // namespace

void print_summary(const Summary& summary, const Frame& frame) {
  constexpr double megabyte = 1024 * 1024, thousandths = 1000;
  const double seconds = std::chrono::duration<double>(summary.took).count();
  std::vector<Column> columns{{"records"}, {"failed"}, {"seconds"}};
  std::vector<Cell> row{static_cast<std::int64_t>(summary.records), static_cast<std::int64_t>(summary.failed),
                        rounded(seconds, thousandths)};
  const auto add = [&](const char* name, double value) {
    columns.push_back({name});
    row.emplace_back(rounded(value, thousandths));
  };
  if (summary.rates) {
    add("records_per_s", seconds > 0 ? std::round(static_cast<double>(summary.records) / seconds) : 0);
    add("mb_per_s", seconds > 0 ? static_cast<double>(summary.bytes) / megabyte / seconds : 0);
  }
  if (const Latencies* const of = summary.latencies) {
    add("avg_ms", of->mean());
    add("p50_ms", of->percentile(0.5));
    add("p95_ms", of->percentile(0.95));
    add("p99_ms", of->percentile(0.99));
    add("p999_ms", of->percentile(0.999));
    add("max_ms", of->max());
  }
  Table table(std::move(columns));
  table.add(std::move(row));
  Sink out(STDOUT_FILENO);
  table.print(out, parse_output_form(frame.output));
  out.flush();
}

} // namespace klamm::cli
