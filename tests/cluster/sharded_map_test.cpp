#include "cluster/sharded_map.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "base/random.hpp"

using namespace klamm;
using namespace klamm::cluster;

namespace {

struct Item {
  int key;
  int value;
};
struct KeyOf {
  int operator()(const Item& item) const noexcept { return item.key; }
  // Few shards and many equal hashes, so that both are searched through.
  static std::uint64_t hash(int key) noexcept { return static_cast<std::uint64_t>(key % 7) << 54; }
};
using Map = ShardedMap<Item, KeyOf>;

} // namespace

TEST_CASE("sharded map: does what std::map does, and copies don't change each other") {
  Random random(7);
  Map map;
  std::map<int, int> model;
  std::vector<std::pair<Map, std::map<int, int>>> copies;
  const auto same = [](const Map& m, const std::map<int, int>& expected) {
    std::size_t seen = 0;
    bool good = m.size() == expected.size();
    m.for_each([&](const auto& item) { good = good && expected.count(item->key) == 1 && expected.at(item->key) == item->value, ++seen; });
    for (const auto& [key, value] : expected) good = good && m.find(key) && (*m.find(key))->value == value;
    return good && seen == expected.size();
  };
  for (int i = 0; i < 3000; ++i) {
    const int key = static_cast<int>(random.below(100));
    if (random.below(3) == 0) {
      map.erase(key);
      model.erase(key);
    } else {
      map.put(std::make_shared<const Item>(Item{key, i}));
      model[key] = i;
    }
    if (i % 100 == 0) copies.emplace_back(map, model);
  }
  CHECK(same(map, model));
  for (const auto& [copy, expected] : copies) CHECK(same(copy, expected));
}
