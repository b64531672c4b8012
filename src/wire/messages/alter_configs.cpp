#include "wire/messages/alter_configs.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<AlterConfigsRequest>;
template struct Codec<AlterConfigsResponse>;

} // namespace klamm::wire
