#include "wire/field_printer.hpp"

#include <ostream>

#include "base/text.hpp"

namespace klamm::wire {

bool FieldPrinter::begin(const char* name, bool secret) {
  out_ << (std::exchange(first_, false) ? "" : ", ") << name << ": " << (secret ? "***" : "");
  return !secret;
}

void FieldPrinter::put(char text) { out_ << text; }
void FieldPrinter::put(const char* text) { out_ << text; }
void FieldPrinter::leaf(bool member) { out_ << (member ? "true" : "false"); }
void FieldPrinter::leaf(double member) { out_ << member; }
void FieldPrinter::leaf(std::int64_t member) { out_ << member; }
void FieldPrinter::leaf(ErrorCode member) { out_ << static_cast<int>(member) << ' ' << error_code_name(member); }
void FieldPrinter::leaf(const Uuid& member) { out_ << member.to_string(); }
void FieldPrinter::leaf(std::string_view member) { out_ << '"' << escaped(member) << '"'; }
void FieldPrinter::leaf(const Bytes& member) { out_ << '<' << member.view.size() << " bytes>"; }
void FieldPrinter::leaf(const Slice& member) { out_ << '<' << member.size() << " bytes of records>"; }

} // namespace klamm::wire
