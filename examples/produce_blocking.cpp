// Sends lines from standard input one at a time, waiting for each: simple, and as slow as a round trip: produce_blocking HOST:PORT TOPIC
#include <iostream>
#include <klamm/klamm.hpp>
#include <string>

int main(int argc, char** argv) try {
  if (argc != 3) return std::cerr << "usage: " << argv[0] << " HOST:PORT TOPIC < LINES\n", 2;
  klamm::Producer producer{{.bootstrap_servers = {argv[1]}}};
  for (std::string line; std::getline(std::cin, line);) {
    const klamm::Result<klamm::RecordMetadata> sent = producer.send_sync({.topic = argv[2], .value = line});
    if (sent) std::cout << *sent << '\n'; // orders[0]@42
    else std::cerr << sent.error() << '\n';
  }
  producer.close().value();
} catch (const klamm::Exception& failure) {
  return std::cerr << failure.what() << '\n', 1;
}
