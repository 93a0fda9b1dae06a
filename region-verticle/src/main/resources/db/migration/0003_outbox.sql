-- What a committed change still owes to others; a row goes when it was delivered.

create table meridian.outbox_event (
    project_id text not null,
    event_id text not null,
    kind text not null,
    payload bytea not null,
    attempts integer not null,
    due_at timestamptz not null,
    created_at timestamptz not null,
    primary key (project_id, event_id)
);
create index outbox_event_due on meridian.outbox_event (due_at);
