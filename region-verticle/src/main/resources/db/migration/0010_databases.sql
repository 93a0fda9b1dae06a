-- What applications' databases and tables are. Rows lie in a schema of each project, in a table of each table.
-- Identity columns give the contract's $sequence; nothing depends on their values being without gaps.

create table meridian.app_database (
    project_id text not null,
    database_id text not null collate "C",
    name text not null,
    enabled boolean not null,
    sequence bigint generated always as identity,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (project_id, database_id)
);

create table meridian.app_table (
    project_id text not null,
    database_id text not null collate "C",
    table_id text not null collate "C",
    name text not null,
    enabled boolean not null,
    row_security boolean not null,
    permissions text[] not null,
    -- name of the physical table; never used again after the table is gone
    relation text not null collate "C",
    -- grows with every change of what readers and writers of rows must know
    version bigint not null,
    -- number of the last column or index ever made
    last_number integer not null,
    columns jsonb not null,
    indexes jsonb not null,
    sequence bigint generated always as identity,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (project_id, database_id, table_id),
    foreign key (project_id, database_id) references meridian.app_database on delete cascade
);
create unique index app_table_relation on meridian.app_table (relation);
