// How the partition of a record is chosen: by a name that every client knows, or by a function of one's own.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

#include "klamm/bytes_view.hpp"
#include "klamm/config_types.hpp"

namespace klamm {

/// What a partitioner of one's own is told. Views, valid during the call.
struct PartitionerInput {
  std::string_view topic;
  BytesView key; ///< the record's partition_key where it has one; null with partitioner.ignore.keys
  BytesView value;
  std::int32_t partition_count = 0;        ///< they are numbered from 0
  std::span<const std::int32_t> available; ///< those that have a leader now, by number
};

/// A PartitionerKind, or any callable from `const PartitionerInput&` to a partition's number. The callable runs on the threads that send, many at a time, and on
/// the client's executor for records that came before their topic was known. What it throws, or a partition that does not exist, is that record's error
/// (ErrorCode::partition_unknown). It must not call the producer.
class Partitioner {
public:
  using Function = std::function<std::int32_t(const PartitionerInput&)>;

  Partitioner(PartitionerKind kind = PartitionerKind::murmur2) noexcept : kind_(kind) {} // NOLINT(google-explicit-constructor)
  template <class F>
    requires(!std::same_as<std::remove_cvref_t<F>, Partitioner> && std::is_invocable_r_v<std::int32_t, F&, const PartitionerInput&>)
  Partitioner(F&& function)
      : function_(std::make_shared<const Function>(std::forward<F>(function))) {} // NOLINT(google-explicit-constructor)

  /// What counts where there is no function.
  PartitionerKind kind() const noexcept { return kind_; }
  /// Null where there is none.
  const std::shared_ptr<const Function>& function() const noexcept { return function_; }

  friend bool operator==(const Partitioner& a, const Partitioner& b) noexcept { return a.kind_ == b.kind_ && a.function_ == b.function_; }

private:
  PartitionerKind kind_ = PartitionerKind::murmur2;
  std::shared_ptr<const Function> function_;
};

} // namespace klamm
