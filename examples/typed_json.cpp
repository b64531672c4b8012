// Sends and reads C++ values as JSON; what is no such JSON is reported, and the rest goes on: typed_json HOST:PORT TOPIC
#include <iostream>
#include <klamm/json.hpp>
#include <klamm/klamm.hpp>

struct Order {
  std::int64_t id = 0;
  std::string item;
  double price = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Order, id, item, price)
template <>
struct klamm::Serializer<Order> : klamm::JsonSerializer<Order> {};
template <>
struct klamm::Deserializer<Order> : klamm::JsonDeserializer<Order> {};

static void send_orders(const std::string& bootstrap, const std::string& topic) {
  klamm::Producer producer{{.bootstrap_servers = {bootstrap}}};
  klamm::TypedProducer<std::int64_t, Order> orders{producer};
  orders.send(topic, 1, Order{1, "hat", 19.5}, klamm::RecordOptions{.partition = 0});
  const std::string key("\0\0\0\0\0\0\0\2", 8);
  producer.send({.topic = topic, .key = key, .value = "{no json", .partition = 0});
  orders.send(topic, 3, Order{3, "coat", 120}, klamm::RecordOptions{.partition = 0});
  producer.close().value();
}

int main(int argc, char** argv) try {
  if (argc != 3) return std::cerr << "usage: " << argv[0] << " HOST:PORT TOPIC\n", 2;
  send_orders(argv[1], argv[2]);
  klamm::Consumer consumer{{.bootstrap_servers = {argv[1]}}};
  consumer.assign(std::vector<klamm::TopicPartition>{{argv[2], 0}});
  consumer.seek_to_beginning();
  klamm::TypedConsumer<std::int64_t, Order> orders{consumer};
  for (int left = 3; left > 0;) {
    const auto records = orders.poll(std::chrono::seconds(30)).value();
    if (records.empty()) return std::cerr << "nothing came\n", 1;
    for (const auto& record : records) {
      --left;
      if (record) std::cout << record.key() << ": " << record.value().item << " for " << record.value().price << '\n';
      else std::cout << "skipped offset " << record.offset() << ": " << record.record().value() << '\n';
    }
  }
} catch (const klamm::Exception& failure) {
  return std::cerr << failure.what() << '\n', 1;
}
