// Records with headers, a timestamp, a partition of one's choice, and without a value: produce_headers HOST:PORT TOPIC
#include <iostream>
#include <klamm/klamm.hpp>

int main(int argc, char** argv) try {
  if (argc != 3) return std::cerr << "usage: " << argv[0] << " HOST:PORT TOPIC\n", 2;
  klamm::Producer producer{{.bootstrap_servers = {argv[1]}}};

  // Headers are ordered, names may repeat, a value may be null.
  std::cout << producer
                   .send_sync({.topic = argv[2],
                               .key = "42",
                               .value = "paid",
                               .headers = {{"trace", "a1"}, {"trace", "b2"}, {"checked", nullptr}}})
                   .value()
            << '\n';
  // As if it had been sent at the beginning of 2024, to partition 0 whatever its key.
  std::cout << producer.send_sync({.topic = argv[2], .key = "42", .value = "old", .partition = 0, .timestamp = 1'704'067'200'000}).value()
            << '\n';
  // Null is not empty: in a compacted topic it deletes the key (a tombstone).
  std::cout << producer.send_sync({.topic = argv[2], .key = "42", .value = nullptr}).value() << '\n';

  // Headers that are made at run time: a vector that outlives the call.
  std::vector<klamm::Header> headers{{"host", "web-1"}};
  if (argc > 2) headers.push_back({"topic", argv[2]});
  std::cout << producer.send_sync({.topic = argv[2], .key = "43", .value = "paid", .headers = headers}).value() << '\n';
  producer.close().value();
} catch (const klamm::Exception& failure) {
  return std::cerr << failure.what() << '\n', 1;
}
