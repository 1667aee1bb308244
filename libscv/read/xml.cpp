#ifdef SCV_WITH_WORKBOOKS

#  include "read/xml.hpp"

#  include <expat.h>

#  include <charconv>
#  include <new>

namespace scv::read {
namespace {

constexpr int kBlock = 64 << 10;
constexpr std::uint32_t kDeepest = 256;
/// A tag that is not complete is looked at anew with each block, so it may not be long.
constexpr std::uint64_t kLongestTag = 4u << 20;

std::string_view local(const char* name) noexcept {
  const std::string_view whole(name);
  const std::size_t colon = whole.find(':');
  return colon == std::string_view::npos ? whole : whole.substr(colon + 1);
}

}  // namespace

/// What expat calls. No exception may pass through it.
struct XmlReader::Calls {
  template <typename Call>
  static void guarded(void* user, Call&& call) {
    auto& reader = *static_cast<XmlReader*>(user);
    if (reader.thrown_) return;
    try {
      call(reader);
    } catch (...) {
      reader.thrown_ = std::current_exception();
      XML_StopParser(reader.parser_, XML_FALSE);
    }
  }
  static void start(void* user, const char* name, const char** attributes) {
    guarded(user, [&](XmlReader& reader) {
      if (++reader.depth_ > kDeepest)
        reader.fail("elements are nested more than " + std::to_string(kDeepest) + " deep");
      reader.handler_.start(local(name), attributes);
    });
  }
  static void end(void* user, const char* name) {
    guarded(user, [&](XmlReader& reader) {
      --reader.depth_;
      reader.handler_.end(local(name));
    });
  }
  static void text(void* user, const char* begin, int size) {
    guarded(user, [&](XmlReader& reader) { reader.handler_.text({begin, static_cast<std::size_t>(size)}); });
  }
  static void doctype(void* user, const char*, const char*, const char*, int) {
    guarded(user, [](XmlReader& reader) { reader.fail("it declares a document type, which no workbook does"); });
  }
};

XmlReader::XmlReader(std::unique_ptr<ZipPart> part, XmlHandler& handler)
    : part_(std::move(part)), handler_(handler), parser_(XML_ParserCreate(nullptr)) {
  if (parser_ == nullptr) throw std::bad_alloc();
  XML_SetUserData(parser_, this);
  XML_SetElementHandler(parser_, Calls::start, Calls::end);
  XML_SetCharacterDataHandler(parser_, Calls::text);
  XML_SetStartDoctypeDeclHandler(parser_, Calls::doctype);
}

XmlReader::~XmlReader() { XML_ParserFree(parser_); }

void XmlReader::fail(const std::string& what) const {
  throw Error(ErrorCode::parse,
              "the workbook is damaged: part '" + part_->name() + "', line " +
                  std::to_string(XML_GetCurrentLineNumber(parser_)) + ", column " +
                  std::to_string(XML_GetCurrentColumnNumber(parser_) + 1) + ": " + what,
              handler_.place());
}

void XmlReader::pause() {
  paused_ = true;
  XML_StopParser(parser_, XML_TRUE);
}

bool XmlReader::step() {
  XML_Status status = XML_STATUS_OK;
  if (paused_) {
    paused_ = false;
    status = XML_ResumeParser(parser_);
  } else {
    if (last_) return false;
    void* const block = XML_GetBuffer(parser_, kBlock);
    if (block == nullptr) throw std::bad_alloc();
    const std::size_t count = part_->read(static_cast<char*>(block), kBlock);
    fed_ += count;
    last_ = count == 0;
    status = XML_ParseBuffer(parser_, static_cast<int>(count), last_);
  }
  if (thrown_) std::rethrow_exception(thrown_);
  if (status == XML_STATUS_ERROR) {
    if (XML_GetErrorCode(parser_) == XML_ERROR_NO_MEMORY) throw std::bad_alloc();
    fail(last_ && XML_GetErrorCode(parser_) != XML_ERROR_INVALID_TOKEN ? "it is cut off"
                                                                       : XML_ErrorString(XML_GetErrorCode(parser_)));
  }
  const XML_Index parsed = XML_GetCurrentByteIndex(parser_);
  if (!paused_ && parsed >= 0 && fed_ > static_cast<std::uint64_t>(parsed) + kLongestTag) {
    fail("a tag is longer than " + std::to_string(kLongestTag >> 20) + " MiB");
  }
  return paused_ || !last_;
}

void parse_xml(const std::shared_ptr<ZipArchive>& archive, const std::string& part, XmlHandler& handler) {
  XmlReader reader(std::make_unique<ZipPart>(archive, part), handler);
  while (reader.step()) {
  }
}

const char* attribute(XmlAttributes attributes, std::string_view name) noexcept {
  for (; *attributes != nullptr; attributes += 2) {
    if (local(attributes[0]) == name) return attributes[1];
  }
  return nullptr;
}

std::uint64_t number_of(std::string_view text, std::uint64_t otherwise, std::uint64_t limit) noexcept {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number <= limit ? number : otherwise;
}

}  // namespace scv::read

#endif
