#include "wire/messages/api_versions.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<ApiVersionsRequest>;
template struct Codec<ApiVersionsResponse>;

} // namespace klamm::wire
