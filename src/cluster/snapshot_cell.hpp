// Where the client's loop leaves the newest snapshot for all threads. A mutex held for the copy of one pointer: libstdc++'s atomic<shared_ptr>
// does the same with a spin lock that ThreadSanitizer doesn't understand.
#pragma once

#include <atomic>
#include <mutex>

#include "cluster/metadata.hpp"

namespace klamm::cluster {

class SnapshotCell {
public:
  SnapshotPtr load() const {
    const std::lock_guard lock(mutex_);
    return snapshot_;
  }
  void store(SnapshotPtr snapshot) {
    const std::uint64_t version = snapshot->version();
    {
      const std::lock_guard lock(mutex_);
      snapshot_.swap(snapshot); // the old one dies outside the lock
    }
    version_.store(version, std::memory_order_release);
  }
  std::uint64_t version() const noexcept { return version_.load(std::memory_order_acquire); }

private:
  mutable std::mutex mutex_;
  SnapshotPtr snapshot_ = std::make_shared<MetadataSnapshot>();
  std::atomic<std::uint64_t> version_{0};
};

} // namespace klamm::cluster
