#include "net/frame_reader.hpp"

#include <algorithm>

#include "net/foreign_protocol.hpp"
#include "net/frame_memory.hpp"

namespace klamm::net {
namespace {

constexpr std::size_t size_bytes = 4;
constexpr std::size_t least_frame = 4; // a response has a correlation id at least

std::int32_t big_endian(ConstBytes bytes) noexcept {
  std::uint32_t value = 0;
  for (const std::byte b : bytes.first(4)) value = value << 8 | std::to_integer<std::uint32_t>(b);
  return static_cast<std::int32_t>(value);
}

} // namespace

std::span<std::byte> FrameReader::space() {
  if (direct_size_ > 0) return {direct_.data() + direct_.size(), direct_size_ - direct_.size()};
  if (begin_ == end_) begin_ = end_ = 0;
  // Frames that don't fit behind begin_ == 0 are read directly, so moving the rest to the front always makes room.
  if (begin_ > 0 && end_ > staging_.capacity() / 2) {
    std::memmove(staging_.data(), staging_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  return {staging_.data() + end_, staging_.capacity() - end_};
}

void FrameReader::filled(std::size_t size) noexcept {
  if (direct_size_ > 0) direct_.resize(direct_.size() + size);
  else end_ += size;
}

Result<std::size_t> FrameReader::frame_size(ConstBytes head) const {
  if (!began_) {
    if (auto foreign = recognise_foreign_protocol(head)) return *std::move(foreign);
  }
  const std::int32_t size = big_endian(head);
  if (size < static_cast<std::int32_t>(least_frame)) {
    return Error(ErrorCode::protocol_error, "the broker announced a response of " + std::to_string(size) + " bytes");
  }
  if (static_cast<std::size_t>(size) > max_frame_) {
    return Error(ErrorCode::frame_too_large,
                 "the broker announced a response of " + std::to_string(size) + " bytes, more than the limit of " +
                     std::to_string(max_frame_),
                 began_ ? "lower fetch.max.bytes, or raise receive.message.max.bytes" : "is this the port of a Kafka broker?");
  }
  return static_cast<std::size_t>(size);
}

Result<std::optional<Slice>> FrameReader::next() {
  if (direct_size_ > 0) {
    if (direct_.size() < direct_size_) return std::nullopt;
    direct_size_ = 0;
    began_ = true;
    return std::move(direct_).freeze();
  }
  const ConstBytes unread = staged();
  if (unread.size() < size_bytes) return std::nullopt;
  const Result<std::size_t> size = frame_size(unread);
  if (!size) return size.error();
  const ConstBytes body = unread.subspan(size_bytes, std::min(*size, unread.size() - size_bytes));
  if (body.size() == *size) {
    Slice frame = Slice::copy_of(body);
    begin_ += size_bytes + *size;
    began_ = true;
    return frame;
  }
  // A part that is mostly still to come goes to its own buffer now; otherwise the next read may bring the frames behind it as well.
  if (*size + size_bytes > staging_.capacity() || *size - body.size() > staging_.capacity() / 4) {
#if defined(__SANITIZE_ADDRESS__)
    direct_ = Buffer(*size); // exactly, so that reads beyond its end are found
#else
    direct_ = frame_memory(*size);
#endif
    direct_.append(body);
    direct_size_ = *size;
    begin_ = end_ = 0;
  }
  return std::nullopt;
}

std::string FrameReader::progress() const {
  if (direct_size_ > 0) return std::to_string(direct_.size()) + " of " + std::to_string(direct_size_) + " bytes";
  if (staged().size() < size_bytes) return std::to_string(staged().size()) + " of 4 bytes of its size";
  return std::to_string(staged().size() - size_bytes) + " of " + std::to_string(big_endian(staged())) + " bytes";
}

} // namespace klamm::net
