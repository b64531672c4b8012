// All of klamm: the native Kafka client for C++.
#pragma once

#include "klamm/admin.hpp"          // IWYU pragma: export
#include "klamm/client.hpp"         // IWYU pragma: export
#include "klamm/consumer.hpp"       // IWYU pragma: export
#include "klamm/log.hpp"            // IWYU pragma: export
#include "klamm/producer.hpp"       // IWYU pragma: export
#include "klamm/typed_consumer.hpp" // IWYU pragma: export
#include "klamm/typed_producer.hpp" // IWYU pragma: export
