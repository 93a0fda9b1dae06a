-- Domains that projects brought along. The hosts that each function is given are not stored: they follow from its label.

create table meridian.proxy_rule (
    project_id text not null,
    rule_id text not null,
    sequence bigint generated always as identity,
    domain text not null unique,
    type text not null,
    -- empty where the rule is not of a function
    function_id text not null,
    placement text not null,
    redirect_url text not null,
    redirect_status integer not null,
    status text not null,
    logs text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (project_id, rule_id)
);
create index proxy_rule_function on meridian.proxy_rule (project_id, function_id);

-- The domains of the network, as this region was told at its last start.
alter table meridian.region
    add column run_domain text not null default '',
    add column network_domain text not null default '';

-- All rules of a project, those included that functions have without asking.
create view meridian.listed_rule as
with rule as (
    select project_id, rule_id, sequence * 3 as sequence, domain, type, 'manual' as trigger, function_id, placement,
           redirect_url, redirect_status, status, logs, created_at, updated_at
      from meridian.proxy_rule
    union all
    select f.project_id, md5(f.label || '.' || r.network_domain), f.sequence * 3 + 1, f.label || '.' || r.network_domain,
           'deployment', 'deployment', f.function_id, 'edge', '', 0, 'verified', '', f.created_at, f.created_at
      from meridian.function f cross join meridian.region r
    union all
    select f.project_id, md5(f.label || '.' || r.site || '.' || r.run_domain), f.sequence * 3 + 2,
           f.label || '.' || r.site || '.' || r.run_domain, 'deployment', 'deployment', f.function_id, 'region', '', 0,
           'verified', '', f.created_at, f.created_at
      from meridian.function f cross join meridian.region r
)
select rule.*, coalesce(f.deployment_id, '') as deployment_id,
       case when rule.function_id = '' then '' else 'function' end as resource_type,
       rule.rule_id || ' ' || rule.domain as search
  from rule left join meridian.function f on f.project_id = rule.project_id and f.function_id = rule.function_id;
