-- Who listens to events of a project, a row for each pattern. Whoever else is to be told of events joins here.

create view meridian.event_listener as
select f.project_id, pattern from meridian.function f cross join unnest(f.events) as pattern where f.enabled;
