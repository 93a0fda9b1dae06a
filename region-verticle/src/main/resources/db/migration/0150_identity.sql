-- What people have besides their accounts: addresses for messages, accounts at other providers, tokens, and second factors.
-- Secrets that are only compared are kept as SHA-256, those that are read again are sealed.

alter table meridian.account
    add column sequence bigint generated always as identity,
    add column password_kind text not null default 'argon2',
    add column password_options jsonb not null default '{}',
    add column mfa boolean not null default false,
    add column impersonator boolean not null default false,
    add column search text generated always as
        (user_id || ' ' || name || ' ' || coalesce(email, '') || ' ' || coalesce(phone, '')) stored;

create index account_sequence on meridian.account (project_id, sequence);

alter table meridian.session
    add column factors text[] not null default '{password}',
    add column mfa_updated_at timestamptz;

alter table meridian.membership add column if not exists sequence bigint generated always as identity;

create table meridian.target (
    project_id text not null,
    target_id text not null,
    sequence bigint generated always as identity,
    user_id text not null,
    session_id text not null,
    provider_id text not null,
    provider_type text not null,
    identifier text not null,
    name text not null,
    expired boolean not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (project_id, target_id),
    foreign key (project_id, user_id) references meridian.account on delete cascade
);
create unique index target_identifier on meridian.target (project_id, identifier);
create index target_of_user on meridian.target (project_id, user_id);

insert into meridian.target (project_id, target_id, user_id, session_id, provider_id, provider_type, identifier, name, expired,
                             created_at, updated_at)
select project_id, left(md5(user_id || ' email'), 20), user_id, '', '', 'email', email, '', false, updated_at, updated_at
  from meridian.account where email is not null
union all
select project_id, left(md5(user_id || ' sms'), 20), user_id, '', '', 'sms', phone, '', false, updated_at, updated_at
  from meridian.account where phone is not null;

create table meridian.identity (
    project_id text not null,
    identity_id text not null,
    sequence bigint generated always as identity,
    user_id text not null,
    provider text not null,
    provider_uid text not null,
    provider_email text not null,
    access_token_sealed text not null,
    access_token_expires_at timestamptz,
    refresh_token_sealed text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    search text generated always as (identity_id || ' ' || provider || ' ' || provider_uid || ' ' || provider_email) stored,
    primary key (project_id, identity_id),
    foreign key (project_id, user_id) references meridian.account on delete cascade
);
create unique index identity_at_provider on meridian.identity (project_id, provider, provider_uid);
create index identity_of_user on meridian.identity (project_id, user_id);

create table meridian.token (
    project_id text not null,
    token_id text not null,
    user_id text not null,
    kind text not null,
    secret_sha256 text not null,
    attempts_left integer not null,
    expires_at timestamptz not null,
    created_at timestamptz not null,
    primary key (project_id, token_id),
    foreign key (project_id, user_id) references meridian.account on delete cascade
);
create index token_of_user on meridian.token (project_id, user_id, kind);

create table meridian.authenticator (
    project_id text not null,
    user_id text not null,
    secret_sealed text not null,
    verified boolean not null,
    last_step bigint not null,
    created_at timestamptz not null,
    primary key (project_id, user_id),
    foreign key (project_id, user_id) references meridian.account on delete cascade
);

create table meridian.recovery_codes (
    project_id text not null,
    user_id text not null,
    codes_sealed text not null,
    created_at timestamptz not null,
    primary key (project_id, user_id),
    foreign key (project_id, user_id) references meridian.account on delete cascade
);

create table meridian.challenge (
    project_id text not null,
    challenge_id text not null,
    user_id text not null,
    factor text not null,
    attempts_left integer not null,
    expires_at timestamptz not null,
    created_at timestamptz not null,
    primary key (project_id, challenge_id),
    foreign key (project_id, user_id) references meridian.account on delete cascade
);
create index challenge_of_user on meridian.challenge (project_id, user_id);

-- An account with what the API shows of it.
create view meridian.person as
select a.*,
       (select jsonb_agg(to_jsonb(t) order by t.sequence) from meridian.target t
         where t.project_id = a.project_id and t.user_id = a.user_id) as targets
  from meridian.account a;

-- A membership with what the API shows of it.
create view meridian.member as
select m.project_id, m.membership_id, m.sequence, m.team_id, t.name as team_name, m.user_id, a.name as user_name,
       coalesce(a.email, '') as user_email, coalesce(a.phone, '') as user_phone, a.mfa, m.roles, m.confirmed, m.invited_at,
       m.joined_at, coalesce(m.joined_at, m.invited_at) as updated_at,
       m.membership_id || ' ' || m.user_id || ' ' || t.name as search
  from meridian.membership m
  join meridian.team t on t.project_id = m.project_id and t.team_id = m.team_id
  join meridian.account a on a.project_id = m.project_id and a.user_id = m.user_id;
