// Sends lines from standard input without waiting; a callback says what became of each: produce_callback HOST:PORT TOPIC
#include <iostream>
#include <klamm/klamm.hpp>
#include <string>

int main(int argc, char** argv) try {
  if (argc != 3) return std::cerr << "usage: " << argv[0] << " HOST:PORT TOPIC < LINES\n", 2;
  int sent = 0, failed = 0; // callbacks run one at a time, on the producer's thread
  {
    klamm::Producer producer{{.bootstrap_servers = {argv[1]}}};
    for (std::string line; std::getline(std::cin, line);) {
      const std::string key = line.substr(0, line.find(' ')); // the same first word, the same partition: kept in order
      producer.send({.topic = argv[2], .key = key, .value = line}, [&, line](const klamm::Result<klamm::RecordMetadata>& result) {
        if (result) ++sent;
        else ++failed, std::cerr << line << ": " << result.error() << '\n';
      });
    }
    producer.close().value(); // sends what is left and waits for it
  }
  std::cout << "sent " << sent << ", failed " << failed << '\n';
  return failed > 0;
} catch (const klamm::Exception& failure) {
  return std::cerr << failure.what() << '\n', 1;
}
