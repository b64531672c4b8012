#include "support/usage.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <new>
#include <string>

namespace {

std::atomic<std::uint64_t> counted{0};

} // namespace

void* operator new(std::size_t size) {
  counted.fetch_add(1, std::memory_order_relaxed);
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace klamm::bench {
namespace {

rusage usage() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return used;
}

double cpu_seconds(const rusage& used) {
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

long switches(const rusage& used) { return used.ru_nvcsw + used.ru_nivcsw; }

} // namespace

std::uint64_t allocations() noexcept { return counted.load(std::memory_order_relaxed); }

int threads_now() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("Threads:")) return std::atoi(line.c_str() + 8);
  }
  return 0;
}

Stopwatch::Stopwatch(int own_threads)
    : own_threads_(own_threads),
      start_(Clock::now()),
      cpu_(cpu_seconds(usage())),
      switches_(switches(usage())),
      allocations_(allocations()) {}

Measured Stopwatch::finish(double records) const {
  const auto end = Clock::now();
  const rusage used = usage();
  Measured measured;
  measured.records = records;
  measured.seconds = std::chrono::duration<double>(end - start_).count();
  measured.cpu_ns_per_record = (cpu_seconds(used) - cpu_) / records * 1e9;
  measured.allocations_per_record = static_cast<double>(allocations() - allocations_) / records;
  measured.context_switches_per_record = static_cast<double>(switches(used) - switches_) / records;
  measured.rss_mb = static_cast<double>(used.ru_maxrss) / 1024;
  measured.client_threads = threads_now() - own_threads_;
  return measured;
}

void put_percentiles(Measured& into, std::vector<double> latencies_us) {
  if (latencies_us.empty()) return;
  std::ranges::sort(latencies_us);
  const auto at = [&](double part) {
    return latencies_us[std::min(latencies_us.size() - 1, static_cast<std::size_t>(part * static_cast<double>(latencies_us.size())))];
  };
  into.p50_us = at(0.5);
  into.p99_us = at(0.99);
  into.p999_us = at(0.999);
}

} // namespace klamm::bench
