#include "wire/messages/update_features.hpp"

#include "wire/codec.hpp"

namespace klamm::wire {

template struct Codec<UpdateFeaturesRequest>;
template struct Codec<UpdateFeaturesResponse>;

} // namespace klamm::wire
