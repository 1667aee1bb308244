#ifdef SCV_WITH_WORKBOOKS

#  include "read/xlsx_parts.hpp"

#  include <charconv>
#  include <map>

#  include "base/text.hpp"
#  include "read/xml.hpp"

namespace scv::read {
namespace {

constexpr std::size_t kMostSheets = 10000;
/// Text that shared strings may have beside twenty times what they are packed to.
constexpr std::uint64_t kTextsFreely = 64u << 20;
constexpr std::uint64_t kTextsRatio = 20;
constexpr std::size_t kMostFormats = 65536;

/// Parts name others by numbers of their own: "rId1" of xl/workbook.xml is a line of xl/_rels/workbook.xml.rels.
class Relations final : public XmlHandler {
 public:
  struct Target {
    std::string type, part;
  };
  Relations(const std::shared_ptr<ZipArchive>& archive, const std::string& of) : path_(archive->path()) {
    const std::size_t slash = of.rfind('/');
    folder_ = slash == std::string::npos ? std::string() : of.substr(0, slash + 1);
    const std::string part = folder_ + "_rels/" + of.substr(folder_.size()) + ".rels";
    if (archive->has(part)) parse_xml(archive, part, *this);
  }
  void start(std::string_view name, XmlAttributes attributes) override {
    if (name != "Relationship") return;
    const char* const id = attribute(attributes, "Id");
    const char* const type = attribute(attributes, "Type");
    const char* const target = attribute(attributes, "Target");
    if (id == nullptr || type == nullptr || target == nullptr) return;
    const std::string_view whole(type);
    targets_[id] = {std::string(whole.substr(whole.rfind('/') + 1)), resolve(target)};
  }
  void end(std::string_view) override {}
  Place place() const override { return {.file = path_, .record = {}}; }

  const Target* find(const std::string& id) const {
    const auto at = targets_.find(id);
    return at == targets_.end() ? nullptr : &at->second;
  }
  std::string part_of_type(std::string_view type) const {
    for (const auto& [id, target] : targets_) {
      if (target.type == type) return target.part;
    }
    return {};
  }

 private:
  std::string resolve(std::string_view target) const {
    std::string part = target.starts_with('/') ? std::string(target.substr(1)) : folder_ + std::string(target);
    for (char& c : part) {
      if (c == '\\') c = '/';
    }
    for (std::size_t up = part.find("/../"); up != std::string::npos; up = part.find("/../")) {
      const std::size_t before = up == 0 ? std::string::npos : part.rfind('/', up - 1);
      part.erase(before == std::string::npos ? 0 : before + 1, before == std::string::npos ? up + 4 : up + 3 - before);
    }
    return part;
  }

  std::string path_, folder_;
  std::map<std::string, Target> targets_;
};

/// xl/workbook.xml.
class BookHandler final : public XmlHandler {
 public:
  BookHandler(XlsxBook& book, const Relations& relations, std::string path)
      : book_(book), relations_(relations), path_(std::move(path)) {}
  void start(std::string_view name, XmlAttributes attributes) override {
    if (name == "workbookPr") {
      const char* const since = attribute(attributes, "date1904");
      book_.since_1904 = since != nullptr && (std::string_view(since) == "1" || std::string_view(since) == "true");
    } else if (name == "sheet") {
      add_sheet(attributes);
    }
  }
  void end(std::string_view) override {}
  Place place() const override { return {.file = path_, .record = {}}; }

 private:
  void add_sheet(XmlAttributes attributes) {
    const char* const title = attribute(attributes, "name");
    const char* const id = attribute(attributes, "id");
    const char* const state = attribute(attributes, "state");
    const Relations::Target* const target = id == nullptr ? nullptr : relations_.find(id);
    if (title == nullptr) return;
    if (target == nullptr) {
      throw Error(ErrorCode::parse,
                  "the workbook is damaged: it does not say where sheet '" + std::string(title) + "' is", place());
    }
    if (target->type != "worksheet") return;  // charts, dialogues and macros have no rows
    if (book_.sheets.size() == kMostSheets)
      throw Error(ErrorCode::parse, "the workbook has more than 10,000 sheets", place());
    book_.sheets.push_back({title, state != nullptr && std::string_view(state) != "visible", target->part});
  }

