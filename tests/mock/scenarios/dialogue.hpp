// A conversation with a broker in raw requests, written down: the same one is held with the embedded brokers and with Kafka, and must read the same.
// What differs from run to run (names, ids, ports) is written as a name that the scenario gives it.
#pragma once

#include <algorithm>
#include <asio/connect.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <functional>
#include <map>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>

#include "wire/header.hpp"
#include "wire/messages/all.hpp"

namespace klamm::test {

class Dialogue {
public:
  /// `server` is host:port; `unique` ends the names that this run makes.
  Dialogue(const std::string& server, std::string unique) : unique_(std::move(unique)) {
    const auto colon = server.rfind(':');
    host_ = server.substr(0, colon);
    port_ = server.substr(colon + 1);
    names_.emplace_back("Port: " + port_, "Port: PORT");
  }

  /// A name for a topic or group that no other run has; told by `name` alone.
  std::string_view unique(const std::string& name) {
    keep_.push_back(name + "-" + unique_);
    names_.emplace_back(keep_.back(), name);
    return keep_.back();
  }
  /// Writes `text` as `name` from now on. Gives a copy of it that lasts.
  std::string_view called(std::string_view text, const std::string& name) {
    keep_.emplace_back(text);
    if (!text.empty()) names_.emplace_back(keep_.back(), name);
    return keep_.back();
  }

  /// A copy that lasts as long as this.
  std::string_view kept(std::string_view text) { return keep_.emplace_back(text); }

  void say(const std::string& line) { transcript_ += "# " + line + "\n"; }
  const std::string& transcript() const noexcept { return transcript_; }

  /// Sends a request on one of the named connections.
  template <class Request>
  void send(const Request& request, std::int16_t version, const std::string& connection = "main") {
    wire::Encoder out;
    out.integer(std::int32_t{0});
    const wire::RequestHeader header{Request::api_key, version, ++correlation_, "scenario"};
    wire::encode(header, wire::request_header_version(Request::flexible.contains(version)), out);
    wire::Codec<Request>::encode(request, version, out);
    if (!out.failure().empty()) throw std::runtime_error(std::string(out.failure()));
    out.overwrite_int32(0, static_cast<std::int32_t>(out.size() - 4));
    for (const Slice& piece : std::move(out).finish()) asio::write(socket(connection), asio::buffer(piece.data(), piece.size()));
  }
  /// The next response on that connection, which lasts as long as this.
  template <class Request>
  typename Request::Response hear(std::int16_t version, const std::string& connection = "main") {
    using Response = typename Request::Response;
    unsigned char size[4];
    asio::read(socket(connection), asio::buffer(size));
    Buffer frame((std::size_t{size[0]} << 24) | (std::size_t{size[1]} << 16) | (std::size_t{size[2]} << 8) | size[3]);
    frame.resize(frame.capacity());
    asio::read(socket(connection), asio::buffer(frame.data(), frame.size()));
    frames_.push_back(std::move(frame).freeze());
    wire::Decoder in(frames_.back());
    wire::decode_response_header(in, wire::response_header_version(Request::api_key, Response::flexible.contains(version)));
    return wire::decode_all<Response>(in, version).value();
  }
  /// Both, unwritten.
  template <class Request>
  typename Request::Response quietly(const Request& request, std::int16_t version, const std::string& connection = "main") {
    send(request, version, connection);
    return hear<Request>(version, connection);
  }
  /// Both, written down.
  template <class Request>
  typename Request::Response ask(const Request& request, std::int16_t version, const std::string& connection = "main") {
    auto response = quietly(request, version, connection);
    tell(response, version);
    return response;
  }
  template <class Response>
  void tell(const Response& response, std::int16_t version) {
    std::ostringstream text;
    wire::Codec<Response>::print(response, version, text);
    if (std::getenv("KLAMM_WATCH_SCENARIOS")) std::fprintf(stderr, "%s\n", text.str().c_str());
    transcript_ += std::string(Response::name) + " v" + std::to_string(version) + " " + named(text.str()) + "\n";
  }
  /// Asks until the answer is as it must become.
  template <class Request>
  typename Request::Response until(const Request& request, std::int16_t version,
                                   const std::function<bool(const typename Request::Response&)>& good,
                                   const std::string& connection = "main") {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    for (;;) {
      auto response = quietly(request, version, connection);
      if (good(response)) return response;
      if (std::chrono::steady_clock::now() > deadline) {
        tell(response, version);
        throw std::runtime_error("the broker does not come to it:\n" + transcript_);
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }

private:
  asio::ip::tcp::socket& socket(const std::string& name) {
    const auto found = sockets_.find(name);
    if (found != sockets_.end()) return found->second;
    asio::ip::tcp::socket& made = sockets_.emplace(name, asio::ip::tcp::socket(context_)).first->second;
    asio::connect(made, asio::ip::tcp::resolver(context_).resolve(host_, port_));
    return made;
  }
  std::string named(std::string text) const {
    for (const auto& [what, name] : names_) {
      for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += name.size()) text.replace(at, what.size(), name);
    }
    static const std::regex client_host("ClientHost: \"[^\"]*\"");
    return std::regex_replace(text, client_host, "ClientHost: HOST");
  }

  std::string host_, port_;
  const std::string unique_;
  asio::io_context context_;
  std::map<std::string, asio::ip::tcp::socket> sockets_;
  std::int32_t correlation_ = 0;
  std::deque<Slice> frames_;
  std::deque<std::string> keep_;
  std::vector<std::pair<std::string, std::string>> names_;
  std::string transcript_;
};

} // namespace klamm::test
