#include "fault_proxy/link.hpp"

#include <algorithm>
#include <asio/read.hpp>
#include <asio/write.hpp>

#include "wire/decoder.hpp"

namespace klamm::fault_proxy {
namespace {

constexpr std::size_t largest_frame = 128 << 20;
constexpr std::size_t most_queued = 8 << 20;
constexpr std::size_t bytewise_part = 256;

} // namespace

Link::Link(Proxy& proxy, Faults& faults, asio::ip::tcp::socket client)
    : proxy_(proxy),
      faults_(faults),
      client_(std::move(client)),
      broker_(client_.get_executor()),
      requests_(client_, broker_, faults.requests),
      answers_(broker_, client_, faults.answers) {}

void Link::connect(const asio::ip::tcp::endpoint& broker) {
  broker_.async_connect(broker, [self = shared_from_this()](const asio::error_code& error) {
    if (error || !self->client_.is_open()) return self->close();
    asio::error_code ignored;
    self->client_.set_option(asio::ip::tcp::no_delay(true), ignored);
    self->broker_.set_option(asio::ip::tcp::no_delay(true), ignored);
    self->read(self->requests_);
    self->read(self->answers_);
  });
}

void Link::close() {
  asio::error_code ignored;
  client_.close(ignored);
  broker_.close(ignored);
  requests_.timer.cancel();
  answers_.timer.cancel();
}

void Link::heal() {
  if (requests_.misses || answers_.misses) return close();
  for (Direction* const direction : {&requests_, &answers_}) {
    direction->holds = false;
    pump(*direction);
  }
}

void Link::read(Direction& direction) {
  asio::async_read(
      direction.from, asio::buffer(direction.size), [self = shared_from_this(), &direction](const asio::error_code& error, std::size_t) {
        const unsigned char* const size = direction.size;
        const std::size_t length = (std::size_t{size[0]} << 24) | (std::size_t{size[1]} << 16) | (std::size_t{size[2]} << 8) | size[3];
        if (error || length < 4 || length > largest_frame) return self->close();
        direction.frame.resize(length);
        asio::async_read(direction.from, asio::buffer(direction.frame), [self, &direction](const asio::error_code& failed, std::size_t) {
          if (failed) return self->close();
          self->on_frame(direction);
          direction.full = direction.queued > most_queued;
          if (!direction.full) self->read(direction);
        });
      });
}

void Link::on_frame(Direction& direction) {
  const Slice frame = Slice::copy_of(as_bytes(direction.frame));
  wire::Decoder in(frame);
  std::optional<Asked> asked;
  std::string body = direction.frame;
  if (&direction == &requests_) {
    asked = Asked{static_cast<ApiKey>(in.integer<std::int16_t>()), in.integer<std::int16_t>()};
    const auto correlation = in.integer<std::int32_t>();
    if (in.failed()) return close();
    asked_[correlation] = *asked;
  } else if (const auto found = asked_.find(in.integer<std::int32_t>()); found != asked_.end()) {
    asked = found->second;
    asked_.erase(found);
    body = rewritten(asked->api, asked->version, frame, proxy_.addresses_);
  }
  if (direction.spoiled.swallows || (asked && direction.spoiled.drops.contains(asked->api))) direction.misses = true;
  if (direction.misses) return;
  if (asked && direction.spoiled.holds.contains(asked->api)) direction.holds = true;
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>((body.size() >> shift) & 0xff);
  bytes += body;
  auto due = Clock::now() + faults_.delay;
  if (faults_.jitter.count() > 0) due += std::chrono::milliseconds(proxy_.random_() % static_cast<std::uint64_t>(faults_.jitter.count()));
  if (!direction.queue.empty()) due = std::max(due, direction.queue.back().due);
  direction.queued += bytes.size();
  direction.queue.push_back({due, std::move(bytes)});
  pump(direction);
}

std::size_t Link::piece(const Chunk& chunk) const {
  std::size_t size = chunk.bytes.size() - chunk.written;
  if (faults_.bytes_per_second > 0) size = std::min(size, std::max<std::size_t>(faults_.bytes_per_second / 50, 1));
  return faults_.bytewise && chunk.written < bytewise_part ? 1 : size;
}

void Link::pump(Direction& direction) {
  if (direction.busy || direction.holds || direction.queue.empty()) return;
  direction.busy = true;
  direction.timer.expires_at(direction.queue.front().due);
  direction.timer.async_wait([self = shared_from_this(), &direction](const asio::error_code& error) {
    direction.busy = false;
    if (error || !direction.to.is_open()) return;
    self->write(direction);
  });
}

void Link::write(Direction& direction) {
  Chunk& chunk = direction.queue.front();
  std::size_t size = piece(chunk);
  bool breaks = false;
  if (auto& cut = direction.spoiled.cut) {
    breaks = size >= *cut;
    size = std::min(size, *cut);
    *cut -= size;
    if (breaks) cut.reset(); // one connection
  }
  direction.busy = true;
  const auto part = asio::buffer(chunk.bytes.data() + chunk.written, size);
  asio::async_write(direction.to, part, [self = shared_from_this(), &direction, size, breaks](const asio::error_code& error, std::size_t) {
    direction.busy = false;
    if (error || breaks) return self->close();
    Chunk& written = direction.queue.front();
    written.written += size;
    if (self->faults_.bytes_per_second > 0) written.due = Clock::now() + std::chrono::milliseconds(20);
    if (written.written == written.bytes.size()) {
      const auto next = written.due;
      direction.queued -= written.bytes.size();
      direction.queue.pop_front();
      if (!direction.queue.empty()) direction.queue.front().due = std::max(direction.queue.front().due, next);
    }
    if (direction.full && direction.queued <= most_queued) {
      direction.full = false;
      self->read(direction);
    }
    self->pump(direction);
  });
}

} // namespace klamm::fault_proxy
