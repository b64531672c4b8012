// What the calls of an Admin give when they are about several things at once.
#pragma once

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <utility>
#include <vector>

#include "klamm/result.hpp"

namespace klamm {

/// What became of each thing that a call was about, in the order in which they were given: one that failed does not hide the others.
template <class Key, class Value>
class Results {
public:
  /// A thing that was asked about, and what became of it.
  struct Item {
    Key key;
    Result<Value> result;
  };

  Results() = default;
  explicit Results(std::vector<Item> items) noexcept : items_(std::move(items)) {}

  auto begin() const noexcept { return items_.begin(); }
  auto end() const noexcept { return items_.end(); }
  std::size_t size() const noexcept { return items_.size(); }
  bool empty() const noexcept { return items_.empty(); }
  const Item& operator[](std::size_t index) const noexcept { return items_[index]; }

  /// The result for `key`; throws std::out_of_range when the call was not about it.
  const Result<Value>& at(const Key& key) const {
    const auto found = std::find_if(items_.begin(), items_.end(), [&key](const Item& item) { return item.key == key; });
    if (found == items_.end()) throw std::out_of_range("klamm: the call was not about this");
    return found->result;
  }

  /// Success when everything succeeded, else the first error.
  Result<void> all() const {
    for (const Item& item : items_)
      if (!item.result) return item.result.error();
    return {};
  }

private:
  std::vector<Item> items_;
};

/// What several brokers know together: one that failed does not hide what the others know.
template <class Value>
struct Gathered {
  std::vector<Value> found;
  std::vector<Error> errors; ///< of brokers that could not be asked; each names its broker

  /// All that was found when every broker answered, else the first error.
  Result<std::vector<Value>> all() const {
    if (!errors.empty()) return errors.front();
    return found;
  }
};

} // namespace klamm
