-- What starts functions by themselves: schedules, and what queued executions are told of their cause.

alter table meridian.queued_execution
    -- name of the event that it was started by, empty for another cause
    add column event text not null default '',
    -- how many events have caused one another before it
    add column depth integer not null default 0;

-- Functions that are enabled and have a schedule; goes with its function.
create table meridian.function_schedule (
    project_id text not null,
    function_id text not null,
    schedule text not null,
    -- when it is due next; null where that has not been worked out
    next_at timestamptz,
    -- whether it was due last when the function could not be run
    passed_over boolean not null default false,
    primary key (project_id, function_id),
    foreign key (project_id, function_id) references meridian.function on delete cascade
);
create index function_schedule_next on meridian.function_schedule (next_at);

insert into meridian.function_schedule (project_id, function_id, schedule)
select project_id, function_id, schedule from meridian.function where enabled and schedule <> '';
