// From the user's configuration to what the consumer layer needs.
#pragma once

#include "consumer/fetch_collector.hpp"
#include "consumer/fetch_loop.hpp"
#include "group/member.hpp"
#include "klamm/consumer_config.hpp"

namespace klamm::detail {

consumer::FetchLoop::Settings fetch_loop_settings(const ConsumerConfig& config);
consumer::FetchCollector::Settings fetch_collector_settings(const ConsumerConfig& config);
consumer::LookupSettings offset_lookup_settings(const ConsumerConfig& config);
group::MemberSettings member_settings(const ConsumerConfig& config);

} // namespace klamm::detail
