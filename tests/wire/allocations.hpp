// Counts what operator new gives out: all that decoding takes, as strings and records are views.
#pragma once

#include <cstddef>

namespace klamm::wire::testing {

void reset_peak() noexcept;
/// The most bytes that were alive at once since reset_peak(), beyond those that were alive at it.
std::size_t peak() noexcept;

} // namespace klamm::wire::testing
