#include "wire/encoder.hpp"

namespace klamm::wire {

void Encoder::grow(std::size_t size) {
  const std::size_t written = buffered();
  buffer_.resize(written);
  buffer_.ensure(size);
  cursor_ = buffer_.data() + written;
  end_ = buffer_.data() + buffer_.capacity();
}

void Encoder::long_varint(std::uint32_t value) { cursor_ = put_unsigned_varint(room(max_varint_size), value); }

void Encoder::prefix_size(std::size_t position) {
  std::size_t external = 0;
  for (const External& e : externals_) external += e.position >= position ? e.slice.size() : 0;
  const std::size_t size = buffered() - position;
  std::byte prefix[max_varint_size];
  const auto prefix_size = static_cast<std::size_t>(put_unsigned_varint(prefix, static_cast<std::uint32_t>(size + external)) - prefix);
  room(prefix_size);
  std::byte* start = buffer_.data() + position;
  std::memmove(start + prefix_size, start, size);
  std::memcpy(start, prefix, prefix_size);
  cursor_ += prefix_size;
  for (External& e : externals_) e.position += e.position >= position ? prefix_size : 0;
}

void Encoder::fail(const char* field, const char* reason) {
  if (failure_.empty()) failure_ = std::string(field) + " " + reason;
}

Slice Encoder::freeze() {
  buffer_.resize(buffered());
  Slice whole = std::move(buffer_).freeze();
  cursor_ = end_ = nullptr;
  return whole;
}

std::vector<Slice> Encoder::finish() && {
  std::vector<Slice> pieces;
  pieces.reserve(2 * externals_.size() + 1);
  const Slice whole = freeze();
  std::size_t done = 0;
  const auto add_until = [&](std::size_t end) {
    if (end > done) pieces.push_back(whole.sub(done, end - done));
    done = end;
  };
  for (External& e : externals_) {
    add_until(e.position);
    if (!e.slice.empty()) pieces.push_back(std::move(e.slice));
  }
  add_until(whole.size());
  return pieces;
}

Slice Encoder::finish_contiguous() && {
  if (externals_.empty()) return freeze();
  Buffer all(size());
  for (const Slice& piece : std::move(*this).finish()) all.append(piece.bytes());
  return std::move(all).freeze();
}

} // namespace klamm::wire
