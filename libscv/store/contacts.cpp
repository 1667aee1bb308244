// Contact points, interactions, and what customers are owed.

#include <utility>

#include "base/time.hpp"
#include "store/impl.hpp"

namespace scv::store {

void Store::add_points(Number record, std::span<const RecordPoint> points) {
  for (const auto& [point, from_ms, to_ms] : points) {
    impl_->run(Sql::add_point, static_cast<std::int64_t>(point.kind), point.value, record, from_ms, to_ms);
  }
}

void Store::add_points(std::span<PointEntry> points) {
  std::sort(points.begin(), points.end());
  insert_rows(impl_->connection(), "INSERT OR IGNORE INTO contact_point(kind, value, record, from_ms, to_ms) VALUES", 5,
              points.size(), [&](Query& row, std::size_t i) {
                row.bind_next(static_cast<std::int64_t>(points[i].kind), points[i].value, points[i].record,
                              points[i].from_ms, points[i].to_ms);
              });
}

void Store::remove_points(Number record, std::span<const ContactPoint> points) {
  for (const ContactPoint& point : points) {
    impl_->run(Sql::delete_point, static_cast<std::int64_t>(point.kind), point.value, record);
  }
}

void Store::clear_points() { impl_->connection().execute("DELETE FROM contact_point; DELETE FROM interaction_point"); }

std::vector<Number> Store::records_at(const ContactPoint& point, std::size_t limit) {
  return impl_->numbers(Sql::records_at, static_cast<std::int64_t>(point.kind), point.value,
                        static_cast<std::int64_t>(limit));
}

std::vector<PointMember> Store::points_from(ContactPointKind kind, std::string_view start, std::size_t limit) {
  std::vector<PointMember> result;
  for (Query row =
           impl_->query(Sql::points_from, static_cast<std::int64_t>(kind), start, static_cast<std::int64_t>(limit));
       row.next();) {
    result.push_back({std::string(row.text(0)), {row.integer(1), row.integer(2)}});
  }
  return result;
}

std::vector<Member> Store::members_at(const ContactPoint& point, std::size_t limit) {
  std::vector<Member> result;
  for (Query row = impl_->query(Sql::members_at, static_cast<std::int64_t>(point.kind), point.value,
                                static_cast<std::int64_t>(limit));
       row.next();) {
    result.push_back({row.integer(0), row.integer(1)});
  }
  return result;
}

std::uint64_t Store::identities_at(const ContactPoint& point) {
  return as_unsigned(impl_->number(Sql::identities_at, static_cast<std::int64_t>(point.kind), point.value));
}

std::vector<PointHolder> Store::holders_at(const ContactPoint& point, std::size_t limit) {
  std::vector<PointHolder> result;
  const auto time = [](const Query& row, int column) {
    return row.null(column) ? std::nullopt : std::optional(row.integer(column));
  };
  for (Query row = impl_->query(Sql::holders_at, static_cast<std::int64_t>(point.kind), point.value,
                                static_cast<std::int64_t>(limit));
       row.next();) {
    result.push_back({row.integer(0), row.integer(1), row.integer(2), row.integer(3) != 0, time(row, 4), time(row, 5)});
  }
  return result;
}

IdentityId Store::sender_at(const ContactPoint& point, std::int64_t source) {
  return impl_->number(Sql::sender_at, source, point.value);
}

std::optional<Number> Store::add_interaction(const Interaction& interaction, std::string_view body,
                                             std::string_view facts, std::span<const InteractionPoint> points) {
  std::optional<std::int64_t> time_ms;
  if (const auto instant = base::parse_rfc3339(interaction.time)) time_ms = instant->unix_ms;
  impl_->run(Sql::add_interaction, impl_->source_number(interaction.source), interaction.id,
             static_cast<std::int64_t>(interaction.channel), static_cast<std::int64_t>(interaction.direction), time_ms,
             interaction.time, body, facts);
  if (!impl_->changed()) return std::nullopt;
  const Number no = impl_->last_number();
  add_interaction_points(no, points);
  return no;
}

void Store::add_interaction_points(Number interaction, std::span<const InteractionPoint> points) {
  for (const InteractionPoint& point : points) {
    impl_->run(Sql::add_interaction_point, static_cast<std::int64_t>(point.point.kind), point.point.value, interaction,
               static_cast<std::int64_t>(point.role));
  }
}

std::vector<InteractionRef> Store::interactions_at(const ContactPoint& point) {
  std::vector<InteractionRef> result;
  for (Query row = impl_->query(Sql::interactions_at, static_cast<std::int64_t>(point.kind), point.value);
       row.next();) {
    InteractionRef ref{row.integer(0), std::nullopt, std::string(row.text(2)), row.integer(3),
                       static_cast<PointRole>(row.integer(4)) == PointRole::copied};
    if (!row.null(1)) ref.time_ms = row.integer(1);
    result.push_back(std::move(ref));
  }
  return result;
}

bool Store::has_interactions() { return impl_->number(Sql::any_interaction) != 0; }

bool Store::has_interactions_at(const ContactPoint& point) {
  return impl_->number(Sql::any_interaction_at, static_cast<std::int64_t>(point.kind), point.value) != 0;
}

RecordKey Store::interaction_key(Number no) {
  Query row = impl_->query(Sql::interaction_key, no);
  return row.next() ? RecordKey{std::string(row.text(0)), std::string(row.text(1))} : RecordKey{};
}

std::optional<std::int64_t> Store::bounced_at(const ContactPoint& point) {
  const auto newest = [&](PointRole role) {
    return impl_->number(Sql::newest_at, static_cast<std::int64_t>(point.kind), point.value,
                         static_cast<std::int64_t>(role));
  };
  const std::int64_t bounced = newest(PointRole::bounced);
  if (bounced == 0 || newest(PointRole::customer) > bounced) return std::nullopt;
  return bounced;
}

std::string Store::facts(Number no) {
  Query row = impl_->query(Sql::get_facts, no);
  return row.next() ? std::string(row.text(0)) : std::string();
}

void Store::set_facts(Number no, std::string_view facts) { impl_->run(Sql::set_facts, facts, no); }

void Store::for_each_interaction(
    const std::function<void(const InteractionRef&, std::string_view, std::string_view)>& visit) {
  for (Query row = impl_->query(Sql::all_interactions); row.next();) {
    InteractionRef ref{row.integer(0), std::nullopt, std::string(row.text(3)), row.integer(1), false};
    if (!row.null(2)) ref.time_ms = row.integer(2);
    visit(ref, row.text(4), row.text(5));
  }
}

void Store::for_each_meeting(const std::function<void(const ContactPoint&, std::span<const Number>)>& visit) {
  ContactPoint point;
  std::vector<Number> interactions;
  const auto flush = [&] {
    if (!interactions.empty()) visit(point, interactions);
    interactions.clear();
  };
  for (Query row = impl_->query(Sql::all_meetings); row.next();) {
    const auto kind = static_cast<ContactPointKind>(row.integer(0));
    if (kind != point.kind || row.text(1) != point.value) {
      flush();
      point = {kind, std::string(row.text(1))};
    }
    interactions.push_back(row.integer(2));
  }
  flush();
}

void Store::set_waiting(IdentityId identity, std::span<const WaitingRow> rows, std::optional<std::int64_t> revise_ms) {
  impl_->run(Sql::delete_waiting, identity);
  impl_->run(Sql::delete_revision, identity);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    impl_->run(Sql::add_waiting, identity, static_cast<std::int64_t>(i), static_cast<std::int64_t>(rows[i].kind),
               rows[i].since_ms, rows[i].due_ms, rows[i].until_ms, rows[i].owner, rows[i].interaction);
  }
  if (revise_ms) impl_->run(Sql::add_revision, identity, *revise_ms);
}

void Store::clear_waiting() {
  impl_->run(Sql::clear_waiting);
  impl_->run(Sql::clear_revisions);
}

std::vector<WaitingAt> Store::waiting(std::int64_t now_ms, std::string_view owner, bool overdue_only,
                                      std::size_t limit) {
  std::vector<WaitingAt> result;
  const std::int64_t latest = overdue_only ? now_ms : INT64_MAX;
  for (Query row = impl_->query(Sql::waiting_by_due, now_ms, latest, owner, static_cast<std::int64_t>(limit));
       row.next();) {
    result.push_back({row.integer(0),
                      {.kind = static_cast<WaitingKind>(row.integer(1)),
                       .since_ms = row.integer(2),
                       .due_ms = row.integer(3),
                       .until_ms = row.integer(4),
                       .owner = std::string(row.text(5)),
                       .interaction = row.integer(6)}});
  }
  return result;
}

std::vector<IdentityId> Store::revisions_due(std::int64_t now_ms) { return impl_->numbers(Sql::revisions_due, now_ms); }

std::string Store::interaction(Number no) {
  Query row = impl_->query(Sql::get_interaction, no);
  return row.next() ? std::string(row.text(0)) : std::string();
}

}  // namespace scv::store
