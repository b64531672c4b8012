// Interceptors: see each record before it is sent, and what became of it.
#pragma once

#include <forward_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "klamm/export.hpp"
#include "klamm/record.hpp"
#include "klamm/result.hpp"

namespace klamm {

/// A record on its way to be sent, to be looked at and altered. What is set is copied; parts that nobody sets are the sender's own, uncopied.
class KLAMM_EXPORT InterceptedRecord {
public:
  explicit InterceptedRecord(const ProducerRecord& record) : record_(record) {}
  InterceptedRecord(const InterceptedRecord&) = delete;
  InterceptedRecord& operator=(const InterceptedRecord&) = delete;

  /// The record as it is now.
  const ProducerRecord& record() const noexcept { return record_; }

  void set_topic(std::string_view topic);
  void set_key(BytesView key) { record_.key = keep(key); }
  void set_value(BytesView value) { record_.value = keep(value); }
  void set_partition_key(BytesView key) { record_.partition_key = keep(key); }
  void set_partition(std::optional<std::int32_t> partition) noexcept { record_.partition = partition; }
  void set_timestamp(std::optional<Timestamp> timestamp) noexcept { record_.timestamp = timestamp; }
  /// Adds a header behind those that are there.
  void add_header(std::string_view key, BytesView value);
  /// Removes all headers of that name.
  void remove_headers(std::string_view key);

private:
  friend class InterceptorChain;
  BytesView keep(BytesView bytes);
  void own_headers();

  ProducerRecord record_;
  bool own_headers_ = false;
  std::vector<Header> headers_;
  std::forward_list<std::string> kept_; // what was set: views into it must stay where they are
};

/// Sees every record of a producer (ProducerConfig::interceptors), in the order of the list. What a member throws is logged and harms neither the record, which
/// goes on as it was before that call, nor the interceptors behind.
class KLAMM_EXPORT ProducerInterceptor {
public:
  ProducerInterceptor() = default;
  ProducerInterceptor(const ProducerInterceptor&) = delete;
  ProducerInterceptor& operator=(const ProducerInterceptor&) = delete;
  virtual ~ProducerInterceptor();

  /// Before the record is encoded, and its partition chosen. On the sending thread; several at a time when several send.
  virtual void on_send(InterceptedRecord& record);
  /// When the record has its outcome, before its own completion. On the client's executor.
  virtual void on_acknowledgement(const Result<RecordMetadata>& result);
};

} // namespace klamm
