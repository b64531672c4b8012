// The completions of one batch's records, in order, packed behind each other: a callable takes its own size and two words. The memory is reused with
// its batch, so that a record costs no allocation. Guarded by the batch's partition lock until the batch is closed; then the loop's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>
#include <vector>

#include "klamm/detail/unique_function.hpp"
#include "klamm/record.hpp"
#include "klamm/result.hpp"

namespace klamm::producer {

class CompletionList {
public:
  using Handler = UniqueFunction<void(Result<RecordMetadata>)>;

  CompletionList() = default;
  CompletionList(CompletionList&&) noexcept;
  CompletionList& operator=(CompletionList&&) noexcept;
  ~CompletionList() { clear(); }

  /// What is kept of each record for its completion. Sizes: -1 for null.
  struct Record {
    Timestamp timestamp;
    std::int32_t key_size, value_size;
  };

  /// Adds the completion of the next record; one that holds nothing is remembered as a gap. True when that has changed capacity_bytes().
  bool add(Handler&& handler, const Record& record);
  /// Whether add() would find room for it in the memory that it has.
  bool has_room(const Handler& handler) const noexcept { return room_left() >= entry_size(handler.operations()); }
  std::size_t size() const noexcept { return count_; }
  /// Bytes of memory held, for buffer.memory.
  std::size_t capacity_bytes() const noexcept { return chunks_.size() * chunk_size; }

  /// Takes each completion once, in order: `each(index, record, take)`, where take(result) calls the record's handler, if it has one, and frees it. The
  /// result is the handler's to move from.
  template <class Each>
  void consume(Each&& each);
  /// Moves the first `count` completions to another list (a batch is split, KIP-126).
  CompletionList take_front(std::size_t count);
  /// Drops what is left uncalled; keeps the memory for reuse.
  void clear() noexcept;

private:
  static constexpr std::size_t chunk_size = 8192;
  using Operations = Handler::Operations;
  struct Entry {
    const Operations* operations;
    Record record;
  };
  struct alignas(Entry) Chunk {
    std::byte bytes[chunk_size];
  };

  static constexpr std::size_t entry_size(const Operations* operations) noexcept {
    const std::size_t held = operations ? operations->size : 0;
    return sizeof(Entry) + (held + alignof(Entry) - 1) / alignof(Entry) * alignof(Entry);
  }
  static void destroy(Entry* entry) noexcept {
    if (entry->operations && entry->operations->destroy) entry->operations->destroy(entry + 1);
  }
  std::size_t room_left() const noexcept { return static_cast<std::size_t>(end_ - free_); }
  void* room(std::size_t size) {
    if (room_left() < size) [[unlikely]]
      next_chunk();
    return std::exchange(free_, free_ + size);
  }
  void next_chunk();
  /// The entry at a read position, which is moved to the next chunk where the entry did not fit any more.
  Entry* next(std::size_t& chunk, std::size_t& offset) const noexcept {
    if (chunk < used_.size() && offset == used_[chunk]) ++chunk, offset = 0;
    return std::launder(reinterpret_cast<Entry*>(chunks_[chunk]->bytes + offset));
  }

  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::vector<std::uint32_t> used_;            // bytes used of each chunk but the one being filled
  std::byte *free_ = nullptr, *end_ = nullptr; // of that one; null before the first
  std::size_t count_ = 0;
  std::size_t first_chunk_ = 0, first_offset_ = 0; // the first entry not yet consumed
};

[[gnu::always_inline]] inline bool CompletionList::add(Handler&& handler, const Record& record) {
  const Operations* operations = handler.operations();
  const std::size_t size = entry_size(operations);
  const bool grows = room_left() < size;
  auto* entry = new (room(size)) Entry{operations, record};
  if (operations) handler.relocate(entry + 1);
  ++count_;
  return grows;
}

template <class Each>
void CompletionList::consume(Each&& each) {
  for (std::size_t index = 0; count_ > 0; ++index) {
    Entry* entry = next(first_chunk_, first_offset_);
    first_offset_ += entry_size(entry->operations);
    --count_;
    // Taken out of the list before it is called: a handler that throws or looks at the producer finds it gone.
    struct Guard {
      Entry* entry;
      ~Guard() { destroy(entry); }
    } guard{entry};
    each(index, entry->record, [entry](Result<RecordMetadata>&& result) {
      if (entry->operations) entry->operations->call(entry + 1, std::move(result));
    });
  }
  clear();
}

} // namespace klamm::producer
