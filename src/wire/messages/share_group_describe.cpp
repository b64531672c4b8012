#include "wire/messages/share_group_describe.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<ShareGroupDescribeRequest>;
template struct Codec<ShareGroupDescribeResponse>;

} // namespace klamm::wire
