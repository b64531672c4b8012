#include "klamm/serde.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace klamm;

namespace {

template <class T>
std::optional<std::string> written(const T& value) {
  ByteSink out;
  if constexpr (ViewSerializer<Serializer<T>, T>) {
    const BytesView bytes = Serializer<T>::view(value);
    return bytes.is_null() ? std::nullopt : std::optional(std::string(bytes.text()));
  } else {
    Serializer<T>::serialize(value, out);
    return out.is_null() ? std::nullopt : std::optional(std::string(out.bytes().text()));
  }
}

template <class T>
void comes_back(const T& value, std::string_view as) {
  const auto bytes = written(value);
  REQUIRE(bytes);
  CHECK(*bytes == as);
  const auto back = Deserializer<T>::deserialize(*bytes);
  REQUIRE(back);
  CHECK(*back == value);
}

template <class T>
std::string refused(BytesView bytes) {
  const auto read = Deserializer<T>::deserialize(bytes);
  REQUIRE_FALSE(read);
  CHECK(read.error().code() == ErrorCode::serialization_failed);
  return read.error().cause();
}

using namespace std::string_view_literals;
using namespace std::string_literals;

} // namespace

TEST_CASE("serde: numbers are big-endian, as Java's serializers write them") {
  comes_back<std::int16_t>(-2, "\xff\xfe"sv);
  comes_back<std::int32_t>(0x01020304, "\x01\x02\x03\x04"sv);
  comes_back<std::int32_t>(std::numeric_limits<std::int32_t>::min(), "\x80\x00\x00\x00"sv);
  comes_back<std::int64_t>(1'700'000'000'000, "\x00\x00\x01\x8b\xcf\xe5\x68\x00"sv);
  comes_back<float>(1.5F, "\x3f\xc0\x00\x00"sv);
  comes_back<double>(-0.1, "\xbf\xb9\x99\x99\x99\x99\x99\x9a"sv);
  comes_back<bool>(true, "\x01"sv);
  comes_back<bool>(false, "\x00"sv);
}

TEST_CASE("serde: text and bytes go as they are") {
  comes_back<std::string>("paid\0twice"s, "paid\0twice"sv);
  comes_back<std::string>("", ""sv);
  comes_back<std::string_view>("view", "view"sv);
  comes_back<std::vector<std::uint8_t>>({1, 255}, "\x01\xff"sv);
  comes_back<std::vector<std::byte>>({std::byte{0}, std::byte{7}}, "\x00\x07"sv);
  comes_back<BytesView>("", ""sv);
  CHECK_FALSE(written(BytesView()));
}

TEST_CASE("serde: a UUID is written as Java's UUID.toString") {
  const Uuid id{{0xc0, 0xff, 0xee, 0x00, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 0x12, 0x34, 0x56, 0x78}};
  comes_back(id, "c0ffee00-1234-5678-9abc-def012345678"sv);
  CHECK(*Deserializer<Uuid>::deserialize("C0FFEE00-1234-5678-9ABC-DEF012345678") == id);
  CHECK(refused<Uuid>("c0ffee00-1234-5678-9abc-def01234567g").find("is no UUID") != std::string::npos);
  CHECK(refused<Uuid>("c0ffee00x1234-5678-9abc-def012345678").find("is no UUID") != std::string::npos);
  CHECK(refused<Uuid>("short") == "5 bytes where a UUID's text has 36");
}

TEST_CASE("serde: null is a value of optionals, and an error elsewhere that says how to take it") {
  CHECK_FALSE(written(std::optional<std::string>()));
  CHECK_FALSE(written(std::optional<std::int32_t>()));
  CHECK(written(std::optional<std::int16_t>(1)) == "\x00\x01"s);
  CHECK(written(std::optional<std::string>("")) == "");
  CHECK_FALSE(written(nullptr));
  CHECK(Deserializer<std::optional<std::int32_t>>::deserialize({})->has_value() == false);
  CHECK(**Deserializer<std::optional<std::string>>::deserialize("x") == "x");
  CHECK_FALSE(Deserializer<std::optional<std::int32_t>>::deserialize("x"));
  CHECK(Deserializer<BytesView>::deserialize({})->is_null());
  CHECK(Deserializer<std::nullptr_t>::deserialize({}));
  CHECK(refused<std::nullptr_t>("x") == "1 byte where null is expected");
  CHECK(refused<std::string>({}) == "null where bytes are needed");
  CHECK(Deserializer<std::int32_t>::deserialize({}).error().hint().find("std::optional") != std::string::npos);
}

TEST_CASE("serde: bytes of another size are no number") {
  CHECK(refused<std::int32_t>("12345") == "5 bytes where an int32 has 4");
  CHECK(refused<double>("") == "0 bytes where a double has 8");
  CHECK(refused<std::int64_t>({}) == "null where an int64 is needed");
  CHECK(refused<bool>("\x02") == "the byte 2 where a bool is 0 or 1");
}

TEST_CASE("byte sink: what does not fit where it began goes on in memory of its own, whole") {
  char room[8];
  ByteSink out(room, room + sizeof room);
  out.write("12345678");
  CHECK_FALSE(out.moved());
  CHECK(out.bytes().data() == room);
  std::string all = "12345678";
  for (int i = 0; i < 1000; ++i) out.write('x'), out.write("yz"), all += "xyz";
  CHECK(out.moved());
  CHECK(out.bytes() == BytesView(all));
  ByteSink other;
  other.take(out);
  CHECK(other.bytes() == BytesView(all));
  other.write("end");
  CHECK(other.bytes() == BytesView(all + "end"));
}

TEST_CASE("byte sink: nothing written is empty, which is not null") {
  ByteSink out;
  CHECK(out.bytes() == BytesView(""));
  out.set_null();
  CHECK(out.bytes().is_null());
  ByteSink other;
  other.take(out);
  CHECK(other.bytes().is_null());
}
