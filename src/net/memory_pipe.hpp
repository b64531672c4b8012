// One direction of a link of a MemoryNetwork: a queue of bytes with a reader and a writer that wait for each other.
#pragma once

#include <asio/any_io_executor.hpp>
#include <deque>
#include <optional>

#include "net/memory_network.hpp"

namespace klamm::net {

class MemoryPipe : public std::enable_shared_from_this<MemoryPipe> {
public:
  using ReadHandler = UniqueFunction<void(Result<std::size_t>)>;
  using WriteHandler = UniqueFunction<void(Result<void>)>;

  /// `on_cut` is called when conditions.cut_after bytes have been read.
  MemoryPipe(asio::any_io_executor executor, std::shared_ptr<Clock> clock, const LinkConditions& conditions, Random random,
             std::function<void()> on_cut);

  void read(std::span<std::byte> into, ReadHandler handler);
  bool write(std::vector<Slice> pieces, WriteHandler handler);

  /// The writer ended: what was written can still be read, then comes the end.
  void end();
  /// Nobody reads any more: writes fail.
  void abandon();
  /// The link broke: waiting and later calls fail, unread bytes are lost.
  void reset();
  /// Nothing can be read until release().
  void hold() noexcept { held_ = true; }
  void release();
  /// Drops everything without calling anybody.
  void drop();

  std::uint64_t written() const noexcept { return written_; }

private:
  struct Segment {
    TimePoint arrives;
    Slice bytes;
  };

  bool accept_pieces();
  TimePoint arrival(std::size_t size);
  void wake_reader();
  void serve_reader();
  std::size_t take(std::span<std::byte> into);
  void finish_read(Result<std::size_t> result);
  void finish_write(Result<void> result);

  asio::any_io_executor executor_;
  std::shared_ptr<Clock> clock_;
  std::unique_ptr<Timer> timer_;
  const LinkConditions& conditions_; // the link's: it owns this pipe
  Random random_;
  TimePoint line_free_ = TimePoint::min(); // when a slow line is through with what was written
  std::function<void()> on_cut_;
  std::deque<Segment> segments_;
  std::size_t buffered_ = 0;
  std::uint64_t written_ = 0;
  std::uint64_t read_ = 0;
  std::span<std::byte> into_;
  ReadHandler reader_;
  bool serving_ = false; // a task that serves the reader is posted
  std::deque<Slice> unwritten_;
  WriteHandler writer_;
  bool ended_ = false;
  bool abandoned_ = false;
  bool reset_ = false;
  bool held_ = false;
};

} // namespace klamm::net
