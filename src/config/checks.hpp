// Whether settings fit together, by Java's rules.
#pragma once

#include "config/overlay.hpp"

namespace klamm::config {

/// Each value is in its range.
template <class Config>
void check_values(const Config& config, Problems& problems);

/// No two settings contradict each other. Holds for parts of a configuration too: nothing that is missing is a problem.
void check_together(const ClientConfig& config, const Said& said, Problems& problems);
void check_together(const ProducerConfig& config, const Said& said, Problems& problems);
void check_together(const ConsumerConfig& config, const Said& said, Problems& problems);
void check_together(const AdminConfig& config, const Said& said, Problems& problems);

/// Nothing is missing that the rest asks for.
template <class Config>
void check_complete(const Config& config, Problems& problems);

/// What `delivery` stands for is filled in, and what is unset or too small by default decided.
void expand(ProducerConfig& config);

} // namespace klamm::config
