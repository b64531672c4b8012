#include "wire/messages/alter_client_quotas.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<AlterClientQuotasRequest>;
template struct Codec<AlterClientQuotasResponse>;

} // namespace klamm::wire
