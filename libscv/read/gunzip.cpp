#include "read/gunzip.hpp"

#include <zlib.h>

#include <new>

namespace scv::read {
namespace {

constexpr std::size_t kBlock = 64u << 10;
constexpr int kGzip = 16;  // of the window bits: a gzip header is expected

}  // namespace

struct Gunzip::Stream {
  Stream() {
    if (inflateInit2(&z, MAX_WBITS + kGzip) != Z_OK) throw std::bad_alloc();
  }
  ~Stream() { inflateEnd(&z); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  z_stream z{};
};

Gunzip::Gunzip(std::string head, More more)
    : stream_(std::make_unique<Stream>()), more_(std::move(more)), input_(std::move(head)) {
  stream_->z.next_in = reinterpret_cast<Bytef*>(input_.data());
  stream_->z.avail_in = static_cast<uInt>(input_.size());
}

Gunzip::~Gunzip() = default;

bool Gunzip::refill() {
  if (stream_->z.avail_in != 0) return true;
  taken_ += input_.size();
  input_.resize(kBlock);
  input_.resize(more_(input_.data(), input_.size()));
  stream_->z.next_in = reinterpret_cast<Bytef*>(input_.data());
  stream_->z.avail_in = static_cast<uInt>(input_.size());
  return !input_.empty();
}

void Gunzip::fail(const std::string& what) {
  failure_ = what + " at byte " + std::to_string(taken_ + input_.size() - stream_->z.avail_in + 1);
  ended_ = true;
}

/// Behind a member: another one, or zeros that fill a block, or the end.
bool Gunzip::next_member() {
  while (refill()) {
    if (*stream_->z.next_in != 0) {
      begun_ = *stream_->z.next_in == 0x1F;
      if (!begun_) fail("the gzip data is followed by something else");
      return begun_ && inflateReset(&stream_->z) == Z_OK;
    }
    ++stream_->z.next_in;
    --stream_->z.avail_in;
  }
  return false;
}

std::size_t Gunzip::read(char* to, std::size_t size) {
  stream_->z.next_out = reinterpret_cast<Bytef*>(to);
  stream_->z.avail_out = static_cast<uInt>(size);
  while (!ended_ && stream_->z.avail_out == size) {
    if (!begun_ && !next_member()) {
      ended_ = true;
      break;
    }
    if (!refill()) {
      fail("the gzip data is cut off; it ends");
      break;
    }
    const int status = inflate(&stream_->z, Z_NO_FLUSH);
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    if (status == Z_STREAM_END) {
      begun_ = false;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      const char* const why = stream_->z.msg;
      fail("the gzip data is damaged" + (why == nullptr ? std::string() : " (" + std::string(why) + ")"));
    }
  }
  return size - stream_->z.avail_out;
}

}  // namespace scv::read
