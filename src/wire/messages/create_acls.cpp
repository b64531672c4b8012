#include "wire/messages/create_acls.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<CreateAclsRequest>;
template struct Codec<CreateAclsResponse>;

} // namespace klamm::wire
