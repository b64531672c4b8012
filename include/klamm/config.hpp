// All configuration structs, and the table behind them: which properties there are, what they mean, what a configuration says.
//
// Each property is described once, in a table that parses, checks, prints and documents it (docs/configuration.md is made of it). Names are the
// Java client's; librdkafka's are accepted where they mean the same.
#pragma once

#include "klamm/admin_config.hpp"
#include "klamm/client_config.hpp"
#include "klamm/consumer_config.hpp"
#include "klamm/export.hpp"
#include "klamm/producer_config.hpp"

namespace klamm {

/// All properties, a line each: name, default, first sentence. For `-X list`.
KLAMM_EXPORT std::string config_list();

/// Everything about one property, by its name or an alias: meaning, default, range, who has it, and what replaces it where klamm doesn't. An unknown
/// name is an error that says which ones are close. For `-X help KEY`.
KLAMM_EXPORT Result<std::string> config_help(std::string_view name);

/// Every property of a configuration as `name=value` lines in the form of a .properties file; secrets are "[hidden]". A producer's has its `delivery` preset
/// expanded. For `-X dump`.
KLAMM_EXPORT std::string config_dump(const ClientConfig& config);
KLAMM_EXPORT std::string config_dump(const ProducerConfig& config);
KLAMM_EXPORT std::string config_dump(const ConsumerConfig& config);
KLAMM_EXPORT std::string config_dump(const AdminConfig& config);

/// docs/configuration.md, made from the table.
KLAMM_EXPORT std::string config_markdown();

} // namespace klamm
