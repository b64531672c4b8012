#include "wire/messages/incremental_alter_configs.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<IncrementalAlterConfigsRequest>;
template struct Codec<IncrementalAlterConfigsResponse>;

} // namespace klamm::wire
