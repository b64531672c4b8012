#include "net/memory_pipe.hpp"

#include <algorithm>
#include <asio/post.hpp>

#include "net/network_errors.hpp"

namespace klamm::net {
namespace {

Error broken() { return stream_error(std::make_error_code(std::errc::connection_reset)); }

} // namespace

MemoryPipe::MemoryPipe(asio::any_io_executor executor, std::shared_ptr<Clock> clock, const LinkConditions& conditions, Random random,
                       std::function<void()> on_cut)
    : executor_(std::move(executor)),
      clock_(std::move(clock)),
      timer_(clock_->make_timer()),
      conditions_(conditions),
      random_(random),
      on_cut_(std::move(on_cut)) {}

void MemoryPipe::read(std::span<std::byte> into, ReadHandler handler) {
  into_ = into;
  reader_ = std::move(handler);
  wake_reader();
}

bool MemoryPipe::write(std::vector<Slice> pieces, WriteHandler handler) {
  if (reset_ || abandoned_ || ended_) {
    writer_ = std::move(handler);
    finish_write(broken());
    return false;
  }
  for (Slice& piece : pieces) unwritten_.push_back(std::move(piece));
  if (accept_pieces()) return true;
  writer_ = std::move(handler);
  return false;
}

/// Takes what the buffer has room for; true when nothing is left to write.
bool MemoryPipe::accept_pieces() {
  bool took = false;
  while (!unwritten_.empty() && (conditions_.lost || buffered_ < conditions_.buffer)) {
    Slice& piece = unwritten_.front();
    const std::size_t size = conditions_.lost ? piece.size() : std::min(piece.size(), conditions_.buffer - buffered_);
    written_ += size;
    if (!conditions_.lost && size > 0) {
      segments_.push_back({arrival(size), Slice::copy_of(piece.bytes().first(size))});
      buffered_ += size;
    }
    if (size == piece.size()) unwritten_.pop_front();
    else piece = piece.sub(size, piece.size() - size);
    took = true;
  }
  if (took) wake_reader();
  return unwritten_.empty();
}

TimePoint MemoryPipe::arrival(std::size_t size) {
  line_free_ = std::max(line_free_, clock_->now());
  if (conditions_.bytes_per_second != LinkConditions::unlimited) {
    const double seconds = static_cast<double>(size) / static_cast<double>(std::max<std::uint64_t>(conditions_.bytes_per_second, 1));
    line_free_ = after(line_free_, std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds)));
  }
  const auto late = random_.below(static_cast<std::uint64_t>(conditions_.jitter.count()) + 1);
  return after(line_free_, conditions_.latency + Duration(static_cast<Duration::rep>(late)));
}

void MemoryPipe::wake_reader() {
  if (!reader_ || serving_) return;
  const bool something = (!segments_.empty() || ended_) && !held_;
  if (!something && !reset_ && !abandoned_) return;
  if (!segments_.empty() && !reset_ && segments_.front().arrives > clock_->now()) {
    timer_->wait_until(segments_.front().arrives, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->serve_reader();
    });
    return;
  }
  serving_ = true;
  asio::post(executor_, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) {
      self->serving_ = false;
      self->serve_reader();
    }
  });
}

void MemoryPipe::serve_reader() {
  if (!reader_) return;
  if (abandoned_) return finish_read(Error(ErrorCode::cancelled, "the connection was closed"));
  if (reset_) return finish_read(broken());
  if (held_) return;
  if (segments_.empty()) return ended_ ? finish_read(stream_ended()) : void();
  if (segments_.front().arrives > clock_->now()) return wake_reader();
  const std::size_t size = take(into_);
  if (read_ >= conditions_.cut_after) {
    finish_read(size);
    on_cut_();
    return;
  }
  const bool written = !unwritten_.empty() && accept_pieces();
  finish_read(size);
  if (written && writer_) finish_write({});
}

std::size_t MemoryPipe::take(std::span<std::byte> into) {
  std::size_t room = std::min(into.size(), conditions_.segment);
  if (conditions_.cut_after != LinkConditions::unlimited)
    room = std::min<std::uint64_t>(room, conditions_.cut_after - std::min(read_, conditions_.cut_after));
  std::size_t size = 0;
  while (size < room && !segments_.empty() && segments_.front().arrives <= clock_->now()) {
    Slice& bytes = segments_.front().bytes;
    const std::size_t part = std::min(room - size, bytes.size());
    std::memcpy(into.data() + size, bytes.data(), part);
    size += part;
    if (part == bytes.size()) segments_.pop_front();
    else bytes = bytes.sub(part, bytes.size() - part);
  }
  buffered_ -= size;
  read_ += size;
  return size;
}

void MemoryPipe::finish_read(Result<std::size_t> result) {
  if (!reader_) return;
  // A cut before the first byte delivers nothing: that is no read.
  if (result && *result == 0) return;
  std::exchange(reader_, nullptr)(std::move(result));
}

void MemoryPipe::finish_write(Result<void> result) {
  asio::post(executor_, [writer = std::exchange(writer_, nullptr), result = std::move(result)]() mutable {
    if (writer) writer(std::move(result));
  });
}

void MemoryPipe::end() {
  ended_ = true;
  if (writer_) finish_write(Error(ErrorCode::cancelled, "the connection was closed"));
  unwritten_.clear();
  wake_reader();
}

void MemoryPipe::abandon() {
  abandoned_ = true;
  segments_.clear();
  unwritten_.clear();
  buffered_ = 0;
  if (writer_) finish_write(broken());
  wake_reader();
}

void MemoryPipe::reset() {
  if (reset_) return;
  reset_ = true;
  segments_.clear();
  unwritten_.clear();
  if (writer_) finish_write(broken());
  wake_reader();
}

void MemoryPipe::release() {
  held_ = false;
  wake_reader();
}

void MemoryPipe::drop() {
  reset_ = true;
  timer_->cancel();
  const auto reader = std::exchange(reader_, nullptr);
  const auto writer = std::exchange(writer_, nullptr);
}

} // namespace klamm::net
