#include "wire/schema_probe.hpp"

namespace klamm::wire::testing {
namespace {

std::string show(Versions range) { return range.empty() ? "-" : std::to_string(range.first) + "-" + std::to_string(range.last); }

} // namespace

void SchemaProbe::message(Versions versions, Versions flexible, const std::string& key) {
  rows_.push_back(message_ + "\t.\tmessage\t" + show(versions) + "\t" + show(flexible) + "\t-\t-\t" + key + "\t-");
}

void SchemaProbe::add(const char* name, const std::string& type, Versions span, const Field& field, const std::string& standard) {
  const Versions tagged = both(span, field.tag_versions);
  const std::string tag = tagged.empty() ? "-" : std::to_string(field.tag_number);
  rows_.push_back(message_ + "\t" + prefix_ + name + "\t" + type + "\t" + show(span) + "\t" + show(both(span, field.null_versions)) + "\t" +
                  tag + "\t" + show(tagged) + "\t" + standard + "\t" + (field.may_ignore ? "true" : "false"));
}

SchemaProbe::Place SchemaProbe::enter(const char* name, Versions span) {
  const Place outer{prefix_.size(), within_};
  prefix_ += name;
  prefix_ += '.';
  within_ = span;
  return outer;
}

void SchemaProbe::leave(Place outer) {
  prefix_.resize(outer.prefix_size);
  within_ = outer.within;
}

} // namespace klamm::wire::testing
