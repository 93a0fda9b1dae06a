-- Who held a domain before, and which names are claimed but not given out yet.

-- What a project is known by as the holder of domains. One that is made anew under the ID of a deleted one has another.
create table meridian.domain_holder (
    project_id text primary key,
    secret text not null
);
insert into meridian.domain_holder
select distinct project_id, replace(gen_random_uuid()::text, '-', '') from meridian.proxy_rule;

-- Domains whose verified rules were deleted: records that lead here may have been left behind.
create table meridian.former_domain (
    domain text primary key,
    project_id text not null,
    holder text not null,
    until timestamptz not null
);
create index former_domain_until on meridian.former_domain (until);
create index former_domain_project on meridian.former_domain (project_id, until);

-- Written before a name is claimed in the cluster: what was not given out by then is given back.
create table meridian.pending_claim (
    kind text not null,
    name text not null,
    until timestamptz not null,
    primary key (kind, name)
);
create index pending_claim_until on meridian.pending_claim (until);

-- how many of a project wait to be verified
create index proxy_rule_unverified on meridian.proxy_rule (project_id) where status <> 'verified';
