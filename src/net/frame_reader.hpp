// Cuts a stream of bytes into frames (4 bytes of size, then as many bytes), each in a buffer of exactly its size that its reader may keep. Small frames
// are copied out of a staging buffer, as many as one read brought; big ones are read straight into their own. Pure: it is told what was read.
#pragma once

#include <optional>
#include <span>

#include "base/buffer.hpp"
#include "klamm/result.hpp"

namespace klamm::net {

class FrameReader {
public:
  explicit FrameReader(std::size_t max_frame, std::size_t staging = 16 << 10) : max_frame_(max_frame), staging_(staging) {}

  void set_max_frame(std::size_t max_frame) noexcept { max_frame_ = max_frame; }

  /// Where the next bytes of the stream belong; never empty. Valid until next() is called.
  std::span<std::byte> space();
  /// `size` bytes were put there.
  void filled(std::size_t size) noexcept;

  /// The next whole frame without its size, or nothing as yet. An error ends the stream: tls_expected, not_kafka, protocol_error, frame_too_large.
  /// Throws std::bad_alloc when there is no memory for a frame.
  Result<std::optional<Slice>> next();

  /// No part of a frame has been read.
  bool at_boundary() const noexcept { return !direct_size_ && begin_ == end_; }
  bool began() const noexcept { return began_; } ///< at least one whole frame came
  /// "12 of 40 bytes" of the frame that is being read.
  std::string progress() const;

private:
  ConstBytes staged() const noexcept { return {staging_.data() + begin_, end_ - begin_}; }
  Result<std::size_t> frame_size(ConstBytes head) const;

  std::size_t max_frame_;
  Buffer staging_;
  std::size_t begin_ = 0; // of what is unread in staging_
  std::size_t end_ = 0;
  Buffer direct_; // the big frame that is being read
  std::size_t direct_size_ = 0;
  bool began_ = false;
};

} // namespace klamm::net
