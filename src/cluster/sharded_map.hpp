// A hash map that is cheap to copy and to change a little: 256 shards, each an immutable sorted array that copies share. Changing k of n entries
// copies 256 pointers and k shards of n/256 entries. Lookups take no lock, allocate nothing, and may run in any thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace klamm::cluster {

/// Maps what `KeyOf{}(const T&)` gives to a shared T. KeyOf also hashes: `std::uint64_t KeyOf::hash(key)`.
template <class T, class KeyOf>
class ShardedMap {
public:
  using Pointer = std::shared_ptr<const T>;

  template <class Key>
  const Pointer* find(const Key& key) const noexcept {
    const std::uint64_t hash = KeyOf::hash(key);
    const Shard* shard = shards_[hash >> 56].get();
    if (!shard) return nullptr;
    for (auto at = lower(*shard, hash); at != shard->end() && at->hash == hash; ++at)
      if (KeyOf{}(*at->value) == key) return &at->value;
    return nullptr;
  }

  std::size_t size() const noexcept { return size_; }

  template <class F>
  void for_each(F&& f) const {
    for (const auto& shard : shards_) {
      if (!shard) continue;
      for (const Entry& entry : *shard) f(entry.value);
    }
  }

  /// Inserts or replaces the entry of the same key.
  void put(Pointer value) {
    const std::uint64_t hash = KeyOf::hash(KeyOf{}(*value));
    Shard& shard = own(hash);
    auto at = lower(shard, hash);
    for (; at != shard.end() && at->hash == hash; ++at) {
      if (KeyOf{}(*at->value) != KeyOf{}(*value)) continue;
      at->value = std::move(value);
      return;
    }
    shard.insert(at, Entry{hash, std::move(value)});
    ++size_;
  }

  template <class Key>
  void erase(const Key& key) {
    if (!find(key)) return;
    const std::uint64_t hash = KeyOf::hash(key);
    Shard& shard = own(hash);
    for (auto at = lower(shard, hash); at != shard.end(); ++at) {
      if (KeyOf{}(*at->value) != key) continue;
      shard.erase(at);
      --size_;
      return;
    }
  }

private:
  struct Entry {
    std::uint64_t hash;
    Pointer value;
  };
  using Shard = std::vector<Entry>;

  template <class S>
  static auto lower(S& shard, std::uint64_t hash) noexcept {
    return std::lower_bound(shard.begin(), shard.end(), hash, [](const Entry& entry, std::uint64_t h) { return entry.hash < h; });
  }

  /// The shard, not shared with any copy of this map. A map that is being changed is held by one thread, so that a count of one stays one.
  Shard& own(std::uint64_t hash) {
    std::shared_ptr<Shard>& shard = shards_[hash >> 56];
    if (!shard) shard = std::make_shared<Shard>();
    else if (shard.use_count() > 1) shard = std::make_shared<Shard>(*shard);
    return *shard;
  }

  std::array<std::shared_ptr<Shard>, 256> shards_;
  std::size_t size_ = 0;
};

} // namespace klamm::cluster
