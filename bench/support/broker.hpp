// A plain blocking socket to one broker, which speaks the protocol with klamm's encoder and nothing else of klamm: makes topics for benchmarks, looks at their logs, and is
// the ceiling probe's connection.
#pragma once

#include <string>
#include <vector>

#include "net/request.hpp"
#include "wire/header.hpp"

namespace klamm::bench {

class Broker {
public:
  /// `address`: host:port, the host by number; the first where there are many. All of these throw std::runtime_error.
  explicit Broker(const std::string& address);
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;
  ~Broker();

  void create_topic(const std::string& name, int partitions);
  void delete_topic(const std::string& name);
  /// Bytes of all its partitions' logs.
  double log_bytes(const std::string& topic);

  void write(ConstBytes bytes);
  /// One response, without its size.
  Slice read();
  /// The same into `memory`, which grows and is used again.
  ConstBytes read(std::vector<std::byte>& memory);

  template <class Request>
  std::pair<typename Request::Response, Slice> call(const Request& request, std::int16_t version) {
    const net::EncodedRequest encoded = net::encode_request(request, version, "bench").value();
    for (const Slice& piece : encoded.pieces) write(piece.bytes());
    Slice frame = read();
    wire::Decoder in(frame);
    wire::decode_response_header(in, wire::response_header_version(Request::api_key, Request::flexible.contains(version)));
    return {wire::decode_all<typename Request::Response>(in, version).value(), std::move(frame)};
  }

private:
  void fill(std::span<std::byte> into);
  std::size_t read_size();

  int socket_ = -1;
};

} // namespace klamm::bench
