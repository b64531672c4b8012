#include "klamm/admin_topics.hpp"

#include "admin/records.hpp"
#include "admin/topic_listing.hpp"
#include "admin/topics.hpp"
#include "client/admin_impl.hpp"

namespace klamm {

using detail::AdminStart;

AdminTopics::AdminTopics() noexcept : AdminCalls(nullptr) {}
AdminTopics::~AdminTopics() = default;

AdminStart<CreateTopicsResult> AdminTopics::creating_topics(std::vector<NewTopic> topics, const CreateTopicsOptions& options) const {
  return impl_->prepare<CreateTopicsResult>(std::make_shared<admin::CreateTopics>(std::move(topics), options), options.timeout);
}
Result<CreateTopicsResult> AdminTopics::create_topics(std::vector<NewTopic> topics, const CreateTopicsOptions& options) {
  return impl_->run("Admin::create_topics", creating_topics(std::move(topics), options), options.timeout);
}

AdminStart<DeleteTopicsResult> AdminTopics::deleting_topics(std::vector<TopicRef> topics, const DeleteTopicsOptions& options) const {
  return impl_->prepare<DeleteTopicsResult>(std::make_shared<admin::DeleteTopics>(std::move(topics), options), options.timeout);
}
Result<DeleteTopicsResult> AdminTopics::delete_topics(std::vector<TopicRef> topics, const DeleteTopicsOptions& options) {
  return impl_->run("Admin::delete_topics", deleting_topics(std::move(topics), options), options.timeout);
}

AdminStart<std::vector<TopicListing>> AdminTopics::listing_topics(const ListTopicsOptions& options) const {
  return impl_->prepare<std::vector<TopicListing>>(std::make_shared<admin::ListTopics>(options), options.timeout);
}
Result<std::vector<TopicListing>> AdminTopics::list_topics(const ListTopicsOptions& options) {
  return impl_->run("Admin::list_topics", listing_topics(options), options.timeout);
}

AdminStart<DescribeTopicsResult> AdminTopics::describing_topics(std::vector<TopicRef> topics, const DescribeTopicsOptions& options) const {
  return impl_->prepare<DescribeTopicsResult>(std::make_shared<admin::DescribeTopics>(std::move(topics), options), options.timeout);
}
Result<DescribeTopicsResult> AdminTopics::describe_topics(std::vector<TopicRef> topics, const DescribeTopicsOptions& options) {
  return impl_->run("Admin::describe_topics", describing_topics(std::move(topics), options), options.timeout);
}

AdminStart<CreatePartitionsResult> AdminTopics::creating_partitions(std::vector<NewPartitions> topics,
                                                                    const CreatePartitionsOptions& options) const {
  return impl_->prepare<CreatePartitionsResult>(std::make_shared<admin::CreatePartitions>(std::move(topics), options), options.timeout);
}
Result<CreatePartitionsResult> AdminTopics::create_partitions(std::vector<NewPartitions> topics, const CreatePartitionsOptions& options) {
  return impl_->run("Admin::create_partitions", creating_partitions(std::move(topics), options), options.timeout);
}

AdminStart<DeleteRecordsResult> AdminTopics::deleting_records(std::vector<RecordsToDelete> records,
                                                              const DeleteRecordsOptions& options) const {
  return impl_->prepare<DeleteRecordsResult>(std::make_shared<admin::DeleteRecords>(std::move(records)), options.timeout);
}
Result<DeleteRecordsResult> AdminTopics::delete_records(std::vector<RecordsToDelete> records, const DeleteRecordsOptions& options) {
  return impl_->run("Admin::delete_records", deleting_records(std::move(records), options), options.timeout);
}

AdminStart<ListOffsetsResult> AdminTopics::listing_offsets(std::vector<PartitionOffsetSpec> partitions,
                                                           const ListOffsetsOptions& options) const {
  return impl_->prepare<ListOffsetsResult>(std::make_shared<admin::ListOffsets>(std::move(partitions), options), options.timeout);
}
Result<ListOffsetsResult> AdminTopics::list_offsets(std::vector<PartitionOffsetSpec> partitions, const ListOffsetsOptions& options) {
  return impl_->run("Admin::list_offsets", listing_offsets(std::move(partitions), options), options.timeout);
}

} // namespace klamm
