#include "wire/messages/describe_user_scram_credentials.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<DescribeUserScramCredentialsRequest>;
template struct Codec<DescribeUserScramCredentialsResponse>;

} // namespace klamm::wire
