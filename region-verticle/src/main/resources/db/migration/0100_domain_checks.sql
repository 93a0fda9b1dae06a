-- What proves that a domain is its project's, and when that is looked at again.

alter table meridian.proxy_rule
    -- what a TXT record has to hold; each rule its own
    add column token text not null default replace(gen_random_uuid()::text, '-', ''),
    -- since when a verified domain has not led here; null while it does
    add column failing_since timestamptz,
    -- how often it was looked at in vain, one time after the other
    add column attempts integer not null default 0,
    -- null where there is nothing to prove
    add column next_check_at timestamptz;
alter table meridian.proxy_rule alter column token drop default;
alter table meridian.proxy_rule alter column attempts drop default;
update meridian.proxy_rule set next_check_at = updated_at where domain not like '%.localhost';
create index proxy_rule_check on meridian.proxy_rule (next_check_at) where next_check_at is not null;
-- for wildcards: what stands one label below a name
create index proxy_rule_parent on meridian.proxy_rule (substr(domain, strpos(domain, '.') + 1));

drop view meridian.listed_rule;
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
           placement, redirect_url, redirect_status, status, logs, token, failing_since, attempts, created_at, updated_at
      from meridian.proxy_rule
    union all
    select s.project_id, md5(s.label || '.' || r.network_domain), s.sequence,
           s.label || '.' || r.network_domain, 'deployment', 'deployment', s.resource_type, s.resource_id, 'edge', '', 0,
           'verified', '', '', null, 0, s.created_at, s.created_at
      from resource s cross join meridian.region r
    union all
    select s.project_id, md5(s.label || '.' || r.site || '.' || r.run_domain), s.sequence + 1,
           s.label || '.' || r.site || '.' || r.run_domain, 'deployment', 'deployment', s.resource_type, s.resource_id,
           'region', '', 0, 'verified', '', '', null, 0, s.created_at, s.created_at
      from resource s cross join meridian.region r
)
select rule.*, coalesce(s.deployment_id, '') as deployment_id, rule.rule_id || ' ' || rule.domain as search
  from rule
  left join resource s on s.project_id = rule.project_id and s.resource_type = rule.resource_type
   and s.resource_id = rule.resource_id;
