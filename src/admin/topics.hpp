// Creating, deleting and growing topics (KIP-4, KIP-195, KIP-516, KIP-599): operations of the controller.
#pragma once

#include "admin/item_operation.hpp"
#include "klamm/admin_topics.hpp"

namespace klamm::admin {

/// Why `name` can't be a topic's, in the words of Kafka's rules.
Result<void> check_topic_name(std::string_view name);
/// Whether a topic is named at all.
Result<void> check_topic_ref(const TopicRef& topic);

class CreateTopics final : public ItemOperation<NewTopic, std::string, CreatedTopic> {
public:
  CreateTopics(std::vector<NewTopic> topics, const CreateTopicsOptions& options) : ItemOperation(std::move(topics)), options_(options) {}

  const char* doing() const override { return "creating topics"; }
  bool retries_quota() const override { return options_.retry_on_quota_violation; }
  Target target(std::size_t) const override { return {.kind = Target::Kind::controller, .key = {}}; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const NewTopic& topic) const override;
  std::string key(const NewTopic& topic) const override { return topic.name; }
  CreateTopicsOptions options_;
};

class DeleteTopics final : public ItemOperation<TopicRef, TopicRef, void> {
public:
  DeleteTopics(std::vector<TopicRef> topics, const DeleteTopicsOptions& options) : ItemOperation(std::move(topics)), options_(options) {}

  const char* doing() const override { return "deleting topics"; }
  bool retries_quota() const override { return options_.retry_on_quota_violation; }
  /// By name and by id apart: an older broker knows names only.
  Target target(std::size_t item) const override {
    return {.kind = Target::Kind::controller, .key = {}, .lot = input(item).name.empty() ? 1 : 0};
  }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const TopicRef& topic) const override;
  TopicRef key(const TopicRef& topic) const override { return topic; }
  DeleteTopicsOptions options_;
};

class CreatePartitions final : public ItemOperation<NewPartitions, std::string, void> {
public:
  CreatePartitions(std::vector<NewPartitions> topics, const CreatePartitionsOptions& options)
      : ItemOperation(std::move(topics)), options_(options) {}

  const char* doing() const override { return "adding partitions"; }
  bool retries_quota() const override { return options_.retry_on_quota_violation; }
  Target target(std::size_t) const override { return {.kind = Target::Kind::controller, .key = {}}; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Result<void> check_input(const NewPartitions& topic) const override;
  std::string key(const NewPartitions& topic) const override { return topic.topic; }
  CreatePartitionsOptions options_;
};

} // namespace klamm::admin
