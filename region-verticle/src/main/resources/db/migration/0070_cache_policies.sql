-- How edges cache for projects that say so; a project without a row leaves it to the responses.

create table meridian.cache_policy (
    project_id text primary key,
    -- registry.v1.CachePolicy
    body bytea not null,
    updated_at timestamptz not null
);
