// Splits a batch that the broker finds too large (KIP-126).
#pragma once

#include <vector>

#include "klamm/result.hpp"
#include "producer/buffer_pool.hpp"
#include "producer/producer_batch.hpp"

namespace klamm::producer {

/// The records of `whole`, of which there are at least two, in two unsealed batches with their own completions, taken from `whole`. Their memory comes from
/// the pool, beyond its total if need be: it lets others go.
Result<std::vector<BatchPtr>> split_batch(ProducerBatch& whole, BufferPool& pool);

} // namespace klamm::producer
