// Sends records and prints where each went: producer HOST:PORT TOPIC [COUNT]
#include <cstdlib>
#include <iostream>
#include <klamm/klamm.hpp>
#include <string>

int main(int argc, char** argv) try {
  if (argc < 3) {
    std::cerr << "usage: producer HOST:PORT TOPIC [COUNT]\n";
    return 2;
  }
  const int count = argc > 3 ? std::atoi(argv[3]) : 10;
  klamm::Producer producer{{.bootstrap_servers = {argv[1]}}};

  // One at a time, waiting for each: simple, and as slow as a round trip.
  const auto first = producer.send_sync({.topic = argv[2], .key = "first", .value = "hello"}).value();
  std::cout << "sent " << first << '\n';

  // Many at a time: the callback says what became of each.
  for (int i = 1; i < count; ++i) {
    producer.send({.topic = argv[2], .key = std::to_string(i), .value = "record " + std::to_string(i), .headers = {{"source", "example"}}},
                  [](const klamm::Result<klamm::RecordMetadata>& sent) {
                    if (sent) std::cout << "sent " << *sent << '\n';
                    else std::cerr << sent.error() << '\n';
                  });
  }
  producer.close().value(); // sends what is left and waits for it
} catch (const klamm::Exception& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
