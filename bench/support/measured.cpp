#include "support/measured.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace klamm::bench {
namespace {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) out += c;
  }
  return out + '"';
}

std::string number(double value) {
  if (!std::isfinite(value)) return "null";
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

} // namespace

Measured median(const std::vector<Measured>& runs) {
  const auto of = [&runs](double Measured::*member) {
    std::vector<double> values;
    for (const Measured& run : runs)
      if (!std::isnan(run.*member)) values.push_back(run.*member);
    if (values.empty()) return static_cast<double>(NAN);
    std::ranges::sort(values);
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  };
  Measured result;
  for (double Measured::*member : {&Measured::records, &Measured::seconds, &Measured::cpu_ns_per_record, &Measured::allocations_per_record,
                                   &Measured::rss_mb, &Measured::client_threads, &Measured::p50_us, &Measured::p99_us, &Measured::p999_us,
                                   &Measured::log_bytes_per_record, &Measured::context_switches_per_record}) {
    result.*member = of(member);
  }
  result.failed = std::ranges::any_of(runs, &Measured::failed);
  return result;
}

void write_json(const std::string& file, const std::vector<Run>& runs) {
  std::ostringstream out;
  out << "[";
  const char* separator = "\n";
  for (const Run& run : runs) {
    const Measured& m = run.measured;
    const double rate = m.records_per_s();
    out << std::exchange(separator, ",\n") << "{\"bench\": " << quoted(run.bench) << ", \"client\": " << quoted(run.client)
        << ", \"version\": " << quoted(run.version) << ", \"topic_partitions\": " << run.topic_partitions
        << ", \"value_bytes\": " << run.value_bytes << ", \"acks\": " << quoted(run.acks) << ", \"codec\": " << quoted(run.codec)
        << ", \"threads\": " << run.threads << ", \"records\": " << number(m.records) << ", \"records_per_s\": " << number(rate)
        << ", \"mb_per_s\": " << number(rate * static_cast<double>(run.value_bytes) / 1e6)
        << ", \"cpu_ns_per_record\": " << number(m.cpu_ns_per_record)
        << ", \"allocations_per_record\": " << number(m.allocations_per_record) << ", \"rss_mb\": " << number(m.rss_mb)
        << ", \"client_threads\": " << number(m.client_threads) << ", \"p50_us\": " << number(m.p50_us)
        << ", \"p99_us\": " << number(m.p99_us) << ", \"p999_us\": " << number(m.p999_us) << "}";
  }
  out << "\n]\n";
  std::ofstream written(file, std::ios::trunc);
  written << out.str();
  if (!written.flush()) throw std::runtime_error(file + " can't be written");
}

} // namespace klamm::bench
