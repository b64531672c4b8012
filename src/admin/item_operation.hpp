// An operation whose result tells of each item that was given: what was given, and a place for each result.
#pragma once

#include <map>

#include "admin/operation.hpp"
#include "klamm/admin_results.hpp"

namespace klamm::admin {

/// Finds among a request's items the one that a response speaks of, by its key there. Of items with the same key each is found once.
template <class Key>
class Answered {
public:
  template <class KeyOf>
  Answered(Items items, KeyOf&& key_of) {
    for (const std::size_t item : items) left_.emplace(key_of(item), item);
  }
  std::optional<std::size_t> take(const Key& key) {
    const auto at = left_.find(key);
    if (at == left_.end()) return std::nullopt;
    const std::size_t item = at->second;
    left_.erase(at);
    return item;
  }
  const std::multimap<Key, std::size_t>& left() const noexcept { return left_; }
  /// The response failed as a whole.
  void all_failed(const Error& error, Verdicts& verdicts) const {
    for (const auto& [key, item] : left_) verdicts.failed(item, error);
  }

private:
  std::multimap<Key, std::size_t> left_;
};

template <class Input, class Key, class Value>
class ItemOperation : public OperationOf<Results<Key, Value>> {
public:
  explicit ItemOperation(std::vector<Input> inputs) : inputs_(std::move(inputs)), results_(inputs_.size()) {}

  /// As check_input() says; and brokers refuse a request that speaks of a thing twice, or answer it once.
  Result<void> check(std::size_t item) const override {
    if (Result<void> fine = check_input(inputs_[item]); !fine) return fine;
    if (repetition(item) > 0) return Error(ErrorCode::invalid_request, "it is given twice in one call");
    return {};
  }

  std::size_t size() const override { return inputs_.size(); }
  void fail(std::size_t item, Error error) override { results_[item] = Result<Value>(std::move(error)); }

  Result<Results<Key, Value>> take() override {
    std::vector<typename Results<Key, Value>::Item> items;
    items.reserve(inputs_.size());
    for (std::size_t i = 0; i < inputs_.size(); ++i) items.push_back({key(inputs_[i]), *std::move(results_[i])});
    return Results<Key, Value>(std::move(items));
  }

protected:
  virtual Key key(const Input& input) const = 0;
  virtual Result<void> check_input(const Input&) const { return {}; }
  /// How many items before this one have the same key.
  std::int32_t repetition(std::size_t item) const {
    if (repetitions_.empty()) {
      std::map<Key, std::int32_t> seen;
      for (const Input& input : inputs_) repetitions_.push_back(seen[key(input)]++);
    }
    return repetitions_[item];
  }
  const Input& input(std::size_t item) const noexcept { return inputs_[item]; }
  /// For operations whose items are known only when they begin.
  void set_inputs(std::vector<Input> inputs) {
    inputs_ = std::move(inputs);
    results_.resize(inputs_.size());
  }

  void keep(std::size_t item, Result<Value> value, Verdicts& verdicts) {
    results_[item] = std::move(value);
    verdicts.done(item);
  }
  /// For operations that give nothing but success.
  void say(std::size_t item, ErrorCode code, const std::optional<std::string_view>& message, Verdicts& verdicts)
    requires std::is_void_v<Value>
  {
    if (code == ErrorCode::none) keep(item, {}, verdicts);
    else verdicts.failed(item, Verdicts::error_of(code, message));
  }

private:
  std::vector<Input> inputs_;
  std::vector<std::optional<Result<Value>>> results_;
  mutable std::vector<std::int32_t> repetitions_;
};

/// An operation about things that are given by nothing but their key.
template <class Key, class Value>
class KeyOperation : public ItemOperation<Key, Key, Value> {
public:
  using ItemOperation<Key, Key, Value>::ItemOperation;

protected:
  /// For responses that speak of items by their names.
  Answered<std::string_view> by_name(Items items) const
    requires std::is_same_v<Key, std::string>
  {
    return {items, [this](std::size_t item) { return std::string_view(this->input(item)); }};
  }

private:
  Key key(const Key& key) const override { return key; }
};

} // namespace klamm::admin
