#include "klamm/bytes_view.hpp"

#include <ostream>

namespace klamm {

std::ostream& operator<<(std::ostream& out, BytesView bytes) { return out << (bytes.is_null() ? std::string_view("null") : bytes.text()); }

} // namespace klamm
