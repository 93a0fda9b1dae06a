-- What deployments are listed by (contract section 2.6).

alter table meridian.deployment
    add column total_size bigint generated always as (source_size + build_size) stored,
    -- how its code came: there is one way as yet
    add column type text not null default 'manual',
    add column search text generated always as (deployment_id || ' ' || entrypoint) stored;
