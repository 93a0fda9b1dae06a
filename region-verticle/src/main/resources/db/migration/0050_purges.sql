-- The latest purges: for edges that missed one, and for whoever asks what became of theirs. Gone after an hour.

create table meridian.purge (
    project_id text not null,
    purge_id text not null,
    sequence bigint not null,
    body bytea not null,
    receipt bytea,
    issued_at timestamptz not null,
    primary key (project_id, purge_id)
);
create index purge_sequence on meridian.purge (sequence);
create index purge_issued on meridian.purge (issued_at);
