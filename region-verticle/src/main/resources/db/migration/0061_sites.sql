-- Static sites, and domains that lead to them.

create table meridian.site (
    project_id text not null,
    site_id text not null,
    sequence bigint generated always as identity,
    label text not null unique,
    name text not null,
    framework text not null,
    enabled boolean not null,
    logging boolean not null,
    timeout_seconds integer not null,
    install_command text not null,
    build_command text not null,
    start_command text not null,
    output_directory text not null,
    build_runtime text not null,
    adapter text not null,
    fallback_file text not null,
    deployment_retention integer not null,
    build_specification text not null,
    runtime_specification text not null,
    -- active deployment and the one that was active before it, while that exists; empty for none
    deployment_id text not null,
    previous_deployment_id text not null,
    activated_at timestamptz not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    search text generated always as (site_id || ' ' || name || ' ' || framework) stored,
    primary key (project_id, site_id)
);

drop view meridian.listed_rule;
drop index meridian.proxy_rule_function;
alter table meridian.proxy_rule rename column function_id to resource_id;
-- function or site; empty where the rule is of neither
alter table meridian.proxy_rule add column resource_type text not null default '';
update meridian.proxy_rule set resource_type = 'function' where resource_id <> '';
alter table meridian.proxy_rule alter column resource_type drop default;
create index proxy_rule_resource on meridian.proxy_rule (project_id, resource_type, resource_id);

-- All rules of a project, in an order of their own (five sorts, so five numbers apart), those included that functions and sites have without asking.
create view meridian.listed_rule as
with resource as (
    select project_id, 'function' as resource_type, function_id as resource_id, label, deployment_id, created_at,
           sequence * 5 + 1 as sequence
      from meridian.function
    union all
    select project_id, 'site', site_id, label, deployment_id, created_at, sequence * 5 + 3
      from meridian.site
),
rule as (
    select project_id, rule_id, sequence * 5 as sequence, domain, type, 'manual' as trigger, resource_type, resource_id,
           placement, redirect_url, redirect_status, status, logs, created_at, updated_at
      from meridian.proxy_rule
    union all
    select s.project_id, md5(s.label || '.' || r.network_domain), s.sequence,
           s.label || '.' || r.network_domain, 'deployment', 'deployment', s.resource_type, s.resource_id, 'edge', '', 0,
           'verified', '', s.created_at, s.created_at
      from resource s cross join meridian.region r
    union all
    select s.project_id, md5(s.label || '.' || r.site || '.' || r.run_domain), s.sequence + 1,
           s.label || '.' || r.site || '.' || r.run_domain, 'deployment', 'deployment', s.resource_type, s.resource_id,
           'region', '', 0, 'verified', '', s.created_at, s.created_at
      from resource s cross join meridian.region r
)
select rule.*, coalesce(s.deployment_id, '') as deployment_id, rule.rule_id || ' ' || rule.domain as search
  from rule
  left join resource s on s.project_id = rule.project_id and s.resource_type = rule.resource_type
   and s.resource_id = rule.resource_id;
