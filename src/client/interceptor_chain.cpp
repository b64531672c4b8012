#include "client/interceptor_chain.hpp"

#include <algorithm>

namespace klamm {

ProducerInterceptor::~ProducerInterceptor() = default;
void ProducerInterceptor::on_send(InterceptedRecord&) {}
void ProducerInterceptor::on_acknowledgement(const Result<RecordMetadata>&) {}

BytesView InterceptedRecord::keep(BytesView bytes) { return bytes.is_null() ? BytesView() : BytesView(kept_.emplace_front(bytes.text())); }

void InterceptedRecord::set_topic(std::string_view topic) { record_.topic = keep(topic).text(); }

void InterceptedRecord::own_headers() {
  if (!own_headers_) headers_.assign(record_.headers.begin(), record_.headers.end());
  own_headers_ = true;
}

void InterceptedRecord::add_header(std::string_view key, BytesView value) {
  own_headers();
  headers_.push_back({keep(key).text(), keep(value)});
  record_.headers = headers_;
}

void InterceptedRecord::remove_headers(std::string_view key) {
  own_headers();
  std::erase_if(headers_, [key](const Header& header) { return header.key == key; });
  record_.headers = headers_;
}

std::shared_ptr<const InterceptorChain> InterceptorChain::create(Interceptors interceptors, Log log) {
  std::erase(interceptors, nullptr);
  if (interceptors.empty()) return nullptr;
  return std::shared_ptr<const InterceptorChain>(new InterceptorChain(std::move(interceptors), std::move(log)));
}

template <class Call>
bool InterceptorChain::guarded(const char* what, Call&& call) const {
  try {
    call();
    return true;
  } catch (const std::exception& thrown) {
    log_(LogLevel::error, "producer", [&] { return std::string("an interceptor's ") + what + " threw: " + thrown.what(); });
  } catch (...) {
    log_(LogLevel::error, "producer",
         [&] { return std::string("an interceptor's ") + what + " threw something that is no std::exception"; });
  }
  return false;
}

void InterceptorChain::on_send(InterceptedRecord& record) const {
  for (const auto& interceptor : interceptors_) {
    const ProducerRecord before = record.record_;
    const bool had_own_headers = record.own_headers_;
    const std::vector<Header> headers = record.headers_;
    if (guarded("on_send", [&] { interceptor->on_send(record); })) continue;
    record.record_ = before;
    record.own_headers_ = had_own_headers;
    record.headers_ = headers;
    if (had_own_headers) record.record_.headers = record.headers_;
  }
}

Completion<RecordMetadata> InterceptorChain::before(Completion<RecordMetadata> done) const {
  return [chain = shared_from_this(), done = std::move(done)](Result<RecordMetadata> result) mutable {
    for (const auto& interceptor : chain->interceptors_)
      chain->guarded("on_acknowledgement", [&] { interceptor->on_acknowledgement(result); });
    if (done) done(std::move(result));
  };
}

} // namespace klamm
