#include "wire/messages/delete_acls.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<DeleteAclsRequest>;
template struct Codec<DeleteAclsResponse>;

} // namespace klamm::wire
