#include "support/broker.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

#include "wire/byte_order.hpp"
#include "wire/messages/create_topics.hpp"
#include "wire/messages/delete_topics.hpp"
#include "wire/messages/describe_log_dirs.hpp"

namespace klamm::bench {
namespace {

void check(ErrorCode code, const std::string& what) {
  if (code != ErrorCode::none) throw std::runtime_error(what + ": " + std::string(error_code_name(code)));
}

} // namespace

Broker::Broker(const std::string& address) {
  const std::string first = address.substr(0, address.find(','));
  const std::size_t colon = first.rfind(':');
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(first.substr(colon + 1))));
  if (inet_pton(AF_INET, first.substr(0, colon).c_str(), &to.sin_addr) != 1)
    throw std::runtime_error("benchmarks need the broker's address by number, such as 127.0.0.1:9092");
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int one = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) throw std::runtime_error("no broker answers at " + first);
}

Broker::~Broker() { close(socket_); }

void Broker::write(ConstBytes bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(socket_, bytes.data(), bytes.size());
    if (written <= 0) throw std::runtime_error("the broker closed the connection");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void Broker::fill(std::span<std::byte> into) {
  while (!into.empty()) {
    const ssize_t size = ::read(socket_, into.data(), into.size());
    if (size <= 0) throw std::runtime_error("the broker closed the connection");
    into = into.subspan(static_cast<std::size_t>(size));
  }
}

std::size_t Broker::read_size() {
  std::byte size[4];
  fill(size);
  return wire::load_big_endian<std::uint32_t>(size);
}

ConstBytes Broker::read(std::vector<std::byte>& memory) {
  const std::size_t size = read_size();
  if (memory.size() < size) memory.resize(size);
  fill(std::span(memory).first(size));
  return std::span(memory).first(size);
}

Slice Broker::read() {
  Buffer frame(read_size());
  frame.resize(frame.capacity());
  fill(frame.bytes());
  return std::move(frame).freeze();
}

void Broker::create_topic(const std::string& name, int partitions) {
  wire::CreateTopicsRequest request;
  request.topics.push_back({name, partitions, 1, {}, {}});
  const auto [response, frame] = call(request, 4);
  check(response.topics.at(0).error_code, "topic " + name + " was not created");
}

void Broker::delete_topic(const std::string& name) {
  wire::DeleteTopicsRequest request;
  request.topic_names.push_back(name);
  request.timeout_ms = 30'000;
  const auto [response, frame] = call(request, 3);
  check(response.topics.at(0).error_code, "topic " + name + " was not deleted");
}

double Broker::log_bytes(const std::string& topic) {
  wire::DescribeLogDirsRequest request;
  request.topics.reset(); // all: the numbers of the partitions needn't be known
  const auto [response, frame] = call(request, 1);
  double bytes = 0;
  for (const auto& dir : response.log_dirs)
    for (const auto& found : dir.topics)
      for (const auto& partition : found.partitions) bytes += found.name == topic ? static_cast<double>(partition.partition_size) : 0;
  return bytes;
}

} // namespace klamm::bench
