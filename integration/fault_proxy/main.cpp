// klamm-fault-proxy HOST:PORT,HOST:PORT,… [SEED]: stands in front of Kafka's brokers (their advertised addresses, plaintext), says its own addresses in the
// first line, and takes orders from its input, a line each, answered by "ok" or what is wrong:
//   BROKER delay MS JITTER | rate BYTES | bytewise | refuse | cut | heal
//   BROKER swallow|drop|hold|cut_after requests|answers [API-KEY | BYTES]
// BROKER: 1 is the first one; "all".
#include <asio/posix/stream_descriptor.hpp>
#include <asio/read_until.hpp>
#include <asio/signal_set.hpp>
#include <asio/streambuf.hpp>
#include <cstdio>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include "fault_proxy/proxy.hpp"

using namespace klamm;
using namespace klamm::fault_proxy;

namespace {

Spoiled& side(Faults& faults, const std::string& name) {
  if (name == "requests") return faults.requests;
  if (name == "answers") return faults.answers;
  throw std::invalid_argument("say requests or answers, not " + name);
}

void order(Proxy& proxy, std::size_t broker, std::istringstream words) {
  std::string what, where;
  words >> what;
  Faults& faults = proxy.faults(broker);
  long number = 0, second = 0;
  if (what == "heal") return proxy.heal(broker);
  if (what == "cut") return proxy.cut(broker);
  if (what == "bytewise") faults.bytewise = true;
  else if (what == "refuse") faults.refuses = true;
  else if (what == "delay" && words >> number >> second)
    faults.delay = std::chrono::milliseconds(number), faults.jitter = std::chrono::milliseconds(second);
  else if (what == "rate" && words >> number) faults.bytes_per_second = static_cast<std::size_t>(number);
  else if (what == "swallow" && words >> where) side(faults, where).swallows = true;
  else if (what == "drop" && words >> where >> number) side(faults, where).drops.insert(static_cast<ApiKey>(number));
  else if (what == "hold" && words >> where >> number) side(faults, where).holds.insert(static_cast<ApiKey>(number));
  else if (what == "cut_after" && words >> where >> number) side(faults, where).cut = static_cast<std::size_t>(number);
  else throw std::invalid_argument("not understood: " + what);
}

void obey(Proxy& proxy, const std::string& line) {
  std::istringstream words(line);
  std::string broker, rest;
  words >> broker;
  std::getline(words, rest);
  const std::size_t number = broker == "all" ? 0 : std::stoul(broker);
  if (number > proxy.size()) throw std::invalid_argument("there is no broker " + broker);
  for (std::size_t i = 0; i < proxy.size(); ++i) {
    if (number == 0 || i + 1 == number) order(proxy, i, std::istringstream(rest));
  }
}

class Orders {
public:
  Orders(asio::io_context& context, Proxy& proxy) : context_(context), proxy_(proxy), input_(context, ::dup(0)) { next(); }

private:
  void next() {
    asio::async_read_until(input_, buffer_, '\n', [this](const asio::error_code& error, std::size_t) {
      if (error) return context_.stop(); // who gave orders is gone
      std::istream in(&buffer_);
      std::string line;
      std::getline(in, line);
      try {
        obey(proxy_, line);
        std::puts("ok");
      } catch (const std::exception& wrong) {
        std::printf("%s\n", wrong.what());
      }
      std::fflush(stdout);
      next();
    });
  }
  asio::io_context& context_;
  Proxy& proxy_;
  asio::posix::stream_descriptor input_;
  asio::streambuf buffer_;
};

} // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: klamm-fault-proxy HOST:PORT,HOST:PORT,… [SEED]\n");
    return 2;
  }
  try {
    std::vector<std::string> brokers;
    std::istringstream list(argv[1]);
    for (std::string broker; std::getline(list, broker, ',');) brokers.push_back(broker);
    asio::io_context context(1);
    Proxy proxy(context, brokers, argc > 2 ? std::stoull(argv[2]) : 1);
    std::string line;
    for (const std::string& address : proxy.addresses()) line += (line.empty() ? "" : ",") + address;
    std::puts(line.c_str());
    std::fflush(stdout);
    const Orders orders(context, proxy);
    asio::signal_set signals(context, SIGTERM, SIGINT);
    signals.async_wait([&context](const asio::error_code&, int) { context.stop(); });
    context.run();
    return 0;
  } catch (const std::exception& wrong) {
    std::fprintf(stderr, "klamm-fault-proxy: %s\n", wrong.what());
    return 1;
  }
}
