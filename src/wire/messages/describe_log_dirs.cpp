#include "wire/messages/describe_log_dirs.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<DescribeLogDirsRequest>;
template struct Codec<DescribeLogDirsResponse>;

} // namespace klamm::wire
