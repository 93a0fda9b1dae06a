-- People and keys of each project. Secrets are kept as SHA-256, passwords as Argon2id.

create table meridian.account (
    project_id text not null,
    user_id text not null,
    email text,
    phone text,
    name text not null,
    password text,
    password_updated_at timestamptz,
    enabled boolean not null,
    email_verified boolean not null,
    phone_verified boolean not null,
    labels text[] not null,
    prefs jsonb not null,
    accessed_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (project_id, user_id)
);
create unique index account_by_email on meridian.account (project_id, email);
create unique index account_phone on meridian.account (project_id, phone);
create index account_created on meridian.account (project_id, created_at, user_id);

create table meridian.session (
    project_id text not null,
    session_id text not null,
    user_id text not null,
    secret_sha256 text not null,
    provider text not null,
    provider_uid text not null,
    ip text not null,
    user_agent text not null,
    expires_at timestamptz not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (project_id, session_id),
    foreign key (project_id, user_id) references meridian.account on delete cascade
);
create unique index session_secret on meridian.session (project_id, secret_sha256);
create index session_of_user on meridian.session (project_id, user_id, created_at);

create table meridian.team (
    project_id text not null,
    team_id text not null,
    name text not null,
    total integer not null,
    prefs jsonb not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (project_id, team_id)
);
create index team_created on meridian.team (project_id, created_at, team_id);

create table meridian.membership (
    project_id text not null,
    membership_id text not null,
    team_id text not null,
    user_id text not null,
    roles text[] not null,
    confirmed boolean not null,
    invited_at timestamptz not null,
    joined_at timestamptz,
    primary key (project_id, membership_id),
    foreign key (project_id, team_id) references meridian.team on delete cascade,
    foreign key (project_id, user_id) references meridian.account on delete cascade
);
create unique index membership_user on meridian.membership (project_id, user_id, team_id);
create index membership_team on meridian.membership (project_id, team_id);

create table meridian.api_key (
    project_id text not null,
    key_id text not null,
    name text not null,
    scopes text[] not null,
    secret_sha256 text not null,
    expires_at timestamptz,
    accessed_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (project_id, key_id)
);
create index api_key_secret on meridian.api_key (secret_sha256);

-- Every project of the network with its home, in the console's region only.
create table meridian.console_project (
    project_id text primary key,
    team_id text not null,
    name text not null,
    region text not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index console_project_team on meridian.console_project (team_id, created_at);
