-- The region itself, and the projects that have their home in it.

create table meridian.region (
    site text primary key,
    epoch text not null,
    registry_version bigint not null,
    purge_sequence bigint not null
);

create table meridian.project (
    project_id text primary key,
    name text not null,
    team_id text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create table meridian.registry_record (
    project_id text not null,
    key text not null,
    version bigint not null,
    body bytea not null,
    primary key (project_id, key)
);
create index registry_record_version on meridian.registry_record (version);
