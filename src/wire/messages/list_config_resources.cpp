#include "wire/messages/list_config_resources.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<ListConfigResourcesRequest>;
template struct Codec<ListConfigResourcesResponse>;

} // namespace klamm::wire