  XlsxBook& book_;
  const Relations& relations_;
  std::string path_;
};

}  // namespace

std::string main_part(const std::shared_ptr<ZipArchive>& archive) {
  return Relations(archive, "").part_of_type("officeDocument");
}

XlsxBook read_xlsx_book(const std::shared_ptr<ZipArchive>& archive) {
  const std::string part = main_part(archive);
  const Relations relations(archive, part);
  XlsxBook book;
  BookHandler handler(book, relations, archive->path());
  parse_xml(archive, part, handler);
  book.texts_part = relations.part_of_type("sharedStrings");
  book.styles_part = relations.part_of_type("styles");
  return book;
}

class XlsxStyles::Handler final : public XmlHandler {
 public:
  Handler(XlsxStyles& styles, std::string path) : styles_(styles), path_(std::move(path)) {}
  void start(std::string_view name, XmlAttributes attributes) override {
    if (name == "numFmt") {
      const char* const id = attribute(attributes, "numFmtId");
      const char* const code = attribute(attributes, "formatCode");
      if (id != nullptr && code != nullptr && codes_.size() < kMostFormats) codes_[number_of(id, 0, 1u << 30)] = code;
    } else if (name == "cellXfs") {
      in_styles_ = true;
    } else if (name == "xf" && in_styles_) {
      const char* const id = attribute(attributes, "numFmtId");
      add_style(id == nullptr ? 0 : number_of(id, 0, 1u << 30));
    }
  }
  void end(std::string_view name) override {
    if (name == "cellXfs") in_styles_ = false;
  }
  Place place() const override { return {.file = path_, .record = {}}; }

 private:
  void add_style(std::uint64_t id) {
    const auto [known, is_new] = places_.try_emplace(id, static_cast<std::uint32_t>(styles_.formats_.size()));
    if (is_new) {
      const auto code = codes_.find(id);
      styles_.formats_.push_back(code != codes_.end() ? CellFormat(code->second)
                                                      : CellFormat::built_in(static_cast<std::uint32_t>(id)));
    }
    styles_.styles_.push_back(known->second);
  }

  XlsxStyles& styles_;
  std::string path_;
  bool in_styles_ = false;
  std::map<std::uint64_t, std::string> codes_;
  std::map<std::uint64_t, std::uint32_t> places_;
};

XlsxStyles::XlsxStyles(const std::shared_ptr<ZipArchive>& archive, const std::string& part) {
  if (part.empty() || !archive->has(part)) return;
  Handler handler(*this, archive->path());
  parse_xml(archive, part, handler);
}

class XlsxTexts::Handler final : public XmlHandler {
 public:
  Handler(XlsxTexts& texts, const ZipArchive& archive, const std::string& part)
      : texts_(texts), path_(archive.path()), limit_(kTextsFreely + kTextsRatio * archive.packed_size_of(part)) {}
  void start(std::string_view name, XmlAttributes) override {
    if (name == "si") {
      text_.clear();
    } else if (name == "t") {
      in_text_ = !in_phonetic_;
    } else if (name == "rPh") {
      in_phonetic_ = true;
    }
  }
  void end(std::string_view name) override {
    if (name == "t") {
      in_text_ = false;
    } else if (name == "rPh") {
      in_phonetic_ = false;
    } else if (name == "si") {
      texts_.texts_.push_back(texts_.arena_.copy(without_escapes(text_, buffer_)));
      taken_ += text_.size() + sizeof(std::string_view);
      if (taken_ > limit_)
        throw Error(ErrorCode::parse, "the workbook's shared texts are out of all proportion to the file", place());
    }
  }
  void text(std::string_view piece) override {
    if (in_text_) text_ += piece;
    if (text_.size() > kSheetRowBytes)
      throw Error(ErrorCode::parse, "a text of the workbook is longer than 16 MiB", place());
  }
  Place place() const override { return {.file = path_, .record = {}}; }

 private:
  XlsxTexts& texts_;
  std::string path_;
  std::uint64_t limit_ = 0, taken_ = 0;
  std::string text_, buffer_;
  bool in_text_ = false, in_phonetic_ = false;
};

XlsxTexts::XlsxTexts(const std::shared_ptr<ZipArchive>& archive, const std::string& part) {
  if (part.empty() || !archive->has(part)) return;
  Handler handler(*this, *archive, part);
  parse_xml(archive, part, handler);
}

std::string_view without_escapes(std::string_view text, std::string& buffer) {
  std::size_t at = text.find("_x");
  if (at == std::string_view::npos) return text;
  buffer.clear();
  std::size_t begin = 0;
  for (; at != std::string_view::npos; at = text.find("_x", at)) {
    std::uint32_t code = 0;
    const char* const digits = text.data() + at + 2;
    const bool whole =
        at + 7 <= text.size() && text[at + 6] == '_' && std::from_chars(digits, digits + 4, code, 16).ptr == digits + 4;
    if (!whole || code == 0 || (code >= 0xD800 && code < 0xE000)) {
      at += 2;
      continue;
    }
    buffer.append(text, begin, at - begin);
    base::append_utf8(buffer, static_cast<char32_t>(code));
    at = begin = at + 7;
  }
  buffer.append(text, begin);
  return buffer;
}

}  // namespace scv::read

#endif
