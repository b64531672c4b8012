// Listing and describing topics: Metadata, or DescribeTopicPartitions where brokers have it (KIP-966), whose answers come in pages.
#pragma once

#include "admin/item_operation.hpp"
#include "klamm/admin_topics.hpp"

namespace klamm::admin {

class ListTopics final : public OperationOf<std::vector<TopicListing>> {
public:
  explicit ListTopics(const ListTopicsOptions& options) : options_(options) {}

  const char* doing() const override { return "listing topics"; }
  std::size_t size() const override { return 1; }
  Target target(std::size_t) const override { return {}; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;
  void fail(std::size_t, Error error) override { topics_ = std::move(error); }
  Result<std::vector<TopicListing>> take() override { return std::move(topics_); }

private:
  ListTopicsOptions options_;
  Result<std::vector<TopicListing>> topics_;
};

class DescribeTopics final : public ItemOperation<TopicRef, TopicRef, TopicDescription> {
public:
  DescribeTopics(std::vector<TopicRef> topics, const DescribeTopicsOptions& options)
      : ItemOperation(std::move(topics)), options_(options) {}

  const char* doing() const override { return "describing topics"; }
  /// By name and by id apart: DescribeTopicPartitions knows names only.
  Target target(std::size_t item) const override { return {.key = {}, .lot = input(item).name.empty() ? 1 : 0}; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const TopicRef& topic) const override;
  TopicRef key(const TopicRef& topic) const override { return topic; }
  Exchange ask_pages(const net::Connection& connection, Items items);
  Exchange ask_metadata(const net::Connection& connection, Items items);

  struct Cursor {
    std::string topic;
    std::int32_t partition = 0;
    auto operator<=>(const Cursor&) const = default;
  };
  DescribeTopicsOptions options_;
  Cursor cursor_;                                   ///< where the next page begins; nowhere at first
  std::map<std::string, TopicDescription> partial_; ///< of earlier pages
};

} // namespace klamm::admin
