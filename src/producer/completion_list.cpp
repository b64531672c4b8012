#include "producer/completion_list.hpp"

namespace klamm::producer {

CompletionList::CompletionList(CompletionList&& other) noexcept { *this = std::move(other); }

CompletionList& CompletionList::operator=(CompletionList&& other) noexcept {
  std::swap(chunks_, other.chunks_);
  std::swap(used_, other.used_);
  std::swap(free_, other.free_);
  std::swap(end_, other.end_);
  std::swap(count_, other.count_);
  std::swap(first_chunk_, other.first_chunk_);
  std::swap(first_offset_, other.first_offset_);
  return *this;
}

void CompletionList::next_chunk() {
  if (free_) used_.push_back(static_cast<std::uint32_t>(chunk_size - static_cast<std::size_t>(end_ - free_)));
  free_ = end_ = nullptr; // should there be no memory
  if (used_.size() == chunks_.size()) chunks_.push_back(std::make_unique_for_overwrite<Chunk>());
  free_ = chunks_[used_.size()]->bytes;
  end_ = free_ + chunk_size;
}

CompletionList CompletionList::take_front(std::size_t count) {
  CompletionList front;
  for (; count > 0 && count_ > 0; --count) {
    Entry* entry = next(first_chunk_, first_offset_);
    const std::size_t size = entry_size(entry->operations);
    auto* moved = new (front.room(size)) Entry{entry->operations, entry->record};
    if (entry->operations) entry->operations->relocate(entry + 1, moved + 1);
    first_offset_ += size;
    --count_;
    ++front.count_;
  }
  return front;
}

void CompletionList::clear() noexcept {
  for (; count_ > 0; --count_) {
    Entry* entry = next(first_chunk_, first_offset_);
    first_offset_ += entry_size(entry->operations);
    destroy(entry);
  }
  used_.clear();
  free_ = end_ = nullptr;
  first_chunk_ = first_offset_ = 0;
}

} // namespace klamm::producer
