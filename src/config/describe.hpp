// Words for what a row says; shared by the terminal's texts and the documentation.
#pragma once

#include <string>

#include "config/row.hpp"

namespace klamm::config {

std::string who_has(const Row& row);
std::string_view importance_name(Importance importance) noexcept;
/// What counts where nothing is said; empty where nothing does.
std::string shown_default(const Row& row);
/// Type or choices, and range.
std::string values(const Row& row);

} // namespace klamm::config
