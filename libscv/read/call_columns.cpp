#include "read/call_columns.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace scv::read {
namespace {

struct ColumnName {
  std::string_view name;  ///< lower-case letters and digits of the column's name
  CallColumn part;
};

constexpr std::array kColumnNames = {
    ColumnName{"typ", CallColumn::kind},
    ColumnName{"type", CallColumn::kind},
    ColumnName{"direction", CallColumn::kind},
    ColumnName{"richtung", CallColumn::kind},
    ColumnName{"art", CallColumn::kind},
    ColumnName{"calltype", CallColumn::kind},
    ColumnName{"anruftyp", CallColumn::kind},
    ColumnName{"anrufart", CallColumn::kind},
    ColumnName{"calldirection", CallColumn::kind},
    ColumnName{"datum", CallColumn::date},
    ColumnName{"date", CallColumn::date},
    ColumnName{"datetime", CallColumn::date},
    ColumnName{"timestamp", CallColumn::date},
    ColumnName{"zeitpunkt", CallColumn::date},
    ColumnName{"start", CallColumn::date},
    ColumnName{"starttime", CallColumn::date},
    ColumnName{"startstamp", CallColumn::date},
    ColumnName{"startzeit", CallColumn::date},
    ColumnName{"startdate", CallColumn::date},
    ColumnName{"beginn", CallColumn::date},
    ColumnName{"calldate", CallColumn::date},
    ColumnName{"calltime", CallColumn::date},
    ColumnName{"datumuhrzeit", CallColumn::date},
    ColumnName{"datumzeit", CallColumn::date},
    ColumnName{"dateandtime", CallColumn::date},
    ColumnName{"anrufdatum", CallColumn::date},
    ColumnName{"zeit", CallColumn::clock},
    ColumnName{"uhrzeit", CallColumn::clock},
    ColumnName{"time", CallColumn::clock},
    ColumnName{"timeofday", CallColumn::clock},
    ColumnName{"name", CallColumn::name},
    ColumnName{"contact", CallColumn::name},
    ColumnName{"contactname", CallColumn::name},
    ColumnName{"kontakt", CallColumn::name},
    ColumnName{"callername", CallColumn::from_name},
    ColumnName{"calleridname", CallColumn::from_name},
    ColumnName{"anrufername", CallColumn::from_name},
    ColumnName{"calleename", CallColumn::to_name},
    ColumnName{"rufnummer", CallColumn::number},
    ColumnName{"number", CallColumn::number},
    ColumnName{"phonenumber", CallColumn::number},
    ColumnName{"telefonnummer", CallColumn::number},
    ColumnName{"nummer", CallColumn::number},
    ColumnName{"phone", CallColumn::number},
    ColumnName{"telefon", CallColumn::number},
    ColumnName{"remotenumber", CallColumn::number},
    ColumnName{"telephonenumber", CallColumn::number},
    ColumnName{"gegenstelle", CallColumn::number},
    ColumnName{"caller", CallColumn::from},
    ColumnName{"from", CallColumn::from},
    ColumnName{"von", CallColumn::from},
    ColumnName{"anrufer", CallColumn::from},
    ColumnName{"src", CallColumn::from},
    ColumnName{"callernumber", CallColumn::from},
    ColumnName{"calleridnumber", CallColumn::from},
    ColumnName{"callingnumber", CallColumn::from},
    ColumnName{"callingparty", CallColumn::from},
    ColumnName{"callerid", CallColumn::from},
    ColumnName{"anrufernummer", CallColumn::from},
    ColumnName{"quellrufnummer", CallColumn::from},
    ColumnName{"fromnumber", CallColumn::from},
    ColumnName{"to", CallColumn::to},
    ColumnName{"an", CallColumn::to},
    ColumnName{"nach", CallColumn::to},
    ColumnName{"destination", CallColumn::to},
    ColumnName{"dst", CallColumn::to},
    ColumnName{"callee", CallColumn::to},
    ColumnName{"called", CallColumn::to},
    ColumnName{"callednumber", CallColumn::to},
    ColumnName{"destinationnumber", CallColumn::to},
    ColumnName{"calledparty", CallColumn::to},
    ColumnName{"angerufener", CallColumn::to},
    ColumnName{"ziel", CallColumn::to},
    ColumnName{"zielrufnummer", CallColumn::to},
    ColumnName{"zielnummer", CallColumn::to},
    ColumnName{"gerufenenummer", CallColumn::to},
    ColumnName{"dialednumber", CallColumn::to},
    ColumnName{"tonumber", CallColumn::to},
    ColumnName{"nebenstelle", CallColumn::agent},
    ColumnName{"extension", CallColumn::agent},
    ColumnName{"agent", CallColumn::agent},
    ColumnName{"user", CallColumn::agent},
    ColumnName{"benutzer", CallColumn::agent},
    ColumnName{"mitarbeiter", CallColumn::agent},
    ColumnName{"operator", CallColumn::agent},
    ColumnName{"device", CallColumn::agent},
    ColumnName{"answeredby", CallColumn::agent},
    ColumnName{"eigenerufnummer", CallColumn::own},
    ColumnName{"outgoingcallerid", CallColumn::own},
    ColumnName{"localnumber", CallColumn::own},
    ColumnName{"ownnumber", CallColumn::own},
    ColumnName{"msn", CallColumn::own},
    ColumnName{"line", CallColumn::own},
    ColumnName{"leitung", CallColumn::own},
    ColumnName{"dauer", CallColumn::duration},
    ColumnName{"duration", CallColumn::duration},
    ColumnName{"billsec", CallColumn::talk},
    ColumnName{"gesprächsdauer", CallColumn::duration},
    ColumnName{"talktime", CallColumn::talk},
    ColumnName{"callduration", CallColumn::duration},
    ColumnName{"durationseconds", CallColumn::duration},
    ColumnName{"durations", CallColumn::duration},
    ColumnName{"dauersekunden", CallColumn::duration},
    ColumnName{"dauerins", CallColumn::duration},
    ColumnName{"dauers", CallColumn::duration},
    ColumnName{"id", CallColumn::id},
    ColumnName{"callid", CallColumn::id},
    ColumnName{"uniqueid", CallColumn::id},
    ColumnName{"uuid", CallColumn::id},
    ColumnName{"anrufid", CallColumn::id},
    ColumnName{"status", CallColumn::status},
    ColumnName{"disposition", CallColumn::status},
    ColumnName{"result", CallColumn::status},
    ColumnName{"ergebnis", CallColumn::status},
    ColumnName{"outcome", CallColumn::status},
    ColumnName{"callstatus", CallColumn::status},
    ColumnName{"hangupcause", CallColumn::cause},
    ColumnName{"note", CallColumn::text},
    ColumnName{"notes", CallColumn::text},
    ColumnName{"notiz", CallColumn::text},
    ColumnName{"notizen", CallColumn::text},
    ColumnName{"kommentar", CallColumn::text},
    ColumnName{"comment", CallColumn::text},
    ColumnName{"bemerkung", CallColumn::text},
    ColumnName{"subject", CallColumn::subject},
    ColumnName{"betreff", CallColumn::subject},
    ColumnName{"dcontext", CallColumn::context},
    ColumnName{"context", CallColumn::context},
    ColumnName{"clid", CallColumn::clid},
    ColumnName{"lastapp", CallColumn::app},
};

CallColumn part_of(std::string_view column) {
  const std::string name = plain_name(column);
  for (const ColumnName& known : kColumnNames) {
    if (known.name == name) return known.part;
  }
  return CallColumn::none;
}

}  // namespace

std::string plain_name(std::string_view column) {
  std::string result;
  for (const char c : base::ascii_lower(column)) {
    const bool other = static_cast<unsigned char>(c) >= 0x80;
    if (other || base::is_ascii_alpha(c) || base::is_ascii_digit(c)) result += c;
  }
  return result;
}

std::vector<CallColumn> parts_of(const std::vector<std::string>& columns) {
  std::vector<CallColumn> parts;
  const auto has = [&parts](CallColumn part) { return std::find(parts.begin(), parts.end(), part) != parts.end(); };
  for (const std::string& column : columns) {
    CallColumn part = part_of(column);
    // "Telephone number" twice: the second is the firm's own.
    if (part == CallColumn::number && has(CallColumn::number)) part = CallColumn::own;
    if (part != CallColumn::none && has(part)) part = CallColumn::none;
    parts.push_back(part);
  }
  // A "time" without a date beside it holds both.
  if (!has(CallColumn::date)) std::replace(parts.begin(), parts.end(), CallColumn::clock, CallColumn::date);
  return parts;
}

}  // namespace scv::read
