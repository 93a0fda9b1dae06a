-- Transactions of callers: what is staged in them, and the rows that it relies on.

create table meridian.row_transaction (
    project_id text not null,
    transaction_id text not null collate "C",
    -- ID of the user it belongs to, empty for servers
    owner text not null collate "C",
    status text not null,
    -- how many are or were staged, and the bytes of their texts
    operations integer not null,
    size bigint not null,
    sequence bigint generated always as identity,
    expires_at timestamptz not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (project_id, transaction_id)
);
create index row_transaction_owner on meridian.row_transaction (project_id, owner, expires_at);
create index row_transaction_expires on meridian.row_transaction (expires_at);

create table meridian.row_transaction_operation (
    project_id text not null,
    transaction_id text not null collate "C",
    number integer not null,
    -- JSON; kept as text, so that numbers stay as they were sent
    operation text not null,
    primary key (project_id, transaction_id, number),
    foreign key (project_id, transaction_id) references meridian.row_transaction on delete cascade
);

-- Rows that operations met first, as they were for everybody else then; absent ones too.
create table meridian.row_transaction_met (
    project_id text not null,
    transaction_id text not null collate "C",
    database_id text not null collate "C",
    table_id text not null collate "C",
    row_id text not null collate "C",
    state text not null,
    primary key (project_id, transaction_id, database_id, table_id, row_id),
    foreign key (project_id, transaction_id) references meridian.row_transaction on delete cascade
);
