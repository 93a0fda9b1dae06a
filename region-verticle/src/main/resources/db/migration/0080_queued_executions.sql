-- Executions that nobody waits for: at once, or at a time that was asked for.

alter table meridian.execution add column scheduled_at timestamptz;

create table meridian.queued_execution (
    project_id text not null,
    function_id text not null,
    execution_id text not null,
    sequence bigint generated always as identity,
    method text not null,
    path text not null,
    headers text not null,
    body bytea not null,
    -- of headers and body
    bytes bigint not null,
    -- who asked; empty for who is no user
    user_id text not null,
    session_id text not null,
    address text not null,
    scheme text not null,
    authority text not null,
    due_at timestamptz not null,
    -- the node that runs it, empty while it waits
    taken_by text not null default '',
    -- when it counts as lost, null while it waits
    lease_until timestamptz,
    primary key (project_id, function_id, execution_id),
    foreign key (project_id, function_id, execution_id) references meridian.execution on delete cascade
);
create index queued_execution_waiting on meridian.queued_execution (project_id, function_id, due_at, sequence)
    where lease_until is null;
create index queued_execution_taken on meridian.queued_execution (lease_until) where lease_until is not null;
