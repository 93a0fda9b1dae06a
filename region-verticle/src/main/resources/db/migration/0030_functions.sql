-- Functions, their variables, deployments and executions.

create table meridian.function (
    project_id text not null,
    function_id text not null,
    sequence bigint generated always as identity,
    label text not null unique,
    name text not null,
    runtime text not null,
    execute text[] not null,
    events text[] not null,
    scopes text[] not null,
    schedule text not null,
    timeout_seconds integer not null,
    enabled boolean not null,
    logging boolean not null,
    entrypoint text not null,
    commands text not null,
    deployment_retention integer not null,
    build_specification text not null,
    runtime_specification text not null,
    deployment_id text not null,
    configuration bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    search text generated always as (function_id || ' ' || name || ' ' || runtime) stored,
    primary key (project_id, function_id)
);

create table meridian.function_variable (
    project_id text not null,
    function_id text not null,
    variable_id text not null,
    sequence bigint generated always as identity,
    key text not null,
    value text not null,
    secret boolean not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (project_id, function_id, variable_id),
    unique (project_id, function_id, key)
);

create table meridian.deployment (
    project_id text not null,
    function_id text not null,
    deployment_id text not null,
    sequence bigint generated always as identity,
    object_id text not null,
    uploader text not null,
    activate boolean not null,
    entrypoint text not null,
    commands text not null,
    status text not null,
    build_logs text not null,
    build_seconds integer not null,
    source_size bigint not null,
    build_size bigint not null,
    artefact_sha256 text not null,
    chunks_total integer not null,
    chunks_uploaded integer not null,
    complete boolean not null,
    taken_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (project_id, function_id, deployment_id)
);
create index deployment_to_build on meridian.deployment (created_at)
    where complete and status in ('waiting', 'processing', 'building');

create table meridian.execution (
    project_id text not null,
    function_id text not null,
    execution_id text not null,
    sequence bigint generated always as identity,
    deployment_id text not null,
    permissions text[] not null,
    trigger text not null,
    status text not null,
    executed_at text not null,
    request_method text not null,
    request_path text not null,
    request_headers text not null,
    response_status integer not null,
    response_headers text not null,
    logs text not null,
    errors text not null,
    duration double precision not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (project_id, function_id, execution_id)
);
create index execution_sequence on meridian.execution (project_id, function_id, sequence);
