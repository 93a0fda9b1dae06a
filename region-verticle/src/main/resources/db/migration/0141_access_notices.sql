-- Nodes remember projects and keys as long as they hear of their changes: each is announced, with the project's ID, by the
-- transaction that makes it.

create function meridian.announce_access() returns trigger language plpgsql as $$
begin
    perform pg_notify('meridian_access', old.project_id);
    return null;
end
$$;

create trigger announce_access after delete or update of project_id, team_id on meridian.project
    for each row execute function meridian.announce_access();

create trigger announce_access after delete or update of project_id, scopes, secret_sha256, expires_at on meridian.api_key
    for each row execute function meridian.announce_access();
