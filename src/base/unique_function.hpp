// UniqueFunction is part of public signatures, so it lives with the public headers.
#pragma once

#include "klamm/detail/unique_function.hpp"
