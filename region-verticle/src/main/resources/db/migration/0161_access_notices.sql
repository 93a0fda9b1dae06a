-- Nodes remember projects, keys and known pages as long as they hear of their changes: each is announced, with the project's
-- ID, by the transaction that makes it.

create function meridian.announce_access() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        perform pg_notify('meridian_access', new.project_id);
    else
        perform pg_notify('meridian_access', old.project_id);
    end if;
    return null;
end
$$;

create trigger announce_access after delete or update of project_id, team_id, created_at on meridian.project
    for each row execute function meridian.announce_access();

create trigger announce_access
    after delete or update of project_id, scopes, secret_sha256, expires_at, accessed_at, sdks on meridian.api_key
    for each row execute function meridian.announce_access();

create trigger announce_access
    after insert or delete or update of project_id, services_off, protocols_off on meridian.project_settings
    for each row execute function meridian.announce_access();

create trigger announce_access after delete or update of project_id, type, target on meridian.platform
    for each row execute function meridian.announce_access();
