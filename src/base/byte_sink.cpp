#include "klamm/byte_sink.hpp"

#include <algorithm>
#include <utility>

namespace klamm {

void ByteSink::grow(std::size_t extra) {
  const std::size_t used = size();
  if (!moved_ && used > 0) own_.assign(begin_, used);
  moved_ = true;
  own_.resize(std::max({own_.capacity(), used + extra, 2 * used}));
  begin_ = own_.data();
  at_ = begin_ + used;
  end_ = begin_ + own_.size();
}

void ByteSink::take(ByteSink& other) {
  const std::size_t used = other.size();
  own_ = std::move(other.own_);
  null_ = other.null_;
  moved_ = true;
  begin_ = own_.data();
  at_ = begin_ + (null_ ? 0 : used);
  end_ = begin_ + own_.size();
}

} // namespace klamm
