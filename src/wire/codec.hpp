// Codec's definitions: the visitors walk a message's field list. Only messages/*.cpp (and tests with messages of their own) include this file:
// it is where compile time goes.
#pragma once

#include "wire/field_printer.hpp"
#include "wire/field_reader.hpp"
#include "wire/field_writer.hpp"
#include "wire/message.hpp"

namespace klamm::wire {

template <class M>
void Codec<M>::encode(const M& message, std::int16_t version, Encoder& out) {
  FieldWriter(out, version, M::flexible.contains(version)).structure(message);
}

template <class M>
void Codec<M>::decode(Decoder& in, std::int16_t version, M& message) {
  FieldReader(in, version, M::flexible.contains(version)).structure(message);
}

template <class M>
void Codec<M>::print(const M& message, std::int16_t version, std::ostream& out) {
  FieldPrinter(out, version).structure(message);
}

} // namespace klamm::wire
