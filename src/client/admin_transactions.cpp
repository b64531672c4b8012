#include "klamm/admin_transactions.hpp"

#include "admin/transactions.hpp"
#include "client/admin_impl.hpp"

namespace klamm {

using detail::AdminStart;

AdminTransactions::AdminTransactions() noexcept : AdminCalls(nullptr) {}
AdminTransactions::~AdminTransactions() = default;

AdminStart<Gathered<TransactionListing>> AdminTransactions::listing_transactions(const ListTransactionsOptions& options) const {
  return impl_->prepare<Gathered<TransactionListing>>(std::make_shared<admin::ListTransactions>(options), options.timeout);
}
Result<Gathered<TransactionListing>> AdminTransactions::list_transactions(const ListTransactionsOptions& options) {
  return impl_->run("Admin::list_transactions", listing_transactions(options), options.timeout);
}

AdminStart<DescribeTransactionsResult> AdminTransactions::describing_transactions(std::vector<std::string> transactional_ids,
                                                                                  const DescribeTransactionsOptions& options) const {
  return impl_->prepare<DescribeTransactionsResult>(std::make_shared<admin::DescribeTransactions>(std::move(transactional_ids)),
                                                    options.timeout);
}
Result<DescribeTransactionsResult> AdminTransactions::describe_transactions(std::vector<std::string> transactional_ids,
                                                                            const DescribeTransactionsOptions& options) {
  return impl_->run("Admin::describe_transactions", describing_transactions(std::move(transactional_ids), options), options.timeout);
}

AdminStart<DescribeProducersResult> AdminTransactions::describing_producers(std::vector<TopicPartition> partitions,
                                                                            const DescribeProducersOptions& options) const {
  return impl_->prepare<DescribeProducersResult>(std::make_shared<admin::DescribeProducers>(std::move(partitions), options),
                                                 options.timeout);
}
Result<DescribeProducersResult> AdminTransactions::describe_producers(std::vector<TopicPartition> partitions,
                                                                      const DescribeProducersOptions& options) {
  return impl_->run("Admin::describe_producers", describing_producers(std::move(partitions), options), options.timeout);
}

AdminStart<FenceProducersResult> AdminTransactions::fencing_producers(std::vector<std::string> transactional_ids,
                                                                      const FenceProducersOptions& options) const {
  return impl_->prepare<FenceProducersResult>(std::make_shared<admin::FenceProducers>(std::move(transactional_ids)), options.timeout);
}
Result<FenceProducersResult> AdminTransactions::fence_producers(std::vector<std::string> transactional_ids,
                                                                const FenceProducersOptions& options) {
  return impl_->run("Admin::fence_producers", fencing_producers(std::move(transactional_ids), options), options.timeout);
}

AdminStart<void> AdminTransactions::aborting_transaction(const HangingTransaction& transaction,
                                                         const AbortTransactionOptions& options) const {
  return impl_->prepare<void>(std::make_shared<admin::AbortTransaction>(transaction), options.timeout);
}
Result<void> AdminTransactions::abort_transaction(const HangingTransaction& transaction, const AbortTransactionOptions& options) {
  return impl_->run("Admin::abort_transaction", aborting_transaction(transaction, options), options.timeout);
}

} // namespace klamm
