-- Where projects let their data be, and the trail of what was done under that.

create table meridian.residency (
    project_id text primary key,
    -- as the API shows it
    document text not null,
    -- registry.v1.Residency; null while the policy is off
    resolved bytea,
    version bigint not null,
    updated_at timestamptz not null,
    -- the end of the trail: how many entries it has, and the hash of the last, as hex
    entries bigint not null,
    head text not null
);

-- Each entry's hash is over its own content and the hash of the one before: none can be changed, left out or put in
-- between without all that follow showing it.
create table meridian.residency_entry (
    project_id text not null,
    sequence bigint not null,
    at timestamptz not null,
    kind text not null,
    content text not null,
    previous text not null,
    hash text not null,
    -- of the report that it was made of, so that one which comes twice counts once
    report_id text,
    primary key (project_id, sequence),
    unique (project_id, report_id)
);
create index residency_entry_at on meridian.residency_entry (project_id, at);

create function meridian.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the residency trail is only ever appended to';
end
$$;
create trigger residency_entry_stays before update or delete on meridian.residency_entry
    for each row execute function meridian.refuse_change();
create trigger residency_entry_stays_whole before truncate on meridian.residency_entry
    for each statement execute function meridian.refuse_change();

-- Up to which version of the policy a node has said that it holds nothing that it may not.
create table meridian.residency_receipt (
    project_id text not null,
    node text not null,
    version bigint not null,
    primary key (project_id, node)
);
