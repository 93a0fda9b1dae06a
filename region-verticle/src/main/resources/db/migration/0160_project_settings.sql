-- What projects say of themselves: policies, what is switched off, platforms, phones for tests, mail, providers of log-ins.

create table meridian.project_settings (
    project_id text primary key,
    -- by policy, the fields that were set
    policies jsonb not null,
    auth_methods_off text[] not null,
    services_off text[] not null,
    protocols_off text[] not null,
    labels text[] not null,
    -- the password in it is sealed
    smtp jsonb not null,
    updated_at timestamptz not null
);

create table meridian.platform (
    project_id text not null,
    platform_id text not null,
    sequence bigint generated always as identity,
    type text not null,
    name text not null,
    -- host name of a web platform, identifier of an app
    target text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (project_id, platform_id)
);
create index platform_target on meridian.platform (project_id, type, target);

create table meridian.mock_phone (
    project_id text not null,
    number text not null,
    sequence bigint generated always as identity,
    otp text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (project_id, number)
);

create table meridian.email_template (
    project_id text not null,
    template_id text not null,
    locale text not null,
    -- what was set, by name; the rest is as it is without
    fields jsonb not null,
    created_at timestamptz not null,
    primary key (project_id, template_id, locale)
);

create table meridian.oauth_provider (
    project_id text not null,
    provider_id text not null,
    enabled boolean not null,
    -- what may be shown, by name
    fields jsonb not null,
    -- what may not, sealed each
    secrets jsonb not null,
    primary key (project_id, provider_id)
);

alter table meridian.api_key
    add column sequence bigint generated always as identity,
    add column sdks text[] not null default '{}';

-- whether no variable was changed since the active deployment became that
alter table meridian.site add column live boolean not null default true;
