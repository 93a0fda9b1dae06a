-- Buckets and files. The bytes lie in the object store, named by object_id.

create table meridian.bucket (
    project_id text not null,
    bucket_id text not null,
    sequence bigint generated always as identity,
    name text not null,
    permissions text[] not null,
    file_security boolean not null,
    enabled boolean not null,
    maximum_file_size bigint not null,
    allowed_file_extensions text[] not null,
    compression text not null,
    encryption boolean not null,
    antivirus boolean not null,
    transformations boolean not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    search text generated always as (bucket_id || ' ' || name) stored,
    primary key (project_id, bucket_id)
);

create table meridian.file (
    project_id text not null,
    bucket_id text not null,
    file_id text not null,
    sequence bigint generated always as identity,
    object_id text not null,
    uploader text not null,
    name text not null,
    permissions text[] not null,
    signature text not null,
    mime_type text not null,
    size_original bigint not null,
    chunks_total integer not null,
    chunks_uploaded integer not null,
    complete boolean not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    search text generated always as (file_id || ' ' || name) stored,
    primary key (project_id, bucket_id, file_id)
);
create index file_permissions on meridian.file using gin (permissions);
create index file_sequence on meridian.file (project_id, bucket_id, sequence);

-- The parts of an upload that have arrived; shared by files and deployments.
create table meridian.upload_part (
    project_id text not null,
    object_id text not null,
    part integer not null,
    primary key (project_id, object_id, part)
);

-- Objects that no row names any more, until they are removed from the store.
create table meridian.object_removal (
    project_id text not null,
    key text not null,
    primary key (project_id, key)
);
