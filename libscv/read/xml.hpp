#pragma once

// XML as a stream of elements and text, by expat. Document types are refused, so that there are no entities to expand; nesting and the
// length of a tag are bounded.

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

#include "read/zip_archive.hpp"
#include "scv/error.hpp"

struct XML_ParserStruct;

namespace scv::read {

/// Names and values of an element's attributes, one behind the other, a null pointer at the end.
using XmlAttributes = const char**;

/// Takes what an XmlReader finds. Names come without their prefix.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void start(std::string_view name, XmlAttributes attributes) = 0;
  virtual void end(std::string_view name) = 0;
  virtual void text(std::string_view) {}
  /// Where in the workbook the reader is, for errors.
  virtual Place place() const = 0;
};

class XmlReader {
 public:
  XmlReader(std::unique_ptr<ZipPart> part, XmlHandler& handler);
  ~XmlReader();
  XmlReader(const XmlReader&) = delete;
  XmlReader& operator=(const XmlReader&) = delete;

  /// Parses a piece. False at the end of the document. Throws Error{parse} for what is not well-formed or refused, and what the handler
  /// throws.
  bool step();
  /// For the handler: step() is to return behind this end of an element, and to go on there when it is called again.
  void pause();
  std::uint64_t position() const noexcept { return part_->position(); }

 private:
  struct Calls;
  [[noreturn]] void fail(const std::string& what) const;
  std::unique_ptr<ZipPart> part_;
  XmlHandler& handler_;
  XML_ParserStruct* parser_ = nullptr;
  std::exception_ptr thrown_;
  std::uint64_t fed_ = 0;
  std::uint32_t depth_ = 0;
  bool paused_ = false, last_ = false;
};

/// Parses a part to its end.
void parse_xml(const std::shared_ptr<ZipArchive>& archive, const std::string& part, XmlHandler& handler);

/// The value of an attribute by its name without prefix; null if there is none.
const char* attribute(XmlAttributes attributes, std::string_view name) noexcept;
/// A number from 0, or `otherwise` where it is none or too large for `limit`.
std::uint64_t number_of(std::string_view text, std::uint64_t otherwise, std::uint64_t limit) noexcept;

}  // namespace scv::read
