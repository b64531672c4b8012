#include "wire/messages/alter_user_scram_credentials.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<AlterUserScramCredentialsRequest>;
template struct Codec<AlterUserScramCredentialsResponse>;

} // namespace klamm::wire
