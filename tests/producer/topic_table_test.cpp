#include <doctest/doctest.h>

#include <string>
#include <thread>

#include "producer/topic_table.hpp"

using namespace klamm;
using namespace klamm::producer;

TEST_CASE("topic_table: names that differ in any one place are different topics, also right after each other") {
  const ProducerSettings settings;
  TopicTable table(settings);
  std::size_t topics = 0;
  for (const std::size_t size : {1U, 7U, 8U, 15U, 16U, 17U, 24U, 31U, 32U, 33U, 249U}) {
    const std::string name(size, 'a');
    TopicState& first = table.get(name);
    CHECK(&table.get(std::string(name)) == &first);
    for (std::size_t i = 0; i < size; ++i) {
      std::string other = name;
      other[i] = 'b';
      TopicState& another = table.get(other);
      CHECK(*another.name == other);
      CHECK(&table.get(name) == &first);
      CHECK(table.find(other) == &another);
    }
    topics += 1 + size;
  }
  CHECK(table.all().size() == topics);
}

TEST_CASE("topic_table: a thread's last topic is not taken for another producer's of that name") {
  const ProducerSettings settings;
  std::string name = "measurements";
  for (int i = 0; i < 3; ++i) {
    TopicTable one(settings), two(settings);
    TopicState& of_one = one.get(name);
    TopicState& of_two = two.get(name);
    CHECK(&of_one != &of_two);
    CHECK(&one.get(name) == &of_one);
    std::thread([&] { CHECK(&one.get(name) == &of_one); }).join();
  }
  TopicTable table(settings);
  const TopicState& first = table.get(name);
  name.replace(0, 1, "M"); // the caller's memory is its own: another name may stand where the last one stood
  CHECK(&table.get(name) != &first);
}
